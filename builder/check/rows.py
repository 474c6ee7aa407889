"""Rules that are data: a few kinds of rows of rules.yaml, which the compose page runs as well.

A pattern such as `labels[].classes[].label` names places: `[]` goes into every item of a list, `*` into every field,
and `**` alone is every group of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from builder.check.table import Hit, Subject
from builder.read.finding import Path, dotted
from builder.read.form import ABSENCE
from builder.read.reading import Refused
from builder.read.words import nearest

Row = dict[str, Any]


def run_row(row: Row, subject: Subject) -> Iterator[Hit]:
    """The hits of one row on one sheet."""
    return KINDS[row["kind"]](row, subject)


def select(data: Any, pattern: str) -> Iterator[tuple[Path, Any]]:
    """Every (path, value) that a pattern names; absent parts name nothing."""
    return _everywhere(data, ()) if pattern == "**" else _select(data, _steps(pattern), 0, ())


def _everywhere(data: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every mapping of a sheet."""
    if isinstance(data, dict):
        yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, item in items:
        if isinstance(item, dict | list):
            yield from _everywhere(item, (*path, step))


@cache
def _steps(pattern: str) -> tuple[tuple[str, bool], ...]:
    return tuple((step.removesuffix("[]"), step.endswith("[]")) for step in pattern.split(".")) if pattern else ()


def _select(data: Any, steps: tuple[tuple[str, bool], ...], at: int, path: Path) -> Iterator[tuple[Path, Any]]:
    while at < len(steps):
        name, into_list = steps[at]
        if data.__class__ is not dict:
            return
        at += 1
        if name == "*":
            for key in data:
                yield from _select(data[key], steps, at, (*path, key))
            return
        data = data.get(name)
        if data is None:
            return
        path = (*path, name)
        if into_list:
            if data.__class__ is list:
                for position, item in enumerate(data):
                    yield from _select(item, steps, at, (*path, position))
            return
    yield path, data


def _sum(row: Row, subject: Subject) -> Iterator[Hit]:
    """parts + plus = total, within tolerance, in each mapping that has all its parts."""
    for pattern in row["each"]:
        for path, group in select(subject.data, pattern):
            items = group.get(row["list"]) if isinstance(group, dict) else None
            if not isinstance(items, list) or not items:
                continue
            parts: list[Any] = [item.get(row["part"]) for item in items if isinstance(item, dict)]
            if not all(_is_number(part) for part in parts):
                continue
            extra = group.get(row["plus"], 0)
            total = round(sum(parts) + (extra if _is_number(extra) else 0), 6)
            if abs(total - row["total"]) > row["tolerance"]:
                which = "fractions" if abs(total - 1) < _FRACTIONS else "over" if total > row["total"] else "message"
                message = str(row.get(which) or row["message"])
                yield Hit((*path, row["list"]), message.format(name=dotted(path), total=f"{total:g}"))


_FRACTIONS = 0.02
"""Shares that add up to one were meant as parts of one."""


def _reference(row: Row, subject: Subject) -> Iterator[Hit]:
    """Each value at `from` is one of those at `to`, where `to` names any."""
    targets = {value for pattern in row["to"] for _, value in select(subject.data, pattern) if type(value) is str}
    if not targets:
        return
    # A target that was read with a fault is most likely the one that is missed.
    excused = sum(_excuses(pattern, fault.path) for pattern in row["to"] for fault in subject.sheet.faults)
    lost: dict[str, list[Path]] = {}
    for pattern in row["from"]:
        for path, value in select(subject.data, pattern):
            if type(value) is str and value not in targets and value not in (*ABSENCE, *row.get("also", ())):
                lost.setdefault(value, []).append(path)
    for number, (value, paths) in enumerate(list(lost.items())[excused:]):
        near = nearest(value, targets) if number < _PATIENCE else None
        advice = f" Did you mean '{near}'?" if near else f" There is: {', '.join(sorted(targets)[:12])}."
        for path in paths:
            yield Hit(path, row["message"].format(value=value) + advice, near)


