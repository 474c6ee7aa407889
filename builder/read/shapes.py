"""What may stand where: a shape reads one YAML node into plain data and reports what does not fit.

A fault is reported once, and what was most likely meant is read in its place, so that one slip does not
look like five and the faults behind it are still found.
"""

from __future__ import annotations

from typing import Any

import yaml

from builder.read.compose import MappingNode, Node, ScalarNode, SequenceNode, compose
from builder.read.finding import Path
from builder.read.form import ABSENCE
from builder.read.reading import Missing, Reading, Refused, Stray, dash_edit, describe, refused
from builder.read.scalars import is_null, is_typed
from builder.read.words import nearest

_ABSENCE_SET = frozenset(ABSENCE)
_LOOSE_ABSENCE = {
    "not reported": "not_reported",
    "not-reported": "not_reported",
    "notreported": "not_reported",
    "not applicable": "not_applicable",
    "not-applicable": "not_applicable",
    "notapplicable": "not_applicable",
    "n/a": "not_applicable",
    "n.a.": "not_applicable",
    "not_available": "not_reported",
    "not available": "not_reported",
    "not stated": "not_reported",
    "not specified": "not_reported",
}


class Shape:
    """What one field holds. `label` is the noun phrase of messages, `title` the field's own name."""

    label = "a value"
    absence = False
    title = ""

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        raise NotImplementedError

    def misfit(self, node: Node, path: Path, reading: Reading) -> Refused:
        message = f"{self._subject(path)} wants {self.label}, not {describe(node)}."
        reading.report("type", node, path, message)
        return refused(node)

    def _subject(self, path: Path) -> str:
        words = [step for step in path if isinstance(step, str)]
        return f"'{words[-1]}'" if words else "The sheet"


class Scalar(Shape):
    """One word, number or text."""

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if type(node) is not ScalarNode:
            return self._unwrap(node, path, reading)
        word = node.value
        if (not node.style and is_null(word)) or word == "":
            return None
        if word in _ABSENCE_SET:
            if not self.absence:
                return self._absence_refused(word, node, path, reading)
            return word
        return self.value(word, node, path, reading)

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        raise NotImplementedError

    def _unwrap(self, node: Node, path: Path, reading: Reading) -> Any:
        """`tier: [open]` means one word: say so and read that word. `- EC: the first` means a text with a colon."""
        if isinstance(node, SequenceNode) and len(node.value) == 1 and isinstance(node.value[0], ScalarNode):
            inner = node.value[0]
            message = (
                f"{self._subject(path)} wants {self.label}, not a list. Write '{inner.value}' without brackets or dash."
            )
            reading.report("type", node, path, message, inner.value)
            return quietly(self, inner, path, reading)
        if isinstance(node, MappingNode) and len(node.value) == 1 and not node.flow_style and self.label == "text":
            key, value = node.value[0]
            if isinstance(key, ScalarNode) and isinstance(value, ScalarNode) and value.value:
                text = f"{key.value}: {value.value}"
                quoted = '"' + text.replace('"', "'") + '"'
                message = f"A text that holds a colon and a space wants quotes. Write {quoted}."
                reading.report("unquoted_colon", node, path, message, quoted)
                return text
        return self.misfit(node, path, reading)

    def _absence_refused(self, word: str, node: Node, path: Path, reading: Reading) -> Refused:
        message = f"{self._subject(path)} does not take '{word}': it wants {self.label}."
        if path[-2:] == ("license", "id"):
            message += (
                " Where no license is stated write 'none_stated', where the statement cannot be understood 'unclear'."
            )
        reading.report("absence_word", node, path, message)
        return Refused(word)

    def _loose_absence(self, word: str, node: Node, path: Path, reading: Reading) -> str | None:
        """'N/A' and kin: the word of absence that was meant, after reporting it."""
        meant = _LOOSE_ABSENCE.get(word.lower()) if len(word) < 15 else None
        if meant and self.absence:
            reading.report(
                "absence_word", node, path, f"'{word}' is not one of the words of absence. Write '{meant}'.", meant
            )
            return meant
        return None


