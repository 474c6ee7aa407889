"""What the README says of the command is what the command says of itself; every example in the docs runs."""

from __future__ import annotations

import argparse
import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builder import api
from builder.cli import _parser, main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def verbs() -> dict[str, str]:
    """verb → its help."""
    parser = _parser()
    [action] = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return {choice.dest: choice.help or "" for choice in action._choices_actions}


def test_the_table_of_verbs_in_the_readme_is_the_help_of_the_command():
    rows = dict(re.findall(r"^\| `medsheets (\w+)[^`]*` \| (.+) \|$", README, re.MULTILINE))
    assert rows == verbs()


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert verbs()[verb].split(",")[0][1:20] in text
    assert "--root" in text


def test_the_examples_of_the_python_interface_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    outcome = doctest.testmod(api)
    assert outcome.attempted > 5
    assert outcome.failed == 0


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    [block] = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(block, names)
    assert "dermamnist" in {edge.child for edge in names["builder"].derive(names["registry"])["ham10000"].children}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_knows_every_verb(shell: str, capsys: pytest.CaptureFixture[str]):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for verb in verbs():
        assert verb in script


def test_bash_completes_a_verb_and_its_options():
    script = subprocess.run(
        [sys.executable, "-m", "builder", "completion", "bash"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    ask = 'COMP_WORDS=(medsheets {words}); COMP_CWORD={at}; _medsheets; echo "${{COMPREPLY[@]}}"'
    for words, at, wanted in (("che", 1, "check"), ("check --for", 2, "--format"), ("explain", 1, "explain")):
        done = subprocess.run(
            ["bash", "-c", script + ask.format(words=words, at=at)], capture_output=True, text=True, check=True
        )
        assert wanted in done.stdout.split()


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]):
    import tomllib

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"medsheets {wanted}\n"


def test_a_misspelt_verb_gets_the_nearest(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["chek"])
    assert ended.value.code == 2
    assert "'check'" in capsys.readouterr().err


def test_a_terminal_without_the_signs_still_gets_the_findings(tmp_path: Path):
    sheet = tmp_path / "x.yaml"
    sheet.write_text("id: x\nname: Hôpital → 胸部\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "builder", "check", str(sheet)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"missing_field" in done.stdout
