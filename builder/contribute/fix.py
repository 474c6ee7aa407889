"""What a machine may repair: quotes, synonyms, near misses, slips of YAML, empty keys. Comments and all else stay."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from builder.check.run import check_sheet
from builder.read.compose import MappingNode, Node, ScalarNode
from builder.read.datasheet import Datasheet, read_bytes
from builder.read.finding import SLIPS, Edit, Finding
from builder.read.scalars import is_null
from builder.read.shapes import Keyed, Mapping
from builder.read.text import MOST_BYTES, decode, drop_controls

_MOST_ROUNDS = 60

REPAIRS = SLIPS - {"yaml_syntax", "tag", "alias"} | {
    "absence_word",
    "address",
    "category",
    "control_character",
    "date",
    "duplicate_key",
    "evidence_path",
    "format",
    "key_type",
    "license",
    "quotes",
    "type",
    "unknown_field",
    "unknown_label",
    "unknown_source",
    "unknown_split",
    "unquoted_comma",
    "vocabulary",
}
"""Rules whose advice says what was meant. Others ask for a decision, which is a person's."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of one file."""

    file: str
    before: str
    after: str
    done: tuple[str, ...]
    left: tuple[Finding, ...] = field(default=())

    @property
    def changed(self) -> bool:
        return self.before != self.after

    def patch(self) -> str:
        """The change as a unified diff."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        name = self.file.lstrip("/")
        rows = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
        return "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)


def fix_bytes(data: bytes, name: str, stem: str, today: str, known_ids: frozenset[str] = frozenset()) -> Fixed:
    """Repair one sheet until nothing more can be repaired."""
    before = data.decode("utf-8", "surrogateescape")
    text, faults = decode(data, name)
    if any(fault.rule == "encoding" for fault in faults):
        return Fixed(name, before, before, (), tuple(faults))  # which letter was meant, nobody can tell
    done = [f"{fault.file}:{fault.line}  {fault.rule}  {_WHOLE[fault.rule]}" for fault in faults]
    text, controls = drop_controls(text, name)
    done += [f"{fault.file}:{fault.line}  {fault.rule}  deleted" for fault in controls]
    seen = {text}
    for _ in range(_MOST_ROUNDS):
        sheet = read_bytes(text.encode(), name, stem)
        mended, said = _round(text, sheet, check_sheet(sheet, today, known_ids))
        if not said or mended in seen:
            break
        seen.add(mended)
        text = mended
        done += said
    left = check_sheet(read_bytes(text.encode(), name, stem), today, known_ids)
    return Fixed(name, before, text if done else before, tuple(done), tuple(left))


_WHOLE = {
    "control_character": "a space now",
    "byte_order_mark": "byte order mark removed",
    "line_ends": "line ends are LF now",
}


def _round(text: str, sheet: Datasheet, findings: list[Finding]) -> tuple[str, list[str]]:
    """One round: slips of YAML first, for what follows them may read otherwise afterwards; then values; then
    leftovers."""
    able = [f for f in findings if f.edit is not None and f.rule in REPAIRS]
    slips = [f for f in able if f.rule in SLIPS and not f.path]
    chosen = _apart(slips[:1] or able)
    if chosen:
        broken = {f.line - 1 for f in chosen if f.rule in _OF_FLOW}
        said = [f"{f.file}:{f.line}  {f.rule}  {_told(text, f)}" for f in chosen]
        mended = apply(text, [f.edit for f in chosen if f.edit is not None])
        return _unfolded(mended, sheet, broken), said
    return _without_empty_keys(text, sheet)


_OF_FLOW = frozenset({"unquoted_comma", "unquoted_colon", "missing_comma", "missing_colon", "space_after_colon"})


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Edits that do not touch each other; the rest waits for the next round."""
    chosen: list[Finding] = []
    end = (-1, -1)
    for finding in sorted(findings, key=lambda f: (f.edit.line, f.edit.column) if f.edit else (0, 0)):
        edit = finding.edit
        if edit is not None and (edit.line, edit.column) >= end:
            chosen.append(finding)
            end = (edit.end_line, edit.end_column)
    return chosen


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A text after some edits that do not overlap."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda e: (e.line, e.column), reverse=True):
        head = lines[edit.line][: edit.column]
        tail = lines[edit.end_line][edit.end_column :]
        lines[edit.line : edit.end_line + 1] = [head + edit.text + tail]
    return "\n".join(lines)


