"""Keys that stand where they do not belong: misspelt, a level too high, a level too deep, twice."""

from __future__ import annotations

import pytest
from conftest import Slip, brief, check_text

MISSPELT = [
    Slip("unknown_field", "  tier: open", "  ‸teir: open", "'tier'"),
    Slip("unknown_field", "  license:", "  ‸licence:", "'license'"),
    Slip("unknown_field", "  license:", "  ‸License:", "'license'"),
    Slip("unknown_field", "  last_reviewed:", "  ‸last-reviewed:", "'last_reviewed'"),
    Slip("unknown_field", "  last_reviewed:", "  ‸lastReviewed:", "'last_reviewed'"),
    Slip("unknown_field", "summary: >-", "‸sumary: >-", "'summary'"),
    Slip("unknown_field", "homepage:", "‸home_page:", "'homepage'"),
    Slip("unknown_field", "status: active", "‸state: active", "'status'"),
    Slip("unknown_field", "population:\n", "‸populaton:\n", "'population'"),
    Slip("unknown_field", "labels:\n  - id", "‸label:\n  - id", "'labels'"),
    Slip("unknown_field", "labels:\n  - id", "‸lables:\n  - id", "'labels'"),
    Slip("unknown_field", "shortcuts:\n", "‸short_cuts:\n", "'shortcuts'"),
    Slip("unknown_field", "sources:\n", "‸source:\n", "'sources'"),
    Slip("unknown_field", "sources:\n", "‸references:\n", ""),
    Slip("unknown_field", "content:\n", "‸contents:\n", "'content'"),
    Slip("unknown_field", "  modality: [xray]", "  ‸modalities: [xray]", "'modality'"),
    Slip("unknown_field", "  modality: [xray]", "  ‸modalty: [xray]", "'modality'"),
    Slip("unknown_field", "    distribution:", "    ‸distributions:", "'distribution'"),
    Slip("unknown_field", "    missing_pct: 0", "    ‸missing: 0", "'missing_pct'"),
    Slip("unknown_field", "    missing_pct: 0", "    ‸missing_percent: 0", "'missing_pct'"),
    Slip("unknown_field", "  ethnicity: not", "  ‸ethnicty: not", "'ethnicity'"),
    Slip("unknown_field", "{n: 4100, unit: patient,", "{n: 4100, ‸units: patient,", "'unit'"),
    Slip("unknown_field", "{n: 4100, unit: patient,", "{‸count: 4100, unit: patient,", "'n'"),
    Slip("unknown_field", "{name: Example Hospital, country", "{name: Example Hospital, ‸contry", "'country'"),
    Slip("unknown_field", "{name: Example Hospital, country", "{‸nmae: Example Hospital, country", "'name'"),
    Slip("unknown_field", "    origin:", "    ‸orgin:", "'origin'"),
    Slip("unknown_field", "    classes:", "    ‸clases:", "'classes'"),
    Slip("unknown_field", "{label: effusion, n", "{‸lable: effusion, n", "'label'"),
    Slip("unknown_field", "{label: effusion, n", "{‸name: effusion, n", "'label'"),
    Slip("unknown_field", "    mechanism:", "    ‸mecanism:", "'mechanism'"),
    Slip("unknown_field", "    evidence:\n", "    ‸evidences:\n", "'evidence'"),
    Slip("unknown_field", "        stance:", "        ‸stand:", "'stance'"),
    Slip("unknown_field", "        at: section 4.2", "        ‸where: section 4.2", "'at'"),
    Slip("unknown_field", "      - source: audit", "      - ‸src: audit", "'source'"),
    Slip("unknown_field", "      - source: audit", "      - ‸souce: audit", "'source'"),
    Slip("unknown_field", "baseline: 0.94", "‸base_line: 0.94", "'baseline'"),
    Slip("unknown_field", "    mitigations:", "    ‸mitigation:", "'mitigations'"),
    Slip("unknown_field", "  relations: []", "  ‸relation: []", "'relations'"),
    Slip("unknown_field", "synthetic: {extent", "‸syntetic: {extent", "'synthetic'"),
    Slip("unknown_field", "synthetic: {extent", "synthetic: {‸extend", "'extent'"),
    Slip("unknown_field", "{title: An invented paper,", "{‸titel: An invented paper,", "'title'"),
    Slip("unknown_field", "doi: 10.1234/example.1,", "‸DOI: 10.1234/example.1,", "'doi'"),
    Slip("unknown_field", "year: 2020,", "‸yaer: 2020,", "'year'"),
    Slip(
        "unknown_field", "url: https://example.org/chest/readme,", "‸link: https://example.org/chest/readme,", "'url'"
    ),
    Slip("unknown_field", "    - role: download", "    - ‸rol: download", "'role'"),
    Slip(
        "unknown_field",
        "      url: https://example.org/chest/data",
        "      ‸URL: https://example.org/chest/data",
        "'url'",
    ),
    Slip("unknown_field", "  contributors:", "  ‸contributers:", "'contributors'"),
    Slip("unknown_field", "  stage: draft", "  ‸stages: draft", "'stage'"),
    Slip("unknown_field", "{name: Medsheets maintainers, role", "{‸full_name: Medsheets maintainers, role", "'name'"),
    Slip("unknown_field", "images: {commercial_use: allowed,", "images: {‸comercial_use: allowed,", "'commercial_use'"),
    Slip("unknown_field", "images: {commercial_use: allowed,", "images: {‸commercial: allowed,", "'commercial_use'"),
    Slip(
        "unknown_field", "  cite: paper, section 2\n\npopulation", "  ‸cites: paper, section 2\n\npopulation", "'cite'"
    ),
    Slip(
        "unknown_field",
        "  cite: paper, section 2\n\npopulation",
        "  ‸citation: paper, section 2\n\npopulation",
        "'cite'",
    ),
    Slip("unknown_field", "    how: derived", "    ‸hwo: derived", "'how'"),
    Slip("unknown_field", "    note: counted", "    ‸notes: counted", "'note'"),
    Slip("unknown_field", "evidence:\n  population", "‸evidance:\n  population", "'evidence'"),
    Slip("unknown_field", "id: example-chest ", "‸ID: example-chest ", "'id'"),
    Slip("unknown_field", "name: Example Chest\n", "‸nam: Example Chest\n", "'name'"),
    Slip("unknown_field", "name: Example Chest\n", "‸title: Example Chest\n", "'name'"),
    Slip("unknown_field", "aliases:", "‸alias:", "'aliases'"),
    Slip("unknown_field", "released: 2017", "‸release: 2017", "'released'"),
    Slip("unknown_field", "released: 2017", "released: 2017\n‸flavor: strawberry", "explain"),
    Slip("unknown_field", "  tier: open", "  tier: open\n  ‸secret_handshake: three taps", "access"),
]


