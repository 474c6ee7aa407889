"""Cites, sources and evidence paths: every statement leads to a place that can be opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from builder.check.table import Hit, Subject, sheet_rule
from builder.check.trace import ITEM_KEYS, Cite, resolve_path
from builder.read.finding import SLIPS, dotted
from builder.read.reading import Refused
from builder.read.words import nearest

_PATIENCE = 50
"""How many near misses are looked for in one sheet: a file with more lost words is another kind of file."""


@sheet_rule("unknown_source")
def unknown_source(subject: Subject) -> Iterator[Hit]:
    """Every cite names a key of 'sources'. A key that is spelled otherwise in 'sources' is one finding, not one
    per cite."""
    unused = _unused(subject)
    for number, (source, cites) in enumerate(_lost(subject).items()):
        misnamed = _misnamed_key(source, cites, unused, subject) if number < _PATIENCE else None
        if misnamed:
            times = f"{len(cites)} times" if len(cites) > 1 else "once"
            message = (
                f"The source '{misnamed}' is never cited, but '{source}' is, {times}. Rename the source to '{source}'."
            )
            yield Hit(("sources", misnamed), message, source, key=True)
            continue
        near = nearest(source, subject.data["sources"]) if number < _PATIENCE else None
        keys = ", ".join(subject.data["sources"])
        advice = f"Did you mean '{near}'?" if near else f"Add it under 'sources', or cite one of: {keys}."
        more = f" It is cited {len(cites)} times." if len(cites) > 1 else ""
        cite = cites[0]
        fixed = None if near is None else near if not cite.full else near + (f", {cite.at}" if cite.at else "")
        if not source:
            yield Hit(cite.path, f"A cite names a source and a place in it: '<source>, <where>'. Sources are: {keys}.")
        elif " " in source and not near:
            yield Hit(
                cite.path,
                f"A cite begins with a key of 'sources' and a comma: '<source>, <where>'. Sources are: {keys}.",
            )
        else:
            yield Hit(cite.path, f"There is no source '{source}'. {advice}{more}", fixed)


def _lost(subject: Subject) -> dict[str, list[Cite]]:
    sources = subject.data.get("sources")
    lost: dict[str, list[Cite]] = defaultdict(list)
    if isinstance(sources, dict):
        for cite in subject.trace.cites:
            if cite.source not in sources:
                lost[cite.source].append(cite)
    return lost


def _misnamed_key(source: str, cites: list[Cite], unused: list[str], subject: Subject) -> str | None:
    """The unused source that many lost cites most likely mean: then the key is wrong, not the cites."""
    near = nearest(source, unused)
    if len(cites) > 1 and (near or len(unused) == 1):
        return near or unused[0]
    if near and _familiar(source, subject) > _familiar(near, subject):
        return near
    return None


def _familiar(key: str, subject: Subject) -> int:
    """How often the parts of a key occur in the sheet: a misspelt word occurs nowhere else."""
    text = subject.sheet.reading.text.casefold() if subject.sheet.reading else ""
    return (
        min(text.count(part) for part in key.casefold().replace("-", "_").split("_") if part) if key.strip("-_") else 0
    )


def _unused(subject: Subject) -> list[str]:
    sources = subject.data.get("sources")
    used = {cite.source for cite in subject.trace.cites}
    return [key for key in sources if key not in used] if isinstance(sources, dict) else []


@sheet_rule("unused_source")
def unused_source(subject: Subject) -> Iterator[Hit]:
    """From stage draft on, every source is cited somewhere; a list of further reading belongs elsewhere."""
    if subject.sheet.stage == "stub":
        return
    if any(
        fault.rule == "type" and isinstance(subject.sheet.get(*fault.path), Refused) for fault in subject.sheet.faults
    ):
        return  # what was refused as a whole may have held the cites
    # A source that lost its cite to a slip found elsewhere is the consequence of that slip.
    excused = len(_lost(subject)) + len(subject.trace.topmost_uncovered()) + _broken_cites(subject)
    for key in _unused(subject)[excused:]:
        yield Hit(
            ("sources", key),
            f"The source '{key}' is never cited. Cite it where it says something, or delete it.",
            key=True,
        )


def _broken_cites(subject: Subject) -> int:
    """Cites that the reader found fault with, or that stand on a line which it had to repair."""
    words = ("cite", "source", "evidence", "at")
    lines = subject.sheet.reading.text.split("\n") if subject.sheet.reading else []
    return sum(
        fault.level == "error"
        and (
            any(step in words for step in fault.path)
            or (
                fault.rule in SLIPS and any(f"{word}:" in "".join(lines[fault.line - 1 : fault.line]) for word in words)
            )
        )
        for fault in subject.sheet.faults
    )


@sheet_rule("cite_without_place")
def cite_without_place(subject: Subject) -> Iterator[Hit]:
    """A cite says where in the source the statement stands: section, table, figure, page, file and column."""
    sources = subject.data.get("sources")
    for cite in subject.trace.cites:
        if cite.at is None and isinstance(sources, dict) and cite.source in sources:
            holder = dotted(cite.path[:-1])
            if cite.full:
                yield Hit(
                    cite.path,
                    f"The cite of {holder} names no place in '{cite.source}'. Write "
                    f"'{cite.source}, <section, table or page>'.",
                )
            elif cite.path[0] != "evidence" and "resources" not in cite.path:
                yield Hit(cite.path, f"{holder} names no place in '{cite.source}'. Add 'at: <section, table or page>'.")


@sheet_rule("vague_place")
def vague_place(subject: Subject) -> Iterator[Hit]:
    """'Whole paper', 'whole file' and 'whole page' are places only for a word of absence or an empty list."""
    for path in subject.trace.vague:
        where = (*path, "cite") if "cite" in subject.sheet.get(*path) else (*path, "at")
        yield Hit(
            where,
            f"{dotted(path)} states values, so its cite names the place where they stand: a section, table or page.",
        )


@sheet_rule("evidence_path")
def evidence_path(subject: Subject) -> Iterator[Hit]:
    """Every path under 'evidence' leads to a value of the sheet; items of lists are named by their id."""
    evidence = subject.data.get("evidence")
    lost = [name for name in evidence if resolve_path(subject.data, name) is None] if isinstance(evidence, dict) else []
    for number, name in enumerate(lost):
        near = _nearest_path(subject.data, name) if number < _PATIENCE else None
        if _is_empty(subject, name):
            message = f"'{name}' is empty, so there is nothing to support. Write its value, or a word of absence."
            yield Hit(("evidence", name), message, key=True)
            continue
        advice = (
            f"Did you mean '{near}'?"
            if near
            else "Write the path of a value that stands in the sheet, or delete the line."
        )
        yield Hit(("evidence", name), f"The path '{name}' leads nowhere. {advice}", near, key=True)


def _is_empty(subject: Subject, name: str) -> bool:
    """Does the field stand there without a value?"""
    *above, last = name.split(".")
    holder = resolve_path(subject.data, ".".join(above)) if above else ()
    nodes = subject.sheet.node((*holder, last)) if holder is not None else None
    return bool(nodes and nodes[0] is not None and nodes[0].value == last)


def _nearest_path(data: Any, name: str) -> str | None:
    """Walk as far as the path leads and look for the word that was meant at the step that fails."""
    steps = name.split(".")
    for position in range(len(steps)):
        path = ".".join(steps[: position + 1])
        if resolve_path(data, path) is not None:
            continue
        here: Any = data
        for step in resolve_path(data, ".".join(steps[:position])) or ():
            here = here[step]
        near = nearest(steps[position], _names(here))
        if near is None:
            return _by_last_word(data, steps)
        steps[position] = near
    return ".".join(steps)


def _names(here: Any) -> list[str]:
    if isinstance(here, dict):
        return [str(key) for key in here]
    if isinstance(here, list):
        return [str(item[key]) for item in here if isinstance(item, dict) for key in ITEM_KEYS if key in item]
    return []


def _by_last_word(data: dict[str, Any], steps: list[str]) -> str | None:
    """'ethnicity' for 'population.ethnicity': the one section that has the first word."""
    homes = [
        key
        for key, value in data.items()
        if isinstance(value, dict) and key not in ("sources", "evidence") and resolve_path(value, ".".join(steps))
    ]
    if len(homes) == 1:
        return ".".join([homes[0], *steps])
    # One step too many; never the last one, for that would widen what the evidence is for.
    shorter = [".".join(steps[:i] + steps[i + 1 :]) for i in range(len(steps) - 1)]
    return next((path for path in shorter if resolve_path(data, path)), None)


@sheet_rule("unsourced")
def unsourced(subject: Subject) -> Iterator[Hit]:
    """From stage draft on, the values of all sections from 'access' to 'maintenance' are covered: by a cite
    beside them or at most two groups above, or by a path under 'evidence'. One finding stands for each
    topmost group without."""
    if subject.sheet.stage == "stub":
        return
    for path in subject.trace.topmost_uncovered():
        yield Hit(path, f"{dotted(path)} has no evidence. Add 'cite: <source>, <where>'.", key=True)
