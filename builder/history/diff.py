"""The one field-level diff: what changed between two versions of a sheet, as a reviewer would say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from builder.read.finding import dotted
from builder.read.form import STATEMENT_KEYS

KEYS = (
    "id", "name", "label", "split", "site", "category", "source", "scheme",
    "url", "kind", "step", "role", "type", "unit", "at",
)  # fmt: skip
"""What tells one item of a list from another, the surest first."""

_SILENT = frozenset({"cite", "how"})
"""Shown beside the value that they speak of, not as changes of their own; a note is a change."""

Way = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed. `marks` names why a reviewer should look twice."""

    sheet: str
    path: str
    kind: str
    old: Any
    new: Any
    cite: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def mark(self) -> str | None:
        """License, status and shortcut changes concern everybody who uses the dataset."""
        parts = self.path.split(".")
        if parts[0] == "status":
            return "status"
        if parts[:2] == ["access", "license"]:
            return "license"
        if parts[:2] == ["access", "tier"]:
            return "access"
        if parts[0] in ("shortcuts", "issues") and (parts[-1] == "status" or len(parts) == 2):
            return parts[0].removesuffix("s")
        return None


def diff(sheet: str, old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The changes from one version to the next, in the order of the new one, removals where they stood."""
    evidence = new.get("evidence")
    evidence = evidence if isinstance(evidence, dict) else {}
    changes = []
    for path, kind, before, after, cite in _mapping(old, new, (), None):
        name = _name(path)
        changes.append(Change(sheet, name, kind, before, after, _cite_of({"cite": evidence.get(name)}) or cite))
    return changes


Row = tuple[Way, str, Any, Any, str | None]


def _mapping(old: dict[str, Any], new: dict[str, Any], path: Way, cite: str | None) -> Iterator[Row]:
    cite = _cite_of(new) or cite
    keys = [*new, *(key for key in old if key not in new)]
    for key in keys:
        if key in _SILENT or (key == "other" and path):
            continue
        here = (*path, key)
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        yield from _value(before, after, here, cite)
    if path and {k: v for k, v in old.items() if k not in STATEMENT_KEYS} == {
        k: v for k, v in new.items() if k not in STATEMENT_KEYS
    }:
        # The values stand; only who says so has changed.
        yield from _said(old, new, path, cite, ("cite", "how", "other"))
    elif path:
        yield from _said(old, new, path, cite, ("how", "other"))


def _said(
    old: dict[str, Any], new: dict[str, Any], path: Way, cite: str | None, keys: tuple[str, ...]
) -> Iterator[Row]:
    for key in keys:
        if old.get(key) != new.get(key):
            yield (*path, key), _kind(old.get(key), new.get(key)), old.get(key), new.get(key), cite


def _value(before: Any, after: Any, path: Way, cite: str | None) -> Iterator[Row]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mapping(before, after, path, cite)
    elif isinstance(before, list) and isinstance(after, list):
        if any(isinstance(item, dict) for item in (*before, *after)):
            yield from _items(before, after, path, cite)
        else:
            yield from _words(before, after, path, cite)
    else:
        yield path, _kind(before, after), before, after, _cite_of(after) or cite


def _kind(before: Any, after: Any) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def _words(before: list[Any], after: list[Any], path: Way, cite: str | None) -> Iterator[Row]:
    """A list of words: what came and what went; an empty list is a statement, so it is shown whole."""
    if not before or not after:
        yield path, "changed", before, after, cite
        return
    gone = [word for word in before if word not in after]
    come = [word for word in after if word not in before]
    if len(gone) == len(come) == 1:
        yield path, "changed", gone[0], come[0], cite
        return
    for word in come:
        yield path, "added", None, word, cite
    for word in gone:
        yield path, "removed", word, None, cite


def _items(before: list[Any], after: list[Any], path: Way, cite: str | None) -> Iterator[Row]:
    """A list of groups: items are matched by what names them, so that a moved one has not changed; an item that only
    changed its name was renamed."""
    pairs, gone, come = _matched(before, after)
    for label, one, other in pairs:
        if one != other:
            yield from _value(one, other, (*path, label), cite)
    for label, item in list(come):
        twin = next(((name, one) for name, one in gone if _alike(one, item)), None)
        if twin is not None:
            gone.remove(twin)
            come.remove((label, item))
            yield (*path, label), "renamed", twin[0], label, _cite_of(item) or cite
    for label, item in come:
        yield (*path, label), "added", None, item, _cite_of(item) or cite
    for label, item in gone:
        yield (*path, label), "removed", item, None, cite


Named = list[tuple[str, Any]]


def _matched(before: list[Any], after: list[Any]) -> tuple[list[tuple[str, Any, Any]], Named, Named]:
    # What stands on both sides just the same has not changed, wherever it stands.
    old = _named([item for item in before if item not in after])
    new = _named([item for item in after if item not in before])
    pairs = [(label, old[label], new[label]) for label in new if label in old]
    gone = [(label, item) for label, item in old.items() if label not in new]
    come = [(label, item) for label, item in new.items() if label not in old]
    return pairs, gone, come


def _named(items: list[Any]) -> dict[str, Any]:
    """Items by a name: the value of their first naming key; namesakes are told apart by a second one, then by
    number."""
    named: dict[str, Any] = {}
    for position, item in enumerate(items):
        words = [str(item[key]) for key in KEYS if isinstance(item, dict) and isinstance(item.get(key), str | int)]
        label = words[0] if words else str(position + 1)
        for word in words[1:]:
            if label not in named:
                break
            label = f"{label}/{word}"
        bare, number = label, 2
        while label in named:
            label = f"{bare}#{number}"
            number += 1
        named[label] = item
    return named


def _alike(one: Any, other: Any) -> bool:
    """The same item under another name: all else is equal, and there is something else."""
    if not isinstance(one, dict) or not isinstance(other, dict) or one.keys() != other.keys() or len(one) < 3:
        return False
    return sum(bool(one[key] != other[key]) for key in one) == 1


def _cite_of(value: Any) -> str | None:
    """The first cite beside a value: '<source>, <where>'."""
    if not isinstance(value, dict):
        return None
    cite = value.get("cite")
    if isinstance(cite, dict):
        return _cite_of(cite)
    if isinstance(cite, list):
        cite = cite[0] if cite else None
    if isinstance(cite, str):
        return cite
    if isinstance(value.get("source"), str):
        return ", ".join(filter(None, [value["source"], str(value.get("at") or "")]))
    evidence = value.get("evidence")
    return _cite_of(evidence[0]) if isinstance(evidence, list) and evidence else None


def _name(path: Way) -> str:
    return dotted(tuple(str(step) for step in path))
