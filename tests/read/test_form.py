"""The form as the reader uses it: every name in it leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from builder.check.table import REGISTRY_RULES, SHEET_RULES
from builder.read import form as module
from builder.read.form import ABSENCE, STAGES, STATEMENT_KEYS, form
from builder.read.plan import compile_form, sheet_shape
from builder.read.schema import load_form, load_rules, load_vocabularies
from builder.read.shapes import Keyed, Mapping, OneOf, Sequence, Shape

FORM = load_form()
VOCABULARIES = load_vocabularies()


def rows(fields: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, row in fields.items():
        yield f"{path}.{key}", row
        yield from rows(row.get("fields", {}), f"{path}.{key}")
        if "of" in row:
            yield f"{path}.{key}[]", row["of"]
            yield from rows(row["of"].get("fields", {}), f"{path}.{key}[]")


def all_rows() -> list[tuple[str, dict[str, Any]]]:
    inside = [rows(row.get("fields", {}), name) for name, row in FORM["definitions"].items()]
    return [*rows(FORM["fields"]), *(pair for each in inside for pair in each)]


def test_every_vocabulary_and_definition_that_a_field_names_exists():
    for path, row in all_rows():
        if row.get("type") == "code":
            assert row["vocabulary"] in VOCABULARIES, path
        if "use" in row:
            assert row["use"] in FORM["definitions"], path


def test_other_names_of_fields_belong_to_fields():
    names = {path.rsplit(".", 1)[-1] for path, _ in all_rows()}
    assert FORM["key_synonyms"].keys() - names == set()


def test_every_field_has_a_title_a_description_and_an_example():
    for path, row in all_rows():
        if not path.endswith("[]"):
            missing = [word for word in ("title", "description") if not row.get(word)]
            assert not missing, (path, missing)


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_a_vocabulary_has_different_codes_with_labels_and_definitions(name: str):
    vocabulary = VOCABULARIES[name]
    codes = [row["code"] for row in vocabulary["codes"]]
    assert len(codes) == len(set(codes))
    assert all(isinstance(code, str) and code == code.strip() for code in codes), "a code is text: quote it"
    assert all(row.get("label") and row.get("definition") for row in vocabulary["codes"])


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_every_code_means_itself_and_every_synonym_leads_to_one_code(name: str):
    vocabulary = form().vocabularies[name]
    for code in vocabulary.codes:
        assert vocabulary.meant(code) == code
    assert set(vocabulary.synonyms.values()) <= vocabulary.codes


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("modality", "MRI", "mri"),
        ("modality", "MR", "mri"),
        ("modality", "magnetic resonance", "mri"),
        ("modality", "X ray", "xray"),
        ("modality", "ultrasounds", "ultrasound"),
        ("unit", "Patients", "patient"),
        ("sex", "F", "female"),
        ("country", "Deutschland", "DE"),
        ("license", "CC BY 4.0", "CC-BY-4.0"),
        ("stage", "wip", "draft"),
        ("modality", "tarot", None),
        ("modality", "", None),
    ],
)
def test_spellings_that_people_really_write_mean_a_code(name: str, word: str, code: str | None):
    assert form().vocabularies[name].meant(word) == code


def test_absence_and_stages_are_those_of_the_vocabularies():
    assert set(ABSENCE) == form().vocabularies["absence"].codes
    assert set(STAGES) == form().vocabularies["stage"].codes
    assert set(STATEMENT_KEYS) == set(form().definitions["statement"]["fields"])


def test_there_are_54_kinds_of_shortcuts():
    assert len(form().vocabularies["shortcut_kind"].codes) == 54


def test_every_rule_is_complete_and_has_a_function_where_it_needs_one():
    kinds = {"reader", "sum", "reference", "unique", "demand", "function"}
    ids = [row["id"] for row in load_rules()]
    assert len(ids) == len(set(ids))
    for row in load_rules():
        assert row["kind"] in kinds and row["level"] in ("error", "warning", "hint"), row["id"]
        assert row["title"] and row["bad"] is not None and row["good"] and isinstance(row["browser"], bool), row["id"]
        if row["kind"] == "function":
            function = SHEET_RULES.get(row["id"]) or REGISTRY_RULES.get(row["id"])
            assert function is not None and function.__doc__, row["id"]
        else:
            assert row["rule"], row["id"]
    assert {*SHEET_RULES, *REGISTRY_RULES} == {row["id"] for row in load_rules() if row["kind"] == "function"}


def test_a_row_is_resolved_with_the_definition_it_uses():
    row = form().resolve({"use": "count", "title": "Own"})
    assert row["title"] == "Own" and "n" in row["fields"]
    assert form().resolve({"type": "text"}) == {"type": "text"}


def shapes(shape: Shape | None, seen: set[int]) -> Iterator[Shape]:
    if shape is None or id(shape) in seen:
        return
    seen.add(id(shape))
    yield shape
    inner: list[Shape | None] = []
    if isinstance(shape, Keyed | Sequence):
        inner.append(shape.inner)
    if isinstance(shape, Mapping):
        inner += shape.fields.values()
    if isinstance(shape, OneOf):
        inner += shape.by_kind.values()
    for each in inner:
        yield from shapes(each, seen)


def test_the_form_compiles_to_one_shape_for_a_whole_sheet():
    root = sheet_shape()
    assert {"id", "name", "summary", "status", "sheet", "access", "content", "sources"} <= root.needed
    found = list(shapes(root, set()))
    assert len(found) > 300
    assert all(shape.label for shape in found)
    assert compile_form(form()).fields.keys() == root.fields.keys()


def test_a_shape_by_itself_reads_nothing():
    with pytest.raises(NotImplementedError):
        Shape().read(None, (), None)  # type: ignore[arg-type]


def test_the_form_is_read_once():
    assert module.form() is module.form()
