"""Between sheets: whose copy is it, is it here twice, may it be given on under laxer terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.check.cards import SYMMETRIC, Card, Cards
from builder.check.table import Hit, registry_rule
from builder.read.form import form
from builder.read.words import nearest

Hits = Iterator[tuple[Card, Hit]]

_LAXER = {
    ("allowed", "forbidden"),
    ("allowed", "conditional"),
    ("conditional", "forbidden"),
    ("not_required", "required"),
}
_NO_WAY = SYMMETRIC | {"superset_of"}
_PATIENCE = 100
_PLAIN = {
    "commercial_use": "commercial use",
    "redistribution": "redistribution",
    "derivatives": "derived works",
    "attribution": "attribution",
    "share_alike": "share-alike",
}


@registry_rule("unknown_dataset")
def unknown_dataset(cards: Cards) -> Hits:
    """The id of another dataset is the id of a sheet in the registry; what is not in it goes by target_name and
    target_url."""
    former = {name for card in cards.by_id.values() for name in card.former}
    sought = 0
    for card in cards.of_checked():
        for path, name in card.references:
            if name in cards.known or name in former:
                continue
            sought += 1
            near = nearest(name, cards.known) if sought < _PATIENCE else None
            if near:
                yield (
                    card,
                    Hit(
                        path, f"There is no sheet '{name}' in the registry. Did you mean '{near}'?", near, certain=False
                    ),
                )
            else:
                remedy = (
                    "Write 'target_name' and 'target_url' for a dataset that has no sheet."
                    if path[0] == "lineage"
                    else "Check the id, or add that sheet."
                )
                yield card, Hit(path, f"There is no sheet '{name}' in the registry. {remedy}")


@registry_rule("duplicate_sheet")
def duplicate_sheet(cards: Cards) -> Hits:
    """Two sheets with the same name, alias, DOI or address are one dataset, or say how they are related."""
    if not cards.whole:
        return
    seen: dict[tuple[str, str], Card] = {}
    for card in cards.of_checked():
        told: set[str] = set()
        for what, entries in (("name", card.names), ("DOI", card.dois), ("address", card.addresses)):
            for path, word in entries:
                first = seen.setdefault((what, word), card)
                if first is card or first.id in told or _related(card, first):
                    continue
                told.add(first.id)
                message = (
                    f"'{first.id}' has the same {what}. If both are one dataset keep one sheet, else "
                    "say under lineage.relations how they are related."
                )
                yield card, Hit(path, message)


def _related(one: Card, other: Card) -> bool:
    targets = {relation.target for relation in one.relations} | one.outside
    others = {relation.target for relation in other.relations} | other.outside
    return other.id in targets or one.id in others or bool(targets & others)


@registry_rule("license_conflict")
def license_conflict(cards: Cards) -> Hits:
    """A dataset made from another is not under laxer terms than its parent, or an issue of kind license_conflict
    says so."""
    inherits = form().vocabularies["relation_type"].facts
    for card in cards.of_checked():
        if card.declares_conflict:
            continue
        for relation in card.relations:
            parent = cards.by_id.get(relation.target)
            if (
                parent is None
                or not inherits.get(relation.type, {}).get("inherits")
                or relation.type in ("reannotates", "synthesized_from", "supersedes")
            ):
                continue
            laxer = [key for key, word in card.permits.items() if (word, parent.permits.get(key, "")) in _LAXER]
            if laxer:
                names = ", ".join(_PLAIN.get(key, key) for key in laxer)
                message = (
                    f"The terms are laxer than those of the parent '{parent.id}' "
                    f"({parent.license_id}): {names}. Correct them, or record an issue of kind 'license_conflict'."
                )
                yield card, Hit(("access", "license", "id"), message)
                break


@registry_rule("lineage_cycle")
def lineage_cycle(cards: Cards) -> Hits:
    """No dataset is made from itself, neither at once nor through others."""
    edges: dict[str, list[str]] = {}
    for card in cards.by_id.values():
        edges[card.id] = [r.target for r in card.relations if r.type not in _NO_WAY and r.target in cards.by_id]
    told: set[frozenset[str]] = set()
    for card in cards.of_checked():
        for relation in card.relations:
            if relation.target == card.id:
                yield (
                    card,
                    Hit(
                        (*relation.path, "target"),
                        "A dataset cannot be related to itself. Name the other dataset, or delete the relation.",
                    ),
                )
            elif relation.type not in _NO_WAY and relation.target in edges:
                circle = _way(relation.target, card.id, edges)
                if circle and frozenset(circle) not in told:
                    told.add(frozenset(circle))
                    yield (
                        card,
                        Hit(
                            (*relation.path, "target"),
                            f"This closes a circle: {' → '.join([card.id, *circle])}. One of "
                            "these relations points the wrong way.",
                        ),
                    )


def _way(start: str, goal: str, edges: dict[str, list[str]]) -> list[str] | None:
    """A way from one sheet to another along written relations."""
    ways = {start: [start]}
    queue = [start]
    while queue:
        here = queue.pop(0)
        if here == goal:
            return ways[here]
        for target in edges.get(here, ()):
            if target not in ways and target != here:
                ways[target] = [*ways[here], target]
                queue.append(target)
    return None


@registry_rule("inverse_written")
def inverse_written(cards: Cards) -> Hits:
    """A relation is written once, in the younger sheet; the other direction is computed."""
    written: dict[tuple[str, str], set[str]] = defaultdict(set)
    for card in cards.by_id.values():
        for relation in card.relations:
            written[card.id, relation.target].add(relation.type)
    for card in cards.of_checked():
        for relation in card.relations:
            back = written.get((relation.target, card.id), set())
            twice = relation.type == "superset_of" and back & {"subset_of", "split_of"}
            mirrored = relation.type in SYMMETRIC and relation.type in back and card.id > relation.target
            if twice or mirrored:
                yield (
                    card,
                    Hit(
                        (*relation.path, "type"),
                        f"'{relation.target}' says this already, from its side. Delete this "
                        "relation: the inverse is computed.",
                    ),
                )


@registry_rule("inherited_unknown")
def inherited_unknown(cards: Cards) -> Hits:
    """An entry of 'inherited' answers a shortcut or issue that the named sheet has."""
    for card in cards.of_checked():
        for position, source, entry in card.inherited:
            parent = cards.by_id.get(source)
            if parent is not None and entry not in parent.entries:
                near = nearest(entry, parent.entries)
                advice = (
                    f"Did you mean '{near}'?" if near else f"It has: {', '.join(sorted(parent.entries)) or 'none'}."
                )
                yield (
                    card,
                    Hit(
                        ("inherited", position, "id"), f"'{source}' has no shortcut or issue '{entry}'. {advice}", near
                    ),
                )


@registry_rule("inherited_open")
def inherited_open(cards: Cards) -> Hits:
    """The confirmed shortcuts and issues of a parent are shown in the child until its sheet answers them under
    'inherited'."""
    inherits = form().vocabularies["relation_type"].facts
    for card in cards.of_checked():
        answered = {(source, entry) for _, source, entry in card.inherited}
        asked: set[str] = set()
        for relation in card.relations:
            parent = cards.by_id.get(relation.target)
            if parent is None or parent.id in asked or not inherits.get(relation.type, {}).get("inherits"):
                continue
            asked.add(parent.id)
            open_ones = sorted(entry for entry in parent.settled if (parent.id, entry) not in answered)
            if open_ones:
                message = (
                    f"Shown here as inherited from '{parent.id}', not verified: "
                    f"{', '.join(open_ones)}. Answer under 'inherited' once somebody has looked."
                )
                yield card, Hit((*relation.path, "target"), message)


@registry_rule("former_id_taken")
def former_id_taken(cards: Cards) -> Hits:
    """An id is never used again: no sheet has the former id of another."""
    for card in cards.of_checked():
        for position, former in enumerate(card.former):
            if former in cards.known:
                yield (
                    card,
                    Hit(
                        ("former_ids", position),
                        f"'{former}' is the id of another sheet. An id that was given up is never used again.",
                    ),
                )