def _told(text: str, finding: Finding) -> str:
    edit = finding.edit
    if edit is None:
        return ""
    lines = text.split("\n")
    old = lines[edit.line][edit.column : edit.end_column if edit.end_line == edit.line else None]
    return f"{_short(old)} → {_short(edit.text)}"


def _short(text: str) -> str:
    bare = text.strip()
    return bare if len(bare) <= 70 else bare[:67] + "…"


def _unfolded(text: str, sheet: Datasheet, lines: set[int]) -> str:
    """A group in {} that broke once is written in block style, where commas and colons do no harm."""
    fresh = read_bytes(text.encode(), sheet.file, sheet.id) if lines else sheet
    reading = fresh.reading
    lines = lines - {fault.line - 1 for fault in fresh.faults}  # what is still broken waits for the next round
    if not lines or reading is None or reading.text != text:
        return text
    outer: dict[int, MappingNode] = {}
    for _, node, _, _ in reading.containers:
        if isinstance(node, MappingNode) and node.flow_style and node.start_mark and node.start_mark.line in lines:
            first = outer.setdefault(node.start_mark.line, node)
            if first.start_mark and node.start_mark.column < first.start_mark.column:
                outer[node.start_mark.line] = node
    rows = text.split("\n")
    for number in sorted(outer, reverse=True):
        _write_block(rows, number, outer[number])
    return "\n".join(rows)


def _write_block(rows: list[str], number: int, node: MappingNode) -> None:
    """One group of one line, pair by pair, each value as it was written."""
    start, end = node.start_mark, node.end_mark
    if start is None or end is None or start.line != end.line:
        return
    row = rows[number]
    head, tail = row[: start.column], row[end.column :]
    opened = head.rstrip()
    if opened[-1:] not in ("-", ":"):
        return
    pairs = [f"{row[_column(k) : _end(k)]}: {row[_column(v) : _end(v)]}".rstrip() for k, v in node.value]
    if opened.endswith("-"):
        pad = " " * len(head)
        rows[number : number + 1] = [f"{head}{pairs[0]}{tail}", *(pad + pair for pair in pairs[1:])]
    else:
        pad = " " * (len(head) - len(head.lstrip(" ")) + 2)
        if head.lstrip(" ").startswith("- "):
            pad += "  "
        rows[number : number + 1] = [f"{opened}{tail}", *(pad + pair for pair in pairs)]


def _column(node: Node) -> int:
    return node.start_mark.column if node.start_mark else 0


def _end(node: Node) -> int:
    return node.end_mark.column if node.end_mark else 0


def _without_empty_keys(text: str, sheet: Datasheet) -> tuple[str, list[str]]:
    """Lines that hold an optional key and nothing else say nothing: nobody has looked is what no line says as well."""
    lines = text.split("\n")
    gone: list[int] = []
    supported = sheet.data.get("evidence")
    names = {name.rsplit(".", 1)[-1] for name in supported} if isinstance(supported, dict) else set()
    for _, node, shape, _ in sheet.reading.containers if sheet.reading else ():
        if (
            not isinstance(node, MappingNode)
            or node.flow_style
            or not isinstance(shape, Mapping)
            or isinstance(shape, Keyed)
        ):
            continue
        for key_node, value_node in node.value:
            if (
                not isinstance(key_node, ScalarNode)
                or not isinstance(value_node, ScalarNode)
                or key_node.start_mark is None
            ):
                continue
            number = key_node.start_mark.line
            if key_node.value in names:
                continue  # somebody has looked: what they found is still to be written
            alone = len(node.value) > 1 and lines[number].strip() == f"{key_node.value}:"
            if (
                alone
                and is_null(value_node.value)
                and key_node.value in shape.fields
                and key_node.value not in shape.needed
            ):
                gone.append(number)
    said = [f"{sheet.file}:{number + 1}  empty_key  {lines[number].strip()} deleted" for number in sorted(gone)]
    return "\n".join(line for number, line in enumerate(lines) if number not in set(gone)), said


def fix_file(path: Path, name: str, today: str, known_ids: frozenset[str], write: bool) -> Fixed | None:
    """Repair a file in place, all or nothing: a run that is killed leaves the old file or the new one. None: no
    file."""
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    fixed = fix_bytes(path.read_bytes(), name, path.stem, today, known_ids)
    if write and fixed.changed:
        _replace(path, fixed.after)
    return fixed


def _replace(path: Path, text: str) -> None:
    target = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(target.stat().st_mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
