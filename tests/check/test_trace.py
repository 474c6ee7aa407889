"""Whose evidence is it: own, inherited from a group above, or nobody's."""

from __future__ import annotations

import pytest
from conftest import check_text

from builder.check.trace import Trace, parse_cite, resolve_path
from builder.read.datasheet import read_bytes

HEAD = """id: x
sheet: {stage: draft}
sources:
  paper: {title: t, kind: docs, accessed: 2026, url: "https://example.org"}
"""


def trace(text: str) -> Trace:
    return Trace(read_bytes((HEAD + text).encode(), "x.yaml", "x"))


def counts(text: str) -> tuple[int, int, int]:
    found = trace(text).counts
    return found["own"], found["inherited"], found["none"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # own: the cite of the mapping a value stands in
        ('access: {cost: none, cite: "paper, page 1"}', (1, 0, 0)),
        # nobody's
        ("access: {cost: none}", (0, 0, 1)),
        # inherited: from one or two groups above, no further
        ('access: {license: {name: n}, cite: "paper, page 1"}', (0, 1, 0)),
        ('access: {license: {dua: {expiry: e}}, cite: "paper, page 1"}', (0, 1, 0)),
        (
            'population: {cite: "paper, page 1", age: {by_split: [{split: a, distribution: [{category: unknown}]}]}}',
            (0, 1, 1),
        ),
        # own: the cite of the mapping that holds a value's list, for lists of words and of groups
        ('content: {modality: [xray], cite: "paper, page 1"}', (1, 0, 0)),
        ('content: {counts: [{n: 1}], cite: "paper, page 1"}', (1, 0, 0)),
        # a nearer cite counts
        ('content: {counts: [{n: 1, cite: "paper, page 2"}]}', (1, 0, 0)),
        # source and at are a cite
        ("shortcuts: [{kind: hair, prevalence: [{pct: 5, source: paper, at: page 1}]}]", (1, 0, 1)),
        # a shortcut's evidence covers its whole entry
        (
            "shortcuts: [{kind: hair, artifact: a, evidence: [{source: paper, at: page 1, stance: supports}]}]",
            (3, 0, 0),
        ),
        # what the editors advise is their own word
        ("uses: {recommended: [{text: t, basis: registry_editors}]}", (1, 0, 0)),
        ("uses: {recommended: [{text: t, basis: creator}]}", (0, 0, 1)),
        # a word of absence and an empty list want evidence as well
        ("acquisition: not_reported", (0, 0, 1)),
        ("labels: []", (0, 0, 1)),
        # by path
        ('acquisition: not_reported\nevidence: {acquisition: "paper, whole paper"}', (1, 0, 0)),
        ('labels: []\nevidence: {labels: "paper, whole paper"}', (1, 0, 0)),
        ('access: {cost: none, steps: s}\nevidence: {access.cost: "paper, page 1"}', (1, 0, 1)),
        ('access: {cost: none, steps: s}\nevidence: {access: "paper, page 1"}', (2, 0, 0)),
        ('labels: [{id: a, name: n}, {id: b, name: n}]\nevidence: {labels.b: "paper, page 1"}', (1, 0, 1)),
        ('labels: [{id: a, origin: [{kind: crowd}]}]\nevidence: {labels.a.origin: "paper, page 1"}', (1, 0, 0)),
        # what says nothing about the dataset wants none
        ("name: n\nreleased: 2017\nhomepage: https://example.org\naliases: [a]", (0, 0, 0)),
        ("synthetic: {extent: none}", (0, 0, 0)),
        ("synthetic: {extent: full}", (0, 0, 1)),
    ],
)
def test_a_value_has_its_own_evidence_an_inherited_one_or_none(text: str, expected: tuple[int, int, int]):
    assert counts(text) == expected


def test_one_finding_stands_for_each_topmost_group_without_evidence(example: str):
    text = example.replace(
        "  cite: paper, section 2\n\npopulation", "  longitudinal: {repeat_patients: true}\n\npopulation"
    )
    text = text.replace(
        "    source_accuracy: not_reported\n    cite: paper, section 3\n", "    source_accuracy: not_reported\n"
    )
    assert [(f.rule, f.line, f.column) for f in check_text(text)] == [("unsourced", 27, 1), ("unsourced", 54, 5)]


def test_a_stub_owes_no_evidence(example: str):
    text = example.replace("stage: draft", "stage: stub").replace(
        "  cite: paper, section 2\n\npopulation", "\npopulation"
    )
    assert check_text(text) == []


def test_topmost_leaves_out_what_stands_below(example: str):
    found = trace(
        "access: {cost: none, license: {name: n, dua: {expiry: e}}}\ncontent: {modality: [ct]}"
    ).topmost_uncovered()
    assert found == [("access",), ("content",)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("paper, Table 1", ("paper", "Table 1")),
        ("paper , Table 1, row 2", ("paper", "Table 1, row 2")),
        ("paper", ("paper", None)),
        ("paper,", ("paper", None)),
        ("", ("", None)),
        (", page 2", ("", "page 2")),
    ],
)
def test_a_cite_is_a_source_and_a_place(text: str, parts: tuple[str, str | None]):
    assert parse_cite(text) == parts


DATA = {
    "labels": [{"id": "findings", "classes": [{"label": "a.b"}, {"label": "hernia"}]}, {"name": "second"}],
    "content": {"counts": [{"n": 1, "split": "train"}], "modality": ["ct"]},
    "sites": [{"kind": "k"}, {"category": "c"}, "word"],
}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("content", ("content",)),
        ("content.modality", ("content", "modality")),
        ("labels.findings", ("labels", 0)),
        ("labels.findings.classes.hernia", ("labels", 0, "classes", 1)),
        ("labels.second.name", ("labels", 1, "name")),
        ("content.counts.train.n", ("content", "counts", 0, "n")),
        ("content.counts.0.n", ("content", "counts", 0, "n")),
        ("sites.k", ("sites", 0)),
        ("sites.c.category", ("sites", 1, "category")),
        ("content.counts.7.n", None),
        ("content.modality.ct.x", None),
        ("labels.nobody", None),
        ("nowhere", None),
        ("content.", None),
        ("", None),
    ],
)
def test_an_evidence_path_names_items_by_their_id(name: str, path: tuple[str | int, ...] | None):
    assert resolve_path(DATA, name) == path


def test_an_evidence_path_to_an_item_that_is_a_word_harms_nobody():
    assert counts('content: {modality: [ct]}\nevidence: {content.modality.0: "paper, page 1"}') == (0, 0, 1)


def test_every_date_of_a_sheet_is_seen():
    text = (
        "released: 2017\nversions: [{label: v, date: 2018}]\nevents: [{date: 2019, kind: fix}]\n"
        "lineage: {copies: [{platform: kaggle, checked: 2020-01}]}\n"
    )
    assert sorted(value for _, value in trace(text).dates) == ["2017", "2018", "2019", "2020-01", "2026"]


def test_every_cite_is_seen_wherever_it_may_stand():
    text = """access: {cost: none, cite: ["paper, a", "paper, b"], other: [{value: 1, source: paper, at: c}]}
shortcuts: [{kind: hair, evidence: [{source: paper, at: d}], mitigations: [{kind: relabel, source: paper, at: e}]}]
evidence:
  access.cost: paper, f
  access: ["paper, g", "paper, h"]
  shortcuts: {source: paper, at: i, cite: "paper, j", other: [{value: 1, source: paper, at: k}]}
  access.license: {cite: ["paper, l"]}
"""
    assert sorted(str(cite.at) for cite in trace(text).cites) == list("abcdefghijkl")