class Mapping(Shape):
    """A group of fields."""

    label = "a group of fields"

    def __init__(self) -> None:
        # Filled after construction: a shape may contain itself.
        self.fields: dict[str, Shape] = {}
        self.needed: frozenset[str] = frozenset()
        self.principal: str | None = None

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if type(node) is not MappingNode:
            return self._not_mapping(node, path, reading)
        data: dict[str, Any] = {}
        fields = self.fields
        empty = False
        reading.containers.append((data, node, self, path))
        for position, (key_node, value_node) in enumerate(node.value):
            key = key_node.value
            shape = fields.get(key) if key.__class__ is str else None
            if shape is None or key in data:
                reading.strays.append(Stray(data, self, node, position, path))
                continue
            value = data[key] = shape.read(value_node, (*path, key), reading)
            if value is None:
                empty = True
        if empty:
            for key in [key for key, value in data.items() if value is None]:
                del data[key]
        if not self.needed <= data.keys():
            self._note_missing(data, node, path, reading)
        return data

    def _note_missing(self, data: dict[str, Any], node: Node, path: Path, reading: Reading) -> None:
        filled = {key.value for key, value in node.value if isinstance(key.value, str) and not _is_empty(value)}
        for key in self.fields:
            if key in self.needed and key not in filled:
                reading.missing.append(Missing(data, key, path))

    def _is_principal(self, word: str, node: Node, path: Path, reading: Reading) -> bool:
        """`synthetic: none`: is the word a code of the field that such a word most likely was meant for?"""
        codes = getattr(self.fields.get(self.principal or ""), "vocabulary", None)
        return codes is not None and word in codes.codes

    def _not_mapping(self, node: Node, path: Path, reading: Reading) -> Any:
        if isinstance(node, ScalarNode):
            word = node.value
            if _is_empty(node):
                return None
            if self.absence and word in _ABSENCE_SET:
                return word
            return self._from_word(word, node, path, reading)
        if isinstance(node, SequenceNode) and len(node.value) == 1 and isinstance(node.value[0], MappingNode):
            message = f"{self._subject(path)} wants one group of fields, not a list of them. Delete the dash."
            reading.report("type", node.value[0], path, message)
            return self.read(node.value[0], path, reading)
        return self.misfit(node, path, reading)

    def _from_word(self, word: str, node: Node, path: Path, reading: Reading) -> Any:
        key, colon, rest = word.partition(":")
        if colon and rest and key in self.fields:
            fix = f"{key}: {rest}"
            reading.report("space_after_colon", node, path, f"A colon needs a space behind it. Write '{fix}'.", fix)
            inner = ScalarNode("", rest, node.start_mark, node.end_mark, style="")
            return {key: quietly(self.fields[key], inner, (*path, key), reading)}
        if self._is_principal(word, node, path, reading):
            message = f"{self._subject(path)} is a group of fields. Write '{self.principal}: {word}' under it."
            reading.report("type", node, path, message)
            return {self.principal: word}
        small = "".join(c for c in word.lower() if c.isalnum())
        meant = reading.form.vocabularies["absence"].synonyms.get(small) or nearest(word, ABSENCE)
        if self.absence and meant:
            reading.report(
                "absence_word", node, path, f"'{word}' is not one of the words of absence. Write '{meant}'.", meant
            )
            return meant
        if self.principal:
            message = f"{self._subject(path)} is a group of fields. Write '{self.principal}: {word}' under it."
            reading.report("type", node, path, message)
            return {self.principal: quietly(self.fields[self.principal], node, path, reading)}
        if self.absence:
            message = f"{self._subject(path)} wants {self.label} or a word of absence, not {describe(node)}."
            reading.report("type", node, path, message)
            return refused(node)
        return self.misfit(node, path, reading)


