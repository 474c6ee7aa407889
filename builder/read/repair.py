"""Text that is not the YAML it was meant to be: find the slip, say what to type, apply it in memory and read on.

libyaml says where it gave up, which is seldom where the slip is; and a line that slipped by a whole level is valid
YAML that says something else. So every plausible repair of the lines around the trouble is tried, and the one after
which most of the sheet makes sense is taken for what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import yaml

from builder.read.candidates import candidates, open_quotes, spacing
from builder.read.compose import MappingNode, Node, compose
from builder.read.finding import Edit, Finding
from builder.read.form import form
from builder.read.lines import Candidate, above, header_of
from builder.read.moves import block_moves, moves
from builder.read.plan import sheet_shape
from builder.read.reading import Reading
from builder.read.strays import settle
from builder.read.text import drop_controls

MOST_REPAIRS = 40
"""A sheet with more faults of syntax than this is not a slip but another kind of file."""

_MOST_TRIES = 140
_FEW_TRIES = 20
_LARGE = 100_000
_MOST_LINES = 20_000
_TOP = re.compile(r"[A-Za-z_][\w-]*:")
_STRUCTURE = frozenset({"unknown_field", "missing_field", "duplicate_key", "type"})
"""What a line at the wrong depth looks like to the form."""


class Repaired(NamedTuple):
    """The tree of the mended text, the mended text, and what had to be mended."""

    root: Node | None
    text: str
    findings: list[Finding]


class _Trial(NamedTuple):
    """A candidate, how far the parser gets with it, and to which lines the form then objects."""

    candidate: Candidate
    reach: int
    objections: list[int]
    rank: int


def compose_or_repair(text: str, name: str) -> Repaired:
    """The node tree of a sheet, after as few repairs as it takes."""
    findings: list[Finding] = []
    cleaned = False
    while True:
        try:
            return Repaired(compose(text), text, findings)
        except yaml.reader.ReaderError:
            if cleaned:
                return Repaired(None, text, findings)
            text, found = drop_controls(text, name)
            findings.extend(found)
            cleaned = True
        except yaml.YAMLError as fault:
            if "single document" in str(fault):
                cut, finding = _first_document(fault, text, name)
                findings.append(finding)
                if cut is None:
                    return Repaired(None, text, findings)
                text = cut
                continue
            best = _best(text, fault) if len(findings) < MOST_REPAIRS else None
            if best is None:
                findings.append(_syntax(fault, name))
                return Repaired(None, text, findings)
            findings.append(_finding(best, text, name))
            text = "\n".join(best.applied(text.split("\n")))


def straighten(text: str, name: str, faults: Iterable[Finding]) -> tuple[str, Finding] | None:
    """A sheet that parses but whose structure makes no sense: is there one line, or one group, that explains two faults
    or more? A group that moved as a whole may explain a single one."""
    faults = list(faults)
    places = sorted({fault.line - 1 for fault in faults if fault.rule in _STRUCTURE})
    lines = text.split("\n")
    if not places or len(lines) > _MOST_LINES:
        return None
    near: list[int] = []
    for place in places[:3]:
        near += [place, above(lines, place), above(lines, above(lines, place)), header_of(lines, place)]
    spots = [spot for spot in dict.fromkeys(near) if spot >= 0]
    start, stop = _window(lines, min(spots), max(spots))
    if sum(map(len, lines[start:stop])) > _LARGE:
        return None
    several = sum(fault.level == "error" for fault in faults) > 1
    try:
        before = len(_objections("\n".join(lines[start:stop]), complete=True))
    except yaml.YAMLError:
        return None  # a text that runs beyond the sections around the fault
    chosen = _straightest(lines, (start, stop), spots, before - 2 if several else 0, alone=not several)
    if chosen is None:
        return None
    mended = "\n".join(chosen.applied(lines))
    try:
        compose(mended)  # the window made sense; so has the whole
    except yaml.YAMLError:
        return None
    return mended, _finding(chosen, text, name)


def _straightest(
    lines: list[str], window: tuple[int, int], spots: list[int], most: int, alone: bool
) -> Candidate | None:
    """The move after which the form objects least, and to no more than `most`; of a lone fault only groups."""
    tries = [] if alone else [one for spot in spots for one in (*moves(lines, spot), *spacing(lines, spot))]
    tries += [move for spot in spots for move in block_moves(lines, spot)]
    best: tuple[int, int, int] | None = None
    chosen = None
    for rank, candidate in enumerate(tries):
        try:
            objections = _objections("\n".join(candidate.applied(lines)[slice(*window)]), complete=True)
        except yaml.YAMLError:
            continue
        if candidate.line - window[0] in objections:
            continue  # moved to where the form does not know it either
        score = (len(objections), _irregular(lines, candidate), rank)
        if len(objections) <= most and (best is None or score < best):
            best, chosen = score, candidate
    return chosen


def _window(lines: list[str], first: int, last: int) -> tuple[int, int]:
    """The sections around some lines: what stands further off does not tell one repair from another."""
    start = stop = 0
    tops = [index for index, line in enumerate(lines) if _TOP.match(line)]
    start = max((index for index in tops if index < first), default=0)
    start = max((index for index in tops if index < start), default=0)
    following = [index for index in tops if index > last]
    stop = following[1] if len(following) > 1 else len(lines)
    return start, stop


def _finding(best: Candidate, text: str, name: str) -> Finding:
    last = best.line + len(best.below)
    width = len(text.split("\n")[last])
    edit = Edit(best.line, 0, last, width, "\n".join([best.text, *best.below]))
    return Finding(best.rule, "error", name, best.line + 1, best.column + 1, (), best.message, best.fix, edit)


def _first_document(fault: Any, text: str, name: str) -> tuple[str | None, Finding]:
    """The sheet up to a second one; a line of dashes used as a divider is left out."""
    mark = fault.problem_mark
    message = "A second document begins here ('---'). One file holds one sheet."
    finding = Finding("several_documents", "error", name, mark.line + 1, mark.column + 1, (), message)
    lines = text.split("\n")
    if not any(line.startswith("id:") for line in lines[mark.line :]):
        return _with_line(lines, mark.line, ""), finding
    first = lines[: mark.line]
    return ("\n".join(first) + "\n" if any(line.strip("- ") for line in first) else None), finding


def _syntax(fault: Any, name: str) -> Finding:
    """The one finding where no repair helped: libyaml's words, and where to look."""
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = re.sub(r"\s+", " ", str(fault.problem or fault.context or "it cannot be read"))
    message = (
        f"The YAML cannot be read here: {problem}. "
        "Look at the indentation, the quotes and the colons of this line and the one above."
    )
    return Finding("yaml_syntax", "error", name, line, column, (), message)


