"""The versions of every sheet, oldest first, with what changed from one to the next."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from builder import layout
from builder.history import git
from builder.history.diff import Change, diff
from builder.read.datasheet import Datasheet, read_bytes

_CACHE_FORM = 2
"""Raised when the diff says something else about the same two versions."""


@cache
def _form() -> str:
    """The same two versions read otherwise where the form has changed."""
    return f"{_CACHE_FORM}-{sha256(layout.schema_file().read_bytes()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed a sheet."""

    number: int
    commit: str
    date: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Versions by sheet id. Where `warning` is set nothing is known: no dates are better than wrong ones."""

    versions: Mapping[str, tuple[Version, ...]]
    warning: str | None = None

    def created(self, sheet_id: str) -> str | None:
        versions = self.versions.get(sheet_id)
        return versions[0].date if versions else None

    def changed(self, sheet_id: str) -> str | None:
        versions = self.versions.get(sheet_id)
        return versions[-1].date if versions else None


def history(root: Path, cache: Path | None = None) -> History:
    """The history of the registry of a root folder, from its git repository."""
    try:
        if git.is_shallow(root):
            return History(
                {}, "This clone lacks older commits, so no history is shown. 'git fetch --unshallow' brings them."
            )
        touches = list(git.touches(root, layout.registry_folder(root).name))
    except git.GitError as error:
        return History({}, f"No history: {error}.")
    steps = _steps(touches)
    pairs = {(touch.old, touch.new) for rows in steps.values() for touch in rows}
    known = _diffs(root, pairs, cache)
    found = {}
    for sheet_id, rows in steps.items():
        versions = []
        for number, touch in enumerate(rows, 1):
            changes = [Change(sheet_id, *change) for change in known[touch.old, touch.new]]
            former = PurePosixPath(touch.former_path).stem
            if former != PurePosixPath(touch.path).stem:
                changes.insert(0, Change(sheet_id, "", "renamed", former, sheet_id, None))
            versions.append(Version(number, touch.commit, touch.date, tuple(changes)))
        found[sheet_id] = tuple(versions)
    return History(found)


def _steps(touches: Iterable[git.Touch]) -> dict[str, list[git.Touch]]:
    """The changes of each sheet under its last id: a renamed sheet keeps its past."""
    steps: dict[str, list[git.Touch]] = {}
    for touch in touches:
        path, former = PurePosixPath(touch.path), PurePosixPath(touch.former_path)
        if path.suffix != ".yaml":
            continue
        past = steps.pop(former.stem, []) if former.stem != path.stem else steps.get(path.stem, [])
        steps[path.stem] = [*past, touch]
    return dict(sorted(steps.items()))


Pair = tuple[str | None, str | None]
Rows = list[tuple[str, str, Any, Any, str | None]]


def _diffs(root: Path, pairs: set[Pair], cache: Path | None) -> dict[Pair, Rows]:
    """What changed from blob to blob. A blob never changes, so what was found once is kept."""
    known = _load(cache)
    missing = sorted((pair for pair in pairs if _key(pair) not in known), key=str)
    if missing:
        wanted = [blob for pair in missing for blob in pair if blob]
        data = {name: read_bytes(content, "", "").data for name, content in git.blobs(root, wanted)}
        for pair in missing:
            known[_key(pair)] = _rows(*(data.get(blob) if blob else None for blob in pair))
        _save(cache, known)
    return {pair: known[_key(pair)] for pair in pairs}


def _rows(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Rows:
    if old is None or new is None:
        whole = new if old is None else old
        name = (whole or {}).get("name")
        return [
            (
                "",
                "added" if old is None else "removed",
                None if old is None else name,
                name if old is None else None,
                None,
            )
        ]
    return [(c.path, c.kind, c.old, c.new, c.cite) for c in diff("", old, new)]


def _key(pair: Pair) -> str:
    return f"{pair[0] or ''}..{pair[1] or ''}"


def _load(cache: Path | None) -> dict[str, Rows]:
    try:
        data = json.loads(cache.read_text(encoding="utf-8")) if cache else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict) or data.get("form") != _form() or not isinstance(data.get("diffs"), dict):
        return {}
    diffs: dict[str, Rows] = data["diffs"]
    return diffs


def _save(cache: Path | None, known: dict[str, Rows]) -> None:
    if cache is None:
        return
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        fresh = cache.with_name(f"{cache.name}.{os.getpid()}")
        fresh.write_text(json.dumps({"form": _form(), "diffs": known}, ensure_ascii=False), encoding="utf-8")
        fresh.replace(cache)
    except OSError:
        return  # a cache that cannot be written costs time, nothing else


def changes_since(root: Path, base: str) -> list[Change]:
    """Field-level changes of all sheets from a revision to the files as they stand; renamed sheets are matched."""
    folder = layout.registry_folder(root).name
    prefix = git.run(root, "rev-parse", "--show-prefix").decode().strip()
    rows = git.tree(root, base, folder)
    before = {
        PurePosixPath(path.removeprefix(prefix)).stem: blob for path, blob in rows.items() if path.endswith(".yaml")
    }
    after = {path.stem: path for path in layout.registry_folder(root).glob("*.yaml")}
    contents = dict(git.blobs(root, before.values()))
    changed: list[Change] = []
    new = {sheet_id: _read(path.read_bytes(), sheet_id) for sheet_id, path in after.items() if path.is_file()}
    former = {old: sheet_id for sheet_id, sheet in new.items() for old in sheet.get("former_ids", default=[]) or ()}
    for sheet_id in sorted({*before, *new}):
        old_data = _read(contents[before[sheet_id]], sheet_id).data if sheet_id in before else None
        if sheet_id in new and old_data is None:
            source = next(
                (old for old, to in former.items() if to == sheet_id and old in before and old not in new), None
            )
            if source is not None:
                changed.append(Change(sheet_id, "", "renamed", source, sheet_id, None))
                old_data = _read(contents[before[source]], source).data
        elif sheet_id not in new and sheet_id in former:
            continue  # told as a rename
        new_data = new[sheet_id].data if sheet_id in new else None
        if old_data != new_data:
            changed += [Change(sheet_id, *row) for row in _rows(old_data, new_data)]
    return changed


def _read(data: bytes, sheet_id: str) -> Datasheet:
    return read_bytes(data, f"{sheet_id}.yaml", sheet_id)
