"""What `explain` says of rules, fields, vocabularies and their words."""

from __future__ import annotations

import pytest

from builder.check.explain import Handbook
from builder.read.form import form

BOOK = Handbook()


@pytest.mark.parametrize("rule", [row["id"] for row in form().rules])
def test_every_rule_is_explained_with_a_bad_and_a_good_example(rule: str):
    text = BOOK.explain(rule) or ""
    assert text.startswith(rule)
    assert "Not so:" in text and "But so:" in text
    assert text.endswith("\n")


def test_every_field_is_explained():
    for path, row in BOOK.fields.items():
        text = BOOK.explain(path) or ""
        assert path in text and row["title"] in text, path
        assert "Holds: " in text, path
        assert max(map(len, text.splitlines())) < 400, path


@pytest.mark.parametrize("name", sorted(form().vocabularies))
def test_every_vocabulary_is_explained_with_its_codes(name: str):
    text = BOOK.explain(name) or ""
    assert all(code in text for code in form().vocabularies[name].codes)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("access.license.id", "SPDX"),
        ("licence", "license"),
        ("xray", "From the vocabulary modality."),
        ("radiograph", "xray"),
        ("chest_drain", "shortcut"),
        ("population", "Fields:"),
        ("tier", "access.tier"),
        ("labels.origin.kind", "origin"),
        (" population.sex. ", "population.sex"),
    ],
)
def test_a_word_is_found_by_path_by_last_name_and_by_synonym(word: str, says: str):
    text = BOOK.explain(word)
    if text is None:
        assert BOOK.nearest(word) is not None
    else:
        assert says in text


def test_a_name_of_many_fields_asks_which_one_is_meant():
    text = BOOK.explain("n") or ""
    assert "Name one:" in text


@pytest.mark.parametrize("key", ["cite", "how", "note", "other"])
def test_what_any_group_may_carry_is_explained(key: str):
    assert BOOK.form["definitions"]["statement"]["fields"][key]["description"][:30] in (BOOK.explain(key) or "")


def test_an_unknown_word_has_a_nearest_one_or_none():
    assert BOOK.explain("zzyzx") is None
    assert BOOK.nearest("zzyzx") is None
    assert BOOK.nearest("unknwon_field") == "unknown_field"


def test_the_list_names_every_rule_section_and_vocabulary():
    text = BOOK.listing()
    assert all(row["id"] in text for row in form().rules)
    assert all(key in text for key in form().fields)
    assert all(name in text for name in form().vocabularies)
