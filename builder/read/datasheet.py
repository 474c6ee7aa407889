"""One sheet: its data, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from builder.read import repair, text
from builder.read.compose import MappingNode, Node, ScalarNode, TooDeep, marked_places
from builder.read.finding import Finding, Path
from builder.read.form import form
from builder.read.plan import sheet_shape
from builder.read.reading import Reading
from builder.read.strays import settle


@dataclass(frozen=True, slots=True)
class Datasheet:
    """What one file says, as plain data. Words of absence stand where the values would."""

    id: str
    file: str
    data: dict[str, Any]
    faults: tuple[Finding, ...] = ()
    reading: Reading | None = field(default=None, compare=False, repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __contains__(self, key: object) -> bool:
        return key in self.data

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def get(self, *path: str | int, default: Any = None) -> Any:
        """The value at a path, or `default` where nobody has looked: `sheet.get("access", "tier")`."""
        value: Any = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    @property
    def stage(self) -> str:
        return str(self.get("sheet", "stage", default="stub"))

    def place(self, path: Path, key: bool = False) -> tuple[int, int]:
        """(line, column) of the value at a path, or of its key; counted from 1."""
        if self.reading is None:
            return (1, 1)
        found = self.reading.nodes_at(self.data, path)
        if found is None:
            return (1, 1)
        key_node, value_node = found
        mark = (key_node if key and key_node is not None else value_node).start_mark
        return mark.line + 1, mark.column + 1

    def node(self, path: Path) -> tuple[Node | None, Node] | None:
        return self.reading.nodes_at(self.data, path) if self.reading else None


def read_file(path: FilePath, name: str) -> Datasheet:
    """The sheet in a file. Never raises on what the file says: the faults are in `faults`."""
    data, findings = text.load_bytes(path, name)
    if data is None:
        return Datasheet(path.stem, name, {}, tuple(findings))
    return read_bytes(data, name, path.stem)


def read_bytes(data: bytes, name: str, stem: str) -> Datasheet:
    """The sheet in some bytes; `name` is how findings call the file, `stem` the id it would have by its name."""
    words, findings = text.decode(data, name)
    try:
        repaired = repair.compose_or_repair(words, name)
    except TooDeep as error:
        message = "This nests deeper than any sheet needs. Look for brackets that are never closed."
        findings.append(Finding("too_deep", "error", name, error.line + 1, error.column + 1, (), message))
        return Datasheet(stem, name, {}, tuple(findings))
    findings.extend(repaired.findings)
    if repaired.root is None:
        if not repaired.findings and not any(f.level == "error" for f in findings):
            findings.append(
                Finding(
                    "empty_sheet",
                    "error",
                    name,
                    1,
                    1,
                    (),
                    f"The file is empty. 'medsheets new {stem}' writes a sheet to begin with.",
                )
            )
        return Datasheet(stem, name, {}, tuple(findings))
    reading = Reading(name, repaired.text, form())
    sheet = _read_root(repaired.root, reading)
    _report_marks(reading)
    findings.extend(reading.findings)
    return Datasheet(stem, name, sheet, tuple(findings), reading)


def _read_root(root: Node, reading: Reading) -> dict[str, Any]:
    if not isinstance(root, MappingNode):
        what = "a list" if not isinstance(root, ScalarNode) else "one piece of text"
        reading.report("not_a_sheet", root, (), f"A sheet is a group of fields ('id: …', 'name: …'), not {what}.")
        return {}
    data: dict[str, Any] = sheet_shape().read(root, (), reading)
    settle(reading, data)
    return data


def _report_marks(reading: Reading) -> None:
    """Anchors, aliases and tags: features of YAML that a sheet has no use for."""
    anchored: set[str] = set()
    for kind, name, mark in marked_places(reading.text):
        spot = yaml.ScalarNode("", "", mark, mark)
        if kind == "tag":
            shown = name.replace("tag:yaml.org,2002:", "!!")
            reading.report(
                "tag", spot, (), f"The tag '{shown}' does not belong in a sheet. Delete it: the form knows the types."
            )
        elif kind == "anchor" and name not in anchored:
            anchored.add(name)
            reading.report(
                "alias",
                spot,
                (),
                f"The anchor '&{name}' does not belong in a sheet. Write the values out where they stand.",
            )
        elif kind == "alias" and name not in anchored:
            reading.report("alias", spot, (), f"The alias '*{name}' does not belong in a sheet. Write the values out.")
