"""One line written otherwise: every slip that a line of YAML plausibly holds, and what to say if that was it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from builder.read.form import Form, form
from builder.read.lines import Candidate, above, header_of, next_line
from builder.read.moves import block_moves, levels, moves

_PAIR = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w.-]*)(?P<colon>\s*:\s+)(?P<value>\S.*?)\s*$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:-\s+)+)(?P<value>\S.*?)\s*$")
_NO_SPACE = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w.-]*):(?P<value>[^\s:/].*)$")
_MOST_QUOTES = 3
_NO_COLON = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[a-z_][a-z0-9_.-]*)(?P<gap>\s*[=;]\s*|\s+)(?P<value>\S.*)$")
_NO_DASH_SPACE = re.compile(r"""^(?P<lead>\s*)-(?P<value>["'A-Za-z0-9_{\[].*)$""")


def candidates(lines: list[str], here: int, context: int) -> Iterator[Candidate]:
    """Plausible repairs around the line where the parser gave up, and the line where the part began that it was in;
    the most likely first, for ties between equally good ones go to the earlier."""
    spots = [here, above(lines, here), context, above(lines, context), above(lines, above(lines, here))]
    header = header_of(lines, here)
    # A first field that slipped to the right is only noticed at the next one.
    spots += [*open_quotes(lines, here), header, next_line(lines, header)]
    order = [spot for spot in dict.fromkeys(spots) if 0 <= spot < len(lines)]
    for spot in order:
        yield from _tabs(lines, spot)
    for spot in order:
        yield from _unclosed(lines, spot)
        yield from spacing(lines, spot)
        yield from _quoting(lines, spot)
    for spot in order:
        yield from moves(lines, spot)
    for spot in order:
        yield from block_moves(lines, spot)


def open_quotes(lines: list[str], here: int) -> list[int]:
    """The nearest lines above with a quote that is opened and not closed: it swallows all lines up to the next
    quote."""
    found: list[int] = []
    for index in range(here, max(-1, here - 5000), -1):
        code = lines[index]
        single = re.search(r"(?:[:-]\s+|[{,\[]\s*)'", code) and code.count("'") % 2
        if code.count('"') % 2 or single:
            found.append(index)
            if len(found) == _MOST_QUOTES:
                break
    return found


def _tabs(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    body = line.lstrip(" \t")
    lead = line[: len(line) - len(body)]
    if "\t" in lead:
        message = "A tab indents this line. Indent with two spaces for each level."
        for width in (2, 4, 8, 1):
            yield Candidate("tab", index, lead.index("\t"), lead.replace("\t", " " * width) + body, message, None)
        for width in levels(lines, index):
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
        without = code[:column] + code[column + 1 :] + line[len(code) :]
        bracket = depth[-1][1]
        yield Candidate("unclosed", index, column, without, f"This '{bracket}' is never closed. Delete it.", "")
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
            if pair := _PAIR.match(code):
                mended = f"{pair['lead']}{pair['key']}{pair['colon']}{opener}{pair['value']}"
                yield Candidate(
                    "unclosed",
                    index,
                    pair.start("value"),
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
        ended = code.rstrip()
        yield Candidate("unclosed", index, column, ended + quote + line[len(ended) :], message, quote)
        if quote == '"':
            without = line.replace(quote, "")
            yield Candidate("unclosed", index, column, without, f"This {quote} opens or closes nothing. Delete it.", "")


def spacing(lines: list[str], index: int) -> Iterator[Candidate]:
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
    if (match := _NO_COLON.match(line)) and (
        match["key"] in all_fields() or "." in match["key"] or match["value"][0] == "{"
    ):
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
    if bare.lstrip("- ") in all_fields():
        yield Candidate(
            "missing_colon",
            index,
            len(line.rstrip()),
            line.rstrip() + ":",
            f"There is no colon behind '{bare.lstrip('- ')}'. Write '{bare}:'.",
            f"{bare}:",
        )


def _quoting(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    yield from _mended_flow(line, index)
    yield from _quoted_in_flow(line, index)
    if match := _PAIR.match(line):
        value = match["value"]
        if value[0] not in "|>" and not _is_whole(value):
            yield from _quoted_pair(index, match, value)
    elif match := _ITEM.match(line):
        if not _is_whole(match["value"]):
            yield _quoted(index, match["lead"], match["value"], match.start("value"), "")
    elif line.strip():
        yield from _continued(lines, index)


def _is_whole(value: str) -> bool:
    """Quoted already, or something in brackets or braces: quotes around it would only hide the slip inside."""
    if value[0] in "[{":
        return value[-1] == {"[": "]", "{": "}"}[value[0]]
    return len(value) > 1 and value[0] == value[-1] == '"' and '"' not in value[1:-1].replace('\\"', "")


def _mended_flow(line: str, index: int) -> Iterator[Candidate]:
    """Inside {}: a comma forgotten before the next field, or written twice."""
    if "{" not in line:
        return
    for match in re.finditer(r"(?<=[^\s,{\[:])(?P<gap>\s+)(?P<key>[a-z_]+)(?=:\s)", line):
        if match["key"] in all_fields():
            text = line[: match.start()] + "," + line[match.start() :]
            message = f"A comma is missing before '{match['key']}'. Write ', {match['key']}: …'."
            yield Candidate("missing_comma", index, match.start("key"), text, message, f", {match['key']}")
    for match in re.finditer(r",(?=\s*[,}\]])", line):
        text = line[: match.start()] + line[match.end() :]
        yield Candidate("missing_comma", index, match.start(), text, "This comma separates nothing. Delete it.", "")


def _quoted_pair(index: int, match: re.Match[str], value: str) -> Iterator[Candidate]:
    lead = f"{match['lead']}{match['key']}{match['colon']}"
    text, comment = value, ""
    if " #" in value and value[0] not in "\"'":
        # A text ends where a comment begins, quoted or not.
        text, comment = re.split(r"(?=\s+#)", value, maxsplit=1)
    if text.strip() in ("-", "--", "?", "??"):
        message = f"'{text.strip()}' is not one of the words of absence. Write 'not_reported'."
        column = match.start("value")
        yield Candidate("absence_word", index, column, f"{lead}not_reported{comment}", message, "not_reported")
    yield _quoted(index, lead, text, match.start("value"), match["key"], comment)


def _bare(value: str) -> str:
    """A text without the quotes that were meant to stand around it; apostrophes stay."""
    first = value[0] if value[0] in "\"'" else ""
    if first:
        value = value[1:]
        closing = [m.start() for m in re.finditer(rf"{first}(?![A-Za-z])", value)]
        if closing:
            value = value[: closing[-1]] + value[closing[-1] + 1 :]
    elif value[-1] in "\"'" and value.count(value[-1]) == 1:
        value = value[:-1]
    return value


def _quoted(index: int, lead: str, value: str, column: int, key: str, comment: str = "") -> Candidate:
    bare = _bare(value) if '"' in value or value[0] == "'" else value
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
    start = above(lines, index)
    match = _PAIR.match(lines[start]) if start >= 0 else None
    if match is None or match["value"][0] in "|>\"'[{":
        return
    line = lines[index]
    body = line.strip()
    if body.split(":")[0] in all_fields():
        return  # a field that slipped below a text, rather than a text with a colon
    if ": " in body or body.endswith(":"):
        message = (
            "A colon followed by a space ends a key, so a text that holds one wants quotes, "
            "or '>-' before its first line."
        )
        # The full-width colon stands in for the real one in memory only.
        yield Candidate("unquoted_colon", index, line.index(":"), re.sub(r":(?=\s|$)", "\ua789", line), message, None)


def _quoted_in_flow(line: str, index: int) -> Iterator[Candidate]:
    """`{title: Drains: an audit, year: 2020}`: quote one value, up to a next key or the end; the shortest first."""
    found: list[tuple[int, Candidate]] = []
    for match in re.finditer(r"(?<=[{,])\s*(?P<key>[a-z_]+):\s+", line):
        start = match.end()
        if line[start : start + 1] in "\"'[{":
            continue
        stops = [m.start() for m in re.finditer(r",\s+[a-z_]+:\s|[}\]]", line[start:])]
        for value in (line[start : start + stop] for stop in stops[:6]):
            if not value or not re.search(r":(?:\s|$)|^[@`%*&!|>]|[\[\]{}]|\"|'", value):
                continue
            quoted = json.dumps(value.replace('"', "'"), ensure_ascii=False)
            rule = "unquoted_colon" if re.search(r":(\s|$)", value) else "unquoted_text"
            message = f"The text of '{match['key']}' wants quotes here. Write {match['key']}: {_short(quoted)}."
            text = line[:start] + quoted + line[start + len(value) :]
            found.append((len(value), Candidate(rule, index, start, text, message, quoted)))
    yield from (candidate for _, candidate in sorted(found, key=lambda entry: entry[0]))


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


def all_fields() -> frozenset[str]:
    """Every field name of the form, wherever it stands."""
    return _names(form())


@cache
def _names(rows: Form) -> frozenset[str]:
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
    return frozenset(names)
