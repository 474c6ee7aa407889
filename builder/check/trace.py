"""One walk over a sheet: every cite, every value without evidence, every date and code that rules ask for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from builder.read.datasheet import Datasheet
from builder.read.finding import Path
from builder.read.form import ABSENCE, Form, date_keys, form
from builder.read.reading import Refused

_ABSENCE = frozenset(ABSENCE)
_NOT_VALUES = frozenset({"cite", "how", "note", "other", "id", "source", "at", "basis"})
_REACH = 2
"""A cite covers its own mapping and those at most two below it."""


class Cite(NamedTuple):
    """One reference to a source: where it is written, the source's key, the place inside the source."""

    path: Path
    source: str
    at: str | None
    full: bool  # written as '<source>, <where>', not as source + at


class Trace:
    """What one walk over a sheet found out."""

    __slots__ = ("cites", "counts", "dates", "evidence", "sheet", "uncovered", "vague")

    def __init__(self, sheet: Datasheet) -> None:
        self.sheet = sheet
        self.cites: list[Cite] = []
        self.dates: list[tuple[Path, str]] = []
        self.uncovered: list[Path] = []
        self.vague: list[Path] = []
        self.counts = {"own": 0, "inherited": 0, "none": 0}
        self.evidence = _evidence_targets(sheet, self.cites)
        sections, others = _top_fields(form())
        data = sheet.data
        for key in sections:
            if key in data:
                self._top(key, data[key], covered=False)
        for key in others:
            if key in data:
                self._top(key, data[key], covered=True)
        for key, source in (data.get("sources") or {}).items() if isinstance(data.get("sources"), dict) else ():
            if isinstance(source, dict):
                self._record_dates(source, ("sources", key))
        sheet_record = data.get("sheet")
        if isinstance(sheet_record, dict):
            self._record_dates(sheet_record, ("sheet",))
        if isinstance(data.get("released"), str) and data["released"][:1].isdigit():
            self.dates.append((("released",), data["released"]))

    def _top(self, key: str, value: Any, covered: bool) -> None:
        path: Path = (key,)
        distance = 0 if covered or (0, key) in self.evidence else _REACH + 1
        if isinstance(value, dict):
            self._mapping(value, path, distance == 0, distance)
        elif isinstance(value, list):
            self._items(value, path, distance == 0, distance)
            if not value and not covered:
                # Where shortcuts were searched for and none was found, the search is the evidence.
                self._lone(path, 0 if key == "shortcuts" else distance)
        elif value is not None and not covered:
            self._lone(path, distance)

    def _mapping(self, data: dict[str, Any], path: Path, own: bool, distance: int) -> None:
        """`own` and `distance` come from above; a cite of its own makes them as good as can be."""
        cites = self._cites_of(data, path)
        if cites or _has_refused_cite(data) or _cited_by_evidence(data, path):
            own, distance = True, 0
        extent = data.get("extent")
        if path == ("synthetic",) and len(data) == 1 and (extent == "none" or isinstance(extent, Refused)):
            return
        dates = date_keys(form())
        here = self.evidence.get((id(data), None), False)
        values = 0
        for key, value in data.items():
            kind = value.__class__
            if key in _NOT_VALUES:
                continue
            named = here or (id(data), key) in self.evidence
            if kind is dict:
                self._mapping(value, (*path, key), named, 0 if named else distance + 1)
            elif kind is list and value and value[0].__class__ is dict:
                self._items(value, (*path, key), named or (own and distance == 0), 0 if named else distance + 1)
            else:
                if key in dates and kind is str:
                    self.dates.append(((*path, key), value))
                if cites and kind is not list and kind is not Refused and value not in _ABSENCE:
                    values += 1
                if named:
                    self.counts["own"] += 1
                elif distance > _REACH:
                    self.counts["none"] += 1
                    self.uncovered.append(path)
                else:
                    self.counts["own" if own else "inherited"] += 1
        if values and cites and cites[0].at and _is_vague(cites[0].at):
            self.vague.append(path)

    def _items(self, items: list[Any], path: Path, own: bool, distance: int) -> None:
        for position, item in enumerate(items):
            if item.__class__ is dict:
                self._mapping(item, (*path, position), own, distance)

    def _lone(self, path: Path, distance: int) -> None:
        """A word of absence or an empty list in place of a whole section."""
        if distance == 0:
            self.counts["own"] += 1
        else:
            self.counts["none"] += 1
            self.uncovered.append(path)

    def _cites_of(self, data: dict[str, Any], path: Path) -> list[Cite]:
        found = []
        cite = data.get("cite")
        if type(cite) is str:
            found.append(_parse(cite, (*path, "cite")))
        elif isinstance(cite, list):
            found.extend(_parse(word, (*path, "cite", i)) for i, word in enumerate(cite) if type(word) is str)
        if type(data.get("source")) is str:
            found.append(Cite((*path, "source"), data["source"], data.get("at"), False))
        for i, rival in enumerate(data.get("other") or ()):
            if isinstance(rival, dict) and type(rival.get("source")) is str:
                self.cites.append(Cite((*path, "other", i, "source"), rival["source"], rival.get("at"), False))
        self.cites.extend(found)
        return found

    def _record_dates(self, data: dict[str, Any], path: Path) -> None:
        dates = date_keys(form())
        for key, value in data.items():
            if isinstance(value, str):
                if key in dates:
                    self.dates.append(((*path, key), value))
            elif isinstance(value, dict):
                self._record_dates(value, (*path, key))
            elif isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, dict):
                        self._record_dates(item, (*path, key, i))

    def topmost_uncovered(self) -> list[Path]:
        """One path for each uncovered mapping that has no uncovered mapping above it."""
        found: dict[Path, None] = {}
        for path in sorted(set(self.uncovered), key=lambda path: (len(path), str(path))):
            if not any(path[:depth] in found for depth in range(1, len(path))):
                found[path] = None
        return list(found)


