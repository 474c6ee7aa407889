"""What the tests share: the example sheet, slips marked with a caret, and golden files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from builder.check.run import check_sheet
from builder.read.datasheet import read_bytes
from builder.read.finding import Finding, order

HERE = Path(__file__).parent
TODAY = "2026-11-20"
CARET = "‸"
"""Stands in the text of a slip where the finding is expected."""


class Slip(NamedTuple):
    """One thing that went wrong in the example sheet, and the one finding it deserves."""

    rule: str
    old: str
    new: str
    word: str = ""
    """What the advice says or the fix holds."""

    def name(self) -> str:
        """For the list of tests."""
        return f"{self.old.strip()[:22]}>{self.new.strip()[:28]}"


def check_text(text: str | bytes, stem: str = "example-chest") -> list[Finding]:
    """Everything that is found in one sheet, in order."""
    data = text if isinstance(text, bytes) else text.encode()
    return sorted(check_sheet(read_bytes(data, f"{stem}.yaml", stem), TODAY), key=order)


def slipped(text: str, old: str, new: str) -> tuple[str, int, int]:
    """The text with one slip, and the line and column of the caret in it."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sheet"
    assert new.count(CARET) == 1, f"{new!r} has to say where the finding stands"
    marked = text.replace(old, new)
    before = marked[: marked.index(CARET)]
    return marked.replace(CARET, ""), before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def brief(findings: list[Finding]) -> list[tuple[str, str, int, int]]:
    """Findings without their sentences, which may be polished."""
    return [(f.rule, f.level, f.line, f.column) for f in findings]


def prove(text: str, slip: Slip, level: str = "error") -> None:
    """One slip, one finding, on its place, with the right word."""
    mended, line, column = slipped(text, slip.old, slip.new)
    findings = check_text(mended)
    assert brief(findings) == [(slip.rule, level, line, column)], [
        f"{f.line}:{f.column} {f.rule} {f.message}" for f in findings
    ]
    assert slip.word in findings[0].message or slip.word == findings[0].fix, findings[0].message


@pytest.fixture(scope="session")
def example() -> str:
    """The sheet of design.md."""
    return (HERE / "data" / "valid" / "example-chest.yaml").read_text(encoding="utf-8")


@pytest.fixture
def one_finding(example: str) -> Callable[..., None]:
    """Proves that a slip in the example sheet gives its one finding."""

    def run(slip: Slip, level: str = "error") -> None:
        prove(example, slip, level)

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with its golden file; --update-golden writes it."""

    def compare(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; --update-golden accepts the new text"

    return compare


class Repository:
    """A registry in which every commit has a day of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = 0
        (root / "registry").mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        when = f"2026-01-{self.day + 1:02}T12:00:00+00:00"
        who = {
            f"GIT_{role}_{what}": "x@example.org" if what == "EMAIL" else "x"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        environment = {
            **who,
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "HOME": str(self.root),
        }
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, sheet_id: str, text: str) -> None:
        (self.root / "registry" / f"{sheet_id}.yaml").write_text(text, encoding="utf-8")

    def commit(self, message: str = "a change") -> str:
        self.day += 1
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "work")


@pytest.fixture
def edited() -> Callable[..., str]:
    """The example with some words replaced."""

    def edit(*pairs: tuple[str, str]) -> str:
        text = (HERE / "data" / "valid" / "example-chest.yaml").read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return edit


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what needs more than pip."""
    LEFT_OUT.extend(item.nodeid for item in items if item.get_closest_marker("full"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for what `make test` does not run."""
    if LEFT_OUT:
        terminalreporter.write_line(f"{len(LEFT_OUT)} tests need npm or more time and were left out: make test-full")


LEFT_OUT: list[str] = []
