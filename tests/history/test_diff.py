"""What changed between two versions of a sheet, field by field, in a reviewer's words."""

from __future__ import annotations

from typing import Any

import pytest

from builder.history.diff import Change, diff
from builder.history.words import escape, line, markdown, text


def rows(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    return [(change.path, change.kind, change.old, change.new) for change in diff("one", old, new)]


def test_nothing_changed():
    assert rows({"a": {"b": [1, {"id": "x"}]}}, {"a": {"b": [1, {"id": "x"}]}}) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [(None, "x", "added"), ("x", None, "removed"), ("x", "y", "changed"), (0, False, "changed")],
)
def test_a_field_comes_goes_and_changes(old: Any, new: Any, kind: str):
    before = {} if old is None else {"name": old}
    after = {} if new is None else {"name": new}
    if old == new:
        return
    assert rows(before, after) == [("name", kind, old, new)]


def test_an_answer_takes_the_place_of_a_word_of_absence():
    sex = {"distribution": [{"category": "female", "pct": 46}], "cite": "paper, Table 1"}
    [change] = diff("one", {"population": {"sex": "not_reported"}}, {"population": {"sex": sex}})
    assert line(change) == "population.sex: not_reported → 46 % female (paper, Table 1)"


def test_an_item_that_moved_has_not_changed():
    items = [{"id": "a", "n": 1}, {"id": "b", "n": 2}]
    assert rows({"labels": items}, {"labels": items[::-1]}) == []


def test_a_word_that_moved_has_not_changed():
    assert rows({"modality": ["ct", "mri"]}, {"modality": ["mri", "ct"]}) == []


def test_a_change_inside_an_item_is_named_by_its_id():
    old = {"shortcuts": [{"id": "a", "status": "suspected"}, {"id": "drain", "status": "suspected"}]}
    new = {"shortcuts": [{"id": "drain", "status": "confirmed"}, {"id": "a", "status": "suspected"}]}
    assert rows(old, new) == [("shortcuts.drain.status", "changed", "suspected", "confirmed")]


def test_an_item_under_a_new_id_was_renamed():
    old = {"labels": [{"id": "findings", "type": "multi_label", "name": "Findings"}]}
    new = {"labels": [{"id": "mined", "type": "multi_label", "name": "Findings"}]}
    assert rows(old, new) == [("labels.mined", "renamed", "findings", "mined")]


def test_items_come_and_go():
    old = {"versions": [{"label": "1"}]}
    new = {"versions": [{"label": "1"}, {"label": "2", "changes": "fewer"}]}
    assert rows(old, new) == [("versions.2", "added", None, {"label": "2", "changes": "fewer"})]
    assert rows(new, old) == [("versions.2", "removed", {"label": "2", "changes": "fewer"}, None)]


def test_namesakes_are_told_apart():
    old = {"counts": [{"n": 1, "unit": "image"}, {"n": 2, "unit": "image"}]}
    new = {"counts": [{"n": 1, "unit": "image"}, {"n": 3, "unit": "image"}]}
    assert rows(old, new) == [("counts.image.n", "changed", 2, 3)]
    swapped = {"counts": old["counts"][::-1]}
    assert rows(old, swapped) == []


def test_an_empty_list_is_a_statement():
    assert rows({"aliases": []}, {"aliases": ["x"]}) == [("aliases", "changed", [], ["x"])]


def test_a_new_cite_alone_is_a_change_and_beside_a_value_it_is_not():
    assert rows({"a": {"n": 1, "cite": "x, 1"}}, {"a": {"n": 1, "cite": "x, 2"}}) == [
        ("a.cite", "changed", "x, 1", "x, 2")
    ]
    assert rows({"a": {"n": 1, "cite": "x, 1"}}, {"a": {"n": 2, "cite": "x, 2"}}) == [("a.n", "changed", 1, 2)]


def test_the_cite_is_the_nearest_one_or_that_of_the_evidence():
    [change] = diff("one", {"a": {"cite": "x, 1", "b": {"n": 1}}}, {"a": {"cite": "x, 1", "b": {"n": 2}}})
    assert change.cite == "x, 1"
    new = {"a": {"b": "not_reported"}, "evidence": {"a.b": "paper, section 2"}}
    assert [c.cite for c in diff("one", {}, new) if c.path == "a"] == [None]
    assert [c.cite for c in diff("one", {"a": {"b": 1}}, new) if c.path == "a.b"] == ["paper, section 2"]


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("access.license.id", "license"),
        ("access.tier", "access"),
        ("status", "status"),
        ("shortcuts.drain.status", "shortcut"),
        ("shortcuts.drain", "shortcut"),
        ("issues.x.status", "issue"),
        ("shortcuts.drain.artifact", None),
        ("name", None),
    ],
)
def test_what_concerns_every_user_is_marked(path: str, mark: str | None):
    assert Change("one", path, "changed", "a", "b", None).mark == mark


def test_a_page_of_changes_shows_the_marked_ones_first():
    changes = [
        Change("one", "name", "changed", "a", "b", None),
        Change("one", "access.license.id", "changed", "MIT", "CC0-1.0", "readme, License"),
    ]
    assert (
        markdown(changes)
        == "### one\n\n- **license** access.license.id: MIT → CC0-1.0 (readme, License)\n- name: a → b\n\n"
    )
    assert text(changes) == "one\n    name: a → b\n  ! access.license.id: MIT → CC0-1.0 (readme, License)\n"
    assert text([]) == markdown([]) == "No field has changed.\n"


def test_text_of_a_sheet_is_no_markup():
    assert escape("<b>[x](y) @all `z`") == "&lt;b&gt;\\[x\\](y) @\u200ball \\`z\\`"
