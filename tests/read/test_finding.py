"""Findings: their pointers, their order, their count."""

from __future__ import annotations

from builder.read.finding import Finding, count, dotted, order, pointer


def finding(**changes: object) -> Finding:
    row: dict[str, object] = {
        "rule": "type",
        "level": "error",
        "file": "a.yaml",
        "line": 1,
        "column": 1,
        "path": (),
        "message": "no",
    }
    return Finding(**(row | changes))  # type: ignore[arg-type]


def test_a_path_is_a_json_pointer_for_machines_and_dotted_for_people():
    path = ("sources", "a/b~c", "authors", 0)
    assert pointer(path) == "/sources/a~1b~0c/authors/0"
    assert dotted(path) == "sources.a/b~c.authors[1]"
    assert pointer(()) == dotted(()) == ""


def test_findings_sort_by_place():
    rows = [
        finding(file="b.yaml"),
        finding(line=10),
        finding(line=9),
        finding(column=2),
        finding(rule="date"),
        finding(),
    ]
    assert [(f.file, f.line, f.column, f.rule) for f in sorted(rows, key=order)] == [
        ("a.yaml", 1, 1, "date"),
        ("a.yaml", 1, 1, "type"),
        ("a.yaml", 1, 2, "type"),
        ("a.yaml", 9, 1, "type"),
        ("a.yaml", 10, 1, "type"),
        ("b.yaml", 1, 1, "type"),
    ]


def test_counts_name_all_levels():
    assert count([]) == {"error": 0, "warning": 0, "hint": 0}
    assert count([finding(), finding(level="hint"), finding()]) == {"error": 2, "warning": 0, "hint": 1}


def test_json_has_exactly_the_promised_keys():
    assert list(finding(path=("a", 0), fix="b").as_json()) == [
        "rule",
        "level",
        "file",
        "line",
        "column",
        "pointer",
        "message",
        "fix",
    ]
