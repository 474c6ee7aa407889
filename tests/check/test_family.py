"""Rules between sheets, on registries written in a line or two each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TODAY

from builder.check.run import check_files, check_registry

Rows = list[tuple[str, str, int]]


def stub(
    sheet_id: str, *extra: str, name: str = "", license_id: str = "CC-BY-4.0", images: str = "", url: str = ""
) -> str:
    """A stub with one fact per line; `extra` are whole lines from line 18 on."""
    return "\n".join(
        [
            "# yaml-language-server: $schema=../schema/datasheet.schema.json",
            f"id: {sheet_id}",
            f"name: {name or f'Set {sheet_id}'}",
            f"summary: The dataset {sheet_id}, invented for a test, is described here in as few words as possible.",
            "status: active",
            "sheet: {stage: stub}",
            "access:",
            "  tier: open",
            f"  links: [{{role: download, url: {url or f'https://example.org/{sheet_id}'}}}]",
            "  license:",
            f"    id: {license_id}",
            f"    images: {{{images}}}" if images else "    images: not_reported",
            "content: {modality: [xray]}",
            "sources:",
            f"  paper: {{title: t, doi: 10.1234/{sheet_id}, kind: dataset_paper, accessed: 2026-11-19}}",
            "evidence:",
            '  access: "paper, page 1"',
            *extra,
            "",
        ]
    )


def relations(*edges: str) -> str:
    return (
        "lineage: {relations: ["
        + ", ".join(f"{{type: {edge.split()[0]}, target: {edge.split()[1]}}}" for edge in edges)
        + "]}"
    )


DRAIN = (
    "shortcuts: [{id: drain, kind: chest_drain, labels: [x], status: confirmed, evidence: "
    "[{source: paper, at: p, kind: target_ablation, stance: supports, metric: {name: auc, delta: 1}}]}]"
)
ISSUE = "issues: [{id: twins, kind: duplicate_within, status: confirmed, evidence: [{source: paper, at: p}]}]"


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., Rows]:
    """The findings of a registry of these sheets: (id, rule, line)."""

    def run(**sheets: str) -> Rows:
        folder = tmp_path / "registry"
        folder.mkdir(exist_ok=True)
        for name, text in sheets.items():
            (folder / f"{name}.yaml").write_text(text)
        return [(Path(f.file).stem, f.rule, f.line) for f in check_registry(tmp_path, TODAY).findings]

    return run


def test_a_family_in_order_has_no_findings(found):
    assert (
        found(
            a=stub("a"), b=stub("b", relations("subset_of a")), c=stub("c", relations("relabels b", "overlaps_with a"))
        )
        == []
    )


def test_an_unknown_dataset_is_found_wherever_it_is_named(found):
    assert found(
        alpha=stub("alpha"),
        a=stub("a", relations("subset_of alhpa")),
        b=stub("b", "synthetic: {extent: full, source_datasets: [alpha, alpah]}"),
        c=stub("c", "inherited: [{from: alphaa, id: x, verdict: rebutted}]"),
        d=stub("d", "deprecation: {reason: errors, replacement: nowhere}"),
    ) == [
        ("a", "unknown_dataset", 18),
        ("b", "unknown_dataset", 18),
        ("c", "unknown_dataset", 18),
        ("d", "unknown_dataset", 18),
    ]


def test_a_former_id_still_leads_to_its_sheet(found):
    assert found(new=stub("new", "former_ids: [old]"), a=stub("a", relations("subset_of old"))) == []


def test_a_former_id_is_never_used_again(found):
    assert found(new=stub("new", "former_ids: [old]"), old=stub("old")) == [("new", "former_id_taken", 18)]


def test_a_sheet_that_cannot_be_read_still_has_its_id(found):
    assert found(broken="- oh no\n", a=stub("a", relations("subset_of broken"))) == [("broken", "not_a_sheet", 1)]


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (stub("b", name="The A"), 3),
        (stub("b", "aliases: [alpha chest, The-A]"), 18),
        (stub("b", "short_name: the a!"), 18),
        (stub("b", url="http://www.example.org/a/"), 9),
        (stub("b", "homepage: https://example.org/a#"), 18),
        (stub("b", "identifiers: [{scheme: doi, value: 10.1234/A}]"), 18),
    ],
)
def test_one_name_doi_or_address_for_two_sheets_is_one_finding(other: str, line: int, found):
    assert found(a=stub("a", name="The A"), b=other) == [("b", "duplicate_sheet", line)]


def test_a_relation_tells_why_two_sheets_share_a_name(found):
    assert found(a=stub("a", name="The A"), b=stub("b", relations("copy_of a"), name="The A")) == []
    assert found(a=stub("a", relations("supersedes b"), name="The A"), b=stub("b", name="The A")) == []
    outside = "lineage: {relations: [{type: subset_of, target_name: Grandmother}]}"
    assert found(a=stub("a", outside, name="The A"), b=stub("b", outside, name="The A")) == []


@pytest.mark.parametrize("alias", ["CXR", "DR", "x-y"])
def test_a_short_alias_is_no_proof_of_kinship(alias: str, found):
    assert found(a=stub("a", f"aliases: [{alias}]"), b=stub("b", f"aliases: [{alias}]")) == []


@pytest.mark.parametrize(
    ("parent", "child", "laxer"),
    [
        ({"license_id": "CC-BY-NC-4.0"}, {"license_id": "CC-BY-4.0"}, True),
        ({"license_id": "CC-BY-SA-4.0"}, {"license_id": "CC-BY-4.0"}, True),
        ({"license_id": "CC-BY-4.0"}, {"license_id": "CC0-1.0"}, True),
        ({"license_id": "CC-BY-4.0"}, {"license_id": "CC-BY-NC-4.0"}, False),
        ({"license_id": "CC-BY-4.0"}, {"license_id": "CC-BY-4.0"}, False),
        ({"license_id": "none_stated"}, {"license_id": "CC-BY-4.0"}, False),
        ({"license_id": "unclear", "images": "redistribution: forbidden"}, {"license_id": "CC-BY-4.0"}, True),
        ({"license_id": "CC-BY-NC-4.0"}, {"license_id": "CC-BY-4.0", "images": "commercial_use: forbidden"}, False),
        ({"license_id": "CC-BY-NC-4.0"}, {"license_id": "CC-BY-NC-4.0", "images": "commercial_use: conditional"}, True),
        ({"license_id": "CC-BY-4.0", "images": "id: CC-BY-NC-4.0"}, {"license_id": "CC-BY-4.0"}, True),
    ],
)
def test_a_child_is_not_laxer_than_its_parent(parent: dict[str, str], child: dict[str, str], laxer: bool, found):
    rows = found(a=stub("a", **parent), b=stub("b", relations("derived_from a"), **child))
    assert rows == ([("b", "license_conflict", 11)] if laxer else [])


def test_a_laxer_license_that_is_owned_up_to_is_no_finding(found):
    issue = "issues: [{kind: license_conflict, status: confirmed, evidence: [{source: paper, at: p}]}]"
    assert found(a=stub("a", license_id="CC-BY-NC-4.0"), b=stub("b", relations("subset_of a"), issue)) == []


@pytest.mark.parametrize("kind", ["overlaps_with", "reannotates", "linked_with", "same_source_as"])
def test_a_dataset_that_takes_no_images_takes_no_terms(kind: str, found):
    assert found(a=stub("a", license_id="CC-BY-NC-4.0"), b=stub("b", relations(f"{kind} a"))) == []


def test_a_circle_is_one_finding_in_its_first_sheet(found):
    assert found(
        a=stub("a", relations("subset_of b")), b=stub("b", relations("subset_of c")), c=stub("c", relations("merges a"))
    ) == [("a", "lineage_cycle", 18)]


def test_two_circles_are_two_findings(found):
    assert found(
        a=stub("a", relations("subset_of b")),
        b=stub("b", relations("subset_of a")),
        c=stub("c", relations("subset_of d")),
        d=stub("d", relations("subset_of c")),
        e=stub("e", relations("subset_of e")),
    ) == [("a", "lineage_cycle", 18), ("c", "lineage_cycle", 18), ("e", "lineage_cycle", 18)]


def test_a_diamond_is_no_circle(found):
    assert found(
        a=stub("a"),
        b=stub("b", relations("subset_of a")),
        c=stub("c", relations("relabels a")),
        d=stub("d", relations("merges b", "merges c")),
    ) == [("d", "source_confound", 18)]


def test_an_inverse_is_computed_never_written(found):
    assert found(a=stub("a", relations("superset_of b")), b=stub("b", relations("split_of a"))) == [
        ("a", "inverse_written", 18)
    ]
    assert found(a=stub("a", relations("duplicates b")), b=stub("b", relations("duplicates a"))) == [
        ("b", "inverse_written", 18)
    ]
    assert found(a=stub("a", relations("superset_of b")), b=stub("b")) == []


@pytest.mark.parametrize(
    "kind",
    [
        "subset_of",
        "relabels",
        "resplits",
        "merges",
        "preprocesses",
        "copy_of",
        "reannotates",
        "split_of",
        "derived_from",
        "augments",
    ],
)
def test_a_child_hears_what_is_wrong_with_its_parent(kind: str, found):
    assert found(a=stub("a", DRAIN, ISSUE), b=stub("b", relations(f"{kind} a"))) == [("b", "inherited_open", 18)]


@pytest.mark.parametrize("verdict", ["rebutted", "out_of_scope", "confirmed_here"])
def test_an_answer_closes_what_was_inherited(verdict: str, found):
    answers = f"inherited: [{{from: a, id: drain, verdict: {verdict}}}, {{from: a, id: twins, verdict: {verdict}}}]"
    assert found(a=stub("a", DRAIN, ISSUE), b=stub("b", relations("subset_of a"), answers)) == []


def test_a_half_answer_leaves_the_other_half(found):
    answers = "inherited: [{from: a, id: drain, verdict: rebutted}]"
    assert found(a=stub("a", DRAIN, ISSUE), b=stub("b", relations("subset_of a"), answers)) == [
        ("b", "inherited_open", 18)
    ]


def test_what_is_not_settled_is_not_inherited(found):
    suspected = DRAIN.replace("confirmed", "suspected")
    assert (
        found(a=stub("a", suspected), b=stub("b", relations("subset_of a")), c=stub("c", relations("overlaps_with a")))
        == []
    )


def test_an_answer_to_nothing_is_an_error(found):
    answers = "inherited: [{from: a, id: drian, verdict: rebutted}, {from: a, id: drain, verdict: rebutted}]"
    assert found(a=stub("a", DRAIN), b=stub("b", relations("subset_of a"), answers)) == [("b", "inherited_unknown", 19)]


def test_a_reader_who_has_spoken_silences_the_family(found):
    assert found(a=stub("a"), b=stub("b", relations("subset_of A"))) == [("b", "format", 18)]


def test_checking_one_sheet_reads_its_ancestors_and_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "registry"
    folder.mkdir()
    sheets = {
        "grandparent": stub("grandparent", DRAIN, license_id="CC-BY-NC-4.0"),
        "parent": stub("parent", relations("subset_of grandparent"), ISSUE, license_id="CC-BY-NC-4.0"),
        "child": stub("child", relations("subset_of parent", "overlaps_with stranger")),
        "stranger": stub("stranger", name="Set child"),
        "sibling": stub("sibling", relations("subset_of parent")),
    }
    for name, text in sheets.items():
        (folder / f"{name}.yaml").write_text(text)
    opened: list[str] = []
    real = Path.open

    def note(path: Path, *arguments: object, **options: object):
        if path.parent == folder:
            opened.append(path.stem)
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", note)
    checked = check_files([folder / "child.yaml"], tmp_path, TODAY)
    assert [(Path(f.file).stem, f.rule) for f in checked.findings] == [
        ("child", "license_conflict"),
        ("child", "inherited_open"),
    ]
    assert set(opened) == {"child", "parent", "grandparent", "stranger"}
    assert checked.sheets == 1
