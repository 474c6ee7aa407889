"""One sheet: its data, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from builder.read import repair, text
from builder.read.compose import MappingNode, Node, ScalarNode, TooDeep, compose
from builder.read.finding import SLIPS, Finding, Path
from builder.read.form import form
from builder.read.marks import report_marks
from builder.read.plan import sheet_shape
from builder.read.reading import Reading
from builder.read.strays import settle


@dataclass(frozen=True, slots=True, repr=False)
class Datasheet:
    """What one file says, as plain data. Words of absence stand where the values would."""

    id: str
    file: str
    data: dict[str, Any]
    faults: tuple[Finding, ...] = ()
    reading: Reading | None = field(default=None, compare=False, repr=False)
    shadowed: tuple[Path, ...] = field(default=(), compare=False, repr=False)
    """Where something did not fit on a line that was repaired: nothing is said of it, and nothing follows from it."""

    def __repr__(self) -> str:
        return f"Datasheet({self.id!r}, {self.stage}, {len(self.faults)} faults)"

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __contains__(self, key: object) -> bool:
        return key in self.data

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def get(self, *path: str | int, default: Any = None) -> Any:
        """The value at a path, or `default` where nobody has looked: `sheet.get("access", "tier")`, or in one word
        `sheet.get("access.tier")`."""
        value: Any = self.data
        if len(path) == 1 and isinstance(path[0], str) and path[0] not in self.data:
            path = tuple(path[0].split("."))
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
        if not repaired.findings and not any(finding.level == "error" for finding in findings):
            message = "The file is empty. Delete it; 'medsheets new <id>' writes a sheet to begin with."
            findings.append(Finding("empty_sheet", "error", name, 1, 1, (), message))
        return Datasheet(stem, name, {}, tuple(findings))
    plain, marks = report_marks(repaired.text, name)
    findings.extend(marks)
    root = repaired.root
    if marks:
        try:
            root = compose(plain) or root
        except yaml.YAMLError:
            plain = repaired.text  # without its marks the text says nothing; with them it did
    sheet, reading, straightened = _read_straight(root, plain, name)
    findings.extend(straightened)
    slips = {finding.line for finding in findings if finding.rule in SLIPS}
    findings.extend(finding for finding in reading.findings if finding.line not in slips)
    shadowed = tuple(finding.path for finding in reading.findings if finding.line in slips and finding.path)
    return Datasheet(stem, name, sheet, tuple(findings), reading, shadowed)


def _read_straight(root: Node | None, plain: str, name: str) -> tuple[dict[str, Any], Reading, list[Finding]]:
    """Read; where one line at the wrong depth explains several faults, mend that line and read again."""
    slips: list[Finding] = []
    while True:
        reading = Reading(name, plain, form())
        sheet = _read_root(root, reading)
        mended = None
        if reading.findings and len(slips) < repair.MOST_REPAIRS:
            mended = repair.straighten(plain, name, reading.findings)
        if mended is None:
            return sheet, reading, slips
        plain, slip = mended
        slips.append(slip)
        root = compose(plain)


def _read_root(root: Node | None, reading: Reading) -> dict[str, Any]:
    if not isinstance(root, MappingNode):
        what = "a list" if not isinstance(root, ScalarNode) else "one piece of text"
        node = root if root is not None else ScalarNode("", "", yaml.Mark("", 0, 0, 0, "", 0), None)
        reading.report("not_a_sheet", node, (), f"A sheet is a group of fields ('id: …', 'name: …'), not {what}.")
        return {}
    data: dict[str, Any] = sheet_shape().read(root, (), reading)
    settle(reading, data)
    return data
