"""Dashes, quotes and colons without their space; words that name several things; quotes that swallow lines."""

from __future__ import annotations

import pytest
from conftest import check_text


def found(example: str, old: str, new: str) -> list[tuple[str, int]]:
    assert old in example, old
    return [(finding.rule, finding.line) for finding in check_text(example.replace(old, new, 1))]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        (
            "  cite: readme, whole file",
            "  cite:\n    -readme, whole file\n    - paper, section 3",
            "space_after_dash",
            83,
        ),
        (
            "  cite: readme, whole file",
            '  cite:\n    - readme, whole file\n    -"paper, section 3"',
            "space_after_dash",
            84,
        ),
        ("title: An invented audit", 'title:"An audit: invented"', "space_after_colon", 89),
        ("title: An invented audit", 'title:"An audit, invented"', "space_after_colon", 89),
        ("  synthetic: {extent: none}".strip(), "synthetic:{extent: none}", "space_after_colon", 84),
        ("aliases: [EC-14]", "aliases:\n  - EC-14\n  Example Chest 14\n  - ExChest", "missing_dash", 6),
        ("modality: [xray]", "modality: CT, MRI", "type", 28),
        ("modality: [xray]", "modality: [PET-CT]", "vocabulary", 28),
        ("id: CC-BY-4.0", "id: see website", "license", 23),
        ("id: CC-BY-4.0", "id: GPL", "license", 23),
        ("ethnicity: not_reported ", "ethnicity: - ", "absence_word", 49),
        ("name: Example Chest", "name: Example\u2028Chest", "control_character", 3),
        ("name: Example Chest", "name: 'Nora's set' of chests", "unquoted_text", 3),
        ("name: Example Chest", 'name: scans: of chests"', "unquoted_colon", 3),
        ("  license:\n", "  license: id:CC-BY-4.0\n  note:\n", "space_after_colon", 22),
        ("labels: [pneumothorax]", "labels: pneumothorax]", "unclosed", 68),
        ("synthetic: {extent: none}", "synthetic: none", "type", 84),
        ("modality: [xray]", 'modality: ""', "missing_field", 28),
    ],
)
def test_a_slip_of_punctuation_is_one_finding(old: str, new: str, rule: str, line: int, example: str):
    if old == "  license:\n":
        # The group that stood under the heading would hang in the air: it goes with it.
        start, end = example.index("  license:\n"), example.index('  cite: paper, "Data availability"')
        example = example[:start] + "  license:\n" + example[end:]
        new = "  license: id:CC-BY-4.0\n"
    assert found(example, old, new) == [(rule, line)]


def test_a_quote_that_swallows_fields_is_found_where_it_was_opened(example: str):
    text = example.replace("name: Example Chest\n", 'name: "Example Chest\n').replace(
        "homepage: https://example.org/chest\n", 'homepage: https://example.org/chest"\n'
    )
    assert next((finding.rule, finding.line) for finding in check_text(text)) == ("unclosed", 3)


def test_a_quote_left_open_does_not_hide_a_tab_further_down(example: str):
    text = example.replace("name: Example Chest\n", 'name: "Example Chest\n').replace("  anatomy:", "\tanatomy:")
    assert [(finding.rule, finding.line) for finding in check_text(text)] == [("unclosed", 3), ("tab", 29)]


def test_a_group_that_slipped_as_a_whole_is_one_finding(example: str):
    start, end = example.index("  sex:\n"), example.index("  ethnicity:")
    block = "".join(line[2:] for line in example[start:end].splitlines(keepends=True))
    findings = check_text(example[:start] + block + example[end:])
    assert [(finding.rule, finding.line) for finding in findings] == [("indentation", 39)]


def test_a_first_item_that_slipped_to_the_left_is_found_itself(example: str):
    text = example.replace("aliases: [EC-14]", "aliases:\n- EC-14\n  - ExChest")
    assert [(finding.rule, finding.line) for finding in check_text(text)] == [("indentation", 5)]


def test_an_item_that_slipped_to_the_right_is_found_itself(example: str):
    text = example.replace("aliases: [EC-14]", "aliases:\n  - EC-14\n    - ExChest")
    assert [(finding.rule, finding.line) for finding in check_text(text)] == [("indentation", 6)]


def test_a_cite_whose_item_lost_its_dash_is_found(example: str):
    text = example.replace("  cite: readme, whole file", "  cite:\n    - readme, whole file\n      paper, section 3")
    assert [(finding.rule, finding.line) for finding in check_text(text)] == [("missing_dash", 84)]
