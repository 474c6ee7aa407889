"""The family of every dataset: relations are written once, in the younger sheet; here they are known from both
sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from builder.check.cards import SYMMETRIC
from builder.read.datasheet import Datasheet
from builder.read.form import form

REVERSED = frozenset({"superset_of"})
"""Written at the older side: the target is made from, or a part of, this dataset."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """`child` is, by `type`, made from or related to `parent`. A parent outside the registry has a name, no sheet."""

    child: str
    parent: str
    type: str
    known: bool = True

    @property
    def inherits(self) -> bool:
        """Do confirmed shortcuts and issues of the parent concern the child?"""
        return bool(form().vocabularies["relation_type"].facts.get(self.type, {}).get("inherits"))


@dataclass(frozen=True)
class Lineage:
    """All edges of a registry, sorted."""

    edges: tuple[Edge, ...]

    @cached_property
    def _by_child(self) -> dict[str, list[Edge]]:
        return _grouped(self.edges, "child")

    @cached_property
    def _by_parent(self) -> dict[str, list[Edge]]:
        return _grouped(self.edges, "parent")

    def parents(self, sheet_id: str) -> list[Edge]:
        """What a dataset was made from or is related to, as its own sheet says."""
        return self._by_child.get(sheet_id, [])

    def children(self, sheet_id: str) -> list[Edge]:
        """The inverse: who names this dataset as a parent. Never written, always computed."""
        return self._by_parent.get(sheet_id, [])

    def ancestors(self, sheet_id: str) -> list[str]:
        """Everything a dataset descends from, nearest generation first; a circle is walked once."""
        return list(self._walk(sheet_id, upward=True))

    def descendants(self, sheet_id: str) -> list[str]:
        """Everything that descends from a dataset, nearest generation first."""
        return list(self._walk(sheet_id, upward=False))

    def _walk(self, sheet_id: str, upward: bool) -> Iterator[str]:
        seen = {sheet_id}
        queue = [sheet_id]
        while queue:
            here = queue.pop(0)
            edges = self.parents(here) if upward else self.children(here)
            for edge in edges:
                other = edge.parent if upward else edge.child
                if edge.type not in SYMMETRIC and other not in seen:
                    seen.add(other)
                    queue.append(other)
                    yield other


def lineage(registry: Mapping[str, Datasheet]) -> Lineage:
    """Every relation that the sheets write, seen from the younger side."""
    edges: set[Edge] = set()
    for sheet_id in registry:
        relations = registry[sheet_id].get("lineage", "relations")
        for relation in relations if isinstance(relations, list) else ():
            if not isinstance(relation, dict) or not isinstance(relation.get("type"), str):
                continue
            target = relation.get("target")
            known = isinstance(target, str)
            other = target if isinstance(target, str) else str(relation.get("target_name", ""))
            if not other:
                continue
            if relation["type"] in REVERSED and known:
                edges.add(Edge(other, sheet_id, "subset_of"))
            else:
                edges.add(Edge(sheet_id, other, relation["type"], known))
    return Lineage(tuple(sorted(edges)))


def _grouped(edges: tuple[Edge, ...], side: str) -> dict[str, list[Edge]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(getattr(edge, side), []).append(edge)
    return groups
