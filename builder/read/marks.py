"""Anchors, aliases and tags: features of YAML that a sheet has no use for."""

from __future__ import annotations

from typing import Any

from builder.read.compose import marked_places
from builder.read.finding import Finding


def report_marks(text: str, name: str) -> tuple[str, list[Finding]]:
    """The findings, and the text without the signs that would hide a word: `status: &active` means active."""
    places = marked_places(text)
    if not places:
        return text, []
    lines = text.split("\n")
    findings = []
    anchored = {word for kind, word, _ in places if kind == "anchor"}
    used = {word for kind, word, _ in places if kind == "alias"}
    for kind, word, mark in places:
        if kind == "alias" and word in anchored:
            continue  # the anchor has been reported, and stands for both
        findings.append(_finding(kind, word, mark, name))
        if kind == "tag" or word not in used:
            lines[mark.line] = _without(lines[mark.line], mark.column)
    return "\n".join(lines), findings


def _without(line: str, column: int) -> str:
    """The sign alone goes where it hid the value, the whole word where a value follows; columns stay as they are."""
    end = column
    while end < len(line) and line[end] not in " ,]}\t":
        end += 1
    alone = not line[end:].strip(" ,]}\t") or line[end : end + 1] in ",]}"
    return line[:column] + " " + line[column + 1 :] if alone else line[:column] + " " * (end - column) + line[end:]


def _finding(kind: str, word: str, mark: Any, name: str) -> Finding:
    if kind == "tag":
        shown = word.replace("tag:yaml.org,2002:", "!!")
        message = f"The tag '{shown}' does not belong in a sheet. Delete it: the form knows the types."
    elif kind == "anchor":
        message = f"The anchor '&{word}' does not belong in a sheet. Write the values out where they stand."
    else:
        message = f"The alias '*{word}' does not belong in a sheet. Write the values out."
    rule = "tag" if kind == "tag" else "alias"
    return Finding(rule, "error", name, mark.line + 1, mark.column + 1, (), message)
