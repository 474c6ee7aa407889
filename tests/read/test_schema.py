"""The generator of datasheet.schema.json, on a form small enough to see through."""

from __future__ import annotations

from typing import Any

from builder.read.schema import build_schema

FORM: dict[str, Any] = {
    "key_synonyms": {"kind": ["sort", "Type of"]},
    "title": "A form",
    "description": "For tests.",
    "fields": {
        "id": {
            "title": "Id",
            "description": "Its id.",
            "type": "slug",
            "required": "stub",
            "record": True,
            "example": "a",
        },
        "soup": {
            "title": "Soup",
            "description": "Of the\n  day.",
            "type": "map",
            "section": True,
            "required": "draft",
            "fields": {
                "kind": {
                    "title": "Kind",
                    "description": "Which.",
                    "type": "code",
                    "vocabulary": "soup",
                    "required": "stub",
                    "absence": False,
                },
                "spoons": {"title": "Spoons", "description": "How many.", "type": "integer"},
                "salt": {"title": "Salt", "description": "Share.", "type": "percent", "required": "reviewed"},
                "heat": {"title": "Heat", "description": "How hot.", "type": "number", "minimum": 10, "maximum": 100},
                "eaten": {"title": "Eaten", "description": "When.", "type": "date"},
                "good": {"title": "Good", "description": "Was it.", "type": "fact"},
                "guests": {
                    "title": "Guests",
                    "description": "Who.",
                    "type": "list",
                    "min_items": 1,
                    "of": {"use": "guest", "title": "Guest"},
                },
                "cook": {"title": "Cook", "description": "By whom.", "use": "guest"},
                "terms": {"title": "Terms", "description": "License.", "type": "license"},
            },
        },
        "sources": {
            "title": "Sources",
            "description": "All.",
            "type": "keyed",
            "record": True,
            "of": {"type": "map", "fields": {"url": {"title": "Address", "description": "Where.", "type": "url"}}},
        },
        "evidence": {"title": "Evidence", "description": "By path.", "type": "evidence", "record": True},
    },
    "definitions": {
        "statement": {
            "title": "S",
            "description": "S.",
            "type": "map",
            "fields": {
                "cite": {"title": "Cite", "description": "Where.", "type": "text", "example": "paper, page 1"},
                "how": {"title": "How", "description": "How.", "type": "code", "vocabulary": "how"},
                "note": {"title": "Note", "description": "Remark.", "type": "text"},
                "other": {
                    "title": "Other",
                    "description": "Else.",
                    "type": "list",
                    "of": {"type": "map", "fields": {}},
                },
            },
        },
        "guest": {
            "title": "Guest",
            "description": "One.",
            "type": "map",
            "fields": {
                "name": {"title": "Name", "description": "N.", "type": "text", "min_length": 1, "required": "stub"}
            },
        },
    },
}


def words(*codes: str, **more: Any) -> dict[str, Any]:
    rows = [{"code": code, "label": code.title(), "definition": f"It is {code}."} for code in codes]
    return {"title": "T", "description": "D.", "noun": "word", "codes": rows, **more}


VOCABULARIES: dict[str, Any] = {
    "soup": words("pea", "leek"),
    "how": words("reported"),
    "absence": words("not_reported"),
    "license": words("none_stated", spdx_other=["Beer-1.0"]),
}
VOCABULARIES["soup"]["codes"][0] |= {"synonyms": ["Green soup", "leek"], "vegan": True, "example": "x"}
RULES = [
    {
        "id": "r",
        "level": "error",
        "title": "R",
        "kind": "reader",
        "browser": True,
        "rule": "Words.",
        "bad": "b",
        "good": "g",
    }
]
SCHEMA = build_schema(FORM, VOCABULARIES, RULES)
SOUP = SCHEMA["properties"]["soup"]


def test_what_a_stub_needs_is_required_and_nothing_else_may_stand():
    assert SCHEMA["required"] == ["id"]
    assert SCHEMA["additionalProperties"] is False
    group = SOUP["anyOf"][0]
    assert group["required"] == ["kind"]
    assert group["additionalProperties"] is False


def test_a_fact_takes_a_word_of_absence_and_a_record_does_not():
    assert {"$ref": "#/$defs/absence"} in SOUP["anyOf"]
    assert {"$ref": "#/$defs/absence"} in SOUP["anyOf"][0]["properties"]["spoons"]["anyOf"]
    assert SCHEMA["properties"]["sources"]["anyOf"][-1] == {"type": "null"}
    assert {"$ref": "#/$defs/absence"} not in SCHEMA["properties"]["sources"]["anyOf"]
    assert SOUP["anyOf"][0]["properties"]["kind"]["$ref"] == "#/$defs/vocabulary-soup"


def test_groups_of_facts_take_statements_and_records_do_not():
    assert {"cite", "how", "note", "other"} <= SOUP["anyOf"][0]["properties"].keys()
    assert SCHEMA["properties"]["sources"]["anyOf"][0]["additionalProperties"]["properties"].keys() == {"url"}


def test_help_is_one_line_and_says_when_a_field_is_needed():
    assert SOUP["description"] == "Of the day. Needed from stage draft on."
    assert SCHEMA["properties"]["id"]["examples"] == ["a"]


def test_bounds_carry_over():
    fields = SOUP["anyOf"][0]["properties"]
    assert fields["spoons"]["anyOf"][0] == {"type": "integer", "minimum": 0}
    assert fields["salt"]["anyOf"][0] == {"type": "number", "minimum": 0, "maximum": 100}
    assert fields["heat"]["anyOf"][0] == {"type": "number", "minimum": 10, "maximum": 100}
    assert fields["guests"]["anyOf"][0]["minItems"] == 1


def test_a_definition_is_written_once_for_facts():
    assert SOUP["anyOf"][0]["properties"]["cook"]["anyOf"][0] == {"$ref": "#/$defs/guest"}
    assert SOUP["anyOf"][0]["properties"]["guests"]["anyOf"][0]["items"] == {"title": "Guest", "$ref": "#/$defs/guest"}
    assert SCHEMA["$defs"]["guest"]["required"] == ["name"]


def test_vocabularies_list_codes_with_their_meaning():
    assert SCHEMA["$defs"]["vocabulary-soup"]["enum"] == ["pea", "leek"]
    assert SCHEMA["$defs"]["vocabulary-soup"]["enumDescriptions"] == ["Pea: It is pea.", "Leek: It is leek."]


def test_what_our_tools_need_travels_along_without_the_prose():
    ours = SCHEMA["x-medsheets"]
    assert ours["vocabularies"]["soup"] == {
        "noun": "word",
        "codes": ["pea", "leek"],
        "synonyms": {"pea": "pea", "greensoup": "pea", "leek": "leek"},
        "facts": {"pea": {"vegan": True}},
    }
    assert ours["key_synonyms"] == {"sort": ["kind"], "typeof": ["kind"]}
    assert ours["vocabularies"]["license"]["also"] == ["Beer-1.0"]
    assert ours["rules"] == [{"id": "r", "level": "error", "kind": "reader", "browser": True}]
    assert "title" not in ours["fields"]["soup"]["fields"]["kind"]
    assert ours["fields"]["soup"]["section"] is True
