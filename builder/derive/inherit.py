"""Confirmed shortcuts and issues pass from parent to child, through every generation, until a sheet answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.check.cards import SETTLED
from builder.derive.lineage import Lineage
from builder.read.datasheet import Datasheet

STOPS = frozenset({"rebutted", "out_of_scope"})
"""Answers that end the inheritance along a line; what is confirmed_here goes on to the next generation."""


@dataclass(frozen=True, slots=True, order=True)
class Inherited:
    """A shortcut or issue of an ancestor. Without a verdict it is shown as inherited, not verified here."""

    origin: str
    id: str
    section: str
    status: str
    via: tuple[str, ...]
    verdict: str | None = None


def inherited(sheet_id: str, registry: Mapping[str, Datasheet], family: Lineage) -> list[Inherited]:
    """What a sheet has from its ancestors, with its own answers; one entry each, by the shortest way."""
    found: dict[tuple[str, str], Inherited] = {}
    for entry in sorted(_arriving(sheet_id, registry, family, (sheet_id,)), key=lambda e: (len(e.via), e)):
        found.setdefault((entry.origin, entry.id), entry)
    return sorted(found.values())


def _arriving(
    sheet_id: str, registry: Mapping[str, Datasheet], family: Lineage, way: tuple[str, ...]
) -> list[Inherited]:
    """Everything that comes down to a sheet, along every line, with the sheet's answer."""
    entries = []
    for edge in family.parents(sheet_id):
        if not edge.inherits or edge.parent in way or edge.parent not in registry:
            continue
        for entry in _passed_on(edge.parent, registry, family, (*way, edge.parent)):
            verdict = _answer(registry[sheet_id], entry, edge.parent)
            via = (edge.parent, *entry.via)
            entries.append(Inherited(entry.origin, entry.id, entry.section, entry.status, via, verdict))
    return entries


def _passed_on(
    sheet_id: str, registry: Mapping[str, Datasheet], family: Lineage, way: tuple[str, ...]
) -> list[Inherited]:
    """What a sheet hands to its children: its own settled entries, and what it did not stop."""
    own = [
        Inherited(sheet_id, str(row.get("id") or row.get("kind")), section, str(row["status"]), ())
        for section in ("shortcuts", "issues")
        for row in _rows(registry[sheet_id], section)
        if row.get("status") in SETTLED
    ]
    return own + [entry for entry in _arriving(sheet_id, registry, family, way) if entry.verdict not in STOPS]


def _answer(sheet: Datasheet, entry: Inherited, parent: str) -> str | None:
    """The verdict of a sheet on an entry, which it may name by its origin or by the parent it came through."""
    for row in _rows(sheet, "inherited"):
        if row.get("from") in (entry.origin, parent) and row.get("id") == entry.id:
            return str(row.get("verdict"))
    return None


def _rows(sheet: Datasheet, section: str) -> list[dict[str, Any]]:
    rows = sheet.get(section)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
