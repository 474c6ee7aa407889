"""A change in a reviewer's words: `population.sex: not_reported → 46.1 % female, 53.9 % male (paper, Table 1)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from builder.history.diff import Change

_LONG = 160


def line(change: Change) -> str:
    """One change on one line."""
    cite = f" ({change.cite})" if change.cite and change.kind != "removed" else ""
    if change.path == "":
        return {"added": f"new sheet: {say(change.new)}", "removed": f"sheet removed: {say(change.old)}"}.get(
            change.kind, f"sheet renamed: {say(change.old)} → {say(change.new)}"
        )
    if change.kind == "added":
        return f"{change.path}: added {say(change.new)}{cite}"
    if change.kind == "removed":
        return f"{change.path}: removed {say(change.old)}"
    word = "renamed " if change.kind == "renamed" else ""
    return f"{change.path}: {word}{say(change.old)} → {say(change.new)}{cite}"


def say(value: Any) -> str:
    """A value in words; long ones are cut."""
    text = re.sub(r"\s+", " ", _say(value)).strip()
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _say(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) > 9999 else str(value)
    if isinstance(value, list):
        return ", ".join(_say(item) for item in value) if value else "none ([])"
    if isinstance(value, dict):
        return _say_group(value)
    return str(value)


def _say_group(value: dict[str, Any]) -> str:
    if isinstance(value.get("distribution"), list):
        return _say(value["distribution"])
    if "category" in value or "group" in value:
        share = f"{value['pct']:g} %" if isinstance(value.get("pct"), int | float) else _say(value.get("n", ""))
        return f"{share} {value.get('category') or value.get('group')}".strip()
    if "n" in value and "unit" in value:
        return " ".join(filter(None, [_say(value["n"]), str(value["unit"]), str(value.get("split") or "")]))
    named = next(
        (str(value[key]) for key in ("id", "name", "label", "title", "kind", "url", "text") if value.get(key)), None
    )
    status = value.get("status")
    if named and isinstance(status, str) and value.get("kind"):
        return f"{named} ({value['kind']}, {status})" if value["kind"] != named else f"{named} ({status})"
    if named:
        return named
    return ", ".join(f"{key} {_say(item)}" for key, item in value.items() if key not in ("cite", "how", "note"))


def text(changes: Iterable[Change]) -> str:
    """Changes by sheet, for a terminal."""
    out: list[str] = []
    for sheet, rows in groupby(changes, key=lambda change: change.sheet):
        out.append(sheet)
        out += [f"  {'! ' if row.mark else '  '}{line(row)}" for row in rows]
    return "\n".join(out) + "\n" if out else "No field has changed.\n"


def markdown(changes: Iterable[Change]) -> str:
    """Changes by sheet, for a pull request; what concerns every user stands first and is marked."""
    out = list(_markdown(changes))
    return "\n".join(out) + "\n" if out else "No field has changed.\n"


def _markdown(changes: Iterable[Change]) -> Iterator[str]:
    for sheet, group in groupby(changes, key=lambda change: change.sheet):
        rows = list(group)
        yield f"### {sheet}"
        yield ""
        for row in sorted(rows, key=lambda row: row.mark is None):
            yield f"- {f'**{row.mark}** ' if row.mark else ''}{escape(line(row))}"
        yield ""


def escape(value: str) -> str:
    """Text of a sheet is data: no markup of it acts in a comment, and it calls nobody."""
    for letter in "\\`*_[]#|":
        value = value.replace(letter, "\\" + letter)
    return value.replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\u200b")
