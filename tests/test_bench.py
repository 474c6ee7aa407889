"""The invented sheets of the bench are sound and all different; the budgets are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import run, sheets
from builder.check.run import check_registry


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bench")
    sheets.write_registry(root, 150)
    return root


def texts(root: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (root / "registry").iterdir()}


def test_nothing_is_wrong_with_them(ground: Path) -> None:
    checked = check_registry(ground, "2026-11-20")
    assert checked.sheets == 150
    assert [f"{f.file}:{f.line} {f.rule} {f.message}" for f in checked.findings] == []


def test_they_have_about_150_lines(ground: Path) -> None:
    lengths = [text.count("\n") for text in texts(ground).values()]
    assert min(lengths) >= 140 and max(lengths) <= 160
    assert 145 <= sum(lengths) / len(lengths) <= 155


@pytest.mark.parametrize("key", ["id", "name", "aliases", "homepage", "doi"])
def test_no_two_share_a_name_or_an_address(ground: Path, key: str) -> None:
    words = [word for text in texts(ground).values() for word in set(re.findall(rf"\b{key}: ([^,\n]+)", text))]
    own = [word for word in words if words.count(word) == 1]
    assert len(own) >= 150


def test_a_sheet_is_always_the_same(ground: Path, tmp_path: Path) -> None:
    sheets.write_registry(tmp_path, 20)
    of_many = texts(ground)
    assert all(of_many[name] == text for name, text in texts(tmp_path).items())


def test_an_example_that_changed_is_named() -> None:
    example = sheets.EXAMPLE.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="chest_drain"):
        sheets.sheet(0, example.replace("chest_drain", "hair"))
    with pytest.raises(ValueError, match="weather"):
        sheets.sheet(0, example + "weather: fine\n")


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = run.main(["--sheets", "3"], tmp_path / "bench")
    said = capsys.readouterr().out
    assert code == ("Missed" in said)
    assert re.search(r"^check, 3 sheets +check-jsonschema +\d+\.\d\d s +\d+\.\d\d s +\d+\.\d times less", said, re.M)
    assert re.search(r"^check, 30 sheets, memory .* MB", said, re.M)
    assert said.count("not built yet") == len(run.NOT_YET)
    assert "this was 3." in said


@pytest.mark.full
def test_the_budgets_are_kept() -> None:
    measured = run.measure(1000)
    assert [row for row in run.table(measured) if row.kept is False] == []