def _best(text: str, fault: Any) -> Candidate | None:
    """The repair after which the parser gets furthest and the form objects least."""
    lines = text.split("\n")
    mark = fault.problem_mark or fault.context_mark
    if mark is None or len(lines) > _MOST_LINES:
        return None
    here = min(mark.line, len(lines) - 1)
    context = min(fault.context_mark.line, len(lines) - 1) if fault.context_mark else here
    found = [c for c in candidates(lines, here, context) if c.text != lines[c.line]][:_MOST_TRIES]
    start, stop = _window(lines, min([here, *(candidate.line for candidate in found)]), here)
    if sum(map(len, lines[start:stop])) > _LARGE:
        found = found[:_FEW_TRIES]
    tried: list[_Trial] = []
    seen: set[tuple[int, str, int]] = set()
    for rank, candidate in enumerate(found):
        written = (candidate.line, candidate.text, len(candidate.below))
        if written in seen:
            continue
        seen.add(written)
        piece = "\n".join(candidate.applied(lines)[start:stop])
        reach, objections = _quality(piece, here - start)
        # A quote that is closed gives back the lines that it had swallowed, with whatever is wrong in them.
        first = candidate.line if candidate.rule == "unclosed" else here
        if reach > first - start:
            tried.append(_Trial(candidate, reach, objections, rank))
    return min(tried, key=_judge(tried, lines)).candidate if tried else None


def _judge(tried: list[_Trial], lines: list[str]) -> Callable[[_Trial], tuple[int, int, int, int, int]]:
    # Where one repair gets further than another, what the form says of the lines that only it reached is no argument.
    horizon = min(trial.reach for trial in tried)

    def score(trial: _Trial) -> tuple[int, int, int, int, int]:
        near = sum(line <= horizon for line in trial.objections)
        return near, -trial.reach, len(trial.objections), _irregular(lines, trial.candidate), trial.rank

    return score


def _quality(text: str, here: int) -> tuple[int, list[int]]:
    """(line the parser reaches, the lines before it to which the form objects)."""
    lines = text.split("\n")
    try:
        return len(lines) + 1, _objections(text, complete=True)
    except yaml.YAMLError as error:
        fault: Any = error
        marks = [m for m in (getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)) if m]
        reach = marks[0].line if marks else 0
        # A bracket or quote left open reaches far without being right: judge by where it began.
        if re.search("flow|quoted", str(fault.context)):
            reach = min(mark.line for mark in marks)
        if reach <= here:
            return reach, []
        # What comes before the next fault is read alone; a quote that swallowed lines began further up.
        for stop in (reach, reach - 1, *open_quotes(lines, min(reach, len(lines) - 1))):
            if stop <= here:
                break
            try:
                return min(reach, stop + 1), _objections("\n".join(lines[:stop]))
            except yaml.YAMLError:
                continue
        return reach, [0] * 50


def _objections(text: str, complete: bool = False) -> list[int]:
    """The lines of a text that the form finds fault with. Missing parts only count in a complete text: in a
    beginning of one the rest may still come. Raises where the text does not parse."""
    root = compose(text)
    if not isinstance(root, MappingNode):
        return [0] * 100
    reading = Reading("", text, form())
    data = sheet_shape().read(root, (), reading)
    settle(reading, data)
    return [
        finding.line - 1
        for finding in reading.findings
        if finding.level == "error"
        and (finding.rule != "missing_field" or (complete and len(finding.path) > 1))  # sections may lie outside
    ]


def _irregular(lines: list[str], candidate: Candidate) -> int:
    """How uneven the lines around a repair are afterwards: of two lines that could be moved to meet, the one at
    fault is the one that does not stand two spaces under its parent."""
    after = candidate.applied(lines)
    uneven = 0
    for index in range(max(0, candidate.line - 2), min(len(after), candidate.line + 4)):
        line = after[index]
        body = line.lstrip(" ")
        if not body or body.startswith("#"):
            continue
        width = len(line) - len(body)
        parent = header_of(after, index)
        if parent < 0:
            uneven += width != 0
            continue
        head = after[parent]
        indent = len(head) - len(head.lstrip(" "))
        dash = re.match(r"(?:-\s+)+", head.lstrip(" "))
        inside = indent + dash.end() if dash else indent
        uneven += width not in (indent + 2, inside, inside + 2)
        # The house style indents a list under its key.
        uneven += body.startswith("- ") and _same_depth_key(after, index)
    return uneven


def _same_depth_key(lines: list[str], index: int) -> bool:
    before = lines[above(lines, index)]
    return before.rstrip().endswith(":") and len(before) - len(before.lstrip(" ")) == lines[index].index("-")


def _with_line(lines: list[str], index: int, text: str) -> str:
    return "\n".join([*lines[:index], text, *lines[index + 1 :]])
