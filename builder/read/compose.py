"""Text to a tree of YAML nodes with positions, by libyaml, within bounds."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

__all__ = ["MOST_DEPTH", "MappingNode", "Node", "ScalarNode", "SequenceNode", "TooDeep", "compose", "marked_places"]

MOST_DEPTH = 50
"""The form needs about ten levels."""

_SAFE_BOUND = 2000
"""libyaml composes by recursion: below this many openers the C stack is never in danger."""
_LONG_LINE = 2000
"""A line can only open as many levels as it has room for: `- - - - …`."""
_MARK = re.compile(r"(?:^|[\s\[{,])[&*!]\S", re.MULTILINE)


class TooDeep(Exception):
    """The sheet nests deeper than any sheet needs."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line, self.column = line, column


class _Parser(CParser):
    """libyaml without the guessing of types: the form knows what a value is meant to be."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)

    def resolve(self, kind: type, value: Any, implicit: Any) -> None:
        return None

    def descend_resolver(self, node: Any, index: Any) -> None:
        return None

    def ascend_resolver(self) -> None:
        return None


def compose(text: str) -> Node | None:
    """The root node, None for an empty text; raises yaml.YAMLError or TooDeep."""
    openers = text.count("[") + text.count("{")
    if openers > _SAFE_BOUND or " " * 400 in text or max(map(len, text.split("\n"))) > _LONG_LINE:
        _refuse_depth(text)
    root: Node | None = _Parser(text).get_single_node()
    return root


def _refuse_depth(text: str) -> None:
    depth = 0
    for event in _events(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                mark: Any = event.start_mark
                raise TooDeep(mark.line, mark.column)
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def marked_places(text: str) -> list[tuple[str, str, Any]]:
    """Every anchor, alias and tag as (kind, name, mark). Most sheets have none, so a quick look comes first."""
    if not ("&" in text or "*" in text or "!" in text) or not _MARK.search(text):
        return []
    places: list[tuple[str, str, Any]] = []
    for event in _events(text):
        if isinstance(event, AliasEvent):
            places.append(("alias", str(event.anchor), event.start_mark))
        elif isinstance(event, NodeEvent):
            if event.anchor:
                places.append(("anchor", event.anchor, event.start_mark))
            tag = getattr(event, "tag", None)
            if tag:
                places.append(("tag", tag, event.start_mark))
    return places


def _events(text: str) -> Any:
    parser = _Parser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    except yaml.YAMLError:
        return  # what is wrong with it is found when it is composed