@pytest.mark.parametrize("slip", MISSPELT, ids=Slip.name)
def test_a_misspelt_key_is_one_finding_that_names_the_key_that_was_meant(slip, one_finding):
    one_finding(slip)


MISPLACED = [
    # a level too high
    Slip("unknown_field", "released: 2017", "released: 2017\n‸stage: draft", "sheet"),
    Slip("unknown_field", "synthetic: {", "‸consent: waiver\nsynthetic: {", "ethics"),
    Slip("unknown_field", "homepage: ", "‸cost: none\nhomepage: ", "access"),
    Slip(
        "unknown_field",
        "    images: {commercial_use: allowed, ",
        "    ‸commercial_use: allowed\n    images: {",
        "images",
    ),
    Slip("unknown_field", "  license:\n    id: CC-BY-4.0", "  ‸id: CC-BY-4.0\n  license:", "license"),
    Slip("unknown_field", "    mechanism: t", "    ‸metric: {name: auc, delta: 0.1}\n    mechanism: t", "evidence"),
    # a level too deep
    Slip("unknown_field", "  cite: readme, whole file", "  ‸former_ids: [ec]\n  cite: readme, whole file", "the sheet"),
    Slip("unknown_field", "    missing_pct: 0", "    missing_pct: 0\n    ‸n_sites: 1", "population"),
    Slip(
        "unknown_field",
        "      url: https://example.org/chest/data",
        "      url: https://example.org/chest/data\n      ‸cost: none",
        "access",
    ),
    Slip("unknown_field", "    id: CC-BY-4.0", "    id: CC-BY-4.0\n    ‸lead_time: a week", "access"),
    # in another section
    Slip("unknown_field", "  tier: open\n", "  tier: open\n  ‸anatomy: [chest]\n"),
    Slip("unknown_field", "  anatomy: [chest]", "  anatomy: [chest]\n  ‸method: at random"),
]


