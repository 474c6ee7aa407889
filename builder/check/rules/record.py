"""The sheet as a record: its id, its dates, its license terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from builder.check.table import Hit, Subject, sheet_rule
from builder.read.form import form

AGING_DAYS = 365


@sheet_rule("id_is_file_name")
def id_is_file_name(subject: Subject) -> Iterator[Hit]:
    """The id of a sheet is the name of its file without '.yaml': both are the address of its page."""
    sheet_id = subject.data.get("id")
    stem = subject.sheet.id
    if isinstance(sheet_id, str) and sheet_id != stem:
        yield Hit(
            ("id",), f"The id is '{sheet_id}' but the file is named '{stem}.yaml'. Give both the same name.", stem
        )


@sheet_rule("future_date")
def future_date(subject: Subject) -> Iterator[Hit]:
    """No date lies in the future: a sheet says what has happened."""
    today = subject.today
    for path, value in subject.trace.dates:
        if value[:4].isdigit() and value > today[: len(value)]:
            yield Hit(path, f"{value} lies in the future; today is {today}. Correct the date.")
    for key, source in subject.sources.items():
        year = source.get("year")
        if isinstance(year, int) and year > int(today[:4]) + 1:
            yield Hit(("sources", key, "year"), f"{year} lies in the future; today is {today}. Correct the year.")


@sheet_rule("review_is_old")
def review_is_old(subject: Subject) -> Iterator[Hit]:
    """A sheet was last reviewed no more than a year ago."""
    last = subject.sheet.get("sheet", "last_reviewed")
    if subject.sheet.stage == "retired" or not isinstance(last, str) or len(last) != 10:
        return
    try:
        days = (date.fromisoformat(subject.today) - date.fromisoformat(last)).days
    except ValueError:
        return
    if days > AGING_DAYS:
        yield Hit(
            ("sheet", "last_reviewed"),
            f"The last review was {days} days ago. Search for news, then write today's date.",
        )


@sheet_rule("license_terms")
def license_terms(subject: Subject) -> Iterator[Hit]:
    """A LicenseRef-… that the vocabulary does not know has its name and the address of its text beside it."""
    license_ = subject.sheet.get("access", "license")
    if not isinstance(license_, dict):
        return
    known = form().vocabularies["license"].codes
    name = license_.get("id")
    if isinstance(name, str) and name.startswith("LicenseRef-") and " " not in name and name not in known:
        lacking = [key for key in ("name", "url") if key not in license_]
        if lacking:
            yield Hit(
                ("access", "license", "id"),
                f"'{name}' is not in the vocabulary of licenses. Add {' and '.join(lacking)} "
                "beside it, so that readers find the terms.",
            )
