"""Every rule has a file that breaks exactly it: the first line of each says which finding stands where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import HERE, TODAY, brief, check_text

from builder.check.run import check_registry
from builder.read.form import form

INVALID = HERE / "data" / "invalid"
FILES = sorted(path for path in INVALID.glob("*.yaml"))
FOLDERS = sorted(path.parent for path in INVALID.glob("*/registry"))
HERE_ONLY = {"unreadable", "too_large"}
"""Made by the tests themselves: git holds no dead link well, and nobody wants to clone a huge file."""


def expected(data: bytes) -> list[tuple[str, str, int, int]]:
    """What the first line announces."""
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig", "replace")
    match = re.match(r"# expect: (\w+) (error|warning|hint) (\d+):(\d+)", text)
    return [(match[1], match[2], int(match[3]), int(match[4]))] if match else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_breaks_exactly_the_rule_it_announces(path: Path):
    # It is read under the name of the example, so that the id fits the file.
    findings = check_text(path.read_bytes())
    assert brief(findings) == expected(path.read_bytes()), [
        f"{f.line}:{f.column} {f.rule} {f.message}" for f in findings
    ]


@pytest.mark.parametrize("root", FOLDERS, ids=lambda path: path.name)
def test_a_registry_breaks_exactly_the_rule_that_its_files_announce(root: Path):
    wanted = [
        (f"registry/{path.name}", *finding)
        for path in sorted((root / "registry").iterdir())
        for finding in expected(path.read_bytes())
    ]
    checked = check_registry(root, TODAY)
    assert [(f.file, f.rule, f.level, f.line, f.column) for f in checked.findings] == wanted, checked.findings


def test_every_file_announces_the_rule_after_which_it_is_named():
    for path in FILES:
        assert [rule for rule, *_ in expected(path.read_bytes())] == [path.stem.split("-")[0]]
    for root in FOLDERS:
        rules = {rule for path in (root / "registry").iterdir() for rule, *_ in expected(path.read_bytes())}
        assert rules == {root.name.split("-")[0]}


def test_every_rule_of_the_table_has_a_file_that_breaks_it():
    broken = {path.stem.split("-")[0] for path in FILES} | {root.name.split("-")[0] for root in FOLDERS}
    assert broken | HERE_ONLY == {row["id"] for row in form().rules}


def test_a_dead_link_a_folder_and_a_huge_file_are_named_and_hide_nobody(tmp_path: Path, example: str):
    registry = tmp_path / "registry"
    registry.mkdir()
    (registry / "dead.yaml").symlink_to("nowhere")
    (registry / "folder.yaml").mkdir()
    (registry / "huge.yaml").write_text("# " + "x" * 1_000_000)
    (registry / "example-chest.yaml").write_text(example.replace("tier: open", "tier: opne"))
    checked = check_registry(tmp_path, TODAY)
    assert [(f.file, *b) for f, b in zip(checked.findings, brief(checked.findings), strict=True)] == [
        ("registry/dead.yaml", "unreadable", "error", 1, 1),
        ("registry/example-chest.yaml", "vocabulary", "error", 18, 9),
        ("registry/folder.yaml", "unreadable", "error", 1, 1),
        ("registry/huge.yaml", "too_large", "error", 1, 1),
    ]
