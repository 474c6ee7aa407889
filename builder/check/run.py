"""All rules over a registry or over some files, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder import layout
from builder.check import rules  # noqa: F401  (importing registers them)
from builder.check.cards import Card, Cards, card_of
from builder.check.rows import KINDS, run_row
from builder.check.table import REGISTRY_RULES, SHEET_RULES, Hit, Subject, finding
from builder.check.trace import Trace
from builder.read.datasheet import Datasheet, read_file
from builder.read.finding import SLIPS, Finding, order
from builder.read.form import STATEMENT_KEYS, form
from builder.read.registry import display_name, misplaced, sheet_files


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a run: every finding, sorted, and how many sheets were looked at."""

    findings: tuple[Finding, ...]
    sheets: int


def check_registry(root: Path, today: str, progress: Callable[[int, int], None] | None = None) -> Checked:
    """Every sheet of a registry, and the rules between them."""
    return check_files(sheet_files(root), root, today, whole=True, progress=progress)


def check_files(
    files: Iterable[Path],
    root: Path,
    today: str,
    whole: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Some sheets; others are known by their file names, and read only where these descend from them."""
    files = list(files)
    known = frozenset(path.stem for path in sheet_files(root)) | {path.stem for path in files}
    findings: list[Finding] = list(misplaced(root)) if whole else []
    cards: dict[str, Card] = {}
    places: dict[str, Path] = {}
    for position, path in enumerate(files):
        sheet = read_file(path, display_name(path, root))
        findings.extend(check_sheet(sheet, today, known))
        # A sheet that could not be read still has its id: others may refer to it.
        cards[sheet.id] = card_of(sheet)
        places[sheet.id] = path
        if progress:
            progress(position + 1, len(files))
    checked = frozenset(cards)
    if not whole:
        _read_ancestors(cards, root)
    findings.extend(_between(Cards(cards, checked, known, whole), places))
    return Checked(tuple(sorted(findings, key=order)), len(files))


def check_sheet(sheet: Datasheet, today: str, known_ids: frozenset[str] = frozenset()) -> list[Finding]:
    """The faults that reading found, and the hits of every rule over one sheet."""
    findings = list(sheet.faults)
    if sheet.data:
        subject = Subject(sheet, Trace(sheet), today, known_ids)
        broken = {fault.path for fault in sheet.faults if fault.level == "error" and fault.path} | set(sheet.shadowed)
        slips = {fault.line for fault in sheet.faults if fault.rule in SLIPS}
        for rule_id, level, hits in _hits(subject):
            sound = (hit for hit in hits if not _consequence(rule_id, hit, broken))
            found = (finding(rule_id, level, sheet.file, sheet, hit) for hit in sound)
            findings.extend(item for item in found if item.line not in slips or rule_id in _BY_TEXT)
        _forgive_slipped_statements(findings, sheet)
    return findings


def _hits(subject: Subject) -> Iterator[tuple[str, str, Iterator[Hit]]]:
    for row in form().rules:
        if row["kind"] in KINDS:
            yield row["id"], row["level"], run_row(row, subject)
        elif row["id"] in SHEET_RULES:
            yield row["id"], row["level"], SHEET_RULES[row["id"]](subject)


def _forgive_slipped_statements(findings: list[Finding], sheet: Datasheet) -> None:
    """A cite or note at the wrong place was found there; where it is then missing is its consequence."""
    lines = sheet.reading.text.split("\n") if sheet.reading else []
    for slip in sheet.faults:
        line = lines[slip.line - 1] if slip.line <= len(lines) else ""
        if slip.rule not in _MISPLACING or line.split(":")[0].strip() not in STATEMENT_KEYS:
            continue
        above = [item for item in findings if item.rule in _OF_STATEMENTS and item.line < slip.line]
        if above:
            findings.remove(max(above, key=lambda item: item.line))


_MISPLACING = frozenset({"indentation", "tab", "duplicate_key", "unquoted_colon"})
_OF_STATEMENTS = frozenset({"unsourced", "method_note", "disputed_other", "gender_note", "inferred_attribute"})

_BY_TEXT = frozenset({"personal_data", "patient_rows"})
"""Rules that look at the text itself, whatever was repaired in it."""

_SOUND = frozenset(
    {"distribution_sum", "split_sum", "status_ladder", "category", "stage_fields", "report_labels_accuracy"}
)
"""Rules that only speak where the part they judge was read without fault."""


def _consequence(rule_id: str, hit: Hit, broken: set[tuple[str | int, ...]]) -> bool:
    """Does a fault of reading stand at the same place, or inside what such a rule would add up?"""
    if not broken or not hit.path:
        return False
    if any(hit.path[:depth] in broken for depth in range(1, len(hit.path) + 1)):
        return True
    around = hit.path[:-1] or hit.path
    return rule_id in _SOUND and any(path[: len(around)] == around for path in broken)


def _read_ancestors(cards: dict[str, Card], root: Path) -> None:
    queue = [target for card in cards.values() for _, target in card.references]
    while queue:
        sheet_id = queue.pop()
        path = layout.sheet_file(root, sheet_id)
        if sheet_id not in cards and path.is_file():
            cards[sheet_id] = card_of(read_file(path, display_name(path, root)))
            queue.extend(target for _, target in cards[sheet_id].references)


def _between(cards: Cards, places: dict[str, Path]) -> Iterator[Finding]:
    """Rules between sheets keep no positions; the few sheets that they hit are read once more."""
    levels = form().levels
    again: dict[str, list[tuple[str, Hit]]] = {}
    for rule_id, rule in REGISTRY_RULES.items():
        for card, hit in rule(cards):
            again.setdefault(card.id, []).append((rule_id, hit))
    for sheet_id, hits in again.items():
        card = cards.by_id[sheet_id]
        sheet = read_file(places[sheet_id], card.file)
        broken = {fault.path for fault in sheet.faults if fault.level == "error" and fault.path} | set(sheet.shadowed)
        for rule_id, hit in hits:
            if not _consequence(rule_id, hit, broken):
                yield finding(rule_id, levels[rule_id], card.file, sheet, hit)


def exit_code(findings: Iterable[Finding], strict: bool) -> int:
    """0 good, 1 findings that count: errors, and in strict runs warnings too."""
    counted: tuple[str, ...] = ("error", "warning") if strict else ("error",)
    return int(any(item.level in counted for item in findings))


def as_json(checked: Checked) -> dict[str, Any]:
    """The JSON form of a run."""
    from builder.read.finding import count

    return {"findings": [item.as_json() for item in checked.findings], "counts": count(checked.findings)}
