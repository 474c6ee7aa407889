"""Random damage: nothing raises, and what plainly breaks a sheet is found on its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from zlib import crc32

import pytest
import yaml
from conftest import HERE, check_text
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builder.read.datasheet import read_bytes
from builder.read.form import form

SHEETS = {
    path.stem: path
    for folder in (HERE / "data" / "valid", HERE.parent / "registry")
    for path in sorted(folder.glob("*.yaml"))
}
VALID = sorted(path.stem for path in (HERE / "data" / "valid").glob("*.yaml"))
REGISTRY = ["nih-chestxray14", "ham10000", "dermamnist", "camelyon17", "chexpert", "adni", "busi", "kermany-cxr"]
"""Some real sheets, named: a new sheet changes nothing about these tests."""

# Without shrinking: the damage is small as it is.
gently = settings(
    derandomize=True,
    deadline=None,
    max_examples=50,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
thoroughly = settings(gently, max_examples=200)


@cache
def lines(name: str) -> tuple[str, ...]:
    return tuple(SHEETS[name].read_text(encoding="utf-8").split("\n"))


@cache
def before(name: str) -> frozenset[tuple[str, int]]:
    """What is found in a sheet as it stands: sheets of the registry may owe a warning."""
    return frozenset((f.rule, f.line) for f in check_text("\n".join(lines(name)), name))


# Damage of any kind


@thoroughly
@given(name=st.sampled_from(VALID), start=st.integers(0, 10_000), length=st.integers(0, 40), put=st.binary(max_size=12))
def test_any_bytes_in_place_of_any_bytes_never_raise(name: str, start: int, length: int, put: bytes):
    data = SHEETS[name].read_bytes()
    start %= len(data)
    check_text(data[:start] + put + data[start + length :], name)


@thoroughly
@given(
    name=st.sampled_from(VALID),
    at=st.integers(0, 10_000),
    put=st.text(alphabet=" \t\n:,-[]{}\"'#&*!|>?%@`~<=+.0aA", max_size=6),
)
def test_signs_of_yaml_anywhere_never_raise(name: str, at: int, put: str):
    text = "\n".join(lines(name))
    at %= len(text)
    check_text(text[:at] + put + text[at:], name)


@gently
@given(
    name=st.sampled_from(VALID),
    order=st.lists(
        st.tuples(st.sampled_from(["drop", "twice", "swap", "indent", "join"]), st.integers(0, 10_000)), max_size=6
    ),
)
def test_lines_that_go_double_or_change_places_never_raise(name: str, order: list[tuple[str, int]]):
    rows = list(lines(name))
    for what, number in order:
        at = number % (len(rows) - 1)
        if what == "drop":
            del rows[at]
        elif what == "twice":
            rows.insert(at, rows[at])
        elif what == "swap":
            rows[at], rows[at + 1] = rows[at + 1], rows[at]
        elif what == "indent":
            rows[at] = "  " + rows[at]
        else:
            rows[at : at + 2] = [rows[at] + rows[at + 1]]
    check_text("\n".join(rows), name)


@gently
@given(text=st.text(max_size=200))
def test_any_text_at_all_never_raises(text: str):
    found = read_bytes(text.encode("utf-8", "surrogatepass"), "x.yaml", "x").faults
    assert found, "no text of 200 letters is a sheet"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["not_reported", "withheld", "paper, page 1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "n", "unit", "kind", "cite", "distribution", "category", "pct", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@thoroughly
@given(st.dictionaries(st.sampled_from(sorted(form().fields)), JSON, min_size=1, max_size=5))
def test_fields_with_anything_in_them_never_raise(data: dict[str, object]):
    check_text(yaml.safe_dump(data, allow_unicode=True), "x")


# Damage that a reader must see: each operator changes one line, or says that it has no grip on it

KEY = re.compile(r"^(\s*(?:- )?)([a-z_]+):( .*|)$")
FACTS = frozenset(form().fields) - {"evidence", "sources"}


def misspell_a_key(line: str) -> str | None:
    """The middle of a long key goes."""
    match = KEY.match(line)
    if match is None or len(match[2]) < 5 or match[2] not in names():
        return None
    cut = len(match[2]) // 2
    word = match[2][:cut] + "q" + match[2][cut + 1 :]
    return None if word in names() else f"{match[1]}{word}:{match[3]}"


CODES = "tier|status|stage|unit|stance|mechanism|recorded_by|exhaustiveness|official|verdict|outcome|resolves_to|how"


def leave_a_vocabulary(line: str) -> str | None:
    """A code becomes no word at all."""
    match = re.match(
        rf"^(\s*(?:- )?)({CODES}): ([a-z_]+)\s*$",
        line,
    )
    return f"{match[1]}{match[2]}: zzyzx" if match else None


def change_a_type(line: str) -> str | None:
    """A number becomes a word, a word becomes a group."""
    if match := re.match(
        r"^(\s*(?:- )?)(n|pct|missing_pct|year|n_sites|ppv|sensitivity|baseline|altered): [\d.]+\s*$", line
    ):
        return f"{match[1]}{match[2]}: dozens"
    match = re.match(
        r"^(\s*(?:- )?)(name|summary|purpose|note|title|label|category|tier|status): ([A-Za-z][^{}\[\]>|\"':#]*)$", line
    )
    return f"{match[1]}{match[2]}: {{oops: {{}}}}" if match else None


def cut_a_reference(line: str) -> str | None:
    """A cite names a source that is not there."""
    match = re.match(r"^(\s*(?:- )?)(cite|source): ([a-z0-9_]+)((?:,.*)?)$", line)
    # Each cite gets a source of its own: several cites of one unknown source are one finding.
    return f"{match[1]}{match[2]}: zq{crc32(line.encode())}{match[4]}" if match else None


def break_an_address(line: str) -> str | None:
    match = re.match(r"^(\s*(?:- )?)(url|homepage|errata_url|archived_url): https?://(\S+)$", line)
    return f"{match[1]}{match[2]}: javascript:{match[3]}" if match else None


def break_a_date(line: str) -> str | None:
    match = re.match(
        r"^(\s*(?:- )?)(date|accessed|last_reviewed|released|checked|first_reported|last_assessed|last_run): \d.*$",
        line,
    )
    return f"{match[1]}{match[2]}: 2017-02-30" if match else None


def break_an_identifier(line: str) -> str | None:
    match = re.match(r"^(\s*(?:- )?)(doi): (10\..*)$", line)
    return f"{match[1]}{match[2]}: https://doi.org/{match[3]}" if match else None


def forget_quotes(line: str) -> str | None:
    match = re.match(r"^(\s*(?:- )?)(arxiv): \"([\d.]+)\"$", line)
    return f"{match[1]}{match[2]}: {match[3]}" if match else None


def forget_a_space(line: str) -> str | None:
    match = KEY.match(line)
    return (
        f"{match[1]}{match[2]}:{match[3].strip()}"
        if match and match[2] in names() and re.match(r" [A-Za-z0-9]", match[3])
        else None
    )


def leave_a_colon(line: str) -> str | None:
    match = re.match(r"^(\s*)(note|summary|purpose|title|name|steps|at): ([A-Za-z][^{}\[\]>|\"':#]*)$", line)
    return f"{match[1]}{match[2]}: {match[3]}: and so on" if match else None


def leave_a_bracket(line: str) -> str | None:
    return line.rstrip()[:-1] if re.match(r"^\s*(?:- )?[a-z_]+: \[[^\[\]{}\"'#]+\]$", line) else None


def leave_a_brace(line: str) -> str | None:
    return line.rstrip()[:-1] if re.match(r"^\s*(?:- )?(?:[a-z_]+: )?\{[^\[\]{}\"'#]+\}$", line) else None


def indent_with_a_tab(line: str) -> str | None:
    match = re.match(r"^( +)([a-z_]+: .*)$", line)
    return "\t" * (len(match[1]) // 2) + match[2] if match else None


def say_it_twice(line: str) -> str | None:
    match = re.match(r"^( *)([a-z_]{3,}): ([A-Za-z0-9][^{}\[\]>|\"'#]*)$", line)
    return f"{line}\n{line}" if match else None


OPERATORS: list[Callable[[str], str | None]] = [
    misspell_a_key,
    leave_a_vocabulary,
    change_a_type,
    cut_a_reference,
    break_an_address,
    break_a_date,
    break_an_identifier,
    forget_quotes,
    forget_a_space,
    leave_a_colon,
    leave_a_bracket,
    leave_a_brace,
    indent_with_a_tab,
    say_it_twice,
]


@cache
def names() -> frozenset[str]:
    """Every name of a field."""
    found: set[str] = set()
    stack = [
        *form().fields.items(),
        *(pair for row in form().definitions.values() for pair in row.get("fields", {}).items()),
    ]
    while stack:
        key, row = stack.pop()
        found.add(key)
        stack += row.get("fields", {}).items()
        stack += row.get("of", {}).get("fields", {}).items()
    return frozenset(found)


@cache
def grips(operator: Callable[[str], str | None], name: str) -> tuple[int, ...]:
    """The lines of a sheet on which an operator has a grip: folded texts and free values apart."""
    rows = lines(name)
    plain = []
    block: int | None = None
    for index, line in enumerate(rows):
        width = len(line) - len(line.lstrip())
        if block is not None and (width > block or not line.strip()):
            continue
        block = width if re.search(r"[:-] [>|][+-]?\d?\s*$", line) else None
        # A plain text over two lines is damaged by more than one change of its first line.
        follows = next((row for row in rows[index + 1 :] if row.strip()), "")
        folded = (
            KEY.match(line)
            and line.rstrip()[-1:] != ":"
            and len(follows) - len(follows.lstrip()) > width
            and not follows.lstrip().startswith("- ")
        )
        if not folded and not line.lstrip().startswith(("#", "- value:", "value:")) and operator(line) is not None:
            plain.append(index)
    return tuple(plain)


def damaged(operator: Callable[[str], str | None], name: str, index: int) -> str:
    rows = lines(name)
    return "\n".join([*rows[:index], operator(rows[index]) or "", *rows[index + 1 :]])


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_every_breaking_operator_is_found_on_its_line_anywhere_in_the_example(operator: Callable[[str], str | None]):
    wrong = []
    for index in grips(operator, "example-chest"):
        found = check_text(damaged(operator, "example-chest", index))
        at = index + (operator is say_it_twice)
        if [f.line for f in found] != [at + 1]:
            wrong.append((at + 1, lines("example-chest")[index].strip(), [(f.line, f.rule, f.message) for f in found]))
    assert wrong == []


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
@settings(gently, max_examples=15)
@given(data=st.data())
def test_every_breaking_operator_is_found_on_its_line_in_real_sheets(
    operator: Callable[[str], str | None], data: st.DataObject
):
    name = data.draw(st.sampled_from([name for name in REGISTRY if grips(operator, name)]))
    index = data.draw(st.sampled_from(grips(operator, name)))
    found = [f for f in check_text(damaged(operator, name, index), name) if (f.rule, f.line) not in before(name)]
    at = index + 1 + (operator is say_it_twice)
    assert at in [f.line for f in found], (name, at, lines(name)[index], [(f.line, f.rule, f.message) for f in found])


FOURS: list[Callable[[str], str | None]] = [
    misspell_a_key,
    leave_a_vocabulary,
    cut_a_reference,
    break_an_address,
    break_a_date,
    forget_a_space,
    leave_a_colon,
    leave_a_bracket,
]


@settings(gently, max_examples=30)
@given(data=st.data())
def test_four_slips_in_a_real_sheet_are_four_findings(data: st.DataObject):
    name = data.draw(st.sampled_from(REGISTRY))
    chosen = data.draw(st.lists(st.sampled_from([op for op in FOURS if grips(op, name)]), min_size=4, max_size=4))
    rows = list(lines(name))
    touched: set[int] = set()
    for operator in chosen:
        free = [
            index
            for index in grips(operator, name)
            if rows.count(rows[index]) == 1 and all(abs(index - other) > 12 for other in touched)
        ]
        if free:
            index = data.draw(st.sampled_from(free))
            rows[index] = operator(rows[index]) or ""
            touched.add(index)
    found = [f for f in check_text("\n".join(rows), name) if (f.rule, f.line) not in before(name)]
    assert sorted({f.line for f in found}) == sorted(index + 1 for index in touched), (
        name,
        [(f.line, f.rule, f.message) for f in found],
    )
    assert len(found) == len(touched), (name, [(f.line, f.rule, f.message) for f in found])
