"""Lines and groups at another depth: what a slip of the indentation may have been."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.read.lines import Candidate, above, indent

_STRUCTURE = re.compile(r"- |[A-Za-z_\"'][^:]*:(?:\s|$)")


def moves(lines: list[str], index: int) -> Iterator[Candidate]:
    """The same line at another depth, or with the dash that it lost."""
    if 0 <= index < len(lines):
        yield from _reindent(lines, index)
        yield from _missing_dash(lines, index)


def block_moves(lines: list[str], index: int) -> Iterator[Candidate]:
    """A heading that slipped by a level together with what stands under it. Where the block ends its indentation no
    longer tells, so every end is tried."""
    if not 0 <= index < len(lines) or not re.match(r" *[A-Za-z_][\w-]*:\s*(?:#.*)?$", lines[index]):
        return
    now = indent(lines[index])
    ends = []
    for position in range(index + 1, min(len(lines), index + _LONGEST_BLOCK)):
        if not lines[position].strip():
            continue
        if position > index + 1 and indent(lines[position]) <= now + 2:
            ends.append(position)
        if indent(lines[position]) <= now and not lines[position].lstrip().startswith("- "):
            break
    for shift in (2, -2):
        if now + shift < 0:
            continue
        where = f"after {now + shift} spaces" if now + shift else "at the start of the line"
        message = f"The indentation does not fit: this group begins after {now} spaces. Write it {where}."
        for end in ends[:_MOST_ENDS]:
            moved = [_shifted(line, shift) for line in lines[index:end]]
            yield Candidate("indentation", index, now, moved[0], message, None, tuple(moved[1:]))


_LONGEST_BLOCK = 300


_MOST_ENDS = 25


def _shifted(line: str, shift: int) -> str:
    return " " * shift + line if shift > 0 and line.strip() else line[-shift:] if not line[:-shift].strip() else line


def _reindent(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    body = line.lstrip(" ")
    now = indent(line)
    if not _STRUCTURE.match(body):
        return  # a text at another depth would only be glued to the text above it
    beside = {indent(lines[above(lines, index)]), indent(_below(lines, index))}
    for width in sorted(levels(lines, index) - {now}, key=lambda width: (abs(width - now), width not in beside, width)):
        where = f"after {width} {'space' if width == 1 else 'spaces'}" if width else "at the start of the line"
        begins = f"after {now} {'space' if now == 1 else 'spaces'}" if now else "at the start"
        message = f"The indentation does not fit: this line begins {begins}. Write it {where}."
        yield Candidate("indentation", index, now, " " * width + body, message, None)


def _missing_dash(lines: list[str], index: int) -> Iterator[Candidate]:
    line = lines[index]
    body = line.lstrip(" ")
    if not body or body[0] in "-#" or body.rstrip().endswith(":"):
        return  # items of lists seldom begin with a heading
    now = indent(line)
    for width in (now - 2, now):
        if width >= 0:
            message = "The dash of this list item is missing. Write '- ' before it."
            yield Candidate("missing_dash", index, now, " " * width + "- " + body, message, "- ")


def _below(lines: list[str], index: int) -> str:
    return next((line for line in lines[index + 1 :] if line.strip()), "")


def levels(lines: list[str], index: int) -> set[int]:
    """Every depth at which a line could stand here: those in use above, within a dash, one step deeper, and the next
    line's."""
    found = {0, indent(_below(lines, index))}
    lowest: int | None = None
    for line in reversed(lines[max(0, index - 400) : index]):
        body = line.lstrip(" ")
        if not body or body.startswith("#"):
            continue
        width = len(line) - len(body)
        if lowest is None:
            found.add(width + 2)
        if lowest is None or width < lowest or width in found:
            found.add(width)
            if dash := re.match(r"(?:-\s+)+", body):
                found |= {width + dash.end(), width + dash.end() + 2}
            lowest = width if lowest is None else min(lowest, width)
        if lowest == 0:
            break
    return found
