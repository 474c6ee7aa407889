"""What rules between sheets need of each, so that the sheets themselves need not be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from builder.read.datasheet import Datasheet
from builder.read.finding import Path
from builder.read.form import form
from builder.read.words import squash

SETTLED = ("confirmed", "replicated")
"""A shortcut or issue of this status is passed on to the datasets made from this one."""


_SHORT_NAME = 3
"""Two datasets may well share an abbreviation of three letters."""


SYMMETRIC = frozenset({"overlaps_with", "duplicates", "linked_with", "same_source_as"})
"""Relations that say the same from both sides."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One written edge of the lineage."""

    path: Path
    type: str
    target: str


@dataclass(frozen=True, slots=True)
class Card:
    """One sheet, as far as other sheets are concerned."""

    id: str
    file: str
    written_id: str
    stage: str
    names: tuple[tuple[Path, str], ...]
    dois: tuple[tuple[Path, str], ...]
    addresses: tuple[tuple[Path, str], ...]
    relations: tuple[Relation, ...]
    outside: frozenset[str]
    references: tuple[tuple[Path, str], ...]
    inherited: tuple[tuple[int, str, str], ...]
    settled: frozenset[str]
    entries: frozenset[str]
    permits: dict[str, str]
    license_id: str
    declares_conflict: bool
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """All sheets that a run knows: those it checks, and their ancestors."""

    by_id: dict[str, Card]
    checked: frozenset[str]
    known: frozenset[str]
    whole: bool

    def of_checked(self) -> Iterator[Card]:
        for sheet_id in sorted(self.checked):
            if sheet_id in self.by_id:
                yield self.by_id[sheet_id]


def card_of(sheet: Datasheet) -> Card:
    """The card of one sheet, whatever is wrong with it."""
    data = sheet.data
    relations = tuple(_relations(sheet))
    return Card(
        id=sheet.id,
        file=sheet.file,
        written_id=str(data.get("id", sheet.id)),
        stage=sheet.stage,
        names=tuple(_names(data)),
        dois=tuple(_dois(data)),
        addresses=tuple(_addresses(data)),
        relations=relations,
        outside=frozenset(
            str(r.get("target_url") or r.get("target_name"))
            for _, r in _maps(data, "lineage", "relations")
            if "target" not in r
        ),
        references=tuple(_references(data, relations)),
        inherited=tuple((i, str(row.get("from")), str(row.get("id"))) for i, row in _maps(data, "inherited")),
        settled=frozenset(_entry_ids(data, settled=True)),
        entries=frozenset(_entry_ids(data, settled=False)),
        permits=_permits(data),
        license_id=str(sheet.get("access", "license", "id", default="")),
        declares_conflict=any(row.get("kind") == "license_conflict" for _, row in _maps(data, "issues")),
        former=tuple(_words(data.get("former_ids"))),
    )


def _words(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _maps(data: Any, *path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    for i, item in enumerate(data if isinstance(data, list) else ()):
        if isinstance(item, dict):
            yield i, item


def _relations(sheet: Datasheet) -> Iterator[Relation]:
    for i, row in _maps(sheet.data, "lineage", "relations"):
        if isinstance(row.get("target"), str):
            yield Relation(("lineage", "relations", i), str(row.get("type")), row["target"])


def _references(data: dict[str, Any], relations: tuple[Relation, ...]) -> Iterator[tuple[Path, str]]:
    """Every id of another sheet, with the place where it stands."""
    for relation in relations:
        yield (*relation.path, "target"), relation.target
    synthetic = data.get("synthetic")
    sources = synthetic.get("source_datasets") if isinstance(synthetic, dict) else None
    for i, name in enumerate(sources if isinstance(sources, list) else ()):
        if isinstance(name, str):
            yield ("synthetic", "source_datasets", i), name
    for i, row in _maps(data, "inherited"):
        if isinstance(row.get("from"), str):
            yield ("inherited", i, "from"), row["from"]
    deprecation = data.get("deprecation")
    if isinstance(deprecation, dict) and isinstance(deprecation.get("replacement"), str):
        yield ("deprecation", "replacement"), deprecation["replacement"]


def _names(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for key in ("name", "short_name"):
        if isinstance(data.get(key), str):
            yield (key,), squash(data[key])
    for i, alias in enumerate(_words(data.get("aliases"))):
        if len(squash(alias)) > _SHORT_NAME:
            yield ("aliases", i), squash(alias)


def _dois(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for i, row in _maps(data, "identifiers"):
        if row.get("scheme") == "doi" and isinstance(row.get("value"), str):
            yield ("identifiers", i, "value"), row["value"].casefold()
    sources = data.get("sources")
    for key, source in sources.items() if isinstance(sources, dict) else ():
        if isinstance(source, dict) and source.get("kind") == "dataset_paper" and isinstance(source.get("doi"), str):
            yield ("sources", key, "doi"), source["doi"].casefold()


def _addresses(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    if isinstance(data.get("homepage"), str):
        yield ("homepage",), _plain(data["homepage"])
    for i, link in _maps(data, "access", "links"):
        if link.get("role") == "download" and isinstance(link.get("url"), str):
            yield ("access", "links", i, "url"), _plain(link["url"])


def _plain(url: str) -> str:
    """An address without what does not tell two places apart."""
    return re.sub(r"^https?://(?:www\.)?|[/#]+$", "", url.casefold())


def _entry_ids(data: dict[str, Any], settled: bool) -> Iterator[str]:
    for section in ("shortcuts", "issues"):
        for _, row in _maps(data, section):
            if not settled or row.get("status") in SETTLED:
                yield str(row.get("id") or row.get("kind"))


def _permits(data: dict[str, Any]) -> dict[str, str]:
    """What may be done with the images: the sheet's own words first, else what the license is known for."""
    access = data.get("access")
    license_ = access.get("license") if isinstance(access, dict) else None
    if not isinstance(license_, dict):
        return {}
    part = license_.get("images")
    part = part if isinstance(part, dict) else {}
    known = form().vocabularies["license"].facts.get(str(part.get("id") or license_.get("id")), {})
    permits = {**known.get("permits", {}), **known.get("duties", {})}
    permits |= {
        key: word
        for key, word in part.items()
        if key in permits or key in ("commercial_use", "redistribution", "derivatives", "attribution", "share_alike")
    }
    return {key: word for key, word in permits.items() if isinstance(word, str)}
