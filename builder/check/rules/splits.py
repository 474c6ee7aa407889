"""Sums over splits, and what a split lets through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.check.table import Hit, Subject, sheet_rule
from builder.read.finding import Path

_TWO_PARTS_AND_TOTAL = 3
_FINE_UNITS = ("image", "slice", "tile")


def totals(data: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """unit → (position, n): the first count of a unit that is neither of a split nor of a part."""
    found: dict[str, tuple[int, int]] = {}
    content = data.get("content")
    counts = content.get("counts") if isinstance(content, dict) else None
    for position, count in enumerate(counts if isinstance(counts, list) else ()):
        if (
            isinstance(count, dict)
            and not {"split", "class", "part", "version"} & count.keys()
            and isinstance(count.get("n"), int)
        ):
            found.setdefault(str(count.get("unit")), (position, count["n"]))
    return found


@sheet_rule("split_sum")
def split_sum(subject: Subject) -> Iterator[Hit]:
    """The counts of the splits add up to the total of the same unit, or a note beside one of them says why not."""
    for path, parts in (_items(subject), _counts_with_split(subject)):
        for unit, (position, total) in totals(subject.data).items():
            rows = [next((row for row in part if row.get("unit") == unit), {}) for part in parts]
            rows.append(subject.data["content"]["counts"][position])
            if len(rows) < _TWO_PARTS_AND_TOTAL or any(
                "note" in row or not isinstance(row.get("n"), int) for row in rows
            ):
                continue
            found = sum(row["n"] for row in rows[:-1])
            if found != total:
                message = (
                    f"The splits add up to {found:,} ({unit}), the total says {total:,}. "
                    "Correct a count, or add a 'note' beside it that says why."
                )
                yield Hit(path, message)


def _items(subject: Subject) -> tuple[Path, list[list[dict[str, Any]]]]:
    """The counts of each item of splits.items; the note of an item speaks for its counts."""
    parts = []
    for _, item in subject.maps("splits", "items"):
        counts = item.get("counts")
        whole = counts if isinstance(counts, list) else []
        rows = [row for row in whole if isinstance(row, dict) and not {"class", "part", "version"} & row.keys()]
        parts.append([{**row, "note": item["note"]} for row in rows] if "note" in item else rows)
    return ("splits", "items"), parts


def _counts_with_split(subject: Subject) -> tuple[Path, list[list[dict[str, Any]]]]:
    """The counts under content that name a split, by split."""
    parts: dict[str, list[dict[str, Any]]] = {}
    first: Path = ("content", "counts")
    for path, row in subject.maps("content", "counts"):
        if isinstance(row.get("split"), str) and not {"class", "part", "version"} & row.keys():
            first = path if not parts else first
            parts.setdefault(row["split"], []).append(row)
    return first, list(parts.values())


@sheet_rule("split_leakage")
def split_leakage(subject: Subject) -> Iterator[Hit]:
    """A split by image, slice or tile in a dataset with several of them per patient is stated under splits.leakage."""
    splits = subject.data.get("splits")
    if not isinstance(splits, dict) or splits.get("unit") not in _FINE_UNITS or splits.get("leakage"):
        return
    if _repeats_patients(subject.data):
        message = (
            f"Splits by {splits['unit']} put one patient on both sides, as patients have several "
            "here. Say so under splits.leakage (kind, status), also when it was checked and refuted."
        )
        yield Hit(("splits", "unit"), message)


def _repeats_patients(data: dict[str, Any]) -> bool:
    content = data.get("content")
    longitudinal = content.get("longitudinal") if isinstance(content, dict) else None
    if isinstance(longitudinal, dict) and isinstance(longitudinal.get("repeat_patients"), bool):
        return bool(longitudinal["repeat_patients"])
    counts = totals(data)
    patients = counts.get("patient", (0, 0))[1]
    return patients > 0 and any(counts.get(unit, (0, 0))[1] > patients for unit in _FINE_UNITS)
