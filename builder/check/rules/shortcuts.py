"""The ladder: what the kinds of evidence allow a shortcut to be called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.check.table import Hit, Subject, sheet_rule
from builder.read.form import form

_STEPS = ("suspected", "association_observed", "confirmed", "replicated")


@sheet_rule("status_ladder")
def status_ladder(subject: Subject) -> Iterator[Hit]:
    """The status of a shortcut is not above what its kinds of evidence allow. Confirmed wants a record of
    confirmed grade with a metric, replicated two of them from different sources, disputed and refuted
    one that contradicts."""
    for path, shortcut in subject.maps("shortcuts"):
        records = [record for record in shortcut.get("evidence") or () if isinstance(record, dict)]
        status = shortcut.get("status")
        if not records or not isinstance(status, str):
            continue
        problem = _problem(status, records, subject) or _unnamed_version(status, shortcut, records, subject)
        if problem:
            message, allowed = problem
            yield Hit((*path, "status"), f"{message} Write '{allowed}', or add the evidence.", allowed, certain=False)


def _problem(status: str, records: list[dict[str, Any]], subject: Subject) -> tuple[str, str] | None:
    allows = form().vocabularies["evidence_kind"].facts
    if any(record.get("kind") not in allows for record in records):
        return None  # the reader has spoken about that kind
    support = [record for record in records if record.get("stance", "supports") in ("supports", "mixed")]
    against = [
        record
        for record in records
        if record.get("stance") in ("contradicts", "mixed") and _grade(record) == "confirmed"
    ]
    highest = _highest(support, subject)
    if status in _STEPS and _STEPS.index(status) > _STEPS.index(highest):
        kinds = ", ".join(sorted({str(record["kind"]) for record in support})) or "nothing that supports it"
        bare = [
            record for record in support if _grade(record) == "confirmed" and not isinstance(record.get("metric"), dict)
        ]
        if status == "confirmed" and bare:
            return f"'confirmed' wants a metric beside its evidence ({bare[0]['kind']} has none).", highest
        return f"'{status}' is more than its evidence allows ({kinds}: at most {highest}).", highest
    if status == "disputed" and (not against or not support):
        return "'disputed' wants evidence of confirmed grade that contradicts beside some that supports.", highest
    if status == "refuted" and not against:
        return "'refuted' wants evidence of confirmed grade with stance 'contradicts'.", highest
    if status == "refuted" and highest in ("confirmed", "replicated"):
        return "'refuted' wants that no support of confirmed grade is left.", "disputed"
    return None


def _unnamed_version(
    status: str, shortcut: dict[str, Any], records: list[dict[str, Any]], subject: Subject
) -> tuple[str, str] | None:
    """What a later version mended names that version, where the sheet lists versions."""
    scope = shortcut.get("scope")
    if (
        status != "mitigated_in"
        or not subject.data.get("versions")
        or (isinstance(scope, dict) and scope.get("versions"))
    ):
        return None
    if any(record.get("kind") not in form().vocabularies["evidence_kind"].facts for record in records):
        return None
    return "'mitigated_in' names under scope.versions the version that mends it.", _highest(records, subject)


def _paper(key: str, subject: Subject) -> str:
    """A source by its lasting name: two keys of one paper are one paper."""
    source = subject.sources.get(key, {})
    return next(
        (f"{name}:{source[name]}".casefold() for name in ("doi", "arxiv", "pmid", "url") if source.get(name)), key
    )


def _grade(record: dict[str, Any]) -> str:
    return str(form().vocabularies["evidence_kind"].facts[record["kind"]]["allows"])


def _highest(support: list[dict[str, Any]], subject: Subject) -> str:
    """The highest step that the supporting records allow."""
    confirmed = {
        _paper(str(record.get("source")), subject)
        for record in support
        if _grade(record) == "confirmed" and isinstance(record.get("metric"), dict)
    }
    if len(confirmed) > 1:
        return "replicated"
    if confirmed:
        return "confirmed"
    grades = [_grade(record) for record in support]
    return "association_observed" if "association_observed" in grades or "confirmed" in grades else "suspected"


@sheet_rule("retracted_source")
def retracted_source(subject: Subject) -> Iterator[Hit]:
    """A retracted source supports nothing: whoever uses it says so by its stance, or by an issue that cites it."""
    for key, source in subject.sources.items():
        if source.get("retracted") is not True:
            continue
        uses = [cite for cite in subject.trace.cites if cite.source == key]
        if any(cite.path[0] == "issues" for cite in uses) or all(_against(subject, cite.path) for cite in uses):
            continue
        message = (
            f"The source '{key}' is retracted. Take its values from another source, or state it under "
            "'issues' with a cite of it."
        )
        yield Hit(("sources", key, "retracted"), message)


def _against(subject: Subject, path: tuple[str | int, ...]) -> bool:
    return subject.sheet.get(*path[:-1], "stance") in ("contradicts", "mixed")


@sheet_rule("source_confound")
def source_confound(subject: Subject) -> Iterator[Hit]:
    """A dataset whose cases and controls, or whose classes, come from different sources says whether the source
    tells the label: by a shortcut of kind source_confound, or by a shortcuts_search that names this kind."""
    data = subject.data
    sampling = subject.sheet.get("population", "sampling")
    merged = [path for path, relation in subject.maps("lineage", "relations") if relation.get("type") == "merges"]
    if not (isinstance(sampling, list) and "case_control" in sampling) and len(merged) < 2:
        return
    kinds = {shortcut.get("kind") for _, shortcut in subject.maps("shortcuts")}
    searched = subject.sheet.get("shortcuts_search", "kinds")
    if "source_confound" in kinds or (isinstance(searched, list) and "source_confound" in searched):
        return
    evidence = data.get("evidence")
    if isinstance(evidence, dict) and "shortcuts" in evidence:
        return
    where = (
        ("population", "sampling")
        if isinstance(sampling, list) and "case_control" in sampling
        else (*merged[0], "type")
    )
    yield Hit(
        where,
        "The label may follow the source here. Add a shortcut of kind 'source_confound', or name "
        "that kind under shortcuts_search.kinds if you looked and found none.",
    )
