"""Keys that are no keys: a colon, a comma or a space forgotten, so that two words became one or one became two."""

from __future__ import annotations

import re
from typing import Any

import yaml

from builder.read.compose import Node, ScalarNode, compose
from builder.read.finding import Edit
from builder.read.reading import Reading, Stray
from builder.read.scalars import is_null, number_meant
from builder.read.shapes import Keyed, Shape, quietly
from builder.read.values import Number
from builder.read.words import nearest


def take(stray: Stray, key: str, value_node: Node, shape: Shape, reading: Reading) -> None:
    value = shape.read(value_node, (*stray.path, key), reading)
    stray.data[key] = value  # None too: an empty value is not a missing key
    reading.moved[id(stray.data), key] = (stray.node.value[stray.position][0], value_node)
    if value is None:
        del stray.data[key]
        reading.missing[:] = [m for m in reading.missing if not (m.data is stray.data and m.key == key)]


def free(stray: Stray) -> list[str]:
    return [key for key in stray.shape.fields if key not in stray.data]


def is_absent(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and is_null(node.value)


def brace_in_key(stray: Stray, reading: Reading) -> bool:
    """`synthetic:{extent: none}` and `synthetic {extent: none}`: the brace became a part of the key."""
    key_node = stray.node.value[stray.position][0]
    line = reading.text.split("\n")[key_node.start_mark.line][key_node.start_mark.column :]
    match = re.match(r"(?P<key>[A-Za-z0-9_.-]+)(?P<colon>:?)\s*(?P<value>\{.*\})", line)
    if match is None or match["key"] in stray.data:
        return False
    key = match["key"]
    inner = stray.shape.inner if isinstance(stray.shape, Keyed) else stray.shape.fields.get(key)
    if inner is None:
        return False
    fixed = f"{key}: {match['value']}"
    rule, spot, what = (
        ("space_after_colon", key_node, "A colon needs a space behind it.")
        if match["colon"]
        else ("missing_colon", _behind(key_node, key), f"There is no colon behind '{key}'.")
    )
    start = key_node.start_mark
    edit = Edit(start.line, start.column, start.line, start.column + match.end(), fixed)
    reading.report(rule, spot, (), f"{what} Write '{fixed}'.", fixed, edit)
    try:
        node = compose(match["value"])
    except yaml.YAMLError:
        node = None
    if node is not None:
        stray.data[key] = quietly(inner, node, (*stray.path, key), reading)
    return True


def no_space(stray: Stray, reading: Reading, consumed: set[int]) -> bool:
    """`n:12000` is one word to YAML."""
    key_node, value_node = stray.node.value[stray.position]
    head, colon, tail = key_node.value.partition(":")
    if colon and tail[:1] in ("'", '"') and head in stray.shape.fields and head not in stray.data:
        row = reading.lines[key_node.start_mark.line][key_node.start_mark.column + len(head) + 1 :]
        if match := re.match(r"\"([^\"]*)\"|'([^']*)'", row):
            return _quote_without_space(stray, head, match, reading, consumed)
    if not colon or not tail or head not in stray.shape.fields or head in stray.data or not is_absent(value_node):
        return False
    end = key_node.end_mark
    if tail[0] in "\"'":
        # A quote behind the colon does not quote, so a comma in the text has cut it.
        parts, end = _following(stray, consumed, stray.position + 1)
        tail = ", ".join([tail, *parts])
    message = f"A colon needs a space behind it. Write '{head}: {tail}'."
    fix = f"{head}: {tail}"
    reading.report("space_after_colon", key_node, (*stray.path, head), message, fix, _written(key_node, end, fix))
    style = '"' if tail[0] in "\"'" else ""
    bare = tail.strip(tail[0]) if style else tail
    node = ScalarNode("", bare, key_node.start_mark, key_node.end_mark, style=style)
    take(stray, head, node, stray.shape.fields[head], reading)
    return True


def _written(key_node: Any, end: Any, text: str) -> Edit:
    """From the beginning of a key to some place behind it, written anew."""
    return Edit(key_node.start_mark.line, key_node.start_mark.column, end.line, end.column, text)


def _behind(key_node: Node, word: str) -> Node:
    """The place behind a word of a key, where its colon belongs."""
    mark = key_node.start_mark
    assert mark is not None
    place = yaml.Mark("", 0, mark.line, mark.column + len(word), "", 0)
    return ScalarNode("", "", place, place)


def _quote_without_space(stray: Stray, head: str, match: re.Match[str], reading: Reading, consumed: set[int]) -> bool:
    """`title:"An audit: invented"`: without the space the quote does not quote, and the colon in it ends a key."""
    key_node = stray.node.value[stray.position][0]
    mark = key_node.start_mark
    column = mark.column + len(head) + 1
    message = f"A colon needs a space behind it. Write '{head}: {match[0]}'."
    edit = Edit(mark.line, column, mark.line, column, " ")
    for later, _ in stray.node.value[stray.position + 1 :]:
        # What a comma inside the text has cut off belongs to it.
        if later.start_mark.line == mark.line and later.start_mark.column < column + match.end():
            consumed.add(id(later))
    reading.report("space_after_colon", key_node, (*stray.path, head), message, f"{head}: {match[0]}", edit)
    node = ScalarNode("", match[1] or match[2] or "", mark, key_node.end_mark, style='"')
    take(stray, head, node, stray.shape.fields[head], reading)
    return True


def no_colon(stray: Stray, reading: Reading) -> bool:
    """`{n: 12000, unit image}`: a field, a space, and the value that was meant."""
    key_node, value_node = stray.node.value[stray.position]
    head, _, tail = key_node.value.partition(" ")
    if not stray.node.flow_style or not tail or head not in stray.shape.fields or head in stray.data:
        return False
    if not is_absent(value_node):
        return False
    message = f"There is no colon behind '{head}'. Write '{head}: {tail}'."
    fix = f"{head}: {tail}"
    edit = _written(key_node, key_node.end_mark, fix)
    reading.report("missing_colon", _behind(key_node, head), (*stray.path, head), message, fix, edit)
    node = ScalarNode("", tail, key_node.start_mark, key_node.end_mark, style="")
    take(stray, head, node, stray.shape.fields[head], reading)
    return True


def comma(stray: Stray, reading: Reading, consumed: set[int]) -> bool:
    """`{name: Mercy, Boston, country: US}`: the comma ended the value, and what follows became a key without one."""
    if not stray.node.flow_style or stray.position == 0:
        return False
    key_node, value_node = stray.node.value[stray.position]
    bare = is_absent(value_node)
    if bare and nearest(key_node.value, free(stray)) and len(key_node.value) > 2:
        return False
    if not bare and (" " not in key_node.value.strip() or not key_node.value[:1].isupper()):
        return False
    before_key, before = _last_true_pair(stray)
    if before_key is None or not isinstance(before, ScalarNode):
        return False
    parts, end = _following(stray, consumed, stray.position)
    shape = stray.shape.fields[before_key.value]
    whole = ", ".join([before.value, *parts])
    if end.line == before.start_mark.line and not before.style:
        # As it was written: '10,015' holds no space.
        whole = reading.text.split("\n")[end.line][before.start_mark.column : end.column]
    path = (*stray.path, before_key.value)
    if isinstance(shape, Number) and (meant := number_meant(whole.replace(", ", ","))) is not None:
        message = f"Write {meant}: a comma inside {{}} ends the value."
        fixed = ScalarNode("", meant, before.start_mark, key_node.end_mark, style="")
    else:
        quoted = '"' + whole.replace("\\", "\\\\").replace('"', '\\"') + '"'
        message = f"The comma ends the value of '{before_key.value}' here. Write {before_key.value}: {quoted}."
        fixed = ScalarNode("", whole, before.start_mark, key_node.end_mark, style='"')
        meant = quoted
    start = before.start_mark
    edit = Edit(start.line, start.column, end.line, end.column, meant)
    reading.report("unquoted_comma", key_node, path, message, meant, edit)
    value = shape.read(fixed, path, Reading(reading.file, reading.text, reading.form))
    if value is not None:
        stray.data[before_key.value] = value
    # What the shortened value was found guilty of is a consequence of the comma.
    reading.findings[:-1] = [f for f in reading.findings[:-1] if f.path != path or f.rule == "unquoted_comma"]
    return True


def _following(stray: Stray, consumed: set[int], start: int) -> tuple[list[str], Any]:
    """All the pieces that belong to the same cut value, and where the last of them ends."""
    parts: list[str] = []
    end = stray.node.value[stray.position][0].end_mark
    for key_node, value_node in stray.node.value[start:]:
        known = isinstance(key_node, ScalarNode) and key_node.value in stray.shape.fields
        if known or not isinstance(key_node, ScalarNode):
            break
        if is_absent(value_node):
            parts.append(key_node.value)
            end = key_node.end_mark
        elif isinstance(value_node, ScalarNode):
            parts.append(f"{key_node.value}: {value_node.value}")
            end = value_node.end_mark
        else:
            break
        consumed.add(id(key_node))
    return parts, end


def _last_true_pair(stray: Stray) -> tuple[ScalarNode | None, Node | None]:
    for key_node, value_node in reversed(stray.node.value[: stray.position]):
        if isinstance(key_node, ScalarNode) and key_node.value in stray.shape.fields:
            return key_node, value_node
    return None, None
