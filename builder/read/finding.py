"""What is wrong, where, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]

LEVELS = ("error", "warning", "hint")

SLIPS = frozenset(
    {
        "tab",
        "indentation",
        "unclosed",
        "unquoted_colon",
        "unquoted_text",
        "space_after_colon",
        "space_after_dash",
        "missing_colon",
        "missing_dash",
        "missing_comma",
        "yaml_syntax",
        "tag",
        "alias",
    }
)
"""Rules after which a line was read otherwise than it stands: what else is wrong on it is most likely the
repair's doing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of a piece of one file; lines and columns count from 0, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault; lines and columns count from 1, 0 where the fault has no place in the text."""

    rule: str
    level: str
    file: str
    line: int
    column: int
    path: Path
    message: str
    fix: str | None = None
    edit: Edit | None = None

    @property
    def pointer(self) -> str:
        return pointer(self.path)

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "rule": self.rule,
            "level": self.level,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "pointer": self.pointer,
            "message": self.message,
            "fix": self.fix,
        }


def order(finding: Finding) -> tuple[str, int, int, str, str]:
    return (finding.file, finding.line, finding.column, finding.rule, finding.message)


def count(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each level, the levels in order of weight."""
    counts = dict.fromkeys(LEVELS, 0)
    for finding in findings:
        counts[finding.level] += 1
    return counts


def pointer(path: Path) -> str:
    """A path as JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def dotted(path: Path) -> str:
    """A path as people read it: `content.counts[2].n`."""
    out = ""
    for step in path:
        out += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if out else step
    return out
