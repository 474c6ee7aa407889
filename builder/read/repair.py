"""Text that is not YAML: find the slip, say what to type, apply it in memory and read on.

libyaml says where it gave up, which is seldom where the slip is. So every plausible repair of the lines around
that place is tried, and the one after which most of the sheet makes sense is taken for what was meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from builder.read.compose import MappingNode, Node, compose
from builder.read.finding import Edit, Finding
from builder.read.form import form
from builder.read.plan import sheet_shape
from builder.read.reading import Reading
from builder.read.strays import settle
from builder.read.text import drop_controls

MOST_REPAIRS = 40
"""A sheet with more faults of syntax than this is not a slip but another kind of file."""

_MOST_TRIES = 80
_MOST_LINES = 20_000
_PAIR = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w.-]*)(?P<colon>\s*:\s+)(?P<value>\S.*?)\s*$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:-\s+)+)(?P<value>\S.*?)\s*$")
_NO_SPACE = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)$")
_NO_COLON = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[a-z_]{2,})(?P<gap>\s+|\s*[=;]\s*)(?P<value>\S.*)$")
_NO_DASH_SPACE = re.compile(r"^(?P<lead>\s*)-(?P<value>[A-Za-z_{\[].*)$")


class Repaired(NamedTuple):
    """The tree of the mended text, the mended text, and what had to be mended."""

    root: Node | None
    text: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line written otherwise, and what to say if that was it."""

    rule: str
    line: int
    column: int
    text: str
    message: str
    fix: str | None


def compose_or_repair(text: str, name: str) -> Repaired:
    """The node tree of a sheet, after as few repairs as it takes."""
    findings: list[Finding] = []
    cleaned = False
    while True:
        try:
            return Repaired(compose(text), text, findings)
        except yaml.reader.ReaderError:
            if cleaned:
                return Repaired(None, text, findings)
            text, found = drop_controls(text, name)
            findings.extend(found)
            cleaned = True
        except yaml.YAMLError as fault:
            if "single document" in str(fault):
                cut, finding = _first_document(fault, text, name)
                findings.append(finding)
                if cut is None:
                    return Repaired(None, text, findings)
                text = cut
                continue
            best = _best(text, fault) if len(findings) < MOST_REPAIRS else None
            if best is None:
                findings.append(_syntax(fault, name))
                return Repaired(None, text, findings)
            findings.append(_finding(best, text, name))
            text = _with_line(text.split("\n"), best.line, best.text)


def _finding(best: Candidate, text: str, name: str) -> Finding:
    old = text.split("\n")[best.line]
    edit = Edit(best.line, 0, best.line, len(old), best.text)
    return Finding(best.rule, "error", name, best.line + 1, best.column + 1, (), best.message, best.fix, edit)


def _first_document(fault: Any, text: str, name: str) -> tuple[str | None, Finding]:
    mark = fault.problem_mark
    message = "A second document begins here ('---'). One file holds one sheet."
    finding = Finding("several_documents", "error", name, mark.line + 1, mark.column + 1, (), message)
    lines = text.split("\n")[: mark.line]
    return ("\n".join(lines) + "\n" if any(line.strip("- ") for line in lines) else None), finding


def _syntax(fault: Any, name: str) -> Finding:
    """The one finding where no repair helped: libyaml's words, in ours where we know them."""
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = re.sub(r"\s+", " ", str(fault.problem or fault.context or "it cannot be read"))
    message = f"The YAML cannot be read here: {problem}. Look at the indentation, the quotes and the colons of this line and the one above."
    return Finding("yaml_syntax", "error", name, line, column, (), message)


