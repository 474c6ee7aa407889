"""What a rule, a field or a word means, why it matters, who asks for it, and how it looks when right and wrong."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from builder.check import rules as _registered
from builder.check.table import REGISTRY_RULES, SHEET_RULES
from builder.read import schema
from builder.read.words import nearest, squash
from builder.read.write import block

assert _registered  # importing it fills the tables
_WIDTH = 96
_PLAIN_TYPES = {
    "text": "text",
    "prose": "text, Markdown allowed",
    "slug": "small letters, digits, single hyphens",
    "integer": "a whole number",
    "number": "a number",
    "percent": "a number from 0 to 100",
    "fraction": "a number from 0 to 1",
    "fact": "true or false",
    "date": "a date: YYYY, YYYY-MM or YYYY-MM-DD, unquoted",
    "url": "a web address with https://",
    "doi": "a DOI, beginning with 10.",
    "arxiv": "an arXiv identifier, in quotes",
    "license": "an SPDX expression, a LicenseRef-…, none_stated or unclear",
    "source": "a key of 'sources'",
    "dataset": "the id of a sheet",
    "map": "a group of fields",
    "list": "a list",
    "keyed": "groups of fields under keys of your choice",
    "evidence": "paths of fields, each with '<source>, <where>'",
}
_BAD = {
    "integer": "12,000",
    "number": "0,94",
    "percent": "46.1 %",
    "fact": "yes",
    "date": "31/12/2017",
    "url": "www.example.org",
    "doi": "https://doi.org/10.1234/example.1",
    "arxiv": "arXiv:1904.08810",
    "license": "CC BY 4.0",
    "slug": "Example Chest",
}


@dataclass(frozen=True)
class Handbook:
    """Everything that can be explained, read from the hand-written files when asked."""

    @cached_property
    def form(self) -> dict[str, Any]:
        return schema.load_form()

    @cached_property
    def vocabularies(self) -> dict[str, dict[str, Any]]:
        return schema.load_vocabularies()

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in schema.load_rules()}

    @cached_property
    def fields(self) -> dict[str, dict[str, Any]]:
        """path → field, list items without their number: `labels.origin.kind`."""
        statement = self.form["definitions"]["statement"]["fields"]
        statement = {key: {**row, "record": True} for key, row in statement.items()}
        return {**dict(_fields(self.form["fields"], self.form["definitions"], "", 0)), **statement}

    def explain(self, word: str) -> str | None:
        """The text for a rule, a field's path or last name, a vocabulary or one of its words; None where nothing
        fits."""
        word = word.strip().strip(".")
        parts = list(self._explain(word))
        return "\n\n".join(parts) + "\n" if parts else None

    def nearest(self, word: str) -> str | None:
        codes = [code["code"] for vocabulary in self.vocabularies.values() for code in vocabulary["codes"]]
        return nearest(
            word,
            [*self.rules, *self.fields, *{path.rsplit(".")[-1] for path in self.fields}, *self.vocabularies, *codes],
        )

    def _explain(self, word: str) -> Iterator[str]:
        if word in self.rules:
            yield _rule(self.rules[word], self.form["asked_by"])
        paths = [word] if word in self.fields else [path for path in self.fields if path.rsplit(".", 1)[-1] == word]
        if len(paths) > _MANY:
            more = ", …" if len(paths) > _NAMED else ""
            yield _wrap(f"{word} is a field of {len(paths)} groups. Name one: {', '.join(paths[:_NAMED])}{more}")
        else:
            for path in paths:
                yield _field(path, self.fields[path], self.form, self.vocabularies)
        if word in self.vocabularies:
            yield _vocabulary(word, self.vocabularies[word])
        for name, vocabulary in self.vocabularies.items():
            for code in vocabulary["codes"]:
                if code["code"] == word or (not paths and word not in self.rules and _is_spelling(word, code)):
                    yield _code(code, name, vocabulary)

    def listing(self) -> str:
        """What there is to explain."""
        lines = ["Rules:"]
        lines += [f"  {row['id']:<26}{row['level']:<9}{row['title']}" for row in self.rules.values()]
        lines += ["", "Fields (sections; 'medsheets explain population' lists what is in one):"]
        lines += [f"  {key:<24}{row['title']}" for key, row in self.form["fields"].items()]
        lines += ["", "Vocabularies:"]
        names = ", ".join(self.vocabularies)
        lines += textwrap.wrap(names, _WIDTH, initial_indent="  ", subsequent_indent="  ")
        return "\n".join(lines) + "\n"


_MANY = 4
_NAMED = 12


def _is_spelling(word: str, code: dict[str, Any]) -> bool:
    return squash(word) in {squash(str(name)) for name in (code["code"], code["label"], *code.get("synonyms", ()))}


def _fields(
    fields: dict[str, Any], definitions: dict[str, Any], prefix: str, depth: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, row in fields.items():
        full = {**definitions[row["use"]], **row} if "use" in row else row
        yield prefix + key, full
        inner = full.get("of", full) if full.get("type") in ("list", "keyed") else full
        inner = {**definitions[inner["use"]], **inner} if "use" in inner else inner
        if "fields" in inner and depth < _DEEP:
            rows = {
                name: {**row, "record": True} if full.get("record") else row for name, row in inner["fields"].items()
            }
            yield from _fields(rows, definitions, f"{prefix}{key}.", depth + 1)


_DEEP = 6


def _wrap(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH)


def _shown(snippet: str) -> str:
    return textwrap.indent(snippet.rstrip("\n"), "    ")


def _rule(row: dict[str, Any], asked_by: dict[str, Any]) -> str:
    function = SHEET_RULES.get(row["id"]) or REGISTRY_RULES.get(row["id"])
    statement = row.get("rule") or (inspect.getdoc(function) if function else "") or ""
    parts = [f"{row['id']} ({row['level']}): {row['title']}", _wrap(statement)]
    if "why" in row:
        parts.append("Why: " + _wrap(row["why"]))
    if row.get("sources"):
        parts.append(_asked(row["sources"], asked_by))
    parts += ["Not so:\n" + _shown(str(row["bad"]) or "(an empty file)"), "But so:\n" + _shown(str(row["good"]))]
    return "\n\n".join(parts)


def _asked(codes: list[str], asked_by: dict[str, Any]) -> str:
    return "Asked for by:\n" + "\n".join(
        f"    {asked_by[code]['title']}: {asked_by[code]['citation']}" for code in codes
    )


def _field(path: str, row: dict[str, Any], form: dict[str, Any], vocabularies: dict[str, Any]) -> str:
    parts = [f"{path}: {row['title']}", _wrap(row["description"])]
    why = row.get("why")
    if why:
        parts.append("Why: " + _wrap(why["text"]))
        if why.get("sources"):
            parts.append(_asked(why["sources"], form["asked_by"]))
    parts.append("\n".join(_facts(row)))
    if row.get("type") == "code":
        codes = vocabularies[row["vocabulary"]]["codes"]
        parts.append(
            _codes(codes)
            if len(codes) <= _LISTED
            else f"One of {len(codes)} words: 'medsheets explain {row['vocabulary']}'."
        )
    inner = row.get("of", row)
    inner = {**form["definitions"][inner["use"]], **inner} if "use" in inner else inner
    if "fields" in inner:
        rows = [f"    {key:<22}{one.get('title', '')}" for key, one in inner["fields"].items()]
        parts.append("Fields:\n" + "\n".join(rows))
    name = path.rsplit(".", 1)[-1]
    if (bad := _bad(row, vocabularies)) is not None:
        parts.append(f"Not so:\n    {name}: {bad}")
    if "example" in row:
        parts.append("But so:\n" + _shown("\n".join(block({name: row["example"]}))))
    return "\n\n".join(parts)


_LISTED = 16


def _facts(row: dict[str, Any]) -> Iterator[str]:
    yield f"Holds: {_PLAIN_TYPES.get(row.get('type', ''), row.get('type', 'a group of fields').replace('_', ' '))}."
    if row.get("required"):
        yield f"Needed from stage {row['required']} on."
    if row.get("absence", True) is not False and not row.get("record"):
        yield "Where the sources do not say: not_reported, not_applicable or withheld."


def _bad(row: dict[str, Any], vocabularies: dict[str, Any]) -> str | None:
    if row.get("type") == "code":
        codes = vocabularies[row["vocabulary"]]["codes"]
        return next((str(word) for code in codes for word in code.get("synonyms", ()) if word != code["code"]), None)
    return _BAD.get(row.get("type", ""))


def _codes(codes: list[dict[str, Any]]) -> str:
    rows = []
    for code in codes:
        first, *rest = textwrap.wrap(" ".join(code["definition"].split()), _WIDTH - 28) or [""]
        name = f"    {code['code']:<24}"
        rows += [name + first] if len(code["code"]) < _CODE_WIDTH else [name, " " * 28 + first]
        rows += [" " * 28 + line for line in rest]
    return "One of:\n" + "\n".join(rows)


_CODE_WIDTH = 24


def _vocabulary(name: str, row: dict[str, Any]) -> str:
    return "\n\n".join([f"{name} (vocabulary): {row['title']}", _wrap(row["description"]), _codes(row["codes"])])


def _code(code: dict[str, Any], name: str, vocabulary: dict[str, Any]) -> str:
    parts = [f"{code['code']} ({vocabulary['title'].lower()}): {code['label']}", _wrap(code["definition"])]
    if code.get("effect"):
        parts.append(_wrap(f"Read in the literature: {code['effect']}"))
    if code.get("citations"):
        parts.append("Sources:\n" + "\n".join(f"    {cite}" for cite in code["citations"]))
    words = [str(word) for word in code.get("synonyms", ())]
    if words:
        parts.append(_wrap(f"Also written: {', '.join(words)}. In a sheet always: {code['code']}."))
    parts.append(f"From the vocabulary {name}.")
    return "\n\n".join(parts)
