"""A new sheet: short at the top, complete below, valid as soon as its first fields are filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import TODAY, check_text

from builder.cli import main
from builder.contribute.scaffold import BadId, scaffold, valid_id
from builder.read.form import form

FILLED = {
    "name:": "name: My Set",
    "summary:": "summary: Two thousand ultrasound images of the neck of one hospital, with masks.",
    "status:": "status: active",
    "  tier:": "  tier: open",
    "    - role:": "    - role: download",
    "      url:": "      url: https://example.org/my-set",
    "    id:": "    id: none_stated",
    "  modality:": "  modality: [ultrasound]",
    "    title:": "    title: A paper",
    "    kind:": "    kind: dataset_paper",
    "    url:": "    url: https://example.org/paper",
}


def filled() -> str:
    lines = scaffold("my-set", TODAY).split("\n")
    for number, line in enumerate(lines):
        head = line.split("#")[0].rstrip()
        if head in FILLED:
            lines[number] = FILLED[head]
    return "\n".join(lines)


def test_an_untouched_sheet_asks_for_its_first_fields_one_by_one():
    findings = check_text(scaffold("my-set", TODAY), "my-set")
    assert {finding.rule for finding in findings} == {"missing_field"}
    # The address of the source is asked for once its kind is known.
    assert len(findings) == len(FILLED) - 1


def test_it_is_valid_as_soon_as_they_are_filled():
    assert check_text(filled(), "my-set") == []


def test_what_is_needed_fits_on_one_screen():
    top = scaffold("my-set", TODAY).split("# ---")[0]
    assert len(top.strip().split("\n")) <= 30
    assert max(map(len, top.split("\n"))) <= 120


def test_every_field_of_the_form_is_in_it():
    text = scaffold("my-set", TODAY)
    for key in form().fields:
        assert re.search(rf"^(?:# )?{key}:", text, re.MULTILINE), key


def test_the_comments_are_a_valid_draft_when_they_are_uncommented(tmp_path: Path):
    """Every example of the form is valid where it stands: the scaffold is made of them."""
    text = scaffold("my-set", TODAY)
    parts = re.split(r"\n\n# \*? ?[^\n:]+: [^\n]*\n", text.split("# ---")[2].split("# Evidence for")[0])
    seen = 0
    for part in parts[1:]:
        lines = [line[2:] for line in part.split("\n") if line.startswith("# ")]
        key = lines[0].split(":")[0] if lines else ""
        if key in ("", "sheet", "access", "content", "evidence"):
            continue
        body = filled().split("# ---")[0] + "\n".join(lines) + "\n"
        wrong = [
            f
            for f in check_text(body, "my-set")
            if f.rule in ("type", "vocabulary", "unknown_field", "quotes", "date", "format", "address", "range")
        ]
        assert wrong == [], (key, [f.message for f in wrong])
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("word", ["My Set", "my_set", "../up", "a/b", "", "-x", "x--y", "é", "x" * 200])
def test_an_id_that_cannot_be_a_file_name_is_refused_with_a_better_one(word: str):
    with pytest.raises(BadId):
        valid_id(word)


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "registry").mkdir()
    assert main(["new", "my-set", "--root", str(tmp_path), "--today", TODAY]) == 0
    path = tmp_path / "registry" / "my-set.yaml"
    path.write_text("mine", encoding="utf-8")
    assert main(["new", "my-set", "--root", str(tmp_path)]) == 2
    assert "already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
