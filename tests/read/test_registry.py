"""A folder of sheets as a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.read.registry import Registry, display_name, misplaced, sheet_files


@pytest.fixture
def root(tmp_path: Path, example: str) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "example-chest.yaml").write_text(example)
    (folder / "broken.yaml").write_text("- not a sheet\n")
    (folder / "README.md").write_text("hello")
    (folder / ".hidden").write_text("")
    return tmp_path


def test_a_registry_is_a_mapping_from_id_to_sheet(root: Path):
    registry = Registry(root)
    assert list(registry) == ["broken", "example-chest"]
    assert len(registry) == 2
    assert "example-chest" in registry
    assert registry["example-chest"]["name"] == "Example Chest"
    assert registry["example-chest"] is registry["example-chest"]
    assert registry["example-chest"].file == "registry/example-chest.yaml"
    assert "2 sheets" in repr(registry)
    with pytest.raises(KeyError):
        registry["nobody"]


def test_a_broken_sheet_hides_no_other(root: Path):
    registry = Registry(root)
    assert [f.rule for f in registry["broken"].faults] == ["not_a_sheet"]
    assert registry["example-chest"].faults == ()


def test_positions_are_not_kept(root: Path):
    assert Registry(root)["example-chest"].reading is None


def test_what_is_no_sheet_is_misplaced(root: Path):
    for name in ("notes.txt", "other.yml", "LOUD.YAML", "data.csv"):
        (root / "registry" / name).write_text("")
    (root / "registry" / "images").mkdir()
    findings = misplaced(root)
    assert sorted(Path(f.file).name for f in findings) == ["LOUD.YAML", "data.csv", "images", "notes.txt", "other.yml"]
    assert {f.rule for f in findings} == {"misplaced_file"}
    assert ["other.yaml" in f.message for f in findings if f.file.endswith(".yml")] == [True]


def test_a_root_without_a_registry_is_empty(tmp_path: Path):
    assert sheet_files(tmp_path) == []
    assert misplaced(tmp_path) == []
    assert dict(Registry(tmp_path)) == {}


def test_files_are_named_from_the_root_and_with_forward_slashes(root: Path, tmp_path_factory: pytest.TempPathFactory):
    assert display_name(root / "registry" / "a.yaml", root) == "registry/a.yaml"
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.yaml"
    assert display_name(elsewhere, root) == elsewhere.as_posix()
