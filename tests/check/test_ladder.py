"""The status ladder of shortcuts: every row of its table, from below and from above."""

from __future__ import annotations

import json

import pytest
from conftest import check_text

# What each kind of evidence allows alone (reference: the status ladder of shortcuts).
SUSPECTED = ["expert_opinion", "saliency", "external_drop", "dataset_source_prediction"]
ASSOCIATION = ["prevalence_audit", "attribute_predictability", "metadata_prediction"]
CONFIRMED = [
    "counterfactual_insert",
    "counterfactual_remove",
    "artifact_only_model",
    "target_ablation",
    "matched_test_set",
    "subgroup_performance",
]
STEPS = ["suspected", "association_observed", "confirmed", "replicated"]
ALLOWS = {kind: step for step, kinds in zip(STEPS, (SUSPECTED, ASSOCIATION, CONFIRMED), strict=False) for kind in kinds}


def record(kind: str, stance: str = "supports", source: str = "audit", metric: bool = True) -> dict[str, object]:
    row: dict[str, object] = {"source": source, "at": "page 1", "kind": kind, "stance": stance}
    return row | ({"metric": {"name": "auc", "delta": 0.1}} if metric else {})


def ladder(
    example: str, status: str, records: list[dict[str, object]], kind: str = "chest_drain"
) -> list[tuple[str, int, str | None]]:
    """The findings about a shortcut of this status with this evidence."""
    start, end = example.index("    kind: chest_drain"), example.index("    mitigations:")
    entry = f"    kind: {kind}\n    labels: [pneumothorax]\n    status: {status}\n    evidence: {json.dumps(records)}\n"
    return [(f.rule, f.line, f.fix) for f in check_text(example[:start] + entry + example[end:])]


@pytest.mark.parametrize("kind", ALLOWS)
@pytest.mark.parametrize("status", STEPS)
def test_a_kind_of_evidence_allows_its_step_and_none_above(kind: str, status: str, example: str):
    allowed = STEPS.index(status) <= STEPS.index(ALLOWS[kind])
    expected = [] if allowed else [("status_ladder", 69, ALLOWS[kind])]
    assert ladder(example, status, [record(kind)]) == expected


@pytest.mark.parametrize("kind", CONFIRMED)
def test_confirmed_wants_a_metric(kind: str, example: str):
    assert ladder(example, "confirmed", [record(kind, metric=False)]) == [("status_ladder", 69, "association_observed")]


def test_replicated_wants_two_sources_of_confirmed_grade(example: str):
    twice = [record("target_ablation"), record("matched_test_set")]
    assert ladder(example, "replicated", twice) == [("status_ladder", 69, "confirmed")]
    twice[1]["source"] = "paper"
    assert ladder(example, "replicated", twice) == []
    assert ladder(example, "replicated", [record("target_ablation"), record("saliency", source="paper")]) == [
        ("status_ladder", 69, "confirmed")
    ]


@pytest.mark.parametrize(
    ("status", "records", "allowed"),
    [
        ("disputed", [record("target_ablation"), record("matched_test_set", "contradicts", "paper")], None),
        ("disputed", [record("saliency"), record("matched_test_set", "contradicts", "paper")], None),
        ("disputed", [record("target_ablation"), record("saliency", "contradicts", "paper")], "confirmed"),
        ("disputed", [record("matched_test_set", "contradicts")], "suspected"),
        ("disputed", [record("target_ablation")], "confirmed"),
        ("refuted", [record("matched_test_set", "contradicts")], None),
        ("refuted", [record("saliency"), record("matched_test_set", "contradicts", "paper")], None),
        ("refuted", [record("saliency", "contradicts")], "suspected"),
        ("refuted", [record("saliency")], "suspected"),
        (
            "refuted",
            [
                record("target_ablation"),
                record("artifact_only_model", source="paper"),
                record("matched_test_set", "contradicts"),
            ],
            "disputed",
        ),
        ("suspected", [record("matched_test_set", "contradicts")], None),
        ("confirmed", [record("matched_test_set", "contradicts")], "suspected"),
        ("confirmed", [record("matched_test_set", "mixed")], None),
        ("mitigated_in", [record("target_ablation")], None),
    ],
)
def test_contrary_evidence_disputes_and_refutes(
    status: str, records: list[dict[str, object]], allowed: str | None, example: str
):
    found = ladder(example, status, records)
    assert [(rule, fix) for rule, _, fix in found if rule != "unused_source"] == (
        [("status_ladder", allowed)] if allowed else []
    )


def test_refuted_leaves_no_support_of_confirmed_grade(example: str):
    records = [record("target_ablation"), record("matched_test_set", "contradicts", "paper")]
    assert ladder(example, "refuted", records) == [("status_ladder", 69, "disputed")]


@pytest.mark.parametrize(
    "kind",
    [
        "race_encoding",
        "sex_imbalance",
        "underdiagnosis_subgroup",
        "age_encoding",
        "skin_tone",
        "socioeconomic",
        "implausible_trait",
    ],
)
def test_reading_a_trait_off_an_image_never_confirms_its_use(kind: str, example: str):
    assert ladder(example, "confirmed", [record("attribute_predictability")], kind) == [
        ("status_ladder", 69, "association_observed")
    ]
    assert ladder(example, "confirmed", [record("subgroup_performance")], kind) == []


def test_the_ladder_is_silent_where_the_reader_has_spoken(example: str):
    assert [rule for rule, *_ in ladder(example, "confirmed", [record("soothsaying")])] == ["vocabulary"]


def test_the_table_is_that_of_the_vocabulary():
    from builder.read.form import form

    facts = form().vocabularies["evidence_kind"].facts
    assert {kind: row["allows"] for kind, row in facts.items()} == ALLOWS
