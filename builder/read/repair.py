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
    best: tuple[int, int, int] | None = None
    chosen = None
    seen: set[tuple[int, str]] = set()
    for rank, candidate in enumerate(_candidates(lines, here, fault)):
        if candidate.text == lines[candidate.line] or (candidate.line, candidate.text) in seen or len(seen) > 60:
            continue
        seen.add((candidate.line, candidate.text))
        reach, objections = _quality(_with_line(lines, candidate.line, candidate.text), here)
        if reach <= here:
            continue
        score = (objections, -reach, rank)
        if best is None or score < best:
            best, chosen = score, candidate
    return chosen


def _quality(text: str, here: int) -> tuple[int, int]:
    """(line the parser reaches, number of objections of the form to what comes before)."""
    lines = text.split("\n")
    try:
        return len(lines) + 1, _objections(compose(text))
    except yaml.YAMLError as fault:
        marks = [m for m in (getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)) if m]
        reach = marks[0].line if marks else 0
        if reach <= here:
            return reach, 0
        # A bracket or quote left open reaches far without being right: judge by where it began.
        until = min(m.line for m in marks) if "flow" in str(fault.context) or "quoted" in str(fault.context) else reach
        if until <= here:
            return here, 0
        for stop in (until, until - 1):
            try:
                return reach, _objections(compose("\n".join(lines[:stop])))
            except yaml.YAMLError:
                continue
        return reach, 50


def _objections(root: Node | None) -> int:
    """How much the form finds wrong with a tree, missing parts not counted: the rest may still come."""
    if not isinstance(root, MappingNode):
        return 100
    reading = Reading("", "", form())
    data = sheet_shape().read(root, (), reading)
    settle(reading, data)
    return sum(finding.level == "error" and finding.rule != "missing_field" for finding in reading.findings)


def _with_line(lines: list[str], index: int, text: str) -> str:
    return "\n".join([*lines[:index], text, *lines[index + 1 :]])


def _candidates(lines: list[str], here: int, fault: Any) -> Iterator[Candidate]:
    """Plausible repairs, the most likely first; ties between equally good ones go to the earlier."""
    context = fault.context_mark.line if fault.context_mark else here
    spots = [here, _above(lines, here), context, _above(lines, context)]
    spots += [spot for spot in (_above(lines, _above(lines, here)),)]
    order = [spot for i, spot in enumerate(spots) if 0 <= spot < len(lines) and spot not in spots[:i]]
    for spot in order:
        yield from _tabs(lines, spot)
    for spot in order:
        yield from _unclosed(lines, spot)
        yield from _spacing(lines, spot)
        yield from _quoting(lines, spot)
    for spot in order:
        yield from _reindent(lines, spot)


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
        yield Candidate("tab", index, line.index("\t"), line.replace("\t", " "), "A tab stands here. Write a space.", None)


def _unclosed(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index].rstrip()
    code = _without_comment(line)
    depth = _open_brackets(code)
    if depth:
        closing = "".join("]" if opener == "[" else "}" for opener in reversed(depth))
        name = "bracket" if closing[0] == "]" else "brace"
        comma = code.rstrip().rstrip(",")
        message = f"A {name} is opened here and never closed. Write '{closing}' at the end of the value."
        yield Candidate("unclosed", index, _opener(code), comma + closing + line[len(code) :], message, closing)
        for at in (m.start() for m in re.finditer(r", ", code)):
            if len(depth) == 1 and depth[0] == "[":
                yield Candidate("unclosed", index, _opener(code), code[:at] + closing + code[at:], message, closing)
    for bracket, opener in (("]", "["), ("}", "{")):
        if code.count(bracket) > code.count(opener) and code.rstrip().rstrip(",").endswith(bracket):
            at = code.rstrip().rstrip(",").rindex(bracket)
            yield Candidate("unclosed", index, at, line[:at] + line[at + 1 :], f"This '{bracket}' closes nothing. Delete it, or write the '{opener}' that is missing.", "")
            if match := _PAIR.match(code):
                mended = f"{match['lead']}{match['key']}{match['colon']}{opener}{match['value']}"
                yield Candidate("unclosed", index, match.start("value"), mended, f"This '{bracket}' closes nothing. Write '{opener}' before the value.", None)
            if bracket == "}" and (item := _ITEM.match(code)):
                yield Candidate("unclosed", index, item.start("value"), f"{item['lead']}{{{item['value']}", "This '}' closes nothing. Write '{' before the value.", None)
    for quote in ('"', "'"):
        if code.count(quote) % 2:
            at = code.index(quote)
            message = f"A quote is opened here and never closed. Write {quote} at the end of the text."
            tail = re.search(r"[\]}, ]*$", code)
            cut = tail.start() if tail else len(code)
            yield Candidate("unclosed", index, at, line + quote, message, quote)
            if cut < len(code):
                yield Candidate("unclosed", index, at, code[:cut] + quote + code[cut:], message, quote)
            for stop in (m.start() for m in re.finditer(r", [a-z_]+: ", code[at:])):
                yield Candidate("unclosed", index, at, code[: at + stop] + quote + code[at + stop :], message, quote)
            yield Candidate("unclosed", index, at, line.replace(quote, ""), f"This {quote} opens or closes nothing. Delete it.", "")


