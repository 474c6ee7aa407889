"""The one generated schema: fresh, sound, and of one mind with our own reader wherever JSON Schema can say it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HERE, check_text

from builder import layout
from builder.read import schema

ROOT = HERE.parent
STOCK = Path(sys.executable).parent / "check-jsonschema"
VALID = sorted((HERE / "data" / "valid").glob("*.yaml"))
REGISTRY = sorted((ROOT / "registry").glob("*.yaml"))

SCHEMA_LEVEL = {
    "unknown_field",
    "missing_field",
    "type",
    "quotes",
    "vocabulary",
    "absence_word",
    "range",
    "length",
    "date",
    "address",
    "format",
    "license",
}
"""Rules that a JSON Schema can hold a sheet to."""

BEYOND_IT = {
    "date-no_such_day",  # a pattern does not count the days of November
    "license-expression",  # nor does it parse SPDX
    "quotes-norway",  # in YAML 1.2 NO and Yes are text; we think of the readers that still speak 1.1
    "quotes-yes",
}


def stock(*files: Path) -> subprocess.CompletedProcess[str]:
    """check-jsonschema as anybody would run it, with the schema file alone."""
    command = [str(STOCK), "--output-format", "json", "--schemafile", str(layout.schema_file()), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_committed_schema_is_what_the_form_says():
    assert layout.schema_file().read_text(encoding="utf-8") == schema.generated()


def test_the_schema_holds_to_its_metaschema_and_has_no_address_of_its_own():
    jsonschema = pytest.importorskip("jsonschema")
    generated = json.loads(schema.generated())
    jsonschema.Draft202012Validator.check_schema(generated)
    assert generated["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in generated


def test_every_definition_that_is_referred_to_is_there_and_none_stands_idle():
    text = schema.generated()
    defs = json.loads(text)["$defs"]
    for name in defs:
        assert f'"#/$defs/{name}"' in text, f"{name} is never used"
    for piece in text.split('"#/$defs/')[1:]:
        assert piece.split('"')[0] in defs


@pytest.fixture(scope="module")
def rejected() -> set[str]:
    """The files of data/invalid that the stock validator rejects, in one run."""
    # The one that nests too deep is too deep for the stock validator: it dies of it, and all others with it.
    files = [path for path in sorted((HERE / "data" / "invalid").glob("*.yaml")) if path.stem != "too_deep"]
    outcome = stock(*files)
    assert outcome.returncode == 1, outcome.stderr
    report = json.loads(outcome.stdout)
    return {Path(item["filename"]).stem for item in report["errors"] + report["parse_errors"]}


def test_the_stock_validator_accepts_every_sheet_that_we_accept():
    ours = [path for path in REGISTRY if not any(f.level == "error" for f in check_text(path.read_bytes(), path.stem))]
    outcome = stock(*VALID, *ours)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_stock_validator_rejects_what_breaks_a_rule_of_the_schema(rejected: set[str]):
    names = {path.stem for path in (HERE / "data" / "invalid").glob("*.yaml")}
    ours = {name for name in names if name.split("-")[0] in SCHEMA_LEVEL} - BEYOND_IT
    assert ours - rejected == set()


def test_the_stock_validator_rejects_nothing_that_we_would_let_pass(rejected: set[str]):
    # Whatever it rejects is an error of ours as well: of reading, not of a rule between fields.
    from builder.read.form import form

    kinds = {row["id"]: (row["kind"], row["level"]) for row in form().rules}
    assert {name for name in rejected if kinds[name.split("-")[0]] != ("reader", "error")} == set()
