"""The few functions that other programs call. The heavy parts are imported when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.derive.registry import DerivedRegistry
    from builder.read.datasheet import Datasheet
    from builder.read.finding import Finding
    from builder.read.registry import Registry


def load(root: str | Path = ".") -> Registry:
    """The registry of a folder, as a mapping from id to `Datasheet`. Broken sheets are in it, with their faults.

    >>> registry = load("tests/data/example")
    >>> sheet = registry["example-chest"]
    >>> sheet["name"]
    'Example Chest'
    >>> sheet.get("population", "ethnicity")
    'not_reported'
    >>> sheet.get("population", "age") is None    # nobody has looked
    True
    """
    from builder import layout
    from builder.read.registry import Registry

    folder = Path(root)
    if not layout.registry_folder(folder).is_dir():
        is_one = layout.registry_folder(folder.absolute().parent) == folder.absolute()
        where = "it is one: give its parent" if is_one else "see 'medsheets new'"
        raise FileNotFoundError(f"'{folder}' has no folder 'registry' ({where})")
    return Registry(folder)


def check(root: str | Path = ".", *, today: str | None = None) -> list[Finding]:
    """Every finding of a registry, or of one file, sorted by place. `today` is YYYY-MM-DD; by default the day in UTC.

    >>> check("tests/data/example")
    []
    >>> [finding] = check("tests/data/invalid/vocabulary.yaml", today="2026-11-20")[-1:]
    >>> finding.rule, finding.fix
    ('vocabulary', 'xray')
    """
    from builder import layout
    from builder.check.run import check_files, check_registry

    path = Path(root)
    day = today or _today()
    if path.is_file():
        home = layout.find_root(path.absolute().parent) or path.parent
        return list(check_files([path], home, day).findings)
    if not layout.registry_folder(path).is_dir():
        raise FileNotFoundError(f"'{path}' is no sheet and has no folder 'registry'")
    return list(check_registry(path, day).findings)


def derive(registry: Mapping[str, Datasheet], *, today: str | None = None) -> DerivedRegistry:
    """What follows from the sheets: inverse lineage, inherited findings, sums, the four readouts.

    >>> derived = derive(load("tests/data/example"), today="2026-11-20")
    >>> derived["example-chest"].sums.totals
    {'image': 12000, 'patient': 4100}
    >>> derived["example-chest"].readouts.evidence.shortcuts
    {'confirmed': 1}
    """
    from builder.derive.registry import DerivedRegistry

    return DerivedRegistry(registry, today or _today())


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()
