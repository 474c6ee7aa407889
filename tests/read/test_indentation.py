"""Indentation slips: any one line of the example, moved by one, two or four spaces, is one finding on that line."""

from __future__ import annotations

import pytest
import yaml
from conftest import HERE, check_text

LINES = (HERE / "data" / "valid" / "example-chest.yaml").read_text(encoding="utf-8").split("\n")
SHIFTS = (-4, -2, -1, 1, 2, 4)
FOLDED = (5, 6)
"""The two lines of the summary: inside a folded text, spaces are text."""


def moved(index: int, shift: int) -> str | None:
    """The sheet with one line moved; None where there is nothing to move or YAML sees no difference."""
    line = LINES[index]
    body = line.lstrip(" ")
    width = len(line) - len(body) + shift
    if not body or body.startswith("#") or width < 0:
        return None
    text = "\n".join([*LINES[:index], " " * width + body, *LINES[index + 1 :]])
    try:
        return None if yaml.safe_load(text) == yaml.safe_load("\n".join(LINES)) else text
    except yaml.YAMLError:
        return text


SENSIBLE = {
    ('cite: paper, "Data availability"', 2),
    ("how: derived", -2),
    ("note: counted over the rows of patients.csv", -2),
}
"""A cite or note may stand in any group: one level off it is still a sound statement, of another group. What is missing
then is found where it is missing, or cannot be known."""

SLIPS = [
    pytest.param(index, shift, id=f"{LINES[index].strip()[:30]} {shift:+}")
    for index in range(len(LINES))
    for shift in SHIFTS
    if index not in FOLDED and moved(index, shift) and (LINES[index].strip(), shift) not in SENSIBLE
]


@pytest.mark.parametrize(("index", "shift"), SLIPS)
def test_a_line_that_slipped_sideways_is_one_finding_on_that_line(index: int, shift: int):
    findings = check_text(moved(index, shift) or "")
    assert [(f.level, f.line) for f in findings] == [("error", index + 1)], [
        f"{f.line}:{f.column} {f.rule} {f.message}" for f in findings
    ]


@pytest.mark.parametrize(("line", "shift"), sorted(SENSIBLE))
def test_a_statement_that_slipped_to_another_group_is_one_finding(line: str, shift: int):
    (index,) = [number for number, text in enumerate(LINES) if text.strip() == line]
    assert len(check_text(moved(index, shift) or "")) == 1


@pytest.mark.parametrize("shift", [1, 2, 4])
def test_a_folded_text_whose_first_line_slipped_is_one_finding(shift: int):
    (finding,) = check_text(moved(FOLDED[0], shift) or "")
    assert finding.line - 1 in FOLDED


def test_a_later_line_of_a_folded_text_may_stand_deeper():
    assert check_text(moved(FOLDED[1], 2) or "") == []


def test_a_whole_block_that_is_indented_alike_is_as_good(example: str):
    start, end = example.index("  sex:\n"), example.index("  ethnicity:")
    block = example[start:end].replace("\n    ", "\n      ")
    assert check_text(example[:start] + block + example[end:]) == []


@pytest.mark.parametrize("shift", [1, 2, 4])
def test_a_later_item_of_a_list_of_words_that_slipped_is_not_swallowed(shift: int, example: str):
    # YAML folds it into the item above without a word.
    text = example.replace("aliases: [EC-14]", f"aliases:\n  - EC-14\n{' ' * (2 + shift)}- EC-15\n  - EC-16")
    assert [(f.level, f.line) for f in check_text(text)] == [("error", 6)]


@pytest.mark.parametrize("shift", [1, 2, 4])
def test_a_key_that_slipped_below_a_plain_text_is_not_swallowed(shift: int, example: str):
    text = example.replace(
        "    how: derived\n    note: counted",
        f"    note: counted by hand\n{' ' * (4 + shift)}how: derived\n    source_term: counted",
    )
    assert [(f.level, f.line) for f in check_text(text)] == [("error", 48)]


@pytest.mark.parametrize("shift", [2, 4])
def test_a_field_that_slipped_below_a_folded_text_is_not_swallowed(shift: int, example: str):
    # YAML takes it for more of the text.
    text = example.replace(
        "population:\n",
        f"population:\n  exclusion: >-\n    sunglasses\n{' ' * (2 + shift)}sampling:\n    - consecutive\n",
    )
    assert [(f.level, f.line) for f in check_text(text)] == [("error", 39)]


def test_a_cite_whose_dash_was_forgotten_is_not_swallowed(example: str):
    text = example.replace(
        "    cite: paper, section 3\n",
        "    cite:\n      - paper, section 3\n      readme, Labels\n      - paper, section 4\n",
    )
    assert [(f.level, f.line) for f in check_text(text)] == [("error", 65)]


def test_a_slip_of_a_whole_section_is_one_finding(example: str):
    start, end = example.index("content:\n"), example.index("population:\n")
    block = "".join(f"  {line}" if line.strip() else line for line in example[start:end].splitlines(keepends=True))
    findings = check_text(example[:start] + block + example[end:])
    assert [(f.level, f.line) for f in findings] == [("error", 27)], findings
