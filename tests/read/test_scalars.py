"""What a plain word is to YAML readers, and what people mean by numbers and dates."""

from __future__ import annotations

import pytest
import yaml

from builder.read.scalars import date_meant, integer, is_date, is_null, is_typed, number, number_meant

TYPED = [
    "~",
    "null",
    "Null",
    "NULL",
    "true",
    "True",
    "TRUE",
    "false",
    "False",
    "FALSE",
    "yes",
    "Yes",
    "YES",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "ON",
    "off",
    "Off",
    "OFF",
    "0",
    "1",
    "-1",
    "+1",
    "12",
    "007",
    "1_000",
    "1.5",
    "-1.5",
    ".5",
    "1.",
    "1e5",
    "1.5e-3",
    "1.5E+3",
    "0x1F",
    "0o17",
    "0b101",
    "12:30",
    "1:30:45",
    ".inf",
    "-.inf",
    "+.Inf",
    ".INF",
    ".nan",
    ".NaN",
    ".NAN",
    "2017-01-02",
    "2017-1-2",
    "=",
    "<<",
    "2017-01-02T10:00:00Z",
    "1904.08810",
]
TEXT = [
    "x",
    "Example",
    "v1.0",
    "1.0.0",
    "n/a",
    "None",
    "nil",
    "2017-01",
    "10.1234/x",
    "1,000",
    "12k",
    "EC-14",
    "y",
    "n",
    "Y",
    "N",
    "a:b",
    "---",
    "trueish",
    "nullable",
    "on-call",
    "0xZZ",
    "1904.08810v2",
    "-x",
    ".x",
    ".",
    "-",
    "+",
    "no-one",
    "I",
    "3T",
    "50%",
    "2017/01/02",
]


@pytest.mark.parametrize("word", [*TYPED, "2017-01-02 10:00:00"])
def test_a_word_that_some_reader_takes_for_something_else_is_typed(word: str):
    assert is_typed(word)


@pytest.mark.parametrize("word", TEXT)
def test_a_word_that_all_readers_take_for_text_is_not(word: str):
    assert not is_typed(word)


@pytest.mark.parametrize("word", [*TYPED, *TEXT])
def test_whatever_the_common_reader_types_we_call_typed(word: str):
    # PyYAML speaks YAML 1.1: the widest reading that is still in use.
    if word not in ("=", "<<", "-") and not isinstance(yaml.safe_load(f"- {word}")[0], str):
        assert is_typed(word)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("007", None),
        ("1.0", None),
        ("1e3", None),
        ("", None),
        ("9" * 30, None),
        ("1_000", None),
    ],
)
def test_integers_are_written_as_in_json(word: str, value: int | None):
    assert integer(word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("1.5", 1.5),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("2.5E-1", 0.25),
        (".5", None),
        ("1.", None),
        (".inf", None),
        (".nan", None),
        ("1e999", None),
        ("1e-999", 0.0),
        ("9" * 50, None),
        ("0x10", None),
        ("1,5", None),
    ],
)
def test_numbers_are_finite_and_written_as_in_json(word: str, value: float | None):
    assert number(word) == value


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("12,000", "12000"),
        ("12 000", "12000"),
        ("12_000", "12000"),
        ("12'000", "12000"),
        ("12\u202f000", "12000"),
        ("1,234,567.5", "1234567.5"),
        ("46,1", "46.1"),
        ("46.1 %", "46.1"),
        ("46%", "46"),
        ("~12", None),
        ("≈ 12", None),
        ("12k", "12000"),
        ("1.5 M", "1500000"),
        (".5", "0.5"),
        ("007", "7"),
        ("00.5", "0.5"),
        ("000", "0"),
        ("12", "12"),
        ("many", None),
        ("", None),
        ("12 or 13", None),
        ("1,2,3", None),
        ("3-5", None),
    ],
)
def test_a_number_in_another_dress_is_recognized(word: str, meant: str | None):
    assert number_meant(word) == meant


@pytest.mark.parametrize("word", ["2017", "2017-02", "2017-02-28", "2016-02-29", "0001"])
def test_a_day_that_exists_is_a_date(word: str):
    assert is_date(word)


@pytest.mark.parametrize(
    "word",
    ["17", "2017-2", "2017-02-30", "2017-02-29", "2017-00", "0000", "20170228", "2017-02-28T00:00", "", "2017-02-28 "],
)
def test_anything_else_is_not(word: str):
    assert not is_date(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("2017/02/28", "2017-02-28"),
        ("2017.2.8", "2017-02-08"),
        ("2017-2", "2017-02"),
        ("2017/11", "2017-11"),
        ("28.02.2017", "2017-02-28"),
        ("28/02/2017", "2017-02-28"),
        ("02/28/2017", "2017-02-28"),
        ("04/05/2017", None),
        ("04.05.2017", "2017-05-04"),
        ("Feb 2017", "2017-02"),
        ("February 2017", "2017-02"),
        ("28 February 2017", "2017-02-28"),
        ("February 28, 2017", "2017-02-28"),
        ("28. Feb 2017", "2017-02-28"),
        ("2017-02-28T10:00:00Z", "2017-02-28"),
        ("2017-02-28 10:00", "2017-02-28"),
        ("Foo 2017", None),
        ("31/02/2017", None),
        ("2017-13-01", None),
        ("yesterday", None),
        ("", None),
        ("30 February 2017", None),
    ],
)
def test_a_date_in_another_dress_is_recognized_where_it_can_mean_one_day_only(word: str, meant: str | None):
    assert date_meant(word) == meant


def test_nothing_has_five_spellings():
    assert all(map(is_null, ["", "~", "null", "Null", "NULL"]))
    assert not is_null("none")
