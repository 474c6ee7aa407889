"""Keys that stand where they do not belong: what was meant, in which order one would guess.

Runs after the whole sheet was read, because a key may be a slip of its neighbor's name, of a group above, or of
the group that ended one line too early. What was meant is then read in its place, so that one slip is one finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.read.compose import MappingNode, Node, ScalarNode, SequenceNode
from builder.read.finding import Edit, Path, dotted
from builder.read.folded import report_folded
from builder.read.pairs import brace_in_key, comma, free, is_absent, no_colon, no_space, take
from builder.read.reading import Reading, Stray
from builder.read.shapes import Keyed, Mapping, Sequence
from builder.read.words import nearest, squash

_LONG_KEY = 60
_FEW_FIELDS = 12
_MOST_STRAYS = 200
"""A file with more keys that the form does not know is another kind of file; its first keys show it."""


def settle(reading: Reading, root: dict[str, Any]) -> None:
    """Give every stray key its finding, then report what is still missing."""
    unplaced: list[Stray] = []
    consumed: set[int] = set()
    seen = 0
    while reading.strays:
        strays, reading.strays = reading.strays, []
        room = max(0, _MOST_STRAYS - seen)
        for stray in strays[:room]:
            key_node = stray.node.value[stray.position][0]
            if id(key_node) not in consumed and not _settled(stray, reading, root, consumed):
                unplaced.append(stray)
        if len(strays) > room and seen <= _MOST_STRAYS:
            key_node = strays[room].node.value[strays[room].position][0]
            message = f"From here on {len(strays) - room:,} more keys do not fit the form. Is this a datasheet?"
            reading.report("unknown_field", key_node, strays[room].path, message)
        seen += len(strays)
    for stray in unplaced:
        _unknown(stray, reading)
    report_folded(reading)
    _report_missing(reading)


def _settled(stray: Stray, reading: Reading, root: dict[str, Any], consumed: set[int]) -> bool:
    """Try the likely causes, the most certain first."""
    key_node = stray.node.value[stray.position][0]
    if isinstance(key_node, ScalarNode) and "{" in key_node.value and brace_in_key(stray, reading):
        return True
    if not isinstance(key_node, ScalarNode) or key_node.value == "<<" or isinstance(stray.shape, Keyed):
        return _odd_key(stray, reading)
    return (
        _repeated(stray, reading)
        or no_space(stray, reading, consumed)
        or no_colon(stray, reading)
        or comma(stray, reading, consumed)
        or _respelled(stray, reading)
        or _elsewhere(stray, reading, root)
        or _misspelt(stray, reading)
        or _in_keyed(stray, reading)
        or _second_name(stray, reading)
    )


def _odd_key(stray: Stray, reading: Reading) -> bool:
    key_node = stray.node.value[stray.position][0]
    if isinstance(key_node, ScalarNode) and key_node.value == "<<":
        reading.report(
            "alias", key_node, stray.path, "A merge key ('<<') does not belong in a sheet. Write the fields out."
        )
    elif isinstance(key_node, ScalarNode) and _repeated(stray, reading):
        return True
    elif isinstance(key_node, ScalarNode) and key_node.value:
        quoted = f'"{key_node.value}"'
        message = f"YAML tools read the key {key_node.value} as something else than text. Write {quoted}."
        reading.report("key_type", key_node, stray.path, message, quoted)
        value = stray.shape.inner.read(stray.node.value[stray.position][1], (*stray.path, key_node.value), reading)
        if value is not None:
            _place(stray, key_node.value, value, stray.data, reading)
    else:
        reading.report("key_type", key_node, stray.path, "A key has to be one plain word.")
    return True


def _repeated(stray: Stray, reading: Reading) -> bool:
    key_node = stray.node.value[stray.position][0]
    key = key_node.value
    firsts = [k for k, _ in stray.node.value[: stray.position] if k.value == key]
    if not firsts or (key not in stray.data and key not in stray.shape.fields and not isinstance(stray.shape, Keyed)):
        return False
    if stray.data.get(key) is None:
        # The first one is empty: what stands under the second is what was meant.
        inner = stray.shape.inner if isinstance(stray.shape, Keyed) else stray.shape.fields[key]
        value = inner.read(stray.node.value[stray.position][1], (*stray.path, key), reading)
        if value is not None:
            _place(stray, key, value, stray.data, reading)
    line = firsts[0].start_mark.line + 1
    message = f"'{key}' stands here a second time; the first is on line {line}. Keep one of them."
    rows = reading.text.split("\n")
    row = key_node.start_mark.line
    # The same line twice in a row says the same thing: one of the two may go.
    edit = Edit(row, 0, row + 1, 0, "") if row == line and rows[row] == rows[row - 1] and row + 1 < len(rows) else None
    reading.report("duplicate_key", key_node, (*stray.path, key), message, None, edit)
    return True


def _respelled(stray: Stray, reading: Reading) -> bool:
    """'Last-Reviewed' for 'last_reviewed', 'link' for 'url': the same word in another dress, or another word for it."""
    small = squash(stray.node.value[stray.position][0].value)
    for key in stray.shape.fields:
        if squash(key) == small:
            return _rename(stray, key, reading)
    other = next((key for key in reading.form.key_synonyms.get(small, ()) if key in free(stray)), None)
    return other is not None and _rename(stray, other, reading)


def _misspelt(stray: Stray, reading: Reading) -> bool:
    word = stray.node.value[stray.position][0].value
    if ":" in word or '"' in word:
        return False  # a slip of punctuation, not of spelling
    unused = free(stray)
    lacking = [
        missing.key for missing in reading.missing if missing.data is stray.data and missing.key not in stray.data
    ]
    key = (
        nearest(word, lacking)
        or nearest(word, unused)
        or nearest(word, lacking, generous=True)
        or nearest(word, unused, generous=True)
    )
    return key is not None and _rename(stray, key, reading)


def _second_name(stray: Stray, reading: Reading) -> bool:
    """An unknown key beside a missing one: most likely the missing one by another name."""
    key_node = stray.node.value[stray.position][0]
    lacking = [
        missing.key for missing in reading.missing if missing.data is stray.data and missing.key not in stray.data
    ]
    words = [k.value for k, _ in stray.node.value if isinstance(k, ScalarNode)]
    strangers = [word for word in words if word not in stray.shape.fields]
    if len(lacking) != 1 or len(strangers) != 1:
        near = nearest(key_node.value, stray.shape.fields)
        if near is None or _sections_with(key_node.value, stray):
            return False
        message = (
            f"'{key_node.value}' is not a field of {_place_name(stray.path)}. Did you mean '{near}'? "
            "It stands here already."
        )
        reading.report("unknown_field", key_node, (*stray.path, key_node.value), message)
        return True
    return _rename(stray, lacking[0], reading)


def _rename(stray: Stray, key: str, reading: Reading) -> bool:
    key_node, value_node = stray.node.value[stray.position]
    message = f"'{key_node.value}' is not a field of {_place_name(stray.path)}. Did you mean '{key}'?"
    if key in stray.data:
        message += " It stands here already."
        reading.report("unknown_field", key_node, (*stray.path, key_node.value), message)
        return True
    reading.report("unknown_field", key_node, (*stray.path, key_node.value), message, key)
    take(stray, key, value_node, stray.shape.fields[key], reading)
    return True


def _place(stray: Stray, key: str, value: Any, data: dict[str, Any], reading: Reading) -> None:
    data[key] = value
    reading.moved[id(data), key] = stray.node.value[stray.position]


def _elsewhere(stray: Stray, reading: Reading, root: dict[str, Any]) -> bool:
    """The right key a level too high or too low: in a group above, or in the group that ended just before."""
    key_node, value_node = stray.node.value[stray.position]
    key = key_node.value
    if stray.node.flow_style:
        return False  # on one line nothing is at the wrong depth
    for data, shape, path in _homes(stray, reading, root):
        if key not in shape.fields or key in data:
            continue
        where = _place_name(path)
        message = f"'{key}' is not a field of {_place_name(stray.path)}; it belongs to {where}. Check its indentation."
        reading.report("unknown_field", key_node, (*stray.path, key), message)
        value = shape.fields[key].read(value_node, (*path, key), reading)
        if value is not None:
            _place(stray, key, value, data, reading)
        else:
            reading.missing[:] = [m for m in reading.missing if not (m.data is data and m.key == key)]
        return True
    return False


def _in_keyed(stray: Stray, reading: Reading) -> bool:
    """A source or an evidence path at the top of the file: it lost the two spaces that put it under its section."""
    key_node, value_node = stray.node.value[stray.position]
    key = key_node.value
    for name in ("sources", "evidence") if not stray.path else ():
        shape, data = stray.shape.fields[name], stray.data.get(name)
        if not isinstance(data, dict) or key in data:
            continue
        known = [k.value for k, _ in value_node.value] if isinstance(value_node, MappingNode) else []
        if ("." in key) if name == "evidence" else "title" in known:
            message = f"'{key}' is not a field of the sheet; it belongs to {name}. Check its indentation."
            reading.report("unknown_field", key_node, (key,), message)
            _place(stray, key, shape.inner.read(value_node, (name, key), reading), data, reading)
            return True
    return False


def _homes(stray: Stray, reading: Reading, root: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Mapping, Path]]:
    """Groups that a slipped key may belong to: those that ended just before it, nearest first, then those around it."""
    by_node = {
        id(node): (data, shape, path) for data, node, shape, path in reading.containers if isinstance(node, MappingNode)
    }
    before = stray.node.value[stray.position - 1] if stray.position else None
    chain = []
    node = before[1] if before else None
    while node is not None:
        if id(node) in by_node:
            chain.append(by_node[id(node)])
        if not isinstance(node, MappingNode | SequenceNode) or not node.value:
            break
        node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    if before and is_absent(before[1]) and isinstance(before[0], ScalarNode):
        yield from _opened(before[0].value, stray, reading)
    yield from chain
    yield from _around(stray, reading, root)
    for key, shape in stray.shape.fields.items():
        data = stray.data.get(key)
        if isinstance(shape, Mapping) and isinstance(data, dict):
            yield data, shape, (*stray.path, key)
        inner = shape.inner if isinstance(shape, Sequence) else None
        if isinstance(inner, Mapping) and isinstance(data, list) and data and isinstance(data[-1], dict):
            yield data[-1], inner, (*stray.path, key, len(data) - 1)


def _around(stray: Stray, reading: Reading, root: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Mapping, Path]]:
    data: Any = root
    entries = []
    for step in (*stray.path, None):
        entry = reading.container(data)
        if isinstance(data, dict) and entry is not None and data is not stray.data:
            entries.append((data, entry[2], entry[3]))
        if step is None:
            break
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
    yield from reversed([entry for entry in entries if not isinstance(entry[1], Keyed)])


def _opened(key: str, stray: Stray, reading: Reading) -> Iterator[tuple[dict[str, Any], Mapping, Path]]:
    """`content:` with nothing under it, because what follows lost its indentation."""
    shape = stray.shape.fields.get(key)
    if isinstance(shape, Mapping) and not isinstance(shape, Keyed):
        data = stray.data.setdefault(key, {})
        path = (*stray.path, key)
        if reading.container(data) is None:
            reading.containers.append((data, stray.node.value[stray.position - 1][1], shape, path))
        yield data, shape, path


def _unknown(stray: Stray, reading: Reading) -> None:
    key_node = stray.node.value[stray.position][0]
    key = key_node.value
    shown = key if len(key) <= _LONG_KEY else key[:_LONG_KEY] + "…"
    message = f"'{shown}' is not a field of {_place_name(stray.path)}. {_listing(stray, key)}"
    reading.report("unknown_field", key_node, (*stray.path, key), message)
    lacking = [missing for missing in reading.missing if missing.data is stray.data and missing.key not in stray.data]
    if not stray.data:
        # Nothing here is what the form knows: that is one fault, not one for each part that it lacks.
        reading.missing[:] = [missing for missing in reading.missing if missing.data is not stray.data]
    elif lacking:
        # One missing key may well be this one under a name nobody would guess.
        reading.missing.remove(lacking[0])


def _sections_with(key: str, stray: Stray) -> list[str]:
    """The groups, and lists of groups, of this group that have such a field."""
    found = []
    for name, shape in stray.shape.fields.items():
        inner = shape.inner if isinstance(shape, Sequence) else shape
        if isinstance(inner, Mapping) and key in inner.fields:
            found.append(name)
    return found


def _listing(stray: Stray, key: str) -> str:
    """Where such a key belongs, or which keys there are."""
    homes = _sections_with(key, stray)
    if len(homes) == 1:
        return f"It belongs to {homes[0]}: write it under '{homes[0]}:', indented by two spaces."
    fields = [name for name in stray.shape.fields if name not in ("how", "other")]
    if len(fields) <= _FEW_FIELDS:
        return f"It has: {', '.join(fields)}."
    names = [step for step in stray.path if isinstance(step, str)]
    return f"'medsheets explain{' ' + '.'.join(names) if names else ''}' lists its fields."


def _report_missing(reading: Reading) -> None:
    for data, key, path in reading.missing:
        if key in data:
            continue
        entry = reading.container(data)
        node = entry[1] if entry else None
        empty = next((k for k, _ in node.value if k.value == key), None) if isinstance(node, MappingNode) else None
        spot = empty or _key_of(path, reading) or node
        if spot is None:
            continue
        place = _place_name(path)
        message = f"{place[:1].upper()}{place[1:]} has no '{key}'. Add '{key}: …'."
        if empty is not None:
            message = f"'{key}' is empty. Every sheet needs it: write its value."
        reading.report("missing_field", spot, (*path, key), message)


def _key_of(path: Path, reading: Reading) -> Node | None:
    """The key under which a group stands; an item of a list stands for itself."""
    if not path or isinstance(path[-1], int):
        return None
    found = reading.nodes_at(reading.containers[0][0], path)  # the sheet itself is read first
    return found[0] if found else None


def _place_name(path: Path) -> str:
    return "the section 'sheet'" if path == ("sheet",) else dotted(path) if path else "the sheet"
