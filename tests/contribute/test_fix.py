"""`fix` mends what was meant, leaves all else byte for byte, and has nothing to do the second time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.cli import main
from builder.contribute.fix import fix_bytes, fix_file
from builder.read.datasheet import read_bytes

EXAMPLE = (Path(__file__).parents[1] / "data" / "valid" / "example-chest.yaml").read_text(encoding="utf-8")


def fixed(text: str) -> str:
    return fix_bytes(text.encode(), "example-chest.yaml", "example-chest", TODAY).after


def data(text: str) -> dict:
    return read_bytes(text.encode(), "example-chest.yaml", "example-chest").data


BROKEN = [
    ("modality: [xray]", "modality: [X-ray]"),
    ("modality: [xray]", "modality: xray"),
    ("tier: open", "teir: open"),
    ("tier: open", "tier:open"),
    ("tier: open", "tier open"),
    ("tier: open", "\ttier: open"),
    ("  license:", "   license:"),
    ("  license:", "  Licence:"),
    ("id: CC-BY-4.0", "id: CC BY 4.0"),
    ("redistribution: allowed", "redistribution: yes"),
    ("n: 12000,", "n: 12,000,"),
    ("n: 12000,", 'n: "12000",'),
    ("released: 2017", "released: 2017."),
    ("last_reviewed: 2026-11-19", "last_reviewed: 2026/11/19"),
    ("ethnicity: not_reported ", "ethnicity: not reported "),
    ("kind: chest_drain", "kind: chest tube"),
    ("status: confirmed", "status: confrimed"),
    ("labels: [pneumothorax]", "labels: [pneumotorax]"),
    ("cite: readme, whole file", "cite: redme, whole file"),
    ("  population.ethnicity:", "  population.ethnicty:"),
    ("  audit: {title", "  auditt: {title"),
    ("doi: 10.1234/example.1", "doi: https://doi.org/10.1234/example.1"),
    ("homepage: https://example.org", "homepage: example.org"),
    ("modality: [xray]", "modality: [xray"),
    ("    - {category: female, pct: 46.1}", "    - {category: female, pct: 46.1"),
    ('cite: "readme, Files"}', "cite: readme, Files}"),
    ("    - {kind: report_nlp_rule}", "    -{kind: report_nlp_rule}"),
    ("id: example-chest", "id: example-chest\r"),
]


@pytest.mark.parametrize(("sound", "broken"), BROKEN, ids=lambda text: text.strip()[:30])
def test_a_slip_with_one_right_answer_is_mended(sound: str, broken: str):
    assert EXAMPLE.count(sound) >= 1
    text = EXAMPLE.replace(sound, broken, 1)
    if broken == "released: 2017.":
        assert fixed(text) == text  # which day was meant, nobody can tell
        return
    mended = fixed(text)
    assert data(mended) == data(EXAMPLE)
    assert fixed(mended) == mended


@pytest.mark.parametrize(("sound", "broken"), BROKEN, ids=lambda text: text.strip()[:30])
def test_lines_without_a_fault_stay_byte_for_byte(sound: str, broken: str):
    text = EXAMPLE.replace(sound, broken, 1)
    before, after = text.replace("\r", "").split("\n"), fixed(text).split("\n")
    assert len([line for line in before if line not in after]) <= 1


def test_a_sound_sheet_is_left_alone():
    assert fixed(EXAMPLE) == EXAMPLE


def test_what_needs_a_decision_is_left_to_a_person():
    for sound, broken in (
        ("pct: 46.1", "pct: 56.1"),
        ("kind: subgroup_performance", "kind: saliency"),
        ("exhaustive_for_listed_classes", "soup"),
        ("stage: draft ", "stage: reviewed "),
    ):
        text = EXAMPLE.replace(sound, broken, 1)
        outcome = fix_bytes(text.encode(), "example-chest.yaml", "example-chest", TODAY)
        assert outcome.after == text
        assert outcome.left


def test_a_group_in_braces_that_broke_at_a_comma_is_written_in_block_style():
    text = EXAMPLE.replace("{title: An invented paper, doi", "{title: An invented paper, again, doi")
    mended = fixed(text)
    assert "  paper:\n    title: " in mended
    assert data(mended)["sources"]["paper"]["title"] == "An invented paper, again"
    assert data(mended)["sources"]["paper"]["doi"] == "10.1234/example.1"


def test_the_comment_behind_a_rewritten_group_stays():
    text = EXAMPLE.replace('cite: "readme, Files"}   #', "cite: readme, Files}   #")
    assert "# the first count of a unit is the one shown" in fixed(text)


def test_empty_optional_keys_go_and_needed_ones_stay():
    text = EXAMPLE.replace("aliases: [EC-14]", "aliases:").replace("  tier: open", "  tier:\n  steps:")
    mended = fixed(text)
    assert "aliases" not in mended
    assert "steps" not in mended
    assert "  tier:\n" in mended


def test_bytes_that_are_not_text_are_left_alone():
    raw = EXAMPLE.encode().replace(b"Example Chest", b"H\xf4pital", 1)
    outcome = fix_bytes(raw, "example-chest.yaml", "example-chest", TODAY)
    assert not outcome.changed
    assert outcome.after.encode("utf-8", "surrogateescape") == raw


def test_a_patch_is_shown_and_nothing_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "registry" / "example-chest.yaml"
    path.parent.mkdir()
    text = EXAMPLE.replace("[xray]", "[X-ray]")
    path.write_text(text, encoding="utf-8")
    assert main(["fix", "--dry-run", "--root", str(tmp_path), "--today", TODAY]) == 0
    assert "-  modality: [X-ray]\n+  modality: [xray]" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == text
    assert main(["fix", "--root", str(tmp_path), "--today", TODAY]) == 0
    assert "X-ray → xray" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == EXAMPLE


def test_a_file_that_cannot_be_replaced_keeps_its_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "example-chest.yaml"
    path.write_text(EXAMPLE.replace("[xray]", "[X-ray]"), encoding="utf-8")

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full_disk)
    with pytest.raises(OSError, match="No space"):
        fix_file(path, path.name, TODAY, frozenset(), write=True)
    assert "[X-ray]" in path.read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["example-chest.yaml"]


LINES = EXAMPLE.split("\n")


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.integers(1, len(LINES) - 2),
    st.sampled_from(["swap", "drop", "double", "indent", "space", "case"]),
    st.integers(0, 30),
)
def test_fix_never_raises_and_has_nothing_to_do_twice(number: int, how: str, at: int):
    line = LINES[number]
    at = min(at, max(0, len(line) - 2))
    changed = {
        "swap": line[:at] + line[at + 1 : at + 2] + line[at : at + 1] + line[at + 2 :],
        "drop": line[:at] + line[at + 1 :],
        "double": line[:at] + line[at : at + 1] + line[at:],
        "indent": " " + line,
        "space": line.replace(": ", ":", 1),
        "case": line.upper(),
    }[how]
    text = "\n".join([*LINES[:number], changed, *LINES[number + 1 :]])
    once = fix_bytes(text.encode(), "example-chest.yaml", "example-chest", TODAY)
    assert fixed(once.after) == once.after
    # Where nothing was found nothing was changed, and lines far from a finding stay as they are.
    if not once.done:
        assert once.after == text


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(BROKEN[:-1]), min_size=1, max_size=4, unique=True))
def test_the_data_differ_only_where_a_finding_was(slips: list[tuple[str, str]]):
    text = EXAMPLE
    for sound, broken in slips:
        text = text.replace(sound, broken, 1)
    before, after = data(text), data(fixed(text))
    outcome = fix_bytes(text.encode(), "example-chest.yaml", "example-chest", TODAY)
    # The reader already reads what was meant: the repair writes down just that.
    if not any(item.level == "error" for item in outcome.left):
        assert after == before or after == data(EXAMPLE)
