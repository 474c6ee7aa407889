"""Counting what is there, and every kind of absence apart; the four readouts with both their numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import TODAY

import builder
from builder.cli import main
from builder.derive.census import census, countries
from builder.derive.readouts import Share, readouts
from builder.read.datasheet import Datasheet
from builder.read.registry import Registry

EXAMPLE = Path(__file__).parents[1] / "data" / "example"


def test_the_example_is_counted():
    counts = census(Registry(EXAMPLE))
    assert counts["sheets"] == 1
    assert counts["by_stage"] == {"draft": 1}
    assert counts["by_modality"] == {"xray": 1}
    assert counts["by_country"] == {"US": 1}
    assert counts["sources"] == 3
    assert counts["shortcuts"] == {"by_status": {"confirmed": 1}, "by_kind": {"chest_drain": 1}}
    assert counts["licenses"] == {"CC-BY-4.0": 1}
    assert counts["lineage"] == {"by_type": {}}
    assert counts["cites"]["none"] == 0
    ethnicity = counts["answered"]["population.ethnicity"]
    assert ethnicity == {"value": 0, "not_reported": 1, "not_applicable": 0, "withheld": 0, "absent": 0}
    assert counts["answered"]["population.age"]["absent"] == 1


def test_an_empty_registry_is_counted_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "registry").mkdir()
    assert main(["census", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("0 sheets")


def test_the_command_prints_the_same_counts(capsys: pytest.CaptureFixture[str]):
    assert main(["census", "--root", str(EXAMPLE), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == census(Registry(EXAMPLE))


def test_countries_come_from_sites_or_from_the_list():
    sites = Datasheet("a", "a", {"population": {"sites": [{"country": "NO"}, {"country": "NO"}, "x"]}})
    listed = Datasheet("b", "b", {"population": {"sites": "not_reported", "countries": ["VN", "NO"]}})
    assert countries(sites) == ["NO"]
    assert countries(listed) == ["NO", "VN"]
    assert countries(Datasheet("c", "c", {"population": "withheld"})) == []


def test_one_paper_in_two_sheets_is_one_source():
    source = {"paper": {"title": "A", "doi": "10.1234/X"}}
    sheets = {name: Datasheet(name, name, {"sources": source}) for name in "ab"}
    sheets["c"] = Datasheet("c", "c", {"sources": {"other": {"title": "B", "doi": "10.1234/x"}}})
    assert census(sheets)["sources"] == 1


def test_the_readouts_of_the_example():
    found = readouts(Registry(EXAMPLE)["example-chest"], TODAY)
    assert found.assessed.of > found.assessed.n > 0
    assert found.reported is None  # too little was assessed to speak of the dataset
    assert found.verified.own.n + found.verified.inherited.n == found.verified.own.of
    assert found.verified.median_age_days == 1
    assert found.verified.reviewed.n == 0
    assert found.evidence.shortcuts == {"confirmed": 1}
    assert found.evidence.screened is None


def test_a_share_of_nothing_has_no_value():
    assert Share(0, 0).value is None
    assert Share(1, 4).value == 0.25


def test_the_functions_of_the_package_are_those_of_its_rooms():
    assert builder.check("tests/data/example" if Path("tests").is_dir() else EXAMPLE) == []
    derived = builder.derive(builder.load(EXAMPLE), today=TODAY)
    assert len(derived) == 1
    assert derived["example-chest"].sums.countries == ["US"]
    assert derived["example-chest"].sums.splits == {}
    assert builder.Registry is Registry
    with pytest.raises(FileNotFoundError):
        builder.load(EXAMPLE / "registry")
    with pytest.raises(FileNotFoundError):
        builder.check(EXAMPLE / "registry")
    with pytest.raises(AttributeError):
        _ = builder.soup
