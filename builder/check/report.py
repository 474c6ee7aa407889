"""A run as text for a person, for a forge, for a page, for a program. Nothing here prints."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from builder.check.run import Checked, as_json
from builder.read.finding import Finding, count

_COLORS = {"error": "31", "warning": "33", "hint": "36"}
_MOST_COLUMNS = 160
_GITHUB_LIMIT = 10


def text(checked: Checked, root: Path, color: bool = False, strict: bool = False) -> str:
    """Grouped by file, the offending line with a caret, the advice last; then the counts and what to do next."""
    lines: list[str] = []
    for file, findings in groupby(checked.findings, key=lambda item: item.file):
        source = _lines(root, file)
        lines.append(_paint(file, "1", color))
        for item in findings:
            lines.extend(_entry(item, source, color))
        lines.append("")
    lines.append(summary(checked, strict))
    return "\n".join(lines) + "\n"


def _entry(item: Finding, source: list[str], color: bool) -> Iterator[str]:
    place = f"{_printable(item.file)}:{item.line}:{item.column}"
    level = _paint(item.level, _COLORS[item.level], color)
    yield f"{place}  {level}  {item.rule}"
    if 0 < item.line <= len(source) and source[item.line - 1].strip():
        line = "".join(
            letter if letter.isprintable() else "\ufffd" for letter in source[item.line - 1].replace("\t", " ")
        )
        start = max(0, item.column - 1 - _MOST_COLUMNS // 2) if len(line) > _MOST_COLUMNS else 0
        number = f"{item.line:>5} | "
        yield number + line[start : start + _MOST_COLUMNS]
        before = line[start : item.column - 1]
        yield (
            " " * (len(number) - 2)
            + "| "
            + " " * sum(_width(letter) for letter in before)
            + _paint("^", _COLORS[item.level], color)
        )
    yield f"        {_printable(item.message)}"


def _width(letter: str) -> int:
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def summary(checked: Checked, strict: bool) -> str:
    """How many findings of each level, and what to type next."""
    counts = count(checked.findings)
    sheets = _plural(checked.sheets, "sheet")
    if not checked.sheets and not checked.findings:
        return "No sheets found. 'medsheets new <id>' writes the first one."
    if not checked.findings:
        return f"{sheets} checked, nothing to mend."
    parts = ", ".join(_plural(n, level) for level, n in counts.items() if n)
    if counts["error"] or (strict and counts["warning"]):
        worst = next(
            item
            for item in checked.findings
            if item.level == "error" or (strict and item.level == "warning" and not counts["error"])
        )
        fixable = sum(item.edit is not None for item in checked.findings)
        by_machine = f" 'medsheets fix' can mend {_plural(fixable, 'finding')}." if fixable else ""
        return f"{sheets} checked: {parts}.{by_machine} 'medsheets explain {worst.rule}' says more."
    return f"{sheets} checked: {parts}. Nothing that stands in the way."


def _plural(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def to_json(checked: Checked, root: Path, color: bool = False, strict: bool = False) -> str:
    return json.dumps(as_json(checked), ensure_ascii=False, indent=2) + "\n"


def github(checked: Checked, root: Path, color: bool = False, strict: bool = False) -> str:
    """Workflow commands: each finding becomes a note on its line. The forge shows ten of each level, so errors go
    first."""
    kinds = {"error": "error", "warning": "warning", "hint": "notice"}
    lines = []
    for item in sorted(checked.findings, key=lambda item: list(kinds).index(item.level)):
        place = f"file={_property(item.file)},line={item.line},col={item.column},title={_property(item.rule)}"
        lines.append(f"::{kinds[item.level]} {place}::{_data(item.message)}")
    counts = count(checked.findings)
    if max(counts.values()) > _GITHUB_LIMIT:
        lines.append(f"The page shows {_GITHUB_LIMIT} notes of each level; all findings stand in this log.")
    lines.append(_data(summary(checked, strict)))
    return "\n".join(lines) + "\n"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def markdown(checked: Checked, root: Path, color: bool = False, strict: bool = False) -> str:
    """A table per file, for a comment or a job summary."""
    lines = [f"**{_cell(summary(checked, strict))}**", ""]
    for file, findings in groupby(checked.findings, key=lambda item: item.file):
        lines += [f"#### `{file.replace('`', '')}`", "", "| line | level | rule | finding |", "|--:|---|---|---|"]
        lines += [
            f"| {item.line}:{item.column} | {item.level} | `{item.rule}` | {_cell(item.message)} |" for item in findings
        ]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(value: str) -> str:
    """Text of a sheet is data: no markup of it may act in a comment."""
    for letter in "\\`*_[]()|#":
        value = value.replace(letter, "\\" + letter)
    return value.replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\u200b").replace("\n", " ")


def _lines(root: Path, file: str) -> list[str]:
    try:
        if not (root / file).is_file():
            return []  # a pipe would keep us waiting
        with (root / file).open("rb") as source:
            return source.read(2_000_000).decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return []


def _paint(word: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{word}\x1b[0m" if color else _printable(word)


def _printable(value: str) -> str:
    """Control sequences from a hostile sheet or file name do not reach a terminal."""
    return "".join(letter if letter.isprintable() or letter == " " else "\ufffd" for letter in value)


FORMATS: dict[str, Callable[..., str]] = {"text": text, "json": to_json, "github": github, "markdown": markdown}