def _spacing(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    if match := _NO_SPACE.match(line):
        fixed = f"{match['key']}: {match['value']}"
        yield Candidate("space_after_colon", index, match.end("lead"), match["lead"] + fixed, f"A colon needs a space behind it. Write '{_short(fixed)}'.", fixed)
    if (match := _NO_DASH_SPACE.match(line)) and not line.strip().startswith("---"):
        fixed = f"- {match['value']}"
        yield Candidate("space_after_dash", index, match.end("lead"), match["lead"] + fixed, f"The dash of a list item needs a space behind it. Write '{_short(fixed)}'.", fixed)
    if (match := _NO_COLON.match(line)) and match["key"] in _all_fields():
        fixed = f"{match['key']}: {match['value']}"
        yield Candidate("missing_colon", index, match.end("key"), match["lead"] + fixed, f"There is no colon behind '{match['key']}'. Write '{_short(fixed)}'.", fixed)
    bare = line.strip()
    if bare.lstrip("- ") in _all_fields():
        yield Candidate("missing_colon", index, len(line.rstrip()) - 1, line.rstrip() + ":", f"There is no colon behind '{bare.lstrip('- ')}'. Write '{bare}:'.", f"{bare}:")


def _quoting(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    if match := _PAIR.match(line):
        value = match["value"]
        if value[0] not in "|>" and not (value[0] == '"' and value[-1] == '"' and len(value) > 1 and '"' not in value[1:-1].replace('\\"', "")):
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
        rule, why = "unquoted_text", f"A text cannot begin with {value[0]} unless it is quoted." if value[0] in "@`%*&!|>{[]},#?-\"'" else "This text wants quotes."
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
            message = f"The indentation does not fit: this line begins after {now} spaces. Write it after {width} {step}."
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


def _open_brackets(code: str) -> list[str]:
    stack: list[str] = []
    quote = ""
    for letter in code:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and (not stack or True):
            quote = letter if re.search(r"[:\[{,]\s*" + letter, code) else ""
        elif letter in "[{":
            stack.append(letter)
        elif letter in "]}" and stack:
            stack.pop()
    return stack


def _opener(code: str) -> int:
    found = [code.find(letter) for letter in "[{" if letter in code]
    return min(found) if found else 0


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:87] + "…"


def _all_fields() -> frozenset[str]:
    """Every field name of the form, wherever it stands."""
    return _names(form())


def _names(rows: Any) -> frozenset[str]:
    if rows not in _NAMES_OF:
        names: set[str] = set()
        stack: list[Any] = [*rows.fields.items(), *(pair for d in rows.definitions.values() for pair in d.get("fields", {}).items())]
        while stack:
            key, row = stack.pop()
            names.add(key)
            stack.extend(row.get("fields", {}).items())
            if "of" in row:
                stack.extend(row["of"].get("fields", {}).items())
        _NAMES_OF[rows] = frozenset(names)
    return _NAMES_OF[rows]


_NAMES_OF: dict[Any, frozenset[str]] = {}
