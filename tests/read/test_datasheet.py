"""One sheet as plain data, and where each part of it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.read.datasheet import Datasheet, read_bytes, read_file


@pytest.fixture
def sheet(example: str) -> Datasheet:
    return read_bytes(example.encode(), "example-chest.yaml", "example-chest")


def test_a_sheet_is_plain_data(sheet: Datasheet):
    assert sheet["released"] == "2017"
    assert sheet.get("content", "counts", 1, "n") == 4100
    assert sheet.get("population", "ethnicity") == "not_reported"
    assert sheet.get("population", "age") is None
    assert sheet.get("content", "counts", 99, default="none") == "none"
    assert sheet.get("name", "first", default=0) == 0
    assert "access" in sheet and "acquisition" not in sheet
    assert list(sheet)[:3] == ["id", "name", "aliases"]
    assert sheet.stage == "draft"


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("id",), False, (2, 5)),
        (("id",), True, (2, 1)),
        (("access", "license", "id"), False, (23, 9)),
        (("content", "counts", 2, "note"), False, (33, 37)),
        (("content", "counts", 2), False, (33, 7)),
        (("labels", 0, "classes", 1, "label"), False, (61, 17)),
        (("sources", "readme"), True, (88, 3)),
        (("population", "age"), True, (36, 1)),
        (("nowhere", "at", "all"), False, (1, 1)),
    ],
)
def test_every_part_knows_its_place(path: tuple[str | int, ...], key: bool, place: tuple[int, int], sheet: Datasheet):
    assert sheet.place(path, key) == place


def test_a_sheet_without_its_reading_has_no_places(sheet: Datasheet):
    from dataclasses import replace

    bare = replace(sheet, reading=None)
    assert bare.place(("id",)) == (1, 1)
    assert bare.node(("id",)) is None
    assert bare == sheet


def test_items_that_were_refused_do_not_shift_the_places_of_others(example: str):
    text = example.replace("    - {n: 12000", "    -\n    - {n: 12000")
    sheet = read_bytes(text.encode(), "x.yaml", "x")
    assert sheet.get("content", "counts", 1, "n") == 4100
    assert sheet.place(("content", "counts", 1)) == (33, 7)


def test_a_file_that_is_not_there_is_a_sheet_with_one_fault(tmp_path: Path):
    sheet = read_file(tmp_path / "ghost.yaml", "ghost.yaml")
    assert (sheet.id, sheet.data, [f.rule for f in sheet.faults]) == ("ghost", {}, ["unreadable"])
    assert sheet.stage == "stub"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n", "~\n", "null\n"])
def test_an_empty_sheet_is_one_finding(text: str):
    sheet = read_bytes(text.encode(), "x.yaml", "x")
    assert [f.rule for f in sheet.faults] in (["empty_sheet"], ["not_a_sheet"]), sheet.faults


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "[1, 2]\n", "12\n", '"id: x"\n'])
def test_a_sheet_is_a_group_of_fields(text: str):
    sheet = read_bytes(text.encode(), "x.yaml", "x")
    assert [(f.rule, f.line) for f in sheet.faults] == [("not_a_sheet", 1)]


def test_anchors_are_read_through_and_named_once(example: str):
    text = example.replace("images: {", "images: &t {").replace("    images:", "    labels: *t\n    images:", 1)
    text = text.replace("    labels: *t\n", "").replace(
        "attribution: required}\n", "attribution: required}\n    labels: *t\n    metadata: *t\n"
    )
    sheet = read_bytes(text.encode(), "x.yaml", "x")
    assert [(f.rule, f.line, f.column) for f in sheet.faults] == [("alias", 24, 13)]
    assert sheet.get("access", "license", "metadata", "attribution") == "required"
