"""A run as text for a person, a forge, a comment, a program: golden files, and what hostile text must not do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import TODAY

from builder.check import report
from builder.check.run import Checked, check_registry, exit_code
from builder.read.finding import Finding


@pytest.fixture
def root(tmp_path: Path, example: str) -> Path:
    """A registry of three: one sound, one with an error of each kind, one with a warning and a hint."""
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "example-chest.yaml").write_text(example)
    bad = (
        example.replace("id: example-chest ", "id: bad-chest ")
        .replace("name: Example Chest", 'name: 胸部 Chest: "quoted" | piped')
        .replace("aliases: [EC-14]", "aliases: [BC-14]")
        .replace("example.org", "example.net")
        .replace("10.1234/example", "10.1234/bad")
        .replace("tier: open", "teir: open")
        .replace("modality: [xray]", "modality: [X-ray]")
        .replace("labels: [pneumothorax]", "labels: [pneumothorax")
    )
    (folder / "bad-chest.yaml").write_text(bad)
    old = (
        example.replace("id: example-chest ", "id: old-chest ")
        .replace("name: Example Chest", "name: Old Chest")
        .replace("aliases: [EC-14]", "aliases: [OC-14]")
        .replace("example.org", "example.com")
        .replace("10.1234/example", "10.1234/old")
        .replace("last_reviewed: 2026-11-19", "last_reviewed: 2020-01-01")
        .replace("cite: paper, section 3", "cite: paper")
    )
    (folder / "old-chest.yaml").write_text(old)
    return tmp_path


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("json", "json"), ("github", "log"), ("markdown", "md")])
def test_a_run_in_every_format(form: str, ending: str, root: Path, golden):
    golden(f"check.{ending}", report.FORMATS[form](check_registry(root, TODAY), root, color=False, strict=False))


def test_color_only_adds_color(root: Path, golden):
    checked = check_registry(root, TODAY)
    colored = report.text(checked, root, color=True)
    golden("check-color.txt", colored)
    import re

    assert re.sub(r"\x1b\[\d+m", "", colored) == report.text(checked, root, color=False)


def test_json_keeps_its_promise(root: Path):
    data = json.loads(report.to_json(check_registry(root, TODAY), root))
    assert list(data) == ["findings", "counts"]
    assert list(data["counts"]) == ["error", "warning", "hint"]
    assert sum(data["counts"].values()) == len(data["findings"])
    for row in data["findings"]:
        assert list(row) == ["rule", "level", "file", "line", "column", "pointer", "message", "fix"]
        assert row["file"].startswith("registry/")


def test_the_caret_stands_under_the_fault_also_behind_wide_letters(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("name: 胸e\u0301x\n")
    finding = Finding("type", "error", "a.yaml", 1, 10, (), "Here.")
    lines = report.text(Checked((finding,), 1), tmp_path).splitlines()
    # one wide letter, one combining one: eight columns of text before the x and one more for the wide one
    assert lines[2] == "    1 | name: 胸e\u0301x"
    assert lines[3].index("^") - lines[3].index("|") == 2 + 9


def test_a_long_line_is_cut_around_the_fault(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("name: " + "x" * 5000 + "HERE" + "y" * 5000 + "\n")
    finding = Finding("type", "error", "a.yaml", 1, 5007, (), "Here.")
    lines = report.text(Checked((finding,), 1), tmp_path).splitlines()
    assert len(lines[2]) < 200
    assert lines[2][lines[3].index("^") :].startswith("HERE")


def test_hostile_text_commands_no_terminal_and_no_forge(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("name: \x1b[2J::error::x\n")
    evil = "\x1b[2J\r\n::error file=x::pwned\n<img src=x onerror=alert(1)> | `a` [b](javascript:c) @all %0A"
    finding = Finding("type", "error", "a,b:\n\x1b.yaml", 1, 1, (), evil)
    checked = Checked((finding, Finding("type", "error", "a.yaml", 1, 1, (), evil)), 1)
    text = report.text(checked, tmp_path)
    assert "\x1b" not in text and "\r" not in text
    github = report.github(checked, tmp_path)
    assert all(line.startswith("::error file=") or "::" not in line for line in github.splitlines())
    markdown = report.markdown(checked, tmp_path)
    assert "<img" not in markdown and "](javascript" not in markdown and "@all" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("| 1:1")]
    assert len(rows) == 2
    json.loads(report.to_json(checked, tmp_path))


def test_github_shows_ten_of_each_level_so_errors_go_first(tmp_path: Path):
    hints = [Finding("type", "hint", "a.yaml", i, 1, (), "h") for i in range(1, 13)]
    checked = Checked((*hints, Finding("type", "error", "b.yaml", 1, 1, (), "e")), 2)
    lines = report.github(checked, tmp_path).splitlines()
    assert lines[0].startswith("::error file=b.yaml,line=1,col=1")
    assert lines[1].startswith("::notice ")
    assert any("10 notes" in line for line in lines)


@pytest.mark.parametrize(
    ("levels", "strict", "words"),
    [
        ([], False, "nothing to mend"),
        (["error"], False, "1 error"),
        (["error", "error", "warning"], False, "2 errors, 1 warning"),
        (["warning"], False, "Nothing that stands in the way"),
        (["warning"], True, "explain"),
        (["hint"], True, "Nothing that stands in the way"),
    ],
)
def test_the_last_line_counts_and_says_what_to_type_next(levels: list[str], strict: bool, words: str):
    findings = tuple(Finding("type", level, "a.yaml", 1, 1, (), "m") for level in levels)
    assert words in report.summary(Checked(findings, 1), strict)


def test_an_empty_registry_says_how_to_begin():
    assert "medsheets new" in report.summary(Checked((), 0), False)


@pytest.mark.parametrize(
    ("levels", "strict", "code"),
    [
        ([], True, 0),
        (["hint"], True, 0),
        (["warning"], False, 0),
        (["warning"], True, 1),
        (["error"], False, 1),
        (["hint", "error"], True, 1),
    ],
)
def test_the_exit_code_counts_errors_and_in_strict_runs_warnings(levels: list[str], strict: bool, code: int):
    assert exit_code([Finding("type", level, "a", 1, 1, (), "m") for level in levels], strict) == code


def test_a_file_that_vanished_since_is_no_trouble(tmp_path: Path):
    finding = Finding("type", "error", "gone.yaml", 3, 1, (), "m")
    assert "gone.yaml:3:1" in report.text(Checked((finding,), 1), tmp_path)
