"""Sums over splits, and what a split lets through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from builder.check.table import Hit, Subject, sheet_rule

_FINE_UNITS = ("image", "slice", "tile")


def totals(data: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """unit → (position, n): the first count of a unit that is neither of a split nor of a part."""
    found: dict[str, tuple[int, int]] = {}
    content = data.get("content")
    counts = content.get("counts") if isinstance(content, dict) else None
    for position, count in enumerate(counts if isinstance(counts, list) else ()):
        if isinstance(count, dict) and not {"split", "class", "part", "version"} & count.keys() and isinstance(count.get("n"), int):
            found.setdefault(str(count.get("unit")), (position, count["n"]))
    return found


@sheet_rule("split_sum")
def split_sum(subject: Subject) -> Iterator[Hit]:
    """The counts of the splits add up to the total of the same unit, or a note says why they do not."""
    items = list(subject.maps("splits", "items"))
    sums: dict[str, int] = defaultdict(int)
    holders: dict[str, int] = defaultdict(int)
    noted: set[str] = set()
    for _, item in items:
        counts = item.get("counts")
        for unit in {str(c.get("unit")) for c in counts if isinstance(c, dict)} if isinstance(counts, list) else ():
            row = next(c for c in counts if isinstance(c, dict) and str(c.get("unit")) == unit)
            holders[unit] += 1
            if isinstance(row.get("n"), int):
                sums[unit] += row["n"]
            else:
                noted.add(unit)
            if "note" in row or "note" in item:
                noted.add(unit)
    splits = subject.data.get("splits")
    if isinstance(splits, dict) and "note" in splits:
        return
    for unit, (position, total) in totals(subject.data).items():
        whole = len(items) > 1 and holders[unit] == len(items) and unit not in noted
        if whole and sums[unit] != total and "note" not in subject.data["content"]["counts"][position]:
            message = f"The splits add up to {sums[unit]:,} ({unit}), the total says {total:,}. Correct a count, or add a 'note' beside one that says why."
            yield Hit(("splits", "items"), message, key=True)


@sheet_rule("split_leakage")
def split_leakage(subject: Subject) -> Iterator[Hit]:
    """A split by image, slice or tile in a dataset with several of them per patient is stated under splits.leakage."""
    splits = subject.data.get("splits")
    if not isinstance(splits, dict) or splits.get("unit") not in _FINE_UNITS or splits.get("leakage"):
        return
    if _repeats_patients(subject.data):
        message = f"Splits by {splits['unit']} put one patient on both sides, as patients have several here. Say so under splits.leakage (kind, status), also when it was checked and refuted."
        yield Hit(("splits", "unit"), message)


def _repeats_patients(data: dict[str, Any]) -> bool:
    content = data.get("content")
    longitudinal = content.get("longitudinal") if isinstance(content, dict) else None
    if isinstance(longitudinal, dict) and isinstance(longitudinal.get("repeat_patients"), bool):
        return longitudinal["repeat_patients"]
    counts = totals(data)
    patients = counts.get("patient", (0, 0))[1]
    return patients > 0 and any(counts.get(unit, (0, 0))[1] > patients for unit in _FINE_UNITS)