def _excuses(pattern: str, path: Path) -> int:
    """How many lost references a fault explains: one where it stands at a target, all where it took their list."""
    names = [step for step in path if isinstance(step, str)]
    wanted = [name for name, _ in _steps(pattern)]
    return 0 if not names or wanted[: len(names)] != names else 1 if len(names) == len(wanted) else _ALL


_ALL = 1_000_000
_PATIENCE = 50


def _unique(row: Row, subject: Subject) -> Iterator[Hit]:
    """No two items of a list have the same value."""
    for pattern in row["each"]:
        seen: dict[tuple[Path, str], Path] = {}
        for path, value in select(subject.data, pattern):
            if not isinstance(value, str):
                continue
            holder = (
                tuple(step for step in path if not isinstance(step, int))
                if row.get("across")
                else path[: _last_index(path)]
            )
            first = seen.setdefault((holder, value), path)
            if first != path:
                line = subject.sheet.place(first)[0]
                yield Hit(path, row["message"].format(value=value, line=line))


def _demand(row: Row, subject: Subject) -> Iterator[Hit]:
    """Where `when` holds in a mapping, it also has `wants` (or nothing at `forbids`)."""
    if row["each"] == ["**"] and not all(f"{key}:" in subject.text for key in row["when"]):
        return  # nowhere at all: no need to look everywhere
    for pattern in row["each"]:
        for path, group in select(subject.data, pattern):
            if not isinstance(group, dict) or not _holds(row["when"], group):
                continue
            if any(next(select(subject.data, place), None) for place in row.get("unless", ())):
                continue
            values = {key: value for key, value in group.items() if isinstance(value, str | int | float)}
            message = row["message"].format_map(_Blank(values, name=dotted(path) or "The sheet"))
            if "forbids" in row:
                found = next(select(group, row["forbids"]), None)
                if found and found[1]:
                    yield Hit((*path, *found[0]), message, key=True)
            elif not _granted(row, group):
                yield Hit(_spot(row["when"], path, group), message, key=not path)


def _granted(row: Row, group: dict[str, Any]) -> bool:
    """One of the wanted fields is there; where `equals` is given, with one of its values."""
    equals = row.get("equals")
    for want in row["wants"]:
        found = [value for _, value in select(group, want)]
        if found and (equals is None or any(value in equals for value in found)):
            return True
    return False


def _holds(when: Row, group: dict[str, Any]) -> bool:
    """Every condition: a pattern with the values, the expression or the negation that it meets."""
    for pattern, wanted in when.items():
        values = [value for _, value in select(group, pattern) if not isinstance(value, Refused)]
        if isinstance(wanted, dict) and "not" in wanted:
            if not values or any(value in wanted["not"] for value in values):
                return False
        elif isinstance(wanted, dict) and "matches" in wanted:
            if not any(
                isinstance(value, str) and re.search(wanted["matches"], value, re.IGNORECASE) for value in values
            ):
                return False
        elif isinstance(wanted, dict) and "empty" in wanted:
            if values != [[]]:
                return False
        elif not any(value in wanted for value in values if not isinstance(value, list | dict)):
            return False
    return True


def _spot(when: Row, path: Path, group: dict[str, Any]) -> Path:
    """The finding stands at the value that set the condition off."""
    found = next(select(group, next(iter(when))), None)
    return (*path, *found[0]) if found else path


def _last_index(path: Path) -> int:
    return max(position for position, step in enumerate(path) if isinstance(step, int))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Blank(dict[str, Any]):
    """Values for a message; a field that a sheet does not have leaves nothing."""

    def __missing__(self, key: str) -> str:
        return ""


KINDS: dict[str, Callable[[Row, Subject], Iterator[Hit]]] = {
    "sum": _sum,
    "reference": _reference,
    "unique": _unique,
    "demand": _demand,
}
