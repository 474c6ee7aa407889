"""Everything derived, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.derive.inherit import Inherited, inherited
from builder.derive.lineage import Edge, Lineage, lineage
from builder.derive.readouts import Readouts, readouts
from builder.derive.sums import Sums, sums
from builder.read.datasheet import Datasheet


@dataclass(frozen=True, slots=True)
class Derived:
    """One sheet with what follows from it and from its family."""

    sheet: Datasheet
    sums: Sums
    parents: tuple[Edge, ...]
    children: tuple[Edge, ...]
    inherited: tuple[Inherited, ...]
    readouts: Readouts


class DerivedRegistry(Mapping[str, Derived]):
    """A registry in which every sheet knows its family; computed when asked for."""

    def __init__(self, registry: Mapping[str, Datasheet], today: str) -> None:
        self.registry = registry
        self.today = today
        self.lineage: Lineage = lineage(registry)

    def __getitem__(self, sheet_id: str) -> Derived:
        sheet = self.registry[sheet_id]
        return Derived(
            sheet,
            sums(sheet),
            tuple(self.lineage.parents(sheet_id)),
            tuple(self.lineage.children(sheet_id)),
            tuple(inherited(sheet_id, self.registry, self.lineage)),
            readouts(sheet, self.today),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.registry)

    def __len__(self) -> int:
        return len(self.registry)