def _best(text: str, fault: Any) -> Candidate | None:
    """The repair after which the parser gets furthest and the form objects least."""
    lines = text.split("\n")
    mark = fault.problem_mark or fault.context_mark
    if mark is None or len(lines) > _MOST_LINES:
        return None
    here = min(mark.line, len(lines) - 1)
    tried: list[tuple[Candidate, int, list[int], int]] = []
    seen: set[tuple[int, str]] = set()
    for rank, candidate in enumerate(_candidates(lines, here, fault)):
        written = (candidate.line, candidate.text)
        if candidate.text == lines[candidate.line] or written in seen or len(seen) > _MOST_TRIES:
            continue
        seen.add(written)
        reach, objections = _quality(_with_line(lines, candidate.line, candidate.text), here)
        if reach > here:
            tried.append((candidate, reach, objections, rank))
    if not tried:
        return None
    # Where one repair gets further than another, what the form says of the lines that only it reached is no argument.
    horizon = min(reach for _, reach, _, _ in tried)

    def score(entry: tuple[Candidate, int, list[int], int]) -> tuple[int, int, int, int, int]:
        candidate, reach, objections, rank = entry
        near = sum(line <= horizon for line in objections)
        return near, -reach, len(objections), _irregular(lines, candidate), rank

    return min(tried, key=score)[0]


def _quality(text: str, here: int) -> tuple[int, list[int]]:
    """(line the parser reaches, the lines before it to which the form objects)."""
    lines = text.split("\n")
    try:
        return len(lines) + 1, _objections(compose(text))
    except yaml.YAMLError as error:
        fault: Any = error
        marks = [m for m in (getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)) if m]
        reach = marks[0].line if marks else 0
        # A bracket or quote left open reaches far without being right: judge by where it began.
        if re.search("flow|quoted", str(fault.context)):
            reach = min(mark.line for mark in marks)
        if reach <= here:
            return reach, []
        # What comes before the next fault is read alone; a quote that swallowed lines began further up.
        for stop in (reach, reach - 1, *_open_quotes(lines, min(reach, len(lines) - 1))):
            if stop <= here:
                break
            try:
                return min(reach, stop + 1), _objections(compose("\n".join(lines[:stop])))
            except yaml.YAMLError:
                continue
        return reach, [0] * 50


def _objections(root: Node | None) -> list[int]:
    """The lines of a tree that the form finds fault with; missing parts do not count, the rest may still come."""
    if not isinstance(root, MappingNode):
        return [0] * 100
    reading = Reading("", "", form())
    data = sheet_shape().read(root, (), reading)
    settle(reading, data)
    return [
        finding.line - 1 for finding in reading.findings if finding.level == "error" and finding.rule != "missing_field"
    ]


def _irregular(lines: list[str], candidate: Candidate) -> int:
    """Of two lines that could be moved to meet, the one that is moved to two spaces under its parent is the one at fault."""
    if candidate.rule != "indentation":
        return 0
    width = len(candidate.text) - len(candidate.text.lstrip(" "))
    for line in reversed(lines[: candidate.line]):
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        if body and not body.startswith("#") and indent < width:
            dash = re.match(r"(?:-\s+)+", body)
            inside = indent + dash.end() if dash else indent
            return int(width not in (indent + 2, inside, inside + 2))
    return int(width != 0)


def _with_line(lines: list[str], index: int, text: str) -> str:
    return "\n".join([*lines[:index], text, *lines[index + 1 :]])


def _candidates(lines: list[str], here: int, fault: Any) -> Iterator[Candidate]:
    """Plausible repairs, the most likely first; ties between equally good ones go to the earlier."""
    context = fault.context_mark.line if fault.context_mark else here
    spots = [here, _above(lines, here), context, _above(lines, context)]
    spots += [_above(lines, _above(lines, here)), *_open_quotes(lines, here)]
    order = [spot for i, spot in enumerate(spots) if 0 <= spot < len(lines) and spot not in spots[:i]]
    for spot in order:
        yield from _tabs(lines, spot)
    for spot in order:
        yield from _unclosed(lines, spot)
        yield from _spacing(lines, spot)
        yield from _quoting(lines, spot)
    for spot in order:
        yield from _reindent(lines, spot)


