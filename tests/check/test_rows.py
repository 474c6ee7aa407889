"""Rules that are data: sums, references, unique names, demands."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import TODAY, brief, check_text

from builder.check.rows import run_row, select
from builder.check.table import Subject
from builder.check.trace import Trace
from builder.read.datasheet import Datasheet

SUM = {
    "id": "s",
    "kind": "sum",
    "each": ["bag", "bags[]"],
    "list": "items",
    "part": "pct",
    "plus": "missing",
    "total": 100,
    "tolerance": 1,
    "message": "{name} makes {total}",
}
REFERENCE = {
    "id": "r",
    "kind": "reference",
    "from": ["uses[]"],
    "to": ["names[].name"],
    "also": ["all"],
    "message": "No {value}.",
}
UNIQUE = {
    "id": "u",
    "kind": "unique",
    "each": ["names[].name", "groups[].names[].name"],
    "message": "'{value}' again, first on line {line}.",
}
DEMAND: dict[str, Any] = {
    "id": "d",
    "kind": "demand",
    "each": [""],
    "when": {"status": ["gone"]},
    "wants": ["reason", "note"],
    "message": "{name} is {status}{nothing}",
}


def hits(row: dict[str, Any], data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    sheet = Datasheet("x", "x.yaml", data)
    return [(hit.path, hit.message) for hit in run_row(row, Subject(sheet, Trace(sheet), TODAY, frozenset()))]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a", [(("a",), 1)]),
        ("b.c", [(("b", "c"), 2)]),
        ("d[].e", [(("d", 0, "e"), 3), (("d", 1, "e"), 4)]),
        ("d[]", [(("d", 0), {"e": 3}), (("d", 1), {"e": 4}), (("d", 2), "x")]),
        ("*.c", [(("b", "c"), 2)]),
        ("", [((), "the whole")]),
        ("a.b.c", []),
        ("nowhere[].x", []),
        ("a[]", []),
        ("empty", []),
    ],
)
def test_a_pattern_names_places(pattern: str, found: list[Any]):
    data = {"a": 1, "b": {"c": 2}, "d": [{"e": 3}, {"e": 4}, "x"], "empty": None}
    expected = [((), data)] if pattern == "" else found
    assert list(select(data, pattern)) == expected


@pytest.mark.parametrize(
    ("parts", "missing", "total"),
    [
        ([50, 50], None, None),
        ([50, 49.1], None, None),
        ([50, 51], None, None),
        ([50, 48.9], None, "98.9"),
        ([50, 51.2], None, "101.2"),
        ([50, 40], 10, None),
        ([50, 40], 0, "90"),
        ([50, 40], "not_reported", "90"),
        ([50, None], None, None),
        ([50, True], None, None),
        ([], 40, None),
    ],
)
def test_parts_and_what_is_missing_make_the_total(parts: list[Any], missing: Any, total: str | None):
    bag: dict[str, Any] = {"items": [{"pct": part} for part in parts]}
    if missing is not None:
        bag["missing"] = missing
    found = hits(SUM, {"bag": bag})
    assert [message for _, message in found] == ([f"bag makes {total}"] if total else [])
    assert all(path[:2] == ("bag", "items") for path, _ in found)


def test_a_sum_is_made_in_every_group_that_has_its_parts():
    bags = {
        "bags": [
            {"items": [{"pct": 1}]},
            {"items": "not_reported"},
            "withheld",
            {"items": [{"n": 1}]},
            {"items": [{"pct": 100}]},
        ]
    }
    assert [message for _, message in hits(SUM, bags)] == ["bags[1] makes 1"]


def test_a_reference_leads_to_one_of_the_names_where_there_are_any():
    names = {"names": [{"name": "train"}, {"name": "test"}]}
    assert hits(REFERENCE, {**names, "uses": ["train", "all", 12, None]}) == []
    assert hits(REFERENCE, {**names, "uses": ["trian"]}) == [(("uses", 0), "No trian. Did you mean 'train'?")]
    assert hits(REFERENCE, {**names, "uses": ["holdout"]}) == [(("uses", 0), "No holdout. There is: test, train.")]
    assert hits(REFERENCE, {"uses": ["anything"]}) == []


def test_a_name_stands_once_in_its_list_but_may_stand_in_another():
    again = [{"name": "a"}, {"name": "b"}, {"name": "a"}, {"name": 12}, {"name": 12}]
    assert [path for path, _ in hits(UNIQUE, {"names": again})] == [("names", 2, "name")]
    apart = [{"names": [{"name": "a"}]}, {"names": [{"name": "a"}]}]
    assert hits(UNIQUE, {"groups": apart}) == []
    assert [path for path, _ in hits(UNIQUE | {"across": True}, {"groups": apart})] == [
        ("groups", 1, "names", 0, "name")
    ]


def test_a_demand_speaks_where_its_condition_holds_and_nothing_wanted_stands():
    assert hits(DEMAND, {"status": "gone"}) == [(("status",), "The sheet is gone")]
    assert hits(DEMAND, {"status": "gone", "note": "x"}) == []
    assert hits(DEMAND, {"status": "here"}) == []
    assert hits(DEMAND, {}) == []
    assert hits(DEMAND | {"unless": ["excuse"]}, {"status": "gone", "excuse": "x"}) == []


@pytest.mark.parametrize(
    ("when", "data", "holds"),
    [
        ({"a": {"not": ["x"]}}, {"a": "y"}, True),
        ({"a": {"not": ["x"]}}, {"a": "x"}, False),
        ({"a": {"not": ["x"]}}, {}, False),
        ({"a": {"matches": "gen"}}, {"a": "The Gender"}, True),
        ({"a": {"matches": "gen"}}, {"a": "sex"}, False),
        ({"a": {"matches": "1"}}, {"a": 1}, False),
        ({"a": {"empty": True}}, {"a": []}, True),
        ({"a": {"empty": True}}, {"a": [1]}, False),
        ({"a": {"empty": True}}, {}, False),
        ({"a[].k": ["x"]}, {"a": [{"k": "y"}, {"k": "x"}]}, True),
        ({"a": ["x"], "b": ["y"]}, {"a": "x", "b": "z"}, False),
        ({"a": ["x"]}, {"a": ["x"]}, False),
    ],
)
def test_conditions_are_words_negations_expressions_and_emptiness(
    when: dict[str, Any], data: dict[str, Any], holds: bool
):
    row = DEMAND | {"when": when, "wants": ["never"], "message": "hit"}
    assert bool(hits(row, data)) is holds


def test_what_is_forbidden_is_found_where_it_stands():
    row = DEMAND | {"forbids": "uses.recommended"}
    assert [path for path, _ in hits(row, {"status": "gone", "uses": {"recommended": [1]}})] == [
        ("uses", "recommended")
    ]
    assert hits(row, {"status": "gone", "uses": {"recommended": []}}) == []


def test_sums_of_splits_labels_and_sites_are_looked_at_each(example: str):
    text = example.replace(
        "    missing_pct: 0\n",
        "    missing_pct: 0\n"
        "    by_split:\n      - {split: train, distribution: [{category: female, pct: 90}]}\n"
        "    by_label:\n"
        "      - {label: effusion, distribution: [{category: male, pct: 50}, {category: female, pct: 50.5}]}\n"
        "    by_site:\n      - {site: here, missing_pct: 20, distribution: [{category: male, pct: 90}]}\n",
    )
    assert [(f.rule, f.line) for f in check_text(text)] == [("distribution_sum", 47), ("distribution_sum", 51)]


def test_a_share_that_was_refused_breaks_no_sum(example: str):
    text = example.replace("pct: 46.1", "pct: lots")
    assert brief(check_text(text)) == [("type", "error", 43, 33)]
