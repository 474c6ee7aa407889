"""What is in the registry: counted from the sheets, with every kind of absence apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from builder.check.trace import Trace
from builder.derive.lineage import lineage
from builder.read.datasheet import Datasheet
from builder.read.form import ABSENCE, Form, form

KINDS = ("value", *ABSENCE, "absent")


def census(registry: Mapping[str, Datasheet]) -> dict[str, Any]:
    """The counts of a whole registry, in the form that `census --format json` promises."""
    sheets = [registry[sheet_id] for sheet_id in registry]
    counts: Counter[str] = Counter()
    for sheet in sheets:
        counts.update(Trace(sheet).counts)
    return {
        "sheets": len(sheets),
        "by_stage": _tally(sheet.stage for sheet in sheets),
        "by_modality": _tally(word for sheet in sheets for word in _words(sheet.get("content", "modality"))),
        "by_country": _tally(country for sheet in sheets for country in countries(sheet)),
        "answered": _answered(sheets, form()),
        "cites": {key: counts[key] for key in ("own", "inherited", "none")},
        "sources": len({source for sheet in sheets for source in _sources(sheet)}),
        "shortcuts": {
            "by_status": _tally(str(row.get("status")) for sheet in sheets for row in _rows(sheet, "shortcuts")),
            "by_kind": _tally(str(row.get("kind")) for sheet in sheets for row in _rows(sheet, "shortcuts")),
        },
        "lineage": {"by_type": _tally(edge.type for edge in lineage(registry).edges)},
        "licenses": _tally(str(sheet.get("access", "license", "id", default="absent")) for sheet in sheets),
    }


def countries(sheet: Datasheet) -> list[str]:
    """The countries of a dataset: those of its sites, or its list where sites are unknown; each once."""
    sites = [row.get("country") for row in _rows(sheet, "population", "sites")]
    listed = _words(sheet.get("population", "countries"))
    return sorted({word for word in [*sites, *listed] if isinstance(word, str) and word not in ABSENCE})


def key_fields(rows: Form) -> Iterator[tuple[str, ...]]:
    """The paths of the key fields: those that a reviewed sheet answers. Fields inside list items are counted at
    the list."""

    def walk(fields: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for key, bare in fields.items():
            row = rows.resolve(bare)
            if row.get("required") == "reviewed":
                yield (*path, key)
            elif row.get("type") == "map":
                yield from walk(row["fields"], (*path, key))

    return walk(rows.fields, ())


def _answered(sheets: list[Datasheet], rows: Form) -> dict[str, dict[str, int]]:
    answered = {}
    for path in key_fields(rows):
        tally = Counter(_kind(sheet.get(*path)) for sheet in sheets)
        answered[".".join(path)] = {kind: tally[kind] for kind in KINDS}
    return answered


def _kind(value: Any) -> str:
    if value is None:
        return "absent"
    return value if isinstance(value, str) and value in ABSENCE else "value"


def _tally(words: Iterator[str]) -> dict[str, int]:
    """Counts, the most frequent first, ties by name."""
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))


def _words(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _rows(sheet: Datasheet, *path: str) -> list[dict[str, Any]]:
    rows = sheet.get(*path)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _sources(sheet: Datasheet) -> Iterator[str]:
    """Each source by its most lasting name, so that one paper cited in ten sheets counts once."""
    sources = sheet.get("sources")
    for source in sources.values() if isinstance(sources, dict) else ():
        if isinstance(source, dict):
            for key in ("doi", "arxiv", "pmid", "url", "title"):
                if source.get(key):
                    yield f"{key}:{str(source[key]).casefold()}"
                    break


def census_text(counts: dict[str, Any]) -> str:
    """The census for a person: what there is, then what is missing."""
    lines = [f"{counts['sheets']} sheets ({_list(counts['by_stage'])}), {counts['sources']} distinct sources."]
    cites = counts["cites"]
    total = sum(cites.values()) or 1
    lines.append(
        f"{sum(cites.values()):,} values: {cites['own'] / total:.1%} with a cite of their own, "
        f"{cites['inherited'] / total:.1%} inherited, {cites['none'] / total:.1%} none."
    )
    for title, part in (
        ("Modality", counts["by_modality"]),
        ("Country", counts["by_country"]),
        ("License", counts["licenses"]),
        ("Shortcuts by status", counts["shortcuts"]["by_status"]),
        ("Shortcuts by kind", counts["shortcuts"]["by_kind"]),
        ("Lineage", counts["lineage"]["by_type"]),
    ):
        lines += ["", f"{title}: {_list(part) or 'none'}"]
    lines += ["", f"{'Key field':<34}" + "".join(f"{kind:>16}" for kind in KINDS)]
    for name, row in counts["answered"].items():
        lines.append(f"{name:<34}" + "".join(f"{row[kind]:>16}" for kind in KINDS))
    return "\n".join(lines) + "\n"


def _list(tally: dict[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in tally.items())