@pytest.mark.parametrize("slip", MISPLACED, ids=Slip.name)
def test_a_key_of_another_group_is_one_finding_that_says_where_it_belongs(slip, one_finding):
    one_finding(slip)


TWICE = [
    Slip("duplicate_key", "status: active  ", "status: active\n‸status: active  ", "line 8"),
    Slip("duplicate_key", "  tier: open\n", "  tier: open\n  ‸tier: open\n", "line 18"),
    Slip("duplicate_key", "{n: 4100, unit: patient,", "{n: 4100, ‸n: 4200, unit: patient,", "line 32"),
    Slip(
        "duplicate_key",
        "    cite: paper, section 3\n",
        "    cite: paper, section 3\n    ‸cite: paper, section 3\n",
        "line 63",
    ),
    Slip(
        "duplicate_key",
        "evidence:\n  population",
        "evidence:\n  population.ethnicity: paper, page 2\n  ‸population",
        "line 91",
    ),
    Slip("duplicate_key", "  tier: open\n", "  tier: open\n  ‸tier:\n", "line 18"),
    # the empty one gives way, wherever it stands
    Slip("duplicate_key", "content:\n", "content:\n‸content:\n", "line 27"),
    Slip("duplicate_key", "    evidence:\n", "    evidence:\n    ‸evidence:\n", "line 71"),
    Slip("duplicate_key", "shortcuts:\n", "shortcuts:\n‸shortcuts:\n", "line 65"),
    Slip("duplicate_key", "  paper: {title", "  paper:\n  ‸paper: {title", "line 87"),
]


@pytest.mark.parametrize("slip", TWICE, ids=Slip.name)
def test_a_key_that_stands_twice_is_one_finding_that_names_the_first(slip, one_finding):
    one_finding(slip)


def test_a_key_that_stands_three_times_is_two_findings(example: str):
    findings = check_text(example.replace("  tier: open\n", "  tier: open\n" * 3))
    assert brief(findings) == [("duplicate_key", "error", 19, 3), ("duplicate_key", "error", 20, 3)]


ODD_KEYS = [
    Slip("key_type", "  paper: {title", "  ‸? [a, list]\n  : nothing\n  paper: {title"),
    Slip("key_type", "  anatomy: [chest]", "  anatomy: [chest]\n  ? ‸{a: group}\n  : nothing"),
    Slip("key_type", "  skin_type: not", "  ? ‸[skin, type]\n  : dry\n  skin_type: not"),
    Slip("alias", "  tier: open\n", "  tier: open\n  ‸<<: {cost: none}\n", "merge key"),
    Slip("unknown_field", "  tier: open\n", "  tier: open\n  ‸true: love\n"),
    Slip("unknown_field", "  tier: open\n", "  tier: open\n  ‸12: months\n"),
    Slip("unknown_field", "  tier: open\n", "  tier: open\n  ‸null: and void\n"),
    Slip("unknown_field", "released: 2017", "released: 2017\n‸" + "a" * 300 + ": long", "…"),
]


@pytest.mark.parametrize("slip", ODD_KEYS, ids=Slip.name)
def test_a_key_that_is_no_word_is_one_finding(slip, example: str):
    text = example.replace(slip.old, slip.new.replace("‸", ""))
    (finding,) = check_text(text)
    assert (finding.rule, finding.level) == (slip.rule, "error")
    assert slip.word in finding.message


