"""The one YAML writer: what it writes reads back as it was, here and in any YAML reader."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from conftest import HERE, check_text
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.read.datasheet import read_bytes
from builder.read.write import as_scalar, block, fold, is_foldable, is_plain, quoted, scalar

VALID = sorted((HERE / "data" / "valid").glob("*.yaml"))


def written(data: Any) -> str:
    return "\n".join(block(data)) + "\n"


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_sheet_that_is_written_anew_says_the_same_and_is_sound(path):
    sheet = read_bytes(path.read_bytes(), path.name, path.stem)
    again = written(sheet.data)
    assert read_bytes(again.encode(), path.name, path.stem).data == sheet.data
    assert [f"{f.line} {f.rule} {f.message}" for f in check_text(again, path.stem)] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (0, "0"),
        (1.5, "1.5"),
        ("plain words", "plain words"),
        ("2017", '"2017"'),
        ("2017-02-28", '"2017-02-28"'),
        (date(2017, 2, 28), "2017-02-28"),
        ("1904.08810", '"1904.08810"'),
        ("yes", '"yes"'),
        ("NO", '"NO"'),
        ("null", '"null"'),
        ("", '""'),
        (" x", '" x"'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("a#b:c", "a#b:c"),
        ("- a", '"- a"'),
        ("@a", '"@a"'),
        ('say "hi"', 'say "hi"'),
        ("two\nlines", '"two\\nlines"'),
        ("Fjordfilmer 🏔", "Fjordfilmer 🏔"),
    ],
)
def test_a_value_is_quoted_only_where_it_has_to_be(value: Any, shown: str):
    assert scalar(value) == shown
    if isinstance(value, str) and not shown[:1].isdigit():
        assert yaml.safe_load(f"k: {shown}") == {"k": value}


def test_a_date_stands_bare_where_the_form_wants_a_date_and_nowhere_else():
    assert written({"released": "2017", "label": "2017-02-28"}) == 'released: 2017\nlabel: "2017-02-28"\n'


def test_groups_stand_in_blocks_and_short_lists_on_their_line():
    data = {
        "tier": "open",
        "modality": ["ct", "a, b", "1"],
        "empty": [],
        "nothing": {},
        "links": [{"role": "download", "deep": {"er": 1}}, {"role": "docs"}],
        "mixed": [1, True, None],
        "long": ["word " * 6, "word " * 6],
    }
    assert written(data) == (
        "tier: open\n"
        'modality: [ct, "a, b", "1"]\n'
        "empty: []\n"
        "nothing: {}\n"
        "links:\n"
        "  - role: download\n"
        "    deep:\n"
        "      er: 1\n"
        "  - role: docs\n"
        "mixed: [1, true, ]\n"
        "long:\n"
        '  - "word word word word word word "\n'
        '  - "word word word word word word "\n'
    )


def test_a_long_text_is_folded_between_words():
    text = "The quick brown fox looks at the radiograph of a lazy dog. " * 5
    out = written({"summary": text.strip()})
    assert out.startswith("summary: >-\n  The quick")
    assert max(map(len, out.splitlines())) <= 112
    assert yaml.safe_load(out) == {"summary": text.strip()}


def test_what_folding_would_change_is_not_folded():
    assert not is_foldable("two\nlines")
    assert not is_foldable("two  spaces")
    assert is_foldable("one line")
    assert list(fold("x" * 200 + " y", 2)) == ["  " + "x" * 200, "  y"]


@pytest.mark.parametrize(
    ("text", "old", "style", "shown"),
    [
        ("xray", "X-ray", "", "xray"),
        ('"1904.08810"', "1904.08810", "", '"1904.08810"'),
        ("[xray]", "xray", "", "[xray]"),
        ("https://example.org", "www.example.org", "", "https://example.org"),
        ("a b", "a  b", "", "a b"),
        ("a, b", "ab", "", '"a, b"'),
        ("a, b", "a,b c", "", "a, b"),
        ("a, b", "a,b c", '"', '"a, b"'),
        ("-x", "x", "", '"-x"'),
        ("x:", "x", "", '"x:"'),
    ],
)
def test_a_replacement_is_quoted_as_its_place_needs(text: str, old: str, style: str, shown: str):
    assert as_scalar(text, old, style) == shown


@settings(derandomize=True, deadline=None, database=None, max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30))
def test_any_text_comes_back_from_its_quotes(text: str):
    assert yaml.safe_load(quoted(text)) == text
    if text and is_plain(text):
        assert yaml.safe_load(f"k: {text}") == {"k": text}


VALUES = st.recursive(
    st.booleans() | st.integers(-5, 10**6) | st.text(alphabet="ab1 -:#,[]{}'\"&*!|>%@`~.é\n", min_size=1, max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
    max_leaves=8,
)


@settings(derandomize=True, deadline=None, database=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES, min_size=1, max_size=3))
def test_any_data_comes_back_from_its_block(data: dict[str, Any]):
    assert yaml.safe_load(written(data)) == data
