"""Near misses: which word was meant?"""

from __future__ import annotations

import pytest

from builder.read.words import distance, nearest, squash


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("", "", 0),
        ("a", "a", 0),
        ("a", "b", 1),
        ("ab", "ba", 1),
        ("tier", "teir", 1),
        ("licence", "license", 1),
        ("abc", "", 3),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ],
)
def test_distance_counts_a_swap_of_neighbors_once(one: str, other: str, far: int):
    assert distance(one, other, 9) == distance(other, one, 9) == far


def test_distance_gives_up_at_its_limit():
    assert distance("abcdef", "uvwxyz", 2) == 3
    assert distance("a", "abcdef", 2) == 3
    assert distance("abcd", "badc", 1) == 2


def test_spellings_of_one_word_squash_alike():
    assert squash("X-Ray") == squash("x ray") == squash("X_RAY") == "xray"
    assert squash("Hôpital") == "hôpital"
    assert squash("?!") == ""


@pytest.mark.parametrize(
    ("word", "candidates", "meant"),
    [
        ("teir", ["tier", "title"], "tier"),
        ("licence", ["license", "links"], "license"),
        ("sumary", ["summary", "status"], "summary"),
        ("at", ["ct"], None),
        ("ab", ["ab"], "ab"),
        ("?", ["a"], None),
        ("modality", [], None),
        ("zebra", ["modality", "anatomy"], None),
        ("grading", ["trading", "gradings"], "gradings"),
        ("x" * 500, ["y" * 500], None),
    ],
)
def test_the_nearest_word_is_near_or_nothing(word: str, candidates: list[str], meant: str | None):
    assert nearest(word, candidates) == meant


def test_a_generous_search_takes_a_word_that_starts_another():
    assert nearest("commercial", ["commercial_use", "citation"], generous=True) == "commercial_use"
    assert nearest("missing_pct_of_all", ["missing_pct"], generous=True) == "missing_pct"
    assert nearest("mod", ["modality"], generous=True) is None
    assert nearest("split", ["splits_a_lot", "split_of_hairs"], generous=True) is None


def test_order_of_candidates_does_not_matter():
    words = ["score", "scope", "store"]
    assert nearest("scone", words) == nearest("scone", words[::-1])
