"""Four readouts instead of a score: assessed, reported, verified, and the panel of evidence. Each shows its two
numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, NamedTuple

from builder.check.rules.stage import key_fields_of
from builder.check.trace import Trace
from builder.read.datasheet import Datasheet
from builder.read.form import form
from builder.read.scalars import is_date

ENOUGH_ASSESSED = 0.8
"""Below this share what is reported would measure the sheet, not the dataset."""


class Share(NamedTuple):
    """A part of a whole; both stay in view."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        return self.n / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Verified:
    """Share of values with a cite (own, inherited), seen by a second reviewer, and the median age of the sources
    in days."""

    own: Share
    inherited: Share
    reviewed: Share
    median_age_days: float | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Shortcuts and issues by status, beside how much was searched. More findings: more studied, not worse."""

    shortcuts: dict[str, int]
    issues: dict[str, int]
    screened: int | None


@dataclass(frozen=True, slots=True)
class Readouts:
    """`reported` is None until four fifths of the key fields were assessed."""

    assessed: Share
    reported: Share | None
    verified: Verified
    evidence: Panel


def readouts(sheet: Datasheet, today: str) -> Readouts:
    """The four readouts of a sheet on a day."""
    answers = dict(key_fields_of(sheet.data, form()))
    given = [word for word in answers.values() if word is not None]
    counts = Counter(given)
    assessed = Share(len(given), len(answers))
    in_question = len(given) - counts["not_applicable"] - counts["withheld"]
    enough = assessed.value is not None and assessed.value >= ENOUGH_ASSESSED
    reported = Share(counts["value"], in_question) if enough else None
    return Readouts(assessed, reported, _verified(sheet, today), _panel(sheet))


def _verified(sheet: Datasheet, today: str) -> Verified:
    trace = Trace(sheet)
    values = sum(trace.counts.values())
    seen = {
        str(word)
        for row in _rows(sheet, "sheet", "reviews")
        if row.get("outcome") == "accepted"
        for word in row.get("scope") or ()
    }
    sections = [key for key, row in form().fields.items() if row.get("section") and key in sheet.data]
    return Verified(
        Share(trace.counts["own"], values),
        Share(trace.counts["inherited"], values),
        Share(sum(key in seen for key in sections), len(sections)),
        _median_age(sheet, today),
    )


def _median_age(sheet: Datasheet, today: str) -> float | None:
    sources = sheet.get("sources")
    ages = []
    for source in sources.values() if isinstance(sources, dict) else ():
        read = source.get("accessed") if isinstance(source, dict) else None
        if isinstance(read, str) and len(read) == len("2026-11-20") and is_date(read):
            ages.append((date.fromisoformat(today) - date.fromisoformat(read)).days)
    return median(ages) if ages else None


def _panel(sheet: Datasheet) -> Panel:
    screened = sheet.get("shortcuts_search", "n_screened")
    return Panel(
        dict(sorted(Counter(str(row.get("status")) for row in _rows(sheet, "shortcuts")).items())),
        dict(sorted(Counter(str(row.get("status")) for row in _rows(sheet, "issues")).items())),
        screened if isinstance(screened, int) else None,
    )


def _rows(sheet: Datasheet, *path: str) -> list[dict[str, Any]]:
    rows = sheet.get(*path)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
