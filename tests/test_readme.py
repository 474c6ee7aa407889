"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from builder.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
FAULTS = {
    "  license:\n": "  licence:\n",
    "modality: [xray]": "modality: [X-ray]",
    "  cite: readme, whole file\n": "",
}
"""What is wrong with the sheet of the example."""


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S)


def commands(first: str) -> list[list[str]]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [words[1:] for line in lines if (words := shlex.split(line, comments=True))[0] == first]


def test_the_example_is_what_check_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    text = (ROOT / "tests" / "data" / "valid" / "example-chest.yaml").read_text(encoding="utf-8")
    for sound, broken in FAULTS.items():
        assert text.count(sound) == 1
        text = text.replace(sound, broken)
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "example-chest.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "--root", str(tmp_path), "--today", "2026-11-20"]) == 1
    printed = capsys.readouterr().out
    (shown,) = blocks("text")
    if request.config.getoption("--update-golden"):
        README.write_text(README.read_text(encoding="utf-8").replace(shown, printed), encoding="utf-8", newline="\n")
        (shown,) = blocks("text")
    assert shown == printed, "README.md shows something else; --update-golden accepts the new text"


@pytest.mark.parametrize("words", commands("medsheets"), ids=" ".join)
def test_every_command_exists(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(words) in (0, 1), capsys.readouterr().err


def test_every_target_of_make_exists() -> None:
    known = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    asked = {[word for word in words if "=" not in word][-1] for words in commands("make")}
    assert {"site", "test"} <= asked <= set(known)


def test_every_path_exists() -> None:
    """Paths from the top; a room of builder/ is named without it."""
    words = re.findall(r"`([^`\s<*]+/[^`\s<*]*)`", README.read_text(encoding="utf-8"))
    tops = (ROOT, ROOT / "builder", ROOT / "tests")
    missing = [word for word in words if not any((top / word).exists() for top in tops)]
    assert set(missing) <= {".venv/bin", "build/"}