def _has_refused_cite(data: dict[str, Any]) -> bool:
    """A cite that the reader refused is a slip in the cite, not a lack of one."""
    return any(isinstance(data.get(key), Refused) for key in ("cite", "source", "evidence"))


def _cited_by_evidence(data: dict[str, Any], path: Path) -> bool:
    """The evidence of a shortcut or issue covers its whole entry; a use that the editors advise is their own word."""
    evidence = data.get("evidence")
    if isinstance(evidence, list) and evidence:
        return True  # a record without a source is a fault of its own
    return data.get("basis") == "registry_editors"


def parse_cite(text: str) -> tuple[str, str | None]:
    """'<source>, <where>' in its two parts."""
    source, comma, at = text.partition(",")
    return source.strip(), at.strip() if comma and at.strip() else None


def _parse(text: str, path: Path) -> Cite:
    source, at = parse_cite(text)
    return Cite(path, source, at, True)


def _is_vague(at: str) -> bool:
    words = at.casefold().split()
    return (len(words) in (2, 3) and words[0] in ("whole", "entire", "full")) or (
        len(words) == 3 and words[0] == "the" and words[1] in ("whole", "entire", "full")
    )


def _evidence_targets(sheet: Datasheet, cites: list[Cite]) -> dict[tuple[int, Any], bool]:
    """What the top-level `evidence` names, by the identity of the mapping it stands in; and its cites."""
    targets: dict[tuple[int, Any], bool] = {}
    evidence = sheet.data.get("evidence")
    if not isinstance(evidence, dict):
        return targets
    for name, entry in evidence.items():
        path: Path = ("evidence", name)
        cites.extend(_entry_cites(entry, path))
        steps = resolve_path(sheet.data, name)
        if steps is None:
            continue
        holder: Any = sheet.data
        for step in steps[:-1]:
            holder = holder[step]
        if len(steps) == 1:
            targets[0, steps[0]] = True
        elif isinstance(holder, dict):
            targets[id(holder), steps[-1]] = True
        elif isinstance(holder, list) and isinstance(holder[int(steps[-1])], dict):
            targets[id(holder[int(steps[-1])]), None] = True
    return targets


def _entry_cites(entry: Any, path: Path) -> Iterator[Cite]:
    if type(entry) is str:
        yield _parse(entry, path)
    elif isinstance(entry, list):
        yield from (_parse(word, (*path, i)) for i, word in enumerate(entry) if type(word) is str)
    elif isinstance(entry, dict):
        if type(entry.get("source")) is str:
            yield Cite((*path, "source"), entry["source"], entry.get("at"), False)
        cite = entry.get("cite")
        for word in [cite] if isinstance(cite, str) else cite if isinstance(cite, list) else []:
            if type(word) is str:
                yield _parse(word, (*path, "cite"))
        for i, rival in enumerate(entry.get("other") or ()):
            if isinstance(rival, dict) and type(rival.get("source")) is str:
                yield Cite((*path, "other", i, "source"), rival["source"], rival.get("at"), False)


ITEM_KEYS = ("id", "name", "label", "split", "site", "category", "kind")
"""What names an item of a list in an evidence path."""


def resolve_path(data: Any, name: str) -> Path | None:
    """'labels.findings.origin' as steps through the data; None where it leads nowhere."""
    steps: list[str | int] = []
    rest = name.split(".")
    while rest:
        word = rest.pop(0)
        if isinstance(data, dict):
            if word not in data:
                return None
            steps.append(word)
            data = data[word]
        elif isinstance(data, list):
            position = _item(data, word)
            if position is None:
                return None
            steps.append(position)
            data = data[position]
        elif isinstance(data, Refused):
            break  # what stood here did not fit; that what was under it is gone is no fault of the path
        else:
            return None
    return tuple(steps) if steps else None


def _item(items: list[Any], word: str) -> int | None:
    for key in ITEM_KEYS:
        for position, item in enumerate(items):
            if isinstance(item, dict) and str(item.get(key)) == word:
                return position
    if word.isdigit() and int(word) < len(items):
        return int(word)
    return None


@cache
def _top_fields(rows: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(sections whose values want evidence, other fields that may carry cites)."""
    sections = tuple(key for key, row in rows.fields.items() if row.get("section") and key != "shortcuts_search")
    others = [key for key, row in rows.fields.items() if not row.get("section") and not row.get("record")]
    return sections, (*others, "shortcuts_search")
