"""A sheet to begin with: what a stub needs on the first screen, all else below it as comments with help and
examples."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from builder.read import schema
from builder.read.plan import SLUG
from builder.read.write import block

HEAD = "# yaml-language-server: $schema=../schema/datasheet.schema.json"


class BadId(Exception):
    """The id cannot be the name of a sheet; says why."""


def valid_id(word: str) -> str:
    """The id itself, or the reason why it cannot be one."""
    if not re.fullmatch(SLUG, word):
        bare = word.rsplit("/", 1)[-1].lower().removesuffix(".yaml").removesuffix(".yml")
        meant = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
        advice = f" Try '{meant}'." if meant else ""
        raise BadId(f"'{word}' cannot be an id: an id is made of small letters, digits and single hyphens.{advice}")
    if len(word) > _LONGEST:
        raise BadId(f"an id has at most {_LONGEST} letters; '{word[:20]}…' has {len(word)}")
    return word


_LONGEST = 80


def scaffold(sheet_id: str, today: str) -> str:
    """The text of a new sheet, made from the form."""
    form = schema.load_form()
    return "\n".join([*_stub(sheet_id, today, form), "", *_rest(form)]) + "\n"


def _stub(sheet_id: str, today: str, form: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    yield "# Fill the empty fields down to the line, then run: medsheets check. 'medsheets explain <field>' says more."
    yield f"id: {sheet_id}"
    for key in ("name", "summary", "status"):
        yield from _asked(key, form["fields"][key], "")
    yield "sheet:"
    yield "  stage: stub"
    for key in ("access", "content"):
        yield f"{key}:"
        yield from _needed(form["fields"][key]["fields"], form["definitions"], "  ")
    yield "sources:"
    yield "  paper:                               # a key of your choice; every cite below uses it"
    yield from _needed(
        _fields_of(form["fields"]["sources"]["of"], form["definitions"]),
        form["definitions"],
        "    ",
        {"accessed": today},
    )
    yield '    url:                               # or doi: 10.…, arxiv: "…", pmid: "…"'


def _needed(
    fields: dict[str, Any], definitions: dict[str, Any], pad: str, given: dict[str, str] | None = None
) -> Iterator[str]:
    """The fields that every sheet has, empty, with a hint each."""
    for key, row in fields.items():
        if row.get("required") != "stub":
            inside = _fields_of(row, definitions) if row.get("type") == "map" else {}
            if any(inner.get("required") == "stub" for inner in inside.values()):
                yield f"{pad}{key}:"
                yield from _needed(inside, definitions, pad + "  ")
            continue
        inner = _fields_of(row.get("of", row), definitions)
        if row.get("type") == "list" and inner:
            yield f"{pad}{key}:"
            yield from _dashed(list(_needed(inner, definitions, pad + "    ")), pad)
        elif inner:
            yield f"{pad}{key}:"
            yield from _needed(inner, definitions, pad + "  ")
        elif given and key in given:
            yield f"{pad}{key}: {given[key]}"
        else:
            yield from _asked(key, row, pad)


def _dashed(lines: list[str], pad: str) -> Iterator[str]:
    """The lines of an item, with the dash before its first field."""
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    for number, line in enumerate(lines):
        yield f"{pad}  - {line[len(pad) + 4 :]}" if number == first else line


def _fields_of(row: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    full = {**definitions[row["use"]], **row} if "use" in row else row
    fields: dict[str, Any] = full.get("fields", {})
    return fields


def _asked(key: str, row: dict[str, Any], pad: str) -> Iterator[str]:
    """An empty field with its help and an example: behind it where there is room, else above it."""
    head = f"{pad}{key}:".ljust(_HELP_COLUMN)
    help_, example = _sentence(row["description"]), f"e.g. {_one_line(row['example'])}"
    if len(head) + len(help_) + len(example) < _WIDTH:
        yield f"{head}# {help_} {example}"
    else:
        yield from textwrap.wrap(help_, _WIDTH, initial_indent=f"{pad}# ", subsequent_indent=f"{pad}# ")
        yield f"{head}# {example}"


_HELP_COLUMN = 38
_WIDTH = 116


def _one_line(example: Any) -> str:
    text = next(iter(block({"x": example}))).removeprefix("x:").strip()
    if text in ("", ">-", "|"):
        text = " ".join(str(example).split())
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _sentence(text: str) -> str:
    words = " ".join(str(text).split())
    first = re.split(r"(?<=[.:;])\s", words, maxsplit=1)[0].rstrip(":;")
    return first if first.endswith(".") else first + "."


_LONG = 60
_LINE = "# " + "-" * 100


def _rest(form: dict[str, Any]) -> Iterator[str]:
    """Everything that a stub can do without, in page order: uncomment what you know."""
    yield _LINE
    yield (
        "# All that follows is optional in a stub; a draft names its evidence, a reviewed sheet "
        "answers all key fields (*)."
    )
    yield "# Delete '# ' in front of the lines you fill. Where you looked and the sources do not say: not_reported."
    yield "# Lines under access, content and sheet belong in these sections above."
    yield _LINE
    for key, row in form["fields"].items():
        if row.get("required") == "stub" and row.get("type") not in ("map", "keyed"):
            continue
        if key in ("sources", "evidence"):
            continue
        yield ""
        yield f"# {_star(row)}{row['title']}: {_sentence(row['description'])}"
        yield from (f"# {line}" for line in _commented(key, row, form["definitions"], ""))
    yield ""
    yield "# Evidence for single values and for words of absence, by path:"
    yield "# evidence:"
    yield "#   population.ethnicity: paper, whole paper"


def _star(row: dict[str, Any]) -> str:
    return "* " if row.get("required") == "reviewed" else ""


def _commented(key: str, row: dict[str, Any], definitions: dict[str, Any], pad: str) -> Iterator[str]:
    """A field with its example; a group with a line of help for each of its fields."""
    full = {**definitions[row["use"]], **row} if "use" in row else row
    fields = full.get("fields", {})
    if row.get("use") == "attribute" and key != _SHOWN_ATTRIBUTE:
        yield f"{pad}{key}: not_reported              # or the fields shown under {_SHOWN_ATTRIBUTE}"
    elif fields and len(pad) < _DEEP:
        yield f"{pad}{key}:"
        for name, inner in fields.items():
            if inner.get("required") == "stub" and full.get("required") == "stub":
                continue
            yield (
                f"{pad}  # "
                f"{_star(inner)}{_sentence(inner.get('description') or definitions[inner['use']]['description'])}"
            )
            yield from _commented(name, inner, definitions, pad + "  ")
    elif full.get("example") is not None:
        yield from (pad + line for line in block({key: full["example"]}))
    else:
        yield f"{pad}{key}:"


_DEEP = 4
_SHOWN_ATTRIBUTE = "sex"
"""All attributes have the same fields: they are shown once."""
