"""Sheets that stand in odd corners of the form, in which there is nothing to mend."""

from __future__ import annotations

import pytest
from conftest import HERE, TODAY, check_text

from builder.check.run import check_files, exit_code
from builder.read.form import form

VALID = sorted((HERE / "data" / "valid").glob("*.yaml"))
REGISTRY = sorted((HERE.parent / "registry").glob("*.yaml"))


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_sheet_has_no_finding_of_any_level(path):
    assert [f"{f.line}:{f.column} {f.rule} {f.message}" for f in check_text(path.read_bytes(), path.stem)] == []


def test_valid_sheets_agree_with_each_other_and_pass_strict():
    checked = check_files(VALID, HERE.parent, TODAY)
    assert (checked.findings, checked.sheets) == ((), len(VALID))
    assert exit_code(checked.findings, strict=True) == 0


@pytest.mark.parametrize("path", REGISTRY, ids=lambda path: path.stem)
def test_a_sheet_of_the_registry_has_no_error(path):
    assert [
        f"{f.line}:{f.column} {f.rule}" for f in check_text(path.read_bytes(), path.stem) if f.level == "error"
    ] == []


def test_the_valid_sheets_use_every_attribute_of_a_population():
    words = "\n".join(path.read_text(encoding="utf-8") for path in VALID)
    fields = form().fields["population"]["fields"]
    assert [name for name, row in fields.items() if f"\n  {name}:" not in words] == []
