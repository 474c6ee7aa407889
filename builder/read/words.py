"""Near misses: which word was meant?"""

from __future__ import annotations

from collections.abc import Iterable


def squash(word: str) -> str:
    """A word without case, spaces and punctuation: two spellings of one word become the same."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def distance(one: str, other: str, limit: int) -> int:
    """Optimal string alignment distance (a swap of neighbors counts once); above `limit`: limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1] if last[-1] <= limit else limit + 1


def _digits(word: str) -> str:
    """The digits of a word: 'CC BY' is not a slip of 'CC BY 2', nor T1 of T2."""
    return "".join(letter for letter in word if letter.isdigit())


def nearest(word: str, candidates: Iterable[str], generous: bool = False) -> str | None:
    """The candidate that `word` most likely was meant to be, or None when none is near.

    About one slip in four letters is forgiven; `generous` also takes a word that starts another.
    """
    wanted = squash(word)[:80]
    if not wanted:
        return None
    limit = 1 if len(wanted) < 6 else 2 if len(wanted) < 10 else 3
    best: tuple[int, int, str] | None = None
    for candidate in candidates:
        have = squash(candidate)
        far = distance(wanted, have, limit)
        # A short word is only near when most of it is the same: 'at' is not a slip of 'ct'.
        # Two slips or more leave the beginning alone: 'radiology' is not a slip of 'pathology'.
        alike = far < 2 or have[: far - 1] == wanted[: far - 1]
        if far <= limit and alike and far * 2 < max(len(have), len(wanted)) and _digits(have) == _digits(wanted):
            rank = (far, 0 if have[:1] == wanted[:1] else 1, candidate)
            best = min(best, rank) if best else rank
    if best is None and generous and len(wanted) > 3:
        starts = sorted(c for c in candidates if squash(c).startswith(wanted) or wanted.startswith(squash(c) or "\0"))
        return starts[0] if len(starts) == 1 else None
    return best[2] if best else None
