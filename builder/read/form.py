"""The form as the reader uses it: vocabularies, rule levels and the shape of a sheet, from one generated file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from builder import layout
from builder.read.words import nearest, squash

STATEMENT_KEYS = ("cite", "how", "note", "other")
"""What any mapping of facts may carry beside its values."""

ABSENCE = ("not_reported", "not_applicable", "withheld")

STAGES = ("stub", "draft", "reviewed", "verified", "retired")


_SHORT_LICENSE = 6


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of codes, and the spellings that people really write."""

    name: str
    noun: str
    codes: frozenset[str]
    synonyms: dict[str, str]
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    also: frozenset[str] = frozenset()

    def several(self, word: str) -> list[str]:
        """The codes of 'CT, MRI', 'PET/CT' or 'chest and abdomen'; none where a part is unknown or there is but one."""
        parts = [squash(part) for part in re.split(r"[,;/+&]| and | with |(?<=\w)-(?=\w)", word) if squash(part)]
        codes = list(dict.fromkeys(self.synonyms.get(part, "") for part in parts))
        return codes if len(codes) > 1 and all(codes) else []

    def meant(self, word: str) -> str | None:
        """The code that a word stands for: a synonym first, else the nearest spelling."""
        small = squash(word)
        if small in self.synonyms:
            return self.synonyms[small]
        if small.endswith("s") and small[:-1] in self.synonyms:
            return self.synonyms[small[:-1]]
        if self.name == "license" and len(small) < _SHORT_LICENSE:
            return None  # GPL is not a slip of AGPL: short names of licenses differ by a letter on purpose
        near = nearest(small, self.synonyms)
        return self.synonyms[near] if near else None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """Everything the generated schema says to our own tools. Compared by identity: there is one of it."""

    fields: dict[str, dict[str, Any]]
    definitions: dict[str, dict[str, Any]]
    vocabularies: dict[str, Vocabulary]
    rules: tuple[dict[str, Any], ...]
    levels: dict[str, str]
    key_synonyms: dict[str, list[str]]

    def resolve(self, row: dict[str, Any]) -> dict[str, Any]:
        """A field with the definition it uses filled in."""
        name = row.get("use")
        return {**self.definitions[name], **row} if name else row


@cache
def form() -> Form:
    """The form of this installation."""
    with layout.schema_file().open(encoding="utf-8") as file:
        return form_of(json.load(file)["x-medsheets"])


def form_of(data: dict[str, Any]) -> Form:
    vocabularies = {
        name: Vocabulary(
            name,
            row["noun"],
            frozenset(row["codes"]),
            row["synonyms"],
            row.get("facts", {}),
            frozenset(row.get("also", ())),
        )
        for name, row in data["vocabularies"].items()
    }
    rules = tuple(data["rules"])
    levels = {row["id"]: row["level"] for row in rules}
    return Form(data["fields"], data["definitions"], vocabularies, rules, levels, data["key_synonyms"])


@cache
def date_keys(rows: Form) -> frozenset[str]:
    """The names of all fields that hold dates."""
    found: set[str] = set()
    stack = [
        *rows.fields.items(),
        *((key, row) for d in rows.definitions.values() for key, row in d.get("fields", {}).items()),
    ]
    while stack:
        key, row = stack.pop()
        if row.get("type") == "date":
            found.add(key)
        stack.extend(row.get("fields", {}).items())
        if "of" in row:
            stack.extend(row["of"].get("fields", {}).items())
    return frozenset(found)
