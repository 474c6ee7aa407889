"""What each stage asks of a sheet. A stub is welcome; who calls a sheet reviewed answers every key field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from builder.check.table import Hit, Subject, sheet_rule
from builder.read.finding import Path, dotted
from builder.read.form import ABSENCE, STAGES, Form, form

_FEW = 3
_MOST_NAMED = 15
_CLINICAL = ("radiologist", "pathologist", "dermatologist", "ophthalmologist", "other_clinician")


@sheet_rule("stage_fields")
def stage_fields(subject: Subject) -> Iterator[Hit]:
    """A draft has the fields that the form asks of a draft; a reviewed sheet answers every key field that applies
    to its modality, with a value or a word of absence."""
    stage = subject.sheet.stage
    if stage not in ("draft", "reviewed", "verified"):
        return
    lacking = list(unanswered(subject.data, form(), stage))
    if len(lacking) <= _FEW:
        for path in lacking:
            message = (
                f"Stage '{stage}' wants an answer to {dotted(path)}. Write the value, or "
                "'not_reported' where you looked."
            )
            # The key itself where it stands empty, else the group that lacks it, else the stage that asks for it.
            there = subject.sheet.node(path) is not None
            yield Hit(path if there else ("sheet", "stage"), message, key=there)
        return
    names = ", ".join(dotted(path) for path in lacking[:_MOST_NAMED]) + (", …" if len(lacking) > _MOST_NAMED else "")
    message = (
        f"Stage '{stage}' wants an answer to {len(lacking)} fields that have none: {names}, … Answer "
        "them, or lower the stage."
    )
    yield Hit(("sheet", "stage"), message)


def unanswered(data: dict[str, Any], rows: Form, stage: str) -> Iterator[Path]:
    """The paths of all fields required at a stage that have no answer."""
    rank = min(STAGES.index(stage), STAGES.index("reviewed"))
    modality = data.get("content", {}).get("modality") if isinstance(data.get("content"), dict) else None
    yield from _unanswered(data, _asked(rows, rank), (), modality if isinstance(modality, list) else None)


def key_fields_of(data: dict[str, Any], rows: Form) -> Iterator[tuple[str, str | None]]:
    """Each key field that concerns a sheet, with what stands there: 'value', a word of absence, or None."""
    modality = data.get("content", {}).get("modality") if isinstance(data.get("content"), dict) else None
    asked = _asked(rows, STAGES.index("reviewed"))
    yield from _key_fields(data, asked, (), modality if isinstance(modality, list) else None)


def _key_fields(
    data: dict[str, Any], asked: tuple[_Asked, ...], path: Path, modality: Any
) -> Iterator[tuple[str, str | None]]:
    for field in asked:
        value = data.get(field.key)
        here = (*path, field.key)
        if field.wanted and field.row.get("required") == "reviewed" and applies(field.row, data, modality):
            kind = None if value is None else value if isinstance(value, str) and value in ABSENCE else "value"
            if kind or not _answered_beside(field.key, data):
                yield dotted(here), kind
        if isinstance(value, dict) or (value is None and field.stands):
            yield from _key_fields(value or {}, field.inside, here, modality)
        elif isinstance(value, list):
            for position, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _key_fields(item, field.inside, (*here, position), modality)


class _Asked(NamedTuple):
    """A field on the way to what a stage asks for."""

    key: str
    wanted: bool
    stands: bool  # a section: it asks for its fields also where it is absent
    row: dict[str, Any]
    inside: tuple[_Asked, ...]


@cache
def _asked(rows: Form, rank: int) -> tuple[_Asked, ...]:
    """The form without the branches in which a stage asks for nothing."""
    return _prune(rows.fields, rows, rank, frozenset())


def _prune(fields: dict[str, Any], rows: Form, rank: int, seen: frozenset[str]) -> tuple[_Asked, ...]:
    kept = []
    for key, bare in fields.items():
        row = rows.resolve(bare)
        inner = rows.resolve(row["of"]) if row.get("type") == "list" else row
        name = bare.get("use") or row.get("of", {}).get("use", "")
        inside = (
            _prune(inner["fields"], rows, rank, seen | {name}) if "fields" in inner and name not in seen - {""} else ()
        )
        required = row.get("required", "")
        wanted = required in STAGES[1:] and STAGES.index(required) <= rank
        if wanted or inside:
            kept.append(_Asked(key, wanted, bool(row.get("section")) and row["type"] == "map", row, inside))
    return tuple(kept)


def _unanswered(data: dict[str, Any], asked: tuple[_Asked, ...], path: Path, modality: Any) -> Iterator[Path]:
    for field in asked:
        value = data.get(field.key)
        if value is None:
            if field.wanted and applies(field.row, data, modality):
                if not _answered_beside(field.key, data):
                    yield (*path, field.key)
            elif field.stands:
                yield from _unanswered({}, field.inside, (*path, field.key), modality)
        elif isinstance(value, dict):
            yield from _unanswered(value, field.inside, (*path, field.key), modality)
        elif isinstance(value, list) and field.inside:
            for position, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _unanswered(item, field.inside, (*path, field.key, position), modality)


_EITHER = ({"sites", "countries"}, {"source_datasets", "source_names"})


def _answered_beside(key: str, data: dict[str, Any]) -> bool:
    """Countries stand at the sites, or as a list; training data have a sheet here, or a name."""
    return any({key, other} <= pair and key != other and other in data for pair in _EITHER for other in pair)


def applies(row: dict[str, Any], data: dict[str, Any], modality: Any) -> bool:
    """Does a field concern this sheet? By modality, or by what stands beside it."""
    for name, codes in row.get("applies_to", {}).items():
        if name == "modality":
            if modality is not None and not set(codes) & {code for code in modality if isinstance(code, str)}:
                return False
            continue
        value: Any = data
        for step in name.split("."):
            value = (
                [item.get(step) for item in value if isinstance(item, dict)]
                if isinstance(value, list)
                else value.get(step)
                if isinstance(value, dict)
                else None
            )
        found = value if isinstance(value, list) else [value]
        if not set(codes) & {word for word in found if isinstance(word, str)}:
            return False
    return True


@sheet_rule("reviewer")
def reviewer(subject: Subject) -> Iterator[Hit]:
    """A reviewed sheet has a reviewer who is not its author, and one of those who wrote or reviewed it is a
    clinician."""
    if subject.sheet.stage not in ("reviewed", "verified"):
        return
    people = [person for _, person in subject.maps("sheet", "contributors")]
    reviewers = {_who(person) for person in people if person.get("role") == "reviewer"}
    reviewers |= {
        str(review.get("reviewer"))
        for _, review in subject.maps("sheet", "reviews")
        if review.get("outcome") == "accepted"
    }
    authors = {_who(person) for person in people if person.get("role") != "reviewer"}
    if not reviewers - authors:
        yield Hit(
            ("sheet", "stage"),
            f"Stage '{subject.sheet.stage}' wants a reviewer who is not an author. Add one under "
            "sheet.contributors (role: reviewer), or write 'draft'.",
            "draft",
        )
    elif not any(person.get("profession") in _CLINICAL for person in people):
        yield Hit(
            ("sheet", "stage"),
            f"Stage '{subject.sheet.stage}' wants a clinician among the contributors "
            "(profession), for labels and shortcuts. Add one, or write 'draft'.",
            "draft",
        )


def _who(person: dict[str, Any]) -> str:
    return str(person.get("orcid") or person.get("name"))
