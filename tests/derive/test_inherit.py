"""Lineage from both sides, and what comes down through the generations."""

from __future__ import annotations

from builder.derive.inherit import Inherited, inherited
from builder.derive.lineage import Edge, lineage
from builder.read.datasheet import Datasheet


def sheet(
    sheet_id: str,
    parents: tuple[str, ...] = (),
    drain: str = "",
    answers: tuple[tuple[str, str], ...] = (),
    type_: str = "subset_of",
) -> Datasheet:
    """A sheet with relations, at most one shortcut named drain, and answers (origin, verdict) to it."""
    data = {
        "id": sheet_id,
        "lineage": {"relations": [{"type": type_, "target": parent} for parent in parents]},
        "shortcuts": [{"id": "drain", "kind": "chest_drain", "status": drain}] if drain else [],
        "inherited": [{"from": origin, "id": "drain", "verdict": verdict} for origin, verdict in answers],
    }
    return Datasheet(sheet_id, f"registry/{sheet_id}.yaml", data)


def of(*sheets: Datasheet) -> dict[str, Datasheet]:
    return {one.id: one for one in sheets}


def down_to(sheet_id: str, registry: dict[str, Datasheet]) -> list[Inherited]:
    return inherited(sheet_id, registry, lineage(registry))


def test_the_inverse_of_every_relation_is_known():
    registry = of(sheet("parent"), sheet("child", ("parent",)))
    family = lineage(registry)
    assert family.children("parent") == [Edge("child", "parent", "subset_of")]
    assert family.parents("child") == [Edge("child", "parent", "subset_of")]
    assert family.parents("parent") == family.children("child") == []


def test_a_superset_is_a_subset_seen_from_the_other_side():
    registry = of(sheet("all", ("part",), type_="superset_of"), sheet("part"))
    assert lineage(registry).edges == (Edge("part", "all", "subset_of"),)


def test_a_parent_without_a_sheet_is_an_edge_to_a_name():
    one = Datasheet("one", "one.yaml", {"lineage": {"relations": [{"type": "copy_of", "target_name": "Elsewhere"}]}})
    assert lineage(of(one)).edges == (Edge("one", "Elsewhere", "copy_of", known=False),)


def test_words_of_absence_and_broken_rows_make_no_edges():
    odd = [
        Datasheet("a", "a", {"lineage": "not_reported"}),
        Datasheet("b", "b", {"lineage": {"relations": ["x", {"type": "copy_of"}]}}),
    ]
    assert lineage(of(*odd)).edges == ()


def test_a_confirmed_shortcut_comes_down_two_generations():
    registry = of(sheet("old", drain="confirmed"), sheet("middle", ("old",)), sheet("young", ("middle",)))
    assert down_to("middle", registry) == [Inherited("old", "drain", "shortcuts", "confirmed", ("old",))]
    assert down_to("young", registry) == [Inherited("old", "drain", "shortcuts", "confirmed", ("middle", "old"))]


def test_a_suspicion_does_not_come_down():
    registry = of(sheet("old", drain="suspected"), sheet("young", ("old",)))
    assert down_to("young", registry) == []


def test_an_overlap_inherits_nothing():
    registry = of(sheet("old", drain="confirmed"), sheet("young", ("old",), type_="overlaps_with"))
    assert down_to("young", registry) == []


def test_a_diamond_gives_one_entry_by_the_shortest_way():
    registry = of(
        sheet("old", drain="replicated"),
        sheet("left", ("old",)),
        sheet("right", ("old",)),
        sheet("far", ("right",)),
        sheet("young", ("far", "left")),
    )
    assert down_to("young", registry) == [Inherited("old", "drain", "shortcuts", "replicated", ("left", "old"))]


def test_a_rebuttal_is_shown_and_ends_the_line():
    registry = of(
        sheet("old", drain="confirmed"),
        sheet("middle", ("old",), answers=(("old", "rebutted"),)),
        sheet("young", ("middle",)),
    )
    assert [entry.verdict for entry in down_to("middle", registry)] == ["rebutted"]
    assert down_to("young", registry) == []


def test_a_rebuttal_on_one_side_of_a_diamond_leaves_the_other():
    registry = of(
        sheet("old", drain="confirmed"),
        sheet("left", ("old",), answers=(("old", "rebutted"),)),
        sheet("right", ("old",)),
        sheet("young", ("left", "right")),
    )
    assert [entry.via for entry in down_to("young", registry)] == [("right", "old")]


def test_a_subset_without_the_artifact_is_out_of_scope():
    registry = of(
        sheet("old", drain="confirmed"),
        sheet("part", ("old",), answers=(("old", "out_of_scope"),)),
        sheet("young", ("part",)),
    )
    assert [entry.verdict for entry in down_to("part", registry)] == ["out_of_scope"]
    assert down_to("young", registry) == []


def test_what_is_confirmed_here_goes_on():
    registry = of(
        sheet("old", drain="confirmed"),
        sheet("middle", ("old",), answers=(("old", "confirmed_here"),)),
        sheet("young", ("middle",)),
    )
    assert [entry.verdict for entry in down_to("young", registry)] == [None]


def test_a_circle_is_walked_once():
    registry = of(sheet("a", ("b",), drain="confirmed"), sheet("b", ("a",)))
    family = lineage(registry)
    assert family.ancestors("a") == ["b"]
    assert family.descendants("a") == ["b"]
    assert [entry.origin for entry in down_to("b", registry)] == ["a"]
    assert down_to("a", registry) == []
