"""A folder of sheets as a mapping from id to `Datasheet`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from builder import layout
from builder.read.datasheet import Datasheet, read_file
from builder.read.finding import Finding
from builder.read.words import nearest


class Registry(Mapping[str, Datasheet]):
    """All sheets of a root folder, read when asked for; a broken one never hides another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files = {path.stem: path for path in sheet_files(root)}
        self._sheets: dict[str, Datasheet] = {}

    def __getitem__(self, sheet_id: str) -> Datasheet:
        if sheet_id not in self._sheets:
            if sheet_id not in self._files:
                near = nearest(str(sheet_id), self._files)
                raise KeyError(f"no sheet '{sheet_id}'" + (f"; did you mean '{near}'?" if near else ""))
            path = self._files[sheet_id]
            self._sheets[sheet_id] = replace(read_file(path, display_name(path, self.root)), reading=None)
        return self._sheets[sheet_id]

    def __contains__(self, sheet_id: object) -> bool:
        return sheet_id in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"Registry({str(self.root)!r}, {len(self)} sheets)"


def sheet_files(root: Path) -> list[Path]:
    """Every file of the registry that means to be a sheet, sorted by id."""
    folder = layout.registry_folder(root)
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.suffix == ".yaml"), key=lambda path: path.stem)


def misplaced(root: Path) -> list[Finding]:
    """What stands in the registry folder and is neither a sheet nor its README."""
    folder = layout.registry_folder(root)
    findings = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix == ".yaml" or path.name.startswith((".", "README")):
            continue
        name = display_name(path, root)
        if path.suffix in (".yml", ".YAML", ".YML"):
            message = f"A sheet's file ends in '.yaml'. Rename it to '{path.stem}.yaml'."
        else:
            message = "Only sheets (<id>.yaml) and a README belong in the registry folder. Move it elsewhere."
        findings.append(Finding("misplaced_file", "error", name, 1, 1, (), message))
    return findings


def display_name(path: Path, root: Path) -> str:
    """How findings call a file: from the root with forward slashes, or as given when it lies elsewhere."""
    try:
        return path.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return path.absolute().as_posix()  # a sheet elsewhere: its own path, never one that means another file here
