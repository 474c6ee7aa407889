"""The form, compiled: one shape for a whole sheet."""

from __future__ import annotations

from functools import cache
from typing import Any

from builder.read.form import STATEMENT_KEYS, Form, form
from builder.read.shapes import Keyed, Mapping, OneOf, Scalar, Sequence, Shape
from builder.read.values import Address, Anything, Code, Date, Fact, Number, Patterned, Text

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SOURCE_KEY = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"

_NAMES = ("id", "name", "label", "kind", "step", "type", "text", "extent", "tier")
"""The field that a lone word in place of a group most likely was meant for."""

PATTERNS: dict[str, tuple[str, str, str, str]] = {
    # type: (what it is, pattern, what people write around it, an example)
    "slug": ("an identifier (small letters, digits, single hyphens)", SLUG, "", "example-chest"),
    "dataset": ("the id of a dataset (small letters, digits, single hyphens)", SLUG, "", "nih-chestxray14"),
    "source": ("a key of 'sources'", SOURCE_KEY, "", "paper"),
    "doi": (
        "a DOI",
        r"10\.[0-9]{4,9}/[^\s<>]*[^\s<>.,;]",
        r"^(?:https?://)?(?:dx\.)?(?:www\.)?doi(?:\.org/|[:\s]\s*)\s*",
        "10.1038/sdata.2018.161",
    ),
    "arxiv": (
        "an arXiv identifier",
        r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?",
        r"^(?:https?://)?(?:www\.)?arxiv(?:\.org/(?:abs|pdf)/|[:\s]\s*)\s*",
        '"1904.08810"',
    ),
    "pmid": (
        "a PubMed identifier",
        r"[1-9][0-9]{0,8}",
        r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid[:\s]*)",
        '"30106392"',
    ),
    "orcid": (
        "an ORCID",
        r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]",
        r"^(?:https?://)?orcid\.org/",
        "0000-0002-1825-0097",
    ),
    "ror": ("a ROR identifier", r"https://ror\.org/0[a-z0-9]{6}[0-9]{2}", "", "https://ror.org/01cwqze88"),
    "github": (
        "a GitHub name",
        r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?",
        r"^(?:https?://github\.com/|@)",
        "octocat",
    ),
    "sha256": ("a SHA-256 sum (64 hexadecimal digits)", r"[0-9a-f]{64}", "", "64 of 0-9 and a-f"),
}

BOUNDS: dict[str, tuple[float | None, float | None]] = {"percent": (0, 100), "fraction": (0, 1)}


@cache
def sheet_shape() -> Mapping:
    """The shape of a datasheet by the form of this installation."""
    return compile_form(form())


def compile_form(rows: Form) -> Mapping:
    root = Mapping()
    compiler = _Compiler(rows)
    for key, row in rows.fields.items():
        root.fields[key] = compiler.shape(row, not row.get("record", False), key)
    root.needed = _needed(rows.fields)
    return root


def _needed(fields: dict[str, dict[str, Any]]) -> frozenset[str]:
    return frozenset(key for key, row in fields.items() if row.get("required") == "stub")


class _Compiler:
    def __init__(self, rows: Form) -> None:
        self.rows = rows
        self.known: dict[tuple[str, bool, bool], Shape] = {}

    def shape(self, row: dict[str, Any], facts: bool, title: str) -> Shape:
        """The shape of one field; `facts` says whether words of absence and cites belong here."""
        name = row.get("use")
        absence = facts and row.get("absence", True) is not False
        if row.get("required") == "stub" and row.get("type") == "map":
            absence = False  # a group that every sheet needs cannot be answered by a word
        if name is None:
            return self._build(row, facts, absence, title)
        key = (name, facts, absence)
        if key not in self.known:
            definition = self.rows.definitions[name]
            if definition["type"] == "map":
                shape = self.known[key] = Mapping()
                self._fill(shape, definition, facts, absence, title)
            else:
                self.known[key] = self._build(definition, facts, absence, title)
        return self.known[key]

    def _build(self, row: dict[str, Any], facts: bool, absence: bool, title: str) -> Shape:
        kind = row["type"]
        if kind == "map":
            shape: Shape = Mapping()
            assert isinstance(shape, Mapping)
            self._fill(shape, row, facts, absence, title)
            return shape
        if kind == "list":
            shape = Sequence(self.shape({**row["of"], "absence": False}, facts, title), row.get("min_items", 0))
        elif kind == "keyed":
            shape = Keyed(self.shape(row["of"], facts, title), title)
        elif kind == "evidence":
            shape = self._evidence()
        elif kind == "code":
            shape = Code(self.rows.vocabularies[row["vocabulary"]])
        elif kind == "license":
            shape = Code(self.rows.vocabularies["license"], license_id=True)
        else:
            shape = self._single(kind, row)
        shape.absence = absence
        shape.title = title
        return shape

    def _single(self, kind: str, row: dict[str, Any]) -> Scalar:
        if kind in ("text", "prose", "path"):
            return Text(row.get("min_length", 0), row.get("max_length", 100_000))
        if kind in ("integer", "number", "percent", "fraction"):
            low, high = BOUNDS.get(kind, (row.get("minimum", 0 if kind == "integer" else None), row.get("maximum")))
            return Number(low, high, whole=kind == "integer")
        if kind == "fact":
            return Fact()
        if kind == "date":
            return Date()
        if kind == "url":
            return Address()
        label, pattern, strip, example = PATTERNS[kind]
        return Patterned(label, row.get("pattern", pattern), strip, example, lower=kind in ("slug", "dataset"))

    def _fill(self, shape: Mapping, row: dict[str, Any], facts: bool, absence: bool, title: str) -> None:
        fields = row["fields"]
        shape.absence = absence
        shape.title = title
        for key, inner in fields.items():
            shape.fields[key] = self.shape(inner, facts, key)
        if facts:
            for key, statement in self._statement().items():
                shape.fields.setdefault(key, statement)
        shape.needed = _needed(fields)
        first = next(iter(fields))
        if first in _NAMES and isinstance(shape.fields[first], Scalar):
            shape.principal = first

    def _statement(self) -> dict[str, Shape]:
        """cite, how, note and other, as any mapping of facts may carry them."""
        key = ("statement", False, False)
        if key not in self.known:
            statement = Mapping()
            self.known[key] = statement
            cite = OneOf("'<source>, <where>' or a list of them", Text(), Sequence(Text()), None)
            statement.fields = {
                "cite": cite,
                "how": Code(self.rows.vocabularies["how"]),
                "note": Text(),
                "other": Sequence(self._rival()),
            }
            assert tuple(statement.fields) == STATEMENT_KEYS
        found = self.known[key]
        assert isinstance(found, Mapping)
        return found.fields

    def _rival(self) -> Mapping:
        """A conflicting value and who says so."""
        rival = Mapping()
        rival.fields = {"value": Anything(), "source": self._single("source", {}), "at": Text(), "note": Text()}
        rival.needed = frozenset({"value", "source"})
        return rival

    def _evidence(self) -> Keyed:
        entry = Mapping()
        statement = self._statement()
        entry.fields = {"source": self._single("source", {}), "at": Text(), **statement}
        cites = Sequence(Text())
        return Keyed(
            OneOf("'<source>, <where>', a list of them, or source, at, how, note, other", Text(), cites, entry),
            "evidence",
        )