def _open_quotes(lines: list[str], here: int) -> list[int]:
    """The nearest lines above with a quote that is opened and not closed: it swallows all lines up to the next quote."""
    found = []
    for index in range(here, max(-1, here - 500), -1):
        code = lines[index]
        single = re.search(r"(?:[:-]\s+|[{,\[]\s*)'", code) and code.count("'") % 2
        if code.count('"') % 2 or single:
            found.append(index)
            if len(found) == 3:
                break
    return found


def _above(lines: list[str], index: int) -> int:
    """The nearest line above that is not blank and not a comment."""
    index -= 1
    while index > 0 and (not lines[index].strip() or lines[index].lstrip().startswith("#")):
        index -= 1
    return index


def _tabs(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    body = line.lstrip(" \t")
    lead = line[: len(line) - len(body)]
    if "\t" in lead:
        message = "A tab indents this line. Indent with two spaces for each level."
        for width in (2, 4, 8, 1):
            yield Candidate("tab", index, lead.index("\t"), lead.replace("\t", " " * width) + body, message, None)
        for width in _levels(lines, index):
            yield Candidate("tab", index, lead.index("\t"), " " * width + body, message, None)
    elif "\t" in line:
        yield Candidate(
            "tab", index, line.index("\t"), line.replace("\t", " "), "A tab stands here. Write a space.", None
        )


def _unclosed(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index].rstrip()
    code = _without_comment(line)
    depth = _open_brackets(code)
    if depth:
        closing = "".join("]" if opener == "[" else "}" for _, opener in reversed(depth))
        name = "bracket" if closing[0] == "]" else "brace"
        column = depth[-1][0]
        message = f"A {name} is opened here and never closed. Write '{closing}' at the end of the value."
        ended = code.rstrip().rstrip(",")
        yield Candidate("unclosed", index, column, ended + closing + line[len(code) :], message, closing)
        if len(depth) == 1:
            # The end may be missing in the middle: before the next field, or before what closes the rest.
            for match in re.finditer(r",\s+[a-z_]+:\s|[\]}]+\s*$", code[column:]):
                at = column + match.start()
                yield Candidate("unclosed", index, column, code[:at] + closing + line[at:], message, closing)
            for match in re.finditer(r", ", code[column:]) if closing == "]" else ():
                at = column + match.start()
                yield Candidate("unclosed", index, column, code[:at] + closing + line[at:], message, closing)
    for bracket, opener in (("]", "["), ("}", "{")):
        if code.count(bracket) > code.count(opener) and code.rstrip().rstrip(",").endswith(bracket):
            at = code.rstrip().rstrip(",").rindex(bracket)
            yield Candidate(
                "unclosed",
                index,
                at,
                line[:at] + line[at + 1 :],
                f"This '{bracket}' closes nothing. Delete it, or write the '{opener}' that is missing.",
                "",
            )
            if match := _PAIR.match(code):
                mended = f"{match['lead']}{match['key']}{match['colon']}{opener}{match['value']}"
                yield Candidate(
                    "unclosed",
                    index,
                    match.start("value"),
                    mended,
                    f"This '{bracket}' closes nothing. Write '{opener}' before the value.",
                    None,
                )
            item = _ITEM.match(code)
            if bracket == "}" and item:
                yield Candidate(
                    "unclosed",
                    index,
                    item.start("value"),
                    f"{item['lead']}{{{item['value']}",
                    "This '}' closes nothing. Write '{' before the value.",
                    None,
                )
    yield from _unclosed_quotes(line, code, index)


def _unclosed_quotes(line: str, code: str, index: int) -> Iterator[Candidate]:
    for quote in ('"', "'"):
        if code.count(quote) % 2 == 0:
            continue
        column = code.index(quote)
        message = f"A quote is opened here and never closed. Write {quote} at the end of the text."
        # Inside {} the text ends before the next field, else before what closes the line.
        for match in re.finditer(r", [a-z_]+: |[\]}, ]+$", code[column:]):
            at = column + match.start()
            yield Candidate("unclosed", index, column, code[:at] + quote + line[at:], message, quote)
        yield Candidate("unclosed", index, column, line + quote, message, quote)
        without = line.replace(quote, "")
        yield Candidate("unclosed", index, column, without, f"This {quote} opens or closes nothing. Delete it.", "")


def _spacing(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    if match := _NO_SPACE.match(line):
        fixed = f"{match['key']}: {_without_comment(match['value']).rstrip()}"
        yield Candidate(
            "space_after_colon",
            index,
            match.end("lead"),
            match["lead"] + fixed,
            f"A colon needs a space behind it. Write '{_short(fixed)}'.",
            fixed,
        )
    if (match := _NO_DASH_SPACE.match(line)) and not line.strip().startswith("---"):
        fixed = f"- {match['value']}"
        yield Candidate(
            "space_after_dash",
            index,
            match.end("lead"),
            match["lead"] + fixed,
            f"The dash of a list item needs a space behind it. Write '{_short(fixed)}'.",
            fixed,
        )
    if (match := _NO_COLON.match(line)) and match["key"] in _all_fields():
        fixed = f"{match['key']}: {match['value']}"
        yield Candidate(
            "missing_colon",
            index,
            match.end("key"),
            match["lead"] + fixed,
            f"There is no colon behind '{match['key']}'. Write '{_short(fixed)}'.",
            fixed,
        )
    bare = line.strip()
    if bare.lstrip("- ") in _all_fields():
        yield Candidate(
            "missing_colon",
            index,
            len(line.rstrip()) - 1,
            line.rstrip() + ":",
            f"There is no colon behind '{bare.lstrip('- ')}'. Write '{bare}:'.",
            f"{bare}:",
        )


def _quoting(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    if match := _PAIR.match(line):
        value = match["value"]
        if value[0] not in "|>" and not (
            value[0] == '"' and value[-1] == '"' and len(value) > 1 and '"' not in value[1:-1].replace('\\"', "")
        ):
            yield from _quoted_pair(index, match, value)
    elif match := _ITEM.match(line):
        yield _quoted(index, match["lead"], match["value"], match.start("value"), "")
    elif line.strip():
        yield from _continued(lines, index)
    yield from _quoted_in_flow(line, index)


def _quoted_pair(index: int, match: re.Match[str], value: str) -> Iterator[Candidate]:
    lead = f"{match['lead']}{match['key']}{match['colon']}"
    yield _quoted(index, lead, value, match.start("value"), match["key"])
    if " #" in value:
        text, comment = re.split(r"(?=\s+#)", value, maxsplit=1)
        yield _quoted(index, lead, text, match.start("value"), match["key"], comment)


def _quoted(index: int, lead: str, value: str, column: int, key: str, comment: str = "") -> Candidate:
    bare = value.replace('"', "'") if value[:1] == '"' or value[-1:] == '"' else value
    text = json.dumps(bare, ensure_ascii=False)
    if ": " in value or value.endswith(":"):
        rule, why = "unquoted_colon", "A colon followed by a space ends a key, so a text that holds one wants quotes."
    else:
        rule, why = (
            "unquoted_text",
            f"A text cannot begin with {value[0]} unless it is quoted."
            if value[0] in "@`%*&!|>{[]},#?-\"'"
            else "This text wants quotes.",
        )
    shown = f"{key}: {text}" if key else text
    return Candidate(rule, index, column, lead + text + comment, f"{why} Write {_short(shown)}", text)


def _continued(lines: list[str], index: int) -> Iterator[Candidate]:
    """A colon in the second line of a plain text: the repair folds the text, so that line numbers stay."""
    start = _above(lines, index)
    match = _PAIR.match(lines[start]) if start >= 0 else None
    if match is None or match["value"][0] in "|>\"'[{":
        return
    line = lines[index]
    body = line.strip()
    if ": " in body or body.endswith(":"):
        message = "A colon followed by a space ends a key, so a text that holds one wants quotes, or '>-' before its first line."
        # The full-width colon stands in for the real one in memory only.
        yield Candidate("unquoted_colon", index, line.index(":"), re.sub(r":(?=\s|$)", "\ua789", line), message, None)


def _quoted_in_flow(line: str, index: int) -> Iterator[Candidate]:
    """`{title: Drains: an audit, year: 2020}`: quote the value up to the next key that the form knows."""
    for match in re.finditer(r"(?<=[{,])\s*(?P<key>[a-z_]+):\s+", line):
        start = match.end()
        if line[start : start + 1] in "\"'[{":
            continue
        stops = [m.start() for m in re.finditer(r",\s+[a-z_]+:\s|[}\]]", line[start:])]
        for stop in stops[:6]:
            value = line[start : start + stop]
            if not value or not re.search(r":(?:\s|$)|^[@`%*&!|>]|[\[\]{}]|\"|'", value):
                continue
            quoted = json.dumps(value.replace('"', "'"), ensure_ascii=False)
            rule = "unquoted_colon" if re.search(r":(\s|$)", value) else "unquoted_text"
            message = f"The text of '{match['key']}' wants quotes here. Write {match['key']}: {_short(quoted)}."
            yield Candidate(rule, index, start, line[:start] + quoted + line[start + stop :], message, quoted)


def _reindent(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    body = line.lstrip(" ")
    now = len(line) - len(body)
    if not body or body.startswith("#"):
        return
    for width in sorted(_levels(lines, index), key=lambda width: (abs(width - now), width)):
        if width != now:
            step = "space" if width == 1 else "spaces"
            message = (
                f"The indentation does not fit: this line begins after {now} spaces. Write it after {width} {step}."
            )
            if width == 0:
                message = f"The indentation does not fit: this line begins after {now} spaces. Write it at the start of the line."
            yield Candidate("indentation", index, now, " " * width + body, message, None)


def _levels(lines: list[str], index: int) -> set[int]:
    """Every depth at which a line could stand here: those in use above, within a dash, and one step deeper."""
    levels = {0}
    lowest = 1000
    for line in reversed(lines[max(0, index - 400) : index]):
        body = line.lstrip(" ")
        if not body or body.startswith("#"):
            continue
        indent = len(line) - len(body)
        if indent < lowest or indent in levels:
            levels.add(indent)
            dash = re.match(r"(?:-\s+)+", body)
            if dash:
                levels.add(indent + dash.end())
            if lowest == 1000:
                levels.add(indent + 2)
            lowest = min(lowest, indent)
        if lowest == 0:
            break
    after = [line for line in lines[index + 1 : index + 4] if line.strip()]
    if after:
        levels.add(len(after[0]) - len(after[0].lstrip(" ")))
    return levels


def _without_comment(line: str) -> str:
    match = re.search(r"\s#", line)
    return line[: match.start()] if match else line


def _open_brackets(code: str) -> list[tuple[int, str]]:
    """(column, bracket) of every bracket or brace that is not closed by its own kind on this line."""
    stack: list[tuple[int, str]] = []
    lost: list[tuple[int, str]] = []
    quote = ""
    for column, letter in enumerate(code):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and re.search(r"(?:^|[:\[{,-])\s*$", code[:column]):
            quote = letter
        elif letter in "[{":
            stack.append((column, letter))
        elif letter in "]}":
            opener = "[" if letter == "]" else "{"
            if any(kind == opener for _, kind in stack):
                while stack[-1][1] != opener:
                    lost.append(stack.pop())
                stack.pop()
    return sorted(lost + stack)


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:87] + "…"


def _all_fields() -> frozenset[str]:
    """Every field name of the form, wherever it stands."""
    return _names(form())


def _names(rows: Any) -> frozenset[str]:
    if rows not in _NAMES_OF:
        names: set[str] = set()
        stack: list[Any] = [
            *rows.fields.items(),
            *(pair for d in rows.definitions.values() for pair in d.get("fields", {}).items()),
        ]
        while stack:
            key, row = stack.pop()
            names.add(key)
            stack.extend(row.get("fields", {}).items())
            if "of" in row:
                stack.extend(row["of"].get("fields", {}).items())
        _NAMES_OF[rows] = frozenset(names)
    return _NAMES_OF[rows]


_NAMES_OF: dict[Any, frozenset[str]] = {}
