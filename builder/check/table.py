"""The one table of rules: rows of rules.yaml, some of them with a function behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from builder.check.trace import Trace
from builder.read.compose import ScalarNode
from builder.read.datasheet import Datasheet
from builder.read.finding import Edit, Finding, Path
from builder.read.reading import replacement

if TYPE_CHECKING:
    from builder.check.cards import Card, Cards


class Hit(NamedTuple):
    """What a rule found: at which value (or, with `key`, at which key) and what to type."""

    path: Path
    message: str
    fix: str | None = None
    key: bool = False
    place: tuple[int, int] | None = None
    edit: Edit | None = None
    certain: bool = True
    """May a machine write the fix? Advice that asks for a decision says no."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One sheet, with what rules may know beside it."""

    sheet: Datasheet
    trace: Trace
    today: str
    known_ids: frozenset[str]

    @property
    def data(self) -> dict[str, Any]:
        return self.sheet.data

    @property
    def text(self) -> str:
        return self.sheet.reading.text if self.sheet.reading else ""

    @property
    def sources(self) -> dict[str, dict[str, Any]]:
        """The sources that could be read."""
        sources = self.data.get("sources")
        return {key: row for key, row in sources.items() if isinstance(row, dict)} if isinstance(sources, dict) else {}

    def maps(self, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The mappings in the list at a path; none where the list is absent or a word."""
        items = self.sheet.get(*path)
        if isinstance(items, list):
            for position, item in enumerate(items):
                if isinstance(item, dict):
                    yield (*path, position), item


SheetRule = Callable[[Subject], Iterator[Hit]]
RegistryRule = Callable[["Cards"], Iterator[tuple["Card", Hit]]]

SHEET_RULES: dict[str, SheetRule] = {}
REGISTRY_RULES: dict[str, RegistryRule] = {}


def sheet_rule(rule_id: str) -> Callable[[SheetRule], SheetRule]:
    """Registers a rule over one sheet; its docstring is the rule."""

    def register(function: SheetRule) -> SheetRule:
        SHEET_RULES[rule_id] = function
        return function

    return register


def registry_rule(rule_id: str) -> Callable[[RegistryRule], RegistryRule]:
    """Registers a rule between sheets; its docstring is the rule."""

    def register(function: RegistryRule) -> RegistryRule:
        REGISTRY_RULES[rule_id] = function
        return function

    return register


def finding(rule_id: str, level: str, file: str, sheet: Datasheet, hit: Hit) -> Finding:
    """A hit with its place in the file."""
    line, column = hit.place or sheet.place(hit.path, hit.key)
    edit = hit.edit
    if edit is None and hit.fix is not None and hit.place is None and hit.certain:
        edit = _edit(sheet, hit)
    return Finding(rule_id, level, file, line, column, hit.path, hit.message, hit.fix, edit)


def _edit(sheet: Datasheet, hit: Hit) -> Edit | None:
    nodes = sheet.node(hit.path)
    node = nodes[int(not hit.key)] if nodes else None
    return replacement(node, hit.fix) if isinstance(node, ScalarNode) and hit.fix is not None else None
