"""datasheet.yaml, vocabularies and rules.yaml become one JSON Schema, which is also what our own reader runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from builder import layout
from builder.read.plan import BOUNDS, PATTERNS
from builder.read.words import squash

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_URL = "^https?://[^\\s/?#@]+\\.[^\\s/?#@.]+([/?#]\\S*)?$"
_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_LICENSE = "^(LicenseRef-[A-Za-z0-9.-]+|.* (AND|OR|WITH) .*)$"
_ABSENCE = {"$ref": "#/$defs/absence"}
_EMPTY = {"type": "null"}
_RULE_WORDS = ("title", "rule", "why", "sources", "bad", "good")
_ASKS = ("title", "description", "why", "example", "section")


def load_form() -> dict[str, Any]:
    """datasheet.yaml as it stands."""
    form: dict[str, Any] = _load(layout.form_file())
    return form


def load_vocabularies() -> dict[str, dict[str, Any]]:
    """Every vocabulary file, by name."""
    return {path.stem: _load(path) for path in sorted(layout.vocabulary_folder().glob("*.yaml"))}


def load_rules() -> list[dict[str, Any]]:
    """The rows of rules.yaml: what the reader finds, and the rules that are data."""
    rows: list[dict[str, Any]] = _load(layout.rules_file())["rules"]
    return rows


def generated() -> str:
    """The text of datasheet.schema.json."""
    schema = build_schema(load_form(), load_vocabularies(), load_rules())
    # Dates in examples go out as text.
    return json.dumps(schema, ensure_ascii=False, indent=1, default=str) + "\n"


def build_schema(
    form: dict[str, Any], vocabularies: dict[str, dict[str, Any]], rules: list[dict[str, Any]]
) -> dict[str, Any]:
    writer = _Writer(form, vocabularies)
    root = writer.group(form["fields"], facts=None)
    return {
        "$schema": DIALECT,
        "title": form["title"],
        "description": form["description"],
        **root,
        "$defs": writer.shared(),
        "x-medsheets": {
            "fields": _bare(form["fields"]),
            "definitions": {name: _bare_row(row) for name, row in form["definitions"].items()},
            "vocabularies": {name: _vocabulary(name, row) for name, row in vocabularies.items()},
            "key_synonyms": _key_synonyms(form.get("key_synonyms", {})),
            "rules": [{key: value for key, value in row.items() if key not in _RULE_WORDS} for row in rules],
        },
    }


class _Writer:
    """Writes JSON Schema for one form; every definition and vocabulary once, under $defs."""

    def __init__(self, form: dict[str, Any], vocabularies: dict[str, dict[str, Any]]) -> None:
        self.form = form
        self.vocabularies = vocabularies
        self.used: set[tuple[str, bool]] = set()
        self.used_vocabularies = {"how"}

    def group(self, fields: dict[str, Any], facts: bool | None) -> dict[str, Any]:
        """A mapping; `facts` None at the top, where each field says itself whether it is about the record."""
        properties = {
            key: self.field(row, not row.get("record", False) if facts is None else facts)
            for key, row in fields.items()
        }
        if facts:
            for key in self.form["definitions"]["statement"]["fields"]:
                properties.setdefault(key, {"$ref": f"#/$defs/{key}"})
        needed = [key for key, row in fields.items() if row.get("required") == "stub"]
        return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}

    def field(self, row: dict[str, Any], facts: bool) -> dict[str, Any]:
        """One field with its help; an absent value is a word, or nothing where the field is not always needed."""
        full = {**self.form["definitions"][row["use"]], **row} if "use" in row else row
        head = {"title": full["title"], "description": _help(full)} if "title" in full else {}
        if "example" in full:
            head["examples"] = [full["example"]]
        choices = [self.value(row, facts)]
        if facts and full.get("absence", True) is not False:
            choices.append(_ABSENCE)
        if row.get("required") != "stub":
            choices.append(_EMPTY)
        return {**head, "anyOf": choices} if len(choices) > 1 else {**head, **choices[0]}

    def value(self, row: dict[str, Any], facts: bool) -> dict[str, Any]:
        if "use" in row:
            self.used.add((row["use"], facts))
            return {"$ref": f"#/$defs/{_def_name(row['use'], facts)}"}
        kind = row["type"]
        if kind == "map":
            return self.group(row["fields"], facts)
        if kind == "list":
            return _drop_none({"type": "array", "items": self.item(row["of"], facts), "minItems": row.get("min_items")})
        if kind == "keyed":
            names = {"pattern": "^[a-z0-9]+([-_][a-z0-9]+)*$"}
            return {"type": "object", "propertyNames": names, "additionalProperties": self.item(row["of"], facts)}
        if kind == "evidence":
            return {
                "type": "object",
                "additionalProperties": {"anyOf": [{"$ref": "#/$defs/cite"}, {"$ref": "#/$defs/evidence-entry"}]},
            }
        if kind == "code":
            self.used_vocabularies.add(row["vocabulary"])
            return {"$ref": f"#/$defs/vocabulary-{row['vocabulary']}"}
        if kind == "license":
            return {"$ref": "#/$defs/license"}
        return _single(kind, row)

    def item(self, row: dict[str, Any], facts: bool) -> dict[str, Any]:
        value = self.value(row, facts)
        return {"title": row["title"], **value} if "title" in row else value

    def shared(self) -> dict[str, Any]:
        """Everything that is referred to."""
        rows = self.form["definitions"]
        out: dict[str, Any] = {"absence": self._absence(), **self._statement()}
        done: set[tuple[str, bool]] = set()
        while self.used - done:
            name, facts = min(self.used - done)
            done.add((name, facts))
            row = rows[name]
            out[_def_name(name, facts)] = (
                self.group(row["fields"], facts) if row["type"] == "map" else self.value(row, facts)
            )
        for name in self.used_vocabularies:
            out[f"vocabulary-{name}"] = _enum(self.vocabularies[name])
        words = [code["code"] for code in self.vocabularies["license"]["codes"]]
        more = [*self.vocabularies["license"].get("spdx_other", [])]
        out["license"] = {
            "anyOf": [_enum(self.vocabularies["license"]), {"enum": more}, {"type": "string", "pattern": _LICENSE}]
        }
        assert "none_stated" in words
        return dict(sorted(out.items()))

    def _absence(self) -> dict[str, Any]:
        return _enum(self.vocabularies["absence"])

    def _statement(self) -> dict[str, Any]:
        fields = self.form["definitions"]["statement"]["fields"]
        cite = {"type": "string", "minLength": 1}
        heads = {
            key: {"title": row["title"], "description": _help(row), "examples": [row["example"]]}
            for key, row in fields.items()
            if "example" in row
        }
        text = {"type": "string"}
        source = {"type": "string", "pattern": "^[a-z0-9]+([-_][a-z0-9]+)*$"}
        rival = {
            "type": "object",
            "properties": {"value": {}, "source": source, "at": text, "note": text},
            "required": ["value", "source"],
            "additionalProperties": False,
        }
        shapes: dict[str, dict[str, Any]] = {
            "cite": {"anyOf": [cite, {"type": "array", "items": cite}, _EMPTY]},
            "how": {"anyOf": [{"$ref": "#/$defs/vocabulary-how"}, _EMPTY]},
            "note": {"anyOf": [text, _EMPTY]},
            "other": {"anyOf": [{"type": "array", "items": rival}, _EMPTY]},
        }
        entry = {key: {"$ref": f"#/$defs/{key}"} for key in shapes}
        entry_group = {
            "type": "object",
            "properties": {"source": source, "at": text, **entry},
            "additionalProperties": False,
        }
        return {
            **{key: {**heads.get(key, {}), **shape} for key, shape in shapes.items()},
            "evidence-entry": entry_group,
        }


def _single(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    if kind in ("text", "prose", "path"):
        return _drop_none({"type": "string", "minLength": row.get("min_length"), "maxLength": row.get("max_length")})
    if kind in ("integer", "number", "percent", "fraction"):
        low, high = BOUNDS.get(kind, (row.get("minimum", 0 if kind == "integer" else None), row.get("maximum")))
        return _drop_none({"type": "integer" if kind == "integer" else "number", "minimum": low, "maximum": high})
    if kind == "fact":
        return {"type": "boolean"}
    if kind == "date":
        return {"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 9999}, {"type": "string", "pattern": _DATE}]}
    if kind == "url":
        return {"type": "string", "pattern": _URL}
    return {"type": "string", "pattern": f"^(?:{row.get('pattern', PATTERNS[kind][1])})$"}


def _enum(vocabulary: dict[str, Any]) -> dict[str, Any]:
    codes = vocabulary["codes"]
    return {
        "title": vocabulary["title"],
        "description": vocabulary["description"],
        "enum": [code["code"] for code in codes],
        "enumDescriptions": [f"{code['label']}: {code['definition']}" for code in codes],
    }


def _help(row: dict[str, Any]) -> str:
    """The help of a field; editors have one line for what and when."""
    text = " ".join(str(row["description"]).split())
    stage = row.get("required")
    return text + (f" Needed from stage {stage} on." if stage in ("draft", "reviewed") else "")


def _def_name(name: str, facts: bool) -> str:
    return name if facts else f"{name}-of-record"


def _drop_none(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def _bare(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: _bare_row(row) for key, row in fields.items()}


def _bare_row(row: dict[str, Any]) -> dict[str, Any]:
    """What the reader needs of a field: everything but the words for people."""
    bare = {key: value for key, value in row.items() if key not in _ASKS}
    if row.get("section"):
        bare["section"] = True
    if "fields" in bare:
        bare["fields"] = _bare(bare["fields"])
    if "of" in bare:
        bare["of"] = _bare_row(bare["of"])
    return bare


def _vocabulary(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Codes, every known spelling in its squashed form, and what rules need to know of a code."""
    synonyms: dict[str, str] = {}
    for code in row["codes"]:
        for word in (code["code"], code["label"], *code.get("synonyms", [])):
            synonyms.setdefault(squash(str(word)) or str(word), code["code"])
    # A code always means itself, whatever another code lists as its synonym.
    synonyms |= {squash(code["code"]): code["code"] for code in row["codes"]}
    words = (
        "code",
        "label",
        "definition",
        "synonyms",
        "ids",
        "citations",
        "unverified",
        "example",
        "effect",
        "url",
        "plural",
        "sentence",
        "inverse",
        "region",
    )
    facts = {
        code["code"]: extra
        for code in row["codes"]
        if (extra := {key: value for key, value in code.items() if key not in words})
    }
    out: dict[str, Any] = {"noun": row["noun"], "codes": [code["code"] for code in row["codes"]], "synonyms": synonyms}
    if facts:
        out["facts"] = facts
    if name == "license":
        out["also"] = list(row.get("spdx_other", []))
    return out


def _key_synonyms(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """spelling → the fields that it may stand for."""
    found: dict[str, list[str]] = {}
    for key, words in rows.items():
        for word in words:
            found.setdefault(squash(word), []).append(key)
    return found


def _load(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
