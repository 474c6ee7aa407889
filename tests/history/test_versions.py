"""Versions of sheets from git: followed through renames, cached by blob, silent where git cannot tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Repository

from builder.cli import main
from builder.history import git
from builder.history.versions import changes_since, history

Edit = Callable[..., str]


def test_every_commit_that_changed_a_sheet_is_a_version(repository: Repository, edited: Edit):
    repository.write("example-chest", edited())
    repository.commit()
    repository.write("other", edited(("example-chest", "other")))
    repository.commit()
    repository.write("example-chest", edited(("released: 2017", "released: 2018")))
    repository.commit()
    found = history(repository.root)
    assert found.warning is None
    one = found.versions["example-chest"]
    assert [(version.number, version.date) for version in one] == [(1, "2026-01-02"), (2, "2026-01-04")]
    assert [change.path for change in one[1].changes] == ["released"]
    assert found.created("example-chest") == "2026-01-02"
    assert found.changed("example-chest") == "2026-01-04"
    assert found.created("nobody") is None


def test_a_renamed_sheet_keeps_its_past(repository: Repository, edited: Edit):
    repository.write("example-chest", edited())
    repository.commit()
    repository.git("mv", "registry/example-chest.yaml", "registry/new-name.yaml")
    repository.write(
        "new-name", edited(("id: example-chest", "id: new-name"), ("aliases:", "former_ids: [example-chest]\naliases:"))
    )
    repository.commit()
    found = history(repository.root)
    assert list(found.versions) == ["new-name"]
    first, second = found.versions["new-name"]
    assert (first.date, second.date) == ("2026-01-02", "2026-01-03")
    assert ("renamed", "example-chest", "new-name") in [(c.kind, c.old, c.new) for c in second.changes]


def test_a_removed_sheet_ends_with_its_removal(repository: Repository, edited: Edit):
    repository.write("example-chest", edited())
    repository.commit()
    repository.git("rm", "-q", "registry/example-chest.yaml")
    repository.commit()
    assert [change.kind for change in history(repository.root).versions["example-chest"][-1].changes] == ["removed"]


def test_a_shallow_clone_gives_a_warning_and_no_dates(repository: Repository, edited: Edit, tmp_path: Path):
    for year in (2017, 2018, 2019):
        repository.write("example-chest", edited(("released: 2017", f"released: {year}")))
        repository.commit()
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    found = history(tmp_path / "shallow")
    assert found.versions == {}
    assert "unshallow" in (found.warning or "")


def test_outside_of_git_there_is_a_warning_and_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "registry").mkdir()
    found = history(tmp_path)
    assert found.versions == {}
    assert found.warning


def test_what_was_found_once_is_kept_and_a_broken_cache_does_no_harm(
    repository, edited: Edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    repository.write("example-chest", edited())
    repository.commit()
    repository.write("example-chest", edited(("released: 2017", "released: 2018")))
    repository.commit()
    cache = tmp_path / "cache" / "history.json"
    fresh = history(repository.root, cache)
    assert cache.is_file()

    def unread(*_: object) -> None:
        raise AssertionError("a blob was read although everything is known")

    monkeypatch.setattr(git, "blobs", unread)
    assert history(repository.root, cache) == fresh
    monkeypatch.undo()
    for broken in ("", "{", "[]", '{"form": 0}', '{"form": 1, "diffs": 3}'):
        cache.write_text(broken, encoding="utf-8")
        assert history(repository.root, cache) == fresh


def test_a_registry_below_the_top_of_its_repository_has_its_history(
    repository: Repository, edited: Edit, tmp_path: Path
):
    inner = repository.root / "data"
    (inner / "registry").mkdir(parents=True)
    (inner / "registry" / "example-chest.yaml").write_text(edited(), encoding="utf-8")
    repository.commit()
    (inner / "registry" / "example-chest.yaml").write_text(
        edited(("released: 2017", "released: 2018")), encoding="utf-8"
    )
    assert list(history(inner).versions) == ["example-chest"]
    assert [change.path for change in changes_since(inner, "HEAD")] == ["released"]


def test_diff_compares_the_files_as_they_stand(
    repository: Repository, edited: Edit, capsys: pytest.CaptureFixture[str]
):
    repository.write("example-chest", edited())
    repository.write("gone", edited(("example-chest", "gone")))
    repository.write("old-name", edited(("example-chest", "old-name")))
    repository.commit()
    repository.write("example-chest", edited(("tier: open", "tier: registration")))
    (repository.root / "registry" / "gone.yaml").unlink()
    (repository.root / "registry" / "old-name.yaml").unlink()
    repository.write("new-name", edited(("id: example-chest", "id: new-name\nformer_ids: [old-name]")))
    repository.write("fresh", edited(("id: example-chest", "id: fresh")))
    assert main(["diff", "--root", str(repository.root), "--format", "json"]) == 0
    changes = json.loads(capsys.readouterr().out)
    assert set(changes[0]) == {"sheet", "path", "kind", "old", "new", "cite"}
    assert [(c["sheet"], c["path"], c["kind"]) for c in changes] == [
        ("example-chest", "access.tier", "changed"),
        ("fresh", "", "added"),
        ("gone", "", "removed"),
        ("new-name", "", "renamed"),
        ("new-name", "id", "changed"),
        ("new-name", "former_ids", "added"),
    ]
    assert main(["diff", "HEAD", "--root", str(repository.root), "--format", "markdown"]) == 0
    assert "**access** access.tier: open → registration" in capsys.readouterr().out


@pytest.mark.parametrize("base", ["no-such-branch", "--output=x", "HEAD~9"])
def test_an_unknown_base_is_named(repository: Repository, edited: Edit, base: str, capsys: pytest.CaptureFixture[str]):
    repository.write("example-chest", edited())
    repository.commit()
    assert main(["diff", "--root", str(repository.root), "--", base]) == 2
    assert "cannot compare" in capsys.readouterr().err


def test_a_file_with_a_strange_name_hurts_nobody(repository: Repository, edited: Edit):
    repository.write("example-chest", edited())
    repository.write("ünï côdé\n2", "x")
    repository.commit()
    assert "example-chest" in history(repository.root).versions
