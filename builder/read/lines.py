"""The lines of a sheet that is not the YAML it was meant to be, and one of them written otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line written otherwise, and what to say if that was it."""

    rule: str
    line: int
    column: int
    text: str
    message: str
    fix: str | None
    below: tuple[str, ...] = ()
    """The lines that follow, where they move with it."""

    def applied(self, lines: list[str]) -> list[str]:
        """All lines, with this one written otherwise."""
        return [*lines[: self.line], self.text, *self.below, *lines[self.line + 1 + len(self.below) :]]


def above(lines: list[str], index: int) -> int:
    """The nearest line above that is not blank and not a comment."""
    index -= 1
    while index > 0 and (not lines[index].strip() or lines[index].lstrip().startswith("#")):
        index -= 1
    return max(index, 0)


def next_line(lines: list[str], index: int) -> int:
    """The nearest line below that is not blank and not a comment; -1 where there is none."""
    for position in range(index + 1, len(lines)):
        body = lines[position].lstrip(" ")
        if body and not body.startswith("#"):
            return position
    return -1


def header_of(lines: list[str], index: int) -> int:
    """The line under which a line stands: the nearest above that begins further left; -1 at the top."""
    width = indent(lines[index])
    for position in range(index - 1, -1, -1):
        body = lines[position].lstrip(" ")
        if body and not body.startswith("#") and indent(lines[position]) < width:
            return position
    return -1


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
