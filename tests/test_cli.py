"""The command line: words in, text and an exit code out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HERE

from builder import cli

VALID = HERE / "data" / "valid" / "example-chest.yaml"


@pytest.fixture
def root(tmp_path: Path, example: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "example-chest.yaml").write_text(example)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spoil(root: Path, old: str, new: str) -> Path:
    path = root / "registry" / "example-chest.yaml"
    path.write_text(path.read_text().replace(old, new))
    return path


def check(*arguments: str) -> int:
    return cli.main(["check", "--today", "2026-11-20", *arguments])


def test_a_sound_registry_exits_0(root: Path, capsys: pytest.CaptureFixture[str]):
    assert check() == 0
    assert capsys.readouterr().out == "1 sheet checked, nothing to mend.\n"


def test_an_error_exits_1_and_a_warning_only_in_strict_runs(root: Path):
    spoil(root, "cite: paper, section 3", "cite: paper")
    assert (check(), check("--strict")) == (0, 1)
    spoil(root, "tier: open", "tier: opne")
    assert (check(), check("--strict")) == (1, 1)


@pytest.mark.parametrize(
    "path", ["registry", ".", "registry/example-chest.yaml", "registry/../registry/example-chest.yaml"]
)
def test_a_path_is_a_sheet_a_folder_or_a_root(path: str, root: Path, capsys: pytest.CaptureFixture[str]):
    spoil(root, "tier: open", "tier: opne")
    assert check(path, "--format", "json") == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["rule"], finding["line"]) == ("vocabulary", 18)
    assert finding["file"].endswith("registry/example-chest.yaml")


def test_a_sheet_that_is_named_twice_is_checked_once(root: Path, capsys: pytest.CaptureFixture[str]):
    assert check("registry/example-chest.yaml", "registry/example-chest.yaml", "registry") == 0
    assert capsys.readouterr().out.startswith("1 sheet ")


def test_the_root_is_found_from_below(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    below = root / "site" / "pages"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert check() == 0
    assert check("--root", str(root)) == 0


def test_paths_are_checked_by_themselves_and_the_whole_registry_is_looked_over(
    root: Path, example: str, capsys: pytest.CaptureFixture[str]
):
    twin = example.replace("id: example-chest ", "id: twin-chest ")
    (root / "registry" / "twin-chest.yaml").write_text(twin)
    (root / "registry" / "notes.txt").write_text("")
    assert check("registry/twin-chest.yaml", "--strict") == 0
    capsys.readouterr()
    assert check("--format", "json") == 1
    assert sorted(row["rule"] for row in json.loads(capsys.readouterr().out)["findings"])[0] == "duplicate_sheet"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nowhere.yaml"],
        ["check", "--root", "nowhere"],
        ["check", "--root", "registry"],
        ["check", "empty"],
        ["check", "--format", "interpretive-dance"],
        ["check", "--today", "tomorrow"],
        ["check", "--today", "2026-02-30"],
        ["dance"],
        [],
        ["check", "--loudly"],
    ],
)
def test_words_that_do_not_fit_together_exit_2_with_one_line(
    arguments: list[str], root: Path, capsys: pytest.CaptureFixture[str]
):
    (root / "empty").mkdir()
    try:
        code = cli.main(arguments)
    except SystemExit as leaving:
        code = leaving.code  # type: ignore[assignment]
    assert code == 2
    outcome = capsys.readouterr()
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1


def test_outside_of_any_registry_one_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    if cli.layout.find_root(tmp_path) is None:
        assert check() == 2
        assert "registry" in capsys.readouterr().err


def test_a_sheet_outside_of_any_registry_is_checked_all_the_same(
    tmp_path: Path, example: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example-chest.yaml").write_text(example)
    assert check("example-chest.yaml", "--strict") == 0


def test_a_fault_of_ours_exits_3_with_one_line_to_paste(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from builder.check import run

    def trip(*_: object, **__: object) -> None:
        raise ZeroDivisionError("over the\ncable")

    monkeypatch.setattr(run, "check_registry", trip)
    assert check() == 3
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert "ZeroDivisionError: over the cable" in error
    assert check("--debug") == 3
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_exits_130(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from builder.check import run

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "check_registry", stop)
    assert check() == 130
    assert "Traceback" not in capsys.readouterr().err


def test_today_is_the_day_of_the_clock_unless_given(root: Path):
    assert cli.main(["check"]) in (0, 1)
    spoil(root, "released: 2017", "released: 2018-05-05")
    assert cli.main(["check", "--today", "2018-05-04"]) == 1


def test_the_module_is_the_command(example: str):
    command = [sys.executable, "-m", "builder", "check", "--strict", "--today", "2026-11-20", str(VALID)]
    outcome = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "nothing to mend" in outcome.stdout


def test_a_reader_that_has_gone_is_no_fault(root: Path):
    spoil(root, "tier: open", "tier: opne")
    command = f"{sys.executable} -m builder check --root {root} | head -c 1"
    outcome = subprocess.run(["bash", "-c", command], cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert outcome.stderr == ""


def test_the_schema_is_checked_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from builder import layout

    target = tmp_path / "datasheet.schema.json"
    monkeypatch.setattr(layout, "schema_file", lambda: target)
    assert cli.main(["schema", "--check"]) == 1
    assert cli.main(["schema"]) == 0
    assert cli.main(["schema", "--check"]) == 0
    assert cli.main(["schema"]) == 0
    assert "fresh" in capsys.readouterr().out
    assert b"\r" not in target.read_bytes()


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as leaving:
        cli.main(["--help"])
    assert leaving.value.code == 0
    assert "Exit codes" in capsys.readouterr().out


def test_the_same_sheets_give_the_same_bytes_whatever_the_hash_seed(root: Path):
    spoil(root, "modality: [xray]", "modality: [X-ray, tarot]")
    outputs = set()
    for seed in ("0", "1", "42"):
        command = [
            sys.executable,
            "-m",
            "builder",
            "check",
            "--root",
            str(root),
            "--today",
            "2026-11-20",
            "--format",
            "json",
        ]
        environment = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"}
        outputs.add(subprocess.run(command, cwd=HERE.parent, env=environment, capture_output=True, check=False).stdout)
    assert len(outputs) == 1
