"""Keys that stand where they do not belong: misspelt, a level too high, a level too deep, twice."""

from __future__ import annotations

import pytest
from conftest import Slip, brief, check_text, slipped

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
    Slip("unknown_field", "url: https://example.org/chest/readme,", "‸link: https://example.org/chest/readme,", "'url'"),
    Slip("unknown_field", "    - role: download", "    - ‸rol: download", "'role'"),
    Slip("unknown_field", "      url: https://example.org/chest/data", "      ‸URL: https://example.org/chest/data", "'url'"),
    Slip("unknown_field", "  contributors:", "  ‸contributers:", "'contributors'"),
    Slip("unknown_field", "  stage: draft", "  ‸stages: draft", "'stage'"),
    Slip("unknown_field", "{name: Medsheets maintainers, role", "{‸full_name: Medsheets maintainers, role", "'name'"),
    Slip("unknown_field", "images: {commercial_use: allowed,", "images: {‸comercial_use: allowed,", "'commercial_use'"),
    Slip("unknown_field", "images: {commercial_use: allowed,", "images: {‸commercial: allowed,", "'commercial_use'"),
    Slip("unknown_field", "  cite: paper, section 2\n\npopulation", "  ‸cites: paper, section 2\n\npopulation", "'cite'"),
    Slip("unknown_field", "  cite: paper, section 2\n\npopulation", "  ‸citation: paper, section 2\n\npopulation", "'cite'"),
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


@pytest.mark.parametrize("slip", MISSPELT, ids=lambda s: f"{s.old.strip()[:20]}>{s.new.strip()[:24]}")
def test_a_misspelt_key_is_one_finding_that_names_the_key_that_was_meant(slip, one_finding):
    one_finding(slip)


MISPLACED = [
    Slip("unknown_field", "released: 2017", "released: 2017\n‸stage: draft", "sheet"),
    Slip("unknown_field", "  tier: open\n", "  tier: open\n  ‸modality: [xray]\n", "content"),
    # a level too high
    Slip("unknown_field", "access:\n  tier: open\n", "access:\n", ""),
]


def test_placeholder(): ...
