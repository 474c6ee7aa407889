"""Who is in the dataset and how it was labeled, where a row of data cannot say it."""

from __future__ import annotations

from collections.abc import Iterator

from builder.check.table import Hit, Subject, sheet_rule
from builder.read.form import form
from builder.read.words import squash


@sheet_rule("category")
def category(subject: Subject) -> Iterator[Hit]:
    """The categories of sex, gender, age and skin are words of their vocabulary or scheme; race and ethnicity keep the
    words of the source."""
    population = subject.data.get("population")
    fields = form().fields["population"]["fields"]
    for name, attribute in population.items() if isinstance(population, dict) else ():
        kind = fields.get(name, {}).get("categories") if isinstance(attribute, dict) else None
        if not kind or kind.get("free"):
            continue
        for path, word in _categories(attribute, ("population", name)):
            meant = _category_meant(word, kind, attribute)
            if meant is None:
                continue
            advice = f"Write '{meant}'." if meant else _choices(kind, attribute)
            yield Hit(path, f"'{word}' is not a category of {name}. {advice}", meant or None)


def _categories(
    attribute: dict[str, object], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    groups: list[tuple[tuple[str | int, ...], object]] = [((*path, "distribution"), attribute.get("distribution"))]
    for key in ("by_split", "by_label", "by_site"):
        rows = attribute.get(key)
        for i, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                groups.append(((*path, key, i, "distribution"), row.get("distribution")))
    for where, rows in groups:
        for i, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and isinstance(row.get("category"), str):
                yield (*where, i, "category"), row["category"]


def _category_meant(word: str, kind: dict[str, object], attribute: dict[str, object]) -> str | None:
    """None where the word is right, the word that was meant, or '' where nobody can tell."""
    vocabularies = form().vocabularies
    if "vocabulary" in kind:
        vocabulary = vocabularies[str(kind["vocabulary"])]
        return None if word in vocabulary.codes else vocabulary.meant(word) or ""
    if "pattern" in kind:
        return None if _is_age(word) else _age_meant(word)
    scheme = attribute.get("scheme")
    allowed = vocabularies["scheme"].facts.get(str(scheme), {}).get("categories")
    if not allowed or word in allowed or word in ("unknown", "other"):
        return None
    return {squash(str(code)): str(code) for code in allowed}.get(
        squash(word.lower().removeprefix("type").removeprefix("fitzpatrick")), ""
    )


def _choices(kind: dict[str, object], attribute: dict[str, object]) -> str:
    vocabularies = form().vocabularies
    if "vocabulary" in kind:
        return f"Choose one of: {', '.join(sorted(vocabularies[str(kind['vocabulary'])].codes))}."
    if "pattern" in kind:
        return "Write a range such as 0-17, 65+ or unknown."
    return (
        "Choose one of: "
        f"{', '.join(map(str, vocabularies['scheme'].facts[str(attribute.get('scheme'))]['categories']))}."
    )


def _is_age(word: str) -> bool:
    low, dash, high = word.partition("-")
    if word == "unknown" or (word.endswith("+") and _is_years(word[:-1])):
        return True
    return _is_years(low) and (not dash or (_is_years(high) and float(low) <= float(high)))


def _is_years(word: str) -> bool:
    return word.replace(".", "", 1).isdecimal() and len(word) < 6


def _age_meant(word: str) -> str:
    bare = (
        word.lower()
        .replace("years", "")
        .replace("–", "-")
        .replace("—", "-")
        .replace(" to ", "-")
        .replace("≥", ">=")
        .strip()
    )
    meant = bare.replace(" ", "")
    if meant.startswith((">=", "over")):
        meant = meant.removeprefix(">=").removeprefix("over") + "+"
    elif meant.startswith("<") and _is_years(meant[1:]):
        meant = f"0-{int(float(meant[1:])) - 1}"
    return meant if _is_age(meant) else ""