class Keyed(Mapping):
    """A group whose keys the author chooses: sources, evidence."""

    def __init__(self, inner: Shape, noun: str) -> None:
        super().__init__()
        self.inner = inner
        self.noun = noun

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if type(node) is not MappingNode:
            return self._not_mapping(node, path, reading)
        data: dict[str, Any] = {}
        seen: set[str] = set()
        reading.containers.append((data, node, self, path))
        for position, (key_node, value_node) in enumerate(node.value):
            key = key_node.value
            odd = key.__class__ is not str or not key or "{" in key or (not key_node.style and is_typed(key))
            if odd or key in seen:
                reading.strays.append(Stray(data, self, node, position, path))
                continue
            seen.add(key)
            value = self.inner.read(value_node, (*path, key), reading)
            if value is not None:
                data[key] = value
        return data


class Sequence(Shape):
    """A list; `[]` says: looked, none."""

    label = "a list"

    def __init__(self, inner: Shape, min_items: int = 0) -> None:
        self.inner = inner
        self.min_items = min_items

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if type(node) is not SequenceNode:
            return self._not_list(node, path, reading)
        inner = self.inner
        if (
            node.value
            and isinstance(inner, Mapping)
            and inner.principal
            and all(isinstance(n, ScalarNode) for n in node.value)
        ):
            return self._from_words(node, path, reading)
        data = []
        kept = []
        for position, item in enumerate(node.value):
            value = inner.read(item, (*path, position), reading)
            if value is not None:
                data.append(value)
                kept.append(item)
            elif _is_empty(item):
                reading.report(
                    "type",
                    item,
                    (*path, position),
                    f"An item of {self._subject(path)} is empty. Fill it or delete its dash.",
                )
        reading.containers.append((data, kept, self, path))
        if len(node.value) < self.min_items:
            reading.report("type", node, path, f"{self._subject(path)} wants at least {_number(self.min_items)}.")
        return data

    def _from_words(self, node: Node, path: Path, reading: Reading) -> Any:
        """`classes: [a, b]` where every item is a group of fields: one slip, however many items."""
        assert isinstance(self.inner, Mapping) and self.inner.principal
        key = self.inner.principal
        first = node.value[0].value
        message = f"Each item of {self._subject(path)} is a group of fields. Write '- {key}: {first}'."
        reading.report("type", node.value[0], (*path, 0), message)
        values = [quietly(self.inner.fields[key], item, path, reading) for item in node.value]
        data = [{key: value} for value in values if value is not None]
        reading.containers.append((data, list(node.value), self, path))
        return data

    def _not_list(self, node: Node, path: Path, reading: Reading) -> Any:
        if isinstance(node, ScalarNode):
            word = node.value
            if _is_empty(node):
                return None
            if self.absence and word in _ABSENCE_SET:
                return word
            return self._wrap(word, node, path, reading)
        return self._wrap_group(node, path, reading)

    def _wrap(self, word: str, node: Node, path: Path, reading: Reading) -> Any:
        """`modality: xray`: one word where a list stands."""
        absence = reading.form.vocabularies["absence"]
        small = "".join(c for c in word.lower() if c.isalnum())
        if self.absence and (small in absence.synonyms or word.strip() in "-?"):
            meant = absence.synonyms.get(small, "not_reported")
            if meant != "not_reported" or small not in ("none", "no"):
                reading.report(
                    "absence_word", node, path, f"'{word}' is not one of the words of absence. Write '{meant}'.", meant
                )
                return meant
        if small in ("none", "no", "nil"):
            message = (
                f"{self._subject(path)} wants a list, not '{word}'. Write '[]' to say: looked, and there are none."
            )
            reading.report("type", node, path, message, "[]")
            return []
        if word.endswith("]") and "[" not in word:
            message = f"This ']' closes nothing. Write '[' before the value: '[{word}'."
            reading.report("unclosed", node, path, message, f"[{word}")
            words = [
                ScalarNode("", part.strip(), node.start_mark, node.end_mark, style='"') for part in word[:-1].split(",")
            ]
            return [quietly(self.inner, part, path, reading) for part in words]
        vocabulary = getattr(self.inner, "vocabulary", None)
        if vocabulary is not None and small not in vocabulary.synonyms and (several := vocabulary.several(word)):
            message = f"{self._subject(path)} wants a list. Write '[{', '.join(several)}]'."
            reading.report("type", node, path, message, f"[{', '.join(several)}]")
            return several
        trial = Reading(reading.file, reading.text, reading.form)
        value = self.inner.read(node, (*path, 0), trial)
        if (
            value is None
            or trial.missing
            or (isinstance(self.inner, Mapping) and trial.findings and not isinstance(value, dict))
        ):
            return self.misfit(node, path, reading)
        if isinstance(value, dict):
            message = (
                f"{self._subject(path)} wants a list of groups of fields. Write '- "
                f"{next(iter(value))}: {word}' under it."
            )
            reading.report("type", node, path, message)
        else:
            inside = value if not is_typed(str(value)) or isinstance(value, int | float) else f'"{value}"'
            message = f"{self._subject(path)} wants a list, not one word. Write '[{inside}]'."
            reading.report("type", node, path, message, f"[{inside}]")
        data = [value]
        reading.containers.append((data, [node], self, path))
        return data

    def _wrap_group(self, node: Node, path: Path, reading: Reading) -> Any:
        """One group of fields where a list of groups stands."""
        first = node.value[0][0] if isinstance(node, MappingNode) and node.value else None
        if isinstance(first, ScalarNode) and first.value[:1] == "-" and (items := self._dashed(first, reading)):
            message = f"The dash of a list item needs a space behind it. Write '- {first.value[1:]}'."
            reading.report("space_after_dash", first, (), message, None, dash_edit(first))
            return quietly(self, items, path, reading)
        if isinstance(self.inner, Mapping) and isinstance(node, MappingNode) and node.value:
            if not any(key.value in self.inner.fields for key, _ in node.value if isinstance(key, ScalarNode)):
                return self.misfit(node, path, reading)  # another group altogether: what is in it is no matter
            key_node = node.value[0][0]
            message = (
                f"{self._subject(path)} wants a list of groups of fields. Write '- ' before "
                f"'{key_node.value}' and indent what follows."
            )
            reading.report("type", key_node, path, message)
            value = self.inner.read(node, (*path, 0), reading)
            data = [value] if value is not None else []
            reading.containers.append((data, [node], self, path))
            return data
        return self.misfit(node, path, reading)

    @staticmethod
    def _dashed(first: ScalarNode, reading: Reading) -> Node | None:
        """`-{kind: x}` read as the item that it was meant to be."""
        mark = first.start_mark
        line = reading.text.split("\n")[mark.line][mark.column :] if mark else ""
        try:
            return compose(f"- {line[1:]}")
        except yaml.YAMLError:
            return None


class OneOf(Shape):
    """A text, a list of texts or a group: told apart by what stands there, never by trying."""

    def __init__(self, label: str, scalar: Shape | None, sequence: Shape | None, mapping: Shape | None) -> None:
        self.label = label
        self.by_kind = {ScalarNode: scalar, SequenceNode: sequence, MappingNode: mapping}

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        shape = self.by_kind.get(node.__class__)
        if shape is None:
            return self.misfit(node, path, reading)
        return shape.read(node, path, reading)


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and ((not node.style and is_null(node.value)) or node.value == "")


def quietly(shape: Shape, node: Node, path: Path, reading: Reading) -> Any:
    """Read after a fault was reported there already: what else is wrong at the same place is its consequence."""
    return shape.read(node, path, Reading(reading.file, reading.text, reading.form))


def _number(n: int) -> str:
    return "one item" if n == 1 else f"{n} items"