KEYED = [
    Slip(
        "key_type",
        "  paper: {title",
        "  ‸2017: {title: Year, url: https://example.org/2017, kind: docs, accessed: 2026}\n  paper: {title",
        '"2017"',
    ),
    Slip(
        "key_type",
        "  paper: {title",
        "  ‸true: {title: Love, url: https://example.org/love, kind: docs, accessed: 2026}\n  paper: {title",
        '"true"',
    ),
]


@pytest.mark.parametrize("slip", KEYED, ids=Slip.name)
def test_a_source_whose_key_is_no_text_wants_quotes(slip, example: str):
    text = example.replace(slip.old, slip.new.replace("‸", "")).replace(
        "cite: readme, whole file", f"cite: [{slip.word.replace(chr(34), '')} x]"
    )
    findings = [f for f in check_text(text) if f.rule == "key_type"]
    assert [(f.line, f.column) for f in findings] == [(87, 3)]
    assert findings[0].fix == slip.word


def test_an_unknown_key_beside_a_missing_one_is_one_finding_not_two(one_finding):
    one_finding(Slip("unknown_field", "{label: effusion, n: 1204}", "{‸finding: effusion, n: 1204}", "'label'"))
    one_finding(Slip("unknown_field", "sources:\n  paper", "‸bibliography:\n  paper", ""))


def test_two_unknown_keys_are_two_findings(example: str):
    text = example.replace("  tier: open", "  teir: open").replace("  modality:", "  modalty:")
    assert brief(check_text(text)) == [("unknown_field", "error", 18, 3), ("unknown_field", "error", 28, 3)]


def test_what_stands_under_a_misspelt_key_is_read_all_the_same(example: str):
    text = example.replace("population:\n", "populaton:\n").replace("category: female", "category: femal")
    assert brief(check_text(text)) == [("unknown_field", "error", 36, 1), ("category", "error", 43, 20)]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("status: active  ", "# ", (2, 1)),
        ("  stage: draft  ", "  # ", (11, 1)),
        ("  tier: open\n", "\n", (17, 1)),
        ("    id: CC-BY-4.0\n", "\n", (22, 3)),
        ("  modality: [xray]\n", "\n", (27, 1)),
        ("{n: 4100, unit: patient, ", "{n: 4100, ", (32, 7)),
        ("{category: male, pct: 53.9}", "{n: 12, pct: 53.9}", (44, 9)),
        ("      - {kind: report_nlp_rule}", "      - {n: 5}", (57, 9)),
        ("    kind: chest_drain\n", "\n", (66, 5)),
        ("        kind: subgroup_performance\n", "\n", (72, 9)),
        ("{kind: subgroup_reporting, source", "{source", (78, 9)),
        ("  readme: {title: README of Example Chest, ", "  readme: {", (88, 3)),
    ],
)
def test_a_missing_field_is_found_where_its_group_begins(old: str, new: str, place: tuple[int, int], example: str):
    findings = check_text(example.replace(old, new))
    assert brief(findings) == [("missing_field", "error", *place)], findings


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("tier: open", "tier:", (18, 3)),
        ("tier: open", "tier: null", (18, 3)),
        ("tier: open", "tier: ~", (18, 3)),
        ("status: active  ", 'status: ""  ', (8, 1)),
        ("unit: patient, cite", "unit: , cite", (32, 17)),
    ],
)
def test_an_empty_key_that_is_needed_is_found_where_the_key_stands(
    old: str, new: str, place: tuple[int, int], example: str
):
    # It is missing, and here is where to type it.
    findings = check_text(example.replace(old, new))
    assert brief(findings) == [("missing_field", "error", *place)], findings


def test_an_empty_key_that_is_not_needed_is_nothing(example: str):
    assert (
        check_text(example.replace("  anatomy: [chest]", "  anatomy: [chest]\n  bytes:\n  formats: null\n  lossy: ~"))
        == []
    )
