"""Lines that slipped into the text above them: valid YAML that says less than was meant."""

from __future__ import annotations

import re
from typing import Any

import yaml

from builder.read.candidates import all_fields
from builder.read.compose import MappingNode, Node, ScalarNode, compose
from builder.read.finding import Path
from builder.read.reading import Reading, Refused, dash_edit
from builder.read.shapes import Keyed, Mapping, Sequence, quietly
from builder.read.values import Code

_BLOCKS = ("|", ">")
_QUOTES = ('"', "'")


def report_folded(reading: Reading) -> None:
    """Look through every text of several lines for a line that reads like a field or an item of its own."""
    for data, node, shape, path in list(reading.containers):
        if isinstance(node, list):
            for position, item in enumerate(node):
                if _is_long(item):
                    _in_list(item, shape, (*path, position), reading)
        elif isinstance(shape, Mapping) and not isinstance(shape, Keyed):
            for key_node, value_node in node.value if isinstance(node, MappingNode) else ():
                if _lost_dash(key_node, value_node):
                    _report_dash(value_node, (*path, key_node.value), reading)
                elif _is_long(value_node):
                    _in_mapping(key_node, value_node, data, shape, path, reading)


def _is_long(node: Node) -> bool:
    return type(node) is ScalarNode and node.end_mark.line > node.start_mark.line


def _lost_dash(key_node: Any, value_node: Any) -> bool:
    """A first item whose dash has no space behind it: the whole list is one text then."""
    return (
        type(value_node) is ScalarNode
        and not value_node.style
        and re.match(r"-[A-Za-z]", value_node.value) is not None
        and value_node.start_mark.line > key_node.start_mark.line
    )


def _report_dash(node: Any, path: Path, reading: Reading) -> None:
    reading.findings[:] = [finding for finding in reading.findings if finding.path != path]
    line = reading.lines[node.start_mark.line].strip()
    message = f"The dash of a list item needs a space behind it. Write '- {line[1:]}'."
    reading.report("space_after_dash", node, path, message, f"- {line[1:]}", dash_edit(node))


def _lines(node: Any, reading: Reading) -> list[tuple[int, str]]:
    """(number, line) of all lines of a text but its first."""
    first, last = node.start_mark.line + 1, node.end_mark.line + (not node.style)
    return list(enumerate(reading.lines[first:last], first))


def _report(
    rule: str, number: int, line: str, path: Path, message: str, reading: Reading, fix: str | None = None
) -> None:
    mark = yaml.Mark("", 0, number, _indent(line), "", 0)
    # What the text was found guilty of, as it was with the line in it, is a consequence.
    reading.findings[:] = [finding for finding in reading.findings if finding.path != path]
    reading.report(rule, ScalarNode("", "", mark, mark), path, message, fix)


def _in_list(item: Any, shape: Any, path: Path, reading: Reading) -> None:
    """A later item that lost its dash, the space behind it, or its depth; or a first one that slipped to the left."""
    inner = shape.inner if isinstance(shape, Sequence) else None
    for number, line in _lines(item, reading):
        body = line.strip()
        if body.startswith("- "):
            first = _slipped_first(item, line, reading) if path[-1] == 0 else None
            if first is not None:
                message = (
                    f"The indentation does not fit: the next items begin after {_indent(line)} spaces. So should this."
                )
                _report("indentation", *first, path, message, reading)
                return
            message = (
                "This item is read as part of the text above it. "
                f"Begin its dash in column {item.start_mark.column - 1}."
            )
            _report("indentation", number, line, path, message, reading)
        elif item.style:
            continue
        elif re.match(r"-[A-Za-z_{\[]", body):
            message = f"The dash of a list item needs a space behind it. Write '- {body[1:]}'."
            _report("space_after_dash", number, line, path, message, reading, f"- {body[1:]}")
        elif "cite" in path and _cites(body, reading):
            message = "The dash of this list item is missing. Write '- ' before it."
            _report("missing_dash", number, line, path, message, reading)
        elif isinstance(inner, Code) and inner.vocabulary.synonyms.get(re.sub(r"\W|_", "", body.lower())):
            _report(
                "missing_dash",
                number,
                line,
                path,
                "The dash of this list item is missing. Write '- ' before it.",
                reading,
            )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _slipped_first(item: Any, later: str, reading: Reading) -> tuple[int, str] | None:
    """The line of the first item, where it and not the later one is out of place: lists stand two spaces under their
    key."""
    lines = reading.lines
    number = item.start_mark.line
    key = next((line for line in reversed(lines[:number]) if line.strip()), "")
    fits, slipped = _indent(later) == _indent(key) + 2, _indent(lines[number]) != _indent(key) + 2
    return (number, lines[number]) if fits and slipped and key.rstrip().endswith(":") else None


def _cites(body: str, reading: Reading) -> bool:
    """Does a line begin like a cite: a key of the sources and a comma?"""
    key, comma, _ = body.partition(",")
    sources = reading.containers[0][0].get("sources")
    return bool(comma) and isinstance(sources, dict) and key in sources


def _in_mapping(
    key_node: Any, value_node: Any, data: dict[str, Any], shape: Mapping, path: Path, reading: Reading
) -> None:
    """A field that slipped to the right under a text has become part of the text."""
    if value_node.style in _QUOTES:
        _swallowed_by_quote(value_node, (*path, key_node.value), reading)
        return
    heading: int | None = None
    for number, line in _lines(value_node, reading):
        if heading is not None and _indent(line) > heading:
            continue  # what stands under a slipped heading slipped with it
        key, colon, rest = line.strip().partition(":")
        field = colon and (rest[:1] == " " or not rest) and key in shape.fields and key not in data
        if value_node.style in _BLOCKS and field:
            message = (
                f"'{key}' is read as part of the text of '{key_node.value}' here. "
                f"If it is a field, begin it in column {key_node.start_mark.column + 1}."
            )
            _report("indentation", number, line, (*path, key), message, reading)
            heading = _indent(line)
            _take(rest.strip(), key, data, shape, path, reading)


def _swallowed_by_quote(node: Any, path: Path, reading: Reading) -> None:
    """A quote left open ends at the next one, however far: the lines between look like fields."""
    fields = [line.strip().removeprefix("- ").partition(":")[0] for _, line in _lines(node, reading)]
    if any(field in all_fields() for field in fields):
        line = reading.lines[node.start_mark.line]
        message = (
            f"A quote is opened here and only closed on line {node.end_mark.line + 1}. Close it where the text ends."
        )
        mark = node.start_mark
        reading.findings[:] = [finding for finding in reading.findings if finding.path != path]
        reading.report("unclosed", ScalarNode("", line, mark, mark), path, message)
        # What it swallowed is not missing.
        reading.missing[:] = [missing for missing in reading.missing if missing.key not in fields]


def _take(rest: str, key: str, data: dict[str, Any], shape: Mapping, path: Path, reading: Reading) -> None:
    """Read what slipped into the text as the field it was meant to be."""
    reading.missing[:] = [m for m in reading.missing if not (m.data is data and m.key == key)]
    if not rest:
        data[key] = Refused(key)  # a heading: what stood under it is text as well
        return
    try:
        node = compose(rest)
    except yaml.YAMLError:
        return
    value = quietly(shape.fields[key], node, (*path, key), reading) if node is not None else None
    if value is not None:
        data[key] = value
