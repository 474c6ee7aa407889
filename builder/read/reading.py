"""One pass over one sheet: the findings so far, and where every part of the data stands in the file."""

from __future__ import annotations

from typing import Any, NamedTuple

from builder.read.compose import MappingNode, Node, ScalarNode, SequenceNode
from builder.read.finding import Edit, Finding, Path
from builder.read.form import Form
from builder.read.write import as_scalar


class Refused(str):
    """What stands where the form wants something else: it was reported, and it is there, so it is not missing as
    well."""

    __slots__ = ()


def refused(node: Node) -> Refused:
    return Refused(node.value if isinstance(node, ScalarNode) else "…")


class Stray(NamedTuple):
    """A key that its mapping has no place for (unknown, or there already)."""

    data: dict[str, Any]
    shape: Any
    node: MappingNode
    position: int
    path: Path


class Missing(NamedTuple):
    """A key that a mapping cannot do without."""

    data: dict[str, Any]
    key: str
    path: Path


class Reading:
    """Collects while the shapes read; answers where things stand afterwards."""

    __slots__ = (
        "_lines",
        "_pairs",
        "_places",
        "containers",
        "file",
        "findings",
        "form",
        "missing",
        "moved",
        "strays",
        "text",
    )

    def __init__(self, file: str, text: str, form: Form) -> None:
        self.file = file
        self.text = text
        self.form = form
        self.findings: list[Finding] = []
        self.containers: list[tuple[Any, Any, Any, Path]] = []
        self.moved: dict[tuple[int, str], tuple[Node | None, Node]] = {}
        self.strays: list[Stray] = []
        self._lines: list[str] | None = None
        self.missing: list[Missing] = []
        self._places: dict[int, tuple[Any, Any, Any, Path]] = {}
        self._pairs: dict[int, dict[str | int, tuple[Node, Node]]] = {}

    def report(
        self, rule: str, node: Node, path: Path, message: str, fix: str | None = None, edit: Edit | None = None
    ) -> None:
        """A fault at a node; with `fix` given and no edit, the node itself is what gets replaced."""
        mark = node.start_mark
        if fix is not None and edit is None and isinstance(node, ScalarNode):
            edit = replacement(node, fix)
        level = self.form.levels[rule]
        self.findings.append(Finding(rule, level, self.file, mark.line + 1, mark.column + 1, path, message, fix, edit))

    @property
    def lines(self) -> list[str]:
        """The lines of the text, split once."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def container(self, data: Any) -> tuple[Any, Any, Any, Path] | None:
        """(data, node, shape, path) of a mapping or list that was read."""
        if len(self._places) < len(self.containers):
            self._places = {id(entry[0]): entry for entry in self.containers}
        return self._places.get(id(data))

    def nodes_at(self, root: Any, path: Path) -> tuple[Node | None, Node] | None:
        """(key node, value node) of what stands at a path of the data, or of the nearest part above it."""
        data = root
        found: tuple[Node | None, Node] | None = None
        for step in path:
            pair = self._step(data, step)
            if pair is None:
                break
            found = pair
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                break
        return found

    def _step(self, data: Any, step: str | int) -> tuple[Node | None, Node] | None:
        entry = self.container(data)
        if entry is None:
            return None
        if (id(data), str(step)) in self.moved:
            return self.moved[id(data), str(step)]
        node = entry[1]
        if isinstance(node, MappingNode):
            return self._pairs_of(node).get(step)
        if isinstance(node, list) and isinstance(step, int) and step < len(node):
            return None, node[step]
        return None

    def _pairs_of(self, node: MappingNode) -> dict[str | int, tuple[Node, Node]]:
        """The pairs of a mapping by their key; of a key that stands twice the first."""
        found = self._pairs.get(id(node))
        if found is None:
            found = self._pairs[id(node)] = {}
            for key_node, value_node in node.value:
                if isinstance(key_node, ScalarNode):
                    found.setdefault(key_node.value, (key_node, value_node))
        return found


def replacement(node: Node, text: str) -> Edit:
    start, end = node.start_mark, node.end_mark
    if isinstance(node, ScalarNode):
        text = as_scalar(text, str(node.value), node.style or "")
    return Edit(start.line, start.column, end.line, end.column, text)


def dash_edit(first: Any) -> Edit:
    """A space behind the dash that a key begins with."""
    mark = first.start_mark
    return Edit(mark.line, mark.column, mark.line, mark.column + 1, "- ")


def describe(node: Node) -> str:
    """What stands there, for people."""
    if isinstance(node, MappingNode):
        return "a group of fields"
    if isinstance(node, SequenceNode):
        return "a list"
    text = str(node.value)
    return f"'{text if len(text) <= 60 else text[:57] + '…'}'"
