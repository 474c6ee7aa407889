"""Totals that a sheet implies: by unit, by split, and where the people come from."""

from __future__ import annotations

from dataclasses import dataclass

from builder.check.rules.splits import totals
from builder.derive.census import countries
from builder.read.datasheet import Datasheet


@dataclass(frozen=True, slots=True)
class Sums:
    """How much of what is in a dataset. `totals` and `splits` count by unit."""

    totals: dict[str, int]
    splits: dict[str, dict[str, int]]
    countries: list[str]


def sums(sheet: Datasheet) -> Sums:
    """The first count of each unit without split, the counts of each split, the countries of the sites."""
    splits: dict[str, dict[str, int]] = {}
    items = sheet.get("splits", "items")
    for item in items if isinstance(items, list) else ():
        counts = item.get("counts") if isinstance(item, dict) else None
        for count in counts if isinstance(counts, list) else ():
            if isinstance(count, dict) and isinstance(count.get("n"), int):
                splits.setdefault(str(item.get("name")), {}).setdefault(str(count.get("unit")), count["n"])
    return Sums({unit: n for unit, (_, n) in totals(sheet.data).items()}, splits, countries(sheet))
