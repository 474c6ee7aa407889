"""Values that do not fit: types, vocabularies, quotes, words of absence, dates, addresses, identifiers, licenses."""

from __future__ import annotations

import pytest
from conftest import Slip, brief, check_text

TYPES = [
    # lists and words
    Slip("type", "modality: [xray]", "modality: ‸xray", "[xray]"),
    Slip("type", "modality: [xray]", "modality: [‸[xray]]"),
    Slip("type", "aliases: [EC-14]", "aliases: ‸EC-14", "[EC-14]"),
    Slip("type", "aliases: [EC-14]", 'aliases: ‸"1904"', '["1904"]'),
    Slip("type", "labels: [pneumothorax]", "labels: ‸pneumothorax", "[pneumothorax]"),
    Slip("type", "tier: open", "tier: ‸[open]", "open"),
    Slip("type", "tier: open", "tier: ‸[open, closed]"),
    Slip("type", "tier: open", "tier: ‸{is: open}"),
    Slip("type", "relations: []", "relations: ‸none", "[]"),
    Slip("type", "relations: []", "relations: [‸example-archive]"),
    Slip("type", "    - role: download", "    - ‸download\n    - role: download"),
    Slip(
        "type",
        "images: {commercial_use: allowed, redistribution: allowed, attribution: required}",
        "images: ‸CC-BY-4.0",
        "id: CC-BY-4.0",
    ),
    Slip("type", "synthetic: {extent: none}", "synthetic: ‸none", "extent: none"),
    Slip("type", "synthetic: {extent: none}", "synthetic: ‸[none]"),
    Slip("type", "metric: {name: auc, baseline: 0.94, altered: 0.77}", "metric: ‸0.77"),
    Slip("type", "- {kind: report_nlp_rule}", "- ‸report_nlp_rule", "kind: report_nlp_rule"),
    Slip("type", "name: Example Chest\n", "name: ‸[Example Chest]\n"),
    Slip("type", "name: Example Chest\n", "name: ‸{en: Example Chest}\n"),
    Slip("type", "cite: paper, section 3", "cite: ‸{paper: section 3}"),
    Slip("type", "note: counted over the rows of patients.csv", "note: ‸[counted]"),
    Slip(
        "type", "sites:\n    - {name: Example Hospital, country: US}", "sites: {‸name: Example Hospital, country: US}"
    ),
    Slip("type", "contributors:\n    - {name: Medsheets maintainers, role: curator}", "contributors: ‸[]", "one item"),
    Slip("type", "  - id: findings\n", "  -‸ \n  - id: findings\n"),
    # numbers
    Slip("type", "{n: 11975, unit", "{n: ‸11.5, unit"),
    Slip("type", "{n: 11975, unit", '{n: ‸"11975", unit', "11975"),
    Slip("type", "{n: 11975, unit", "{n: ‸12k, unit", "12000"),
    Slip("type", "{n: 11975, unit", "{n: ‸11 975, unit", "11975"),
    Slip("type", "{n: 11975, unit", "{n: ‸~11975, unit", "11975"),
    Slip("type", "{n: 11975, unit", "{n: ‸11_975, unit", "11975"),
    Slip("type", "{n: 11975, unit", "{n: ‸many, unit"),
    Slip("type", "{n: 11975, unit", "{n: ‸0x2EC7, unit"),
    Slip("type", "{n: 11975, unit", "{n: ‸true, unit"),
    Slip("type", "{n: 11975, unit", "{n: ‸[11975], unit", "11975"),
    Slip("type", "missing_pct: 0", "missing_pct: ‸0 %", "0"),
    Slip("type", "missing_pct: 0", "missing_pct: ‸'0'", "0"),
    Slip("type", "baseline: 0.94", "baseline: ‸.94", "0.94"),
    Slip("type", "baseline: 0.94", "baseline: ‸.inf"),
    Slip("type", "baseline: 0.94", "baseline: ‸-.INF"),
    Slip("type", "baseline: 0.94", "baseline: ‸1e400"),
    Slip("type", "baseline: 0.94", "baseline: ‸0.94 (0.91-0.97)"),
    # true and false
    Slip("type", "doi: 10.1234/example.2, ", "doi: 10.1234/example.2, peer_reviewed: ‸yes, ", "true"),
    Slip("type", "doi: 10.1234/example.2, ", 'doi: 10.1234/example.2, peer_reviewed: ‸"true", ', "true"),
    Slip("type", "doi: 10.1234/example.2, ", "doi: 10.1234/example.2, peer_reviewed: ‸No, ", "false"),
    Slip("type", "doi: 10.1234/example.2, ", "doi: 10.1234/example.2, peer_reviewed: ‸probably, "),
    Slip("type", "  anatomy: [chest]", "  anatomy: [chest]\n  lossy: ‸0", "false"),
]

WORDS = [
    Slip("vocabulary", "modality: [xray]", "modality: [‸X-ray]", "xray"),
    Slip("vocabulary", "modality: [xray]", "modality: [‸radiograph]", "xray"),
    Slip("vocabulary", "modality: [xray]", "modality: [xray, ‸MRI]", "mri"),
    Slip("vocabulary", "modality: [xray]", "modality: [xray, ‸MR]", "mri"),
    Slip("vocabulary", "modality: [xray]", "modality: [xray, ‸magnetic resonance]", "mri"),
    Slip("vocabulary", "modality: [xray]", "modality: [xray, ‸Computed Tomography]", "ct"),
    Slip("vocabulary", "modality: [xray]", "modality: [xray, ‸CT-Scan]", "ct"),
    Slip("vocabulary", "modality: [xray]", "modality: [xray, ‸tarot]"),
    Slip("vocabulary", "anatomy: [chest]", "anatomy: [‸Thorax]", "chest"),
    Slip("vocabulary", "anatomy: [chest]", "anatomy: [chest, ‸lungs]", "lung"),
    Slip("vocabulary", "tier: open", "tier: ‸opne", "open"),
    Slip("vocabulary", "tier: open", "tier: ‸Open", "open"),
    Slip("vocabulary", "stage: draft", "stage: ‸daft", "draft"),
    Slip("vocabulary", "status: active ", "status: ‸Active ", "active"),
    Slip("vocabulary", "- role: download", "- role: ‸downloads", "download"),
    Slip("vocabulary", "unit: patient\n", "unit: ‸subjects\n", "patient"),
    Slip("vocabulary", "unit: image, cite", "unit: ‸images, cite", "image"),
    Slip("vocabulary", "type: multi_label", "type: ‸multilabel", "multi_label"),
    Slip("vocabulary", "kind: report_nlp_rule", "kind: ‸report_nlp_rules", "report_nlp_rule"),
    Slip("vocabulary", "kind: chest_drain", "kind: ‸chest drain", "chest_drain"),
    Slip("vocabulary", "kind: chest_drain", "kind: ‸chest tube", "chest_drain"),
    Slip("vocabulary", "mechanism: treatment_of_label", "mechanism: ‸treatment", "treatment_of_label"),
    Slip("vocabulary", "    status: confirmed", "    status: ‸confirmd", "confirmed"),
    Slip("vocabulary", "kind: subgroup_performance", "kind: ‸subgroup_perfomance", "subgroup_performance"),
    Slip("vocabulary", "stance: supports", "stance: ‸support", "supports"),
    Slip("vocabulary", "{kind: subgroup_reporting", "{kind: ‸subgroup reporting", "subgroup_reporting"),
    Slip("vocabulary", "commercial_use: allowed", "commercial_use: ‸permitted", "allowed"),
    Slip("vocabulary", "attribution: required", "attribution: ‸mandatory", "required"),
    Slip("vocabulary", "kind: dataset_paper", "kind: ‸dataset paper", "dataset_paper"),
    Slip("vocabulary", "role: curator", "role: ‸curater", "curator"),
    Slip("vocabulary", "country: US", "country: ‸USA", "US"),
    Slip("vocabulary", "country: US", "country: ‸Germany", "DE"),
    Slip("vocabulary", "country: US", "country: ‸us", "US"),
    Slip("vocabulary", "country: US", "country: ‸Norway", '"NO"'),
    Slip("vocabulary", "how: derived", "how: ‸calculated", "derived"),
    Slip("vocabulary", "recorded_by: record", "recorded_by: ‸EHR", "record"),
    Slip(
        "vocabulary",
        "exhaustiveness: exhaustive_for_listed_classes",
        "exhaustiveness: ‸exaustive_for_listed_classes",
        "exhaustive_for_listed_classes",
    ),
    Slip("vocabulary", "extent: none", "extent: ‸nothing at all"),
    Slip("vocabulary", "tier: open", "tier: ‸true"),
    Slip("vocabulary", "tier: open", "tier: ‸42"),
    Slip("category", "{category: female, pct", "{category: ‸F, pct", "female"),
    Slip("category", "{category: female, pct", "{category: ‸woman, pct", "female"),
    Slip("category", "{category: female, pct", "{category: ‸martian, pct"),
]

QUOTES = [
    Slip("quotes", "doi: 10.1234/example.1,", "doi: 10.1234/example.1, arxiv: ‸1904.08810,", '"1904.08810"'),
    Slip("quotes", "doi: 10.1234/example.1,", "doi: 10.1234/example.1, pmid: ‸30106392,", '"30106392"'),
    Slip("quotes", "name: Example Chest\n", "name: ‸1.10\n", '"1.10"'),
    Slip("quotes", "name: Example Chest\n", "name: ‸Yes\n", '"Yes"'),
    Slip("quotes", "name: Example Chest\n", "name: ‸2017-01-02\n", '"2017-01-02"'),
    Slip("quotes", "name: Example Chest\n", "name: ‸12:30\n", '"12:30"'),
    Slip("quotes", "name: Example Chest\n", "name: ‸0x1F\n", '"0x1F"'),
    Slip("quotes", "name: Example Chest\n", "name: ‸.inf\n", '".inf"'),
    Slip("quotes", "aliases: [EC-14]", "aliases: [EC-14, ‸2014]", '"2014"'),
    Slip("quotes", "aliases: [EC-14]", "aliases: [EC-14, ‸off]", '"off"'),
    Slip("quotes", "country: US", "country: ‸NO", '"NO"'),
    Slip("quotes", "metric: {name: auc,", "metric: {name: auc, p: ‸0.01,", '"0.01"'),
    Slip("quotes", "content:\n", "versions:\n  - {label: ‸1.10}\ncontent:\n", '"1.10"'),
    Slip("quotes", "content:\n", "versions:\n  - {label: ‸2017-09-26}\ncontent:\n", '"2017-09-26"'),
]

ABSENCE = [
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸N/A ", "not_applicable"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸n.a. ", "not_applicable"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸not reported ", "not_reported"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸NotReported ", "not_reported"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸Unknown ", "not_reported"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸none ", "not_reported"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸TBD ", "not_reported"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸not_reportd ", "not_reported"),
    Slip("absence_word", "ethnicity: not_reported ", "ethnicity: ‸confidential ", "withheld"),
    Slip("absence_word", "skin_type: not_applicable", "skin_type: ‸not applicable", "not_applicable"),
    Slip("absence_word", "source_accuracy: not_reported", "source_accuracy: ‸NA", "not_applicable"),
    Slip("absence_word", "anatomy: [chest]", "anatomy: ‸unknown", "not_reported"),
    Slip("absence_word", "{n: 11975, unit", "{n: ‸N/A, unit", "not_applicable"),
    Slip("absence_word", "missing_pct: 0", "missing_pct: ‸unknown", "not_reported"),
    Slip("absence_word", "baseline: 0.94", "baseline: ‸.nan", "not_reported"),
    Slip("absence_word", "released: 2017", "released: ‸N/A", "not_applicable"),
    Slip("absence_word", "  anatomy: [chest]", "  anatomy: [chest]\n  lossy: ‸unknown", "not_reported"),
    Slip("absence_word", "mechanism: treatment_of_label", "mechanism: ‸N/A", "not_applicable"),
    # where absence is no answer
    Slip("absence_word", "tier: open", "tier: ‸not_reported"),
    Slip("absence_word", "id: CC-BY-4.0", "id: ‸not_reported", "none_stated"),
    Slip("absence_word", "name: Example Chest\n", "name: ‸not_reported\n"),
    Slip("absence_word", "    status: confirmed", "    status: ‸withheld"),
    Slip("absence_word", "{n: 4100, unit: patient", "{n: 4100, unit: ‸not_applicable"),
]

DATES = [
    Slip("date", "released: 2017", "released: ‸31/02/2017"),
    Slip("date", "released: 2017", "released: ‸2017/02/28", "2017-02-28"),
    Slip("date", "released: 2017", "released: ‸28.02.2017", "2017-02-28"),
    Slip("date", "released: 2017", "released: ‸2017-2-8", "2017-02-08"),
    Slip("date", "released: 2017", "released: ‸February 2017", "2017-02"),
    Slip("date", "released: 2017", "released: ‸28 Feb 2017", "2017-02-28"),
    Slip("date", "released: 2017", "released: ‸Feb. 28, 2017", "2017-02-28"),
    Slip("date", "released: 2017", "released: ‸2017-02-30"),
    Slip("date", "released: 2017", "released: ‸2017-13"),
    Slip("date", "released: 2017", "released: ‸04/05/2017", "YYYY"),
    Slip("date", "released: 2017", "released: ‸2017-02-28T10:00:00Z", "2017-02-28"),
    Slip("date", "released: 2017", "released: ‸17"),
    Slip("date", "released: 2017", "released: ‸soon"),
    Slip("date", "last_reviewed: 2026-11-19", "last_reviewed: ‸yesterday"),
    Slip(
        "date",
        "{title: An invented audit, doi: 10.1234/example.2, year: 2020, kind: shortcut_study, accessed: 2026-11-19}",
        "{title: An invented audit, doi: 10.1234/example.2, year: 2020, kind: shortcut_study, accessed: ‸Nov 19th}",
    ),
]

ADDRESSES = [
    Slip(
        "address", "url: https://example.org/chest/data", "url: ‸www.example.org/chest", "https://www.example.org/chest"
    ),
    Slip("address", "url: https://example.org/chest/data", "url: ‸example.org", "https://example.org"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸htps://example.org/chest"),
    Slip(
        "address", "url: https://example.org/chest/data", "url: ‸https:/example.org/chest", "https://example.org/chest"
    ),
    Slip("address", "url: https://example.org/chest/data", "url: ‸https//example.org/chest"),
    Slip(
        "address", "url: https://example.org/chest/data", "url: ‸HTTPS://example.org/chest", "https://example.org/chest"
    ),
    Slip(
        "address",
        "url: https://example.org/chest/data",
        "url: ‸<https://example.org/chest>",
        "https://example.org/chest",
    ),
    Slip("address", "url: https://example.org/chest/data", "url: ‸//example.org/chest", "https://example.org/chest"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸javascript:alert(1)", "javascript"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸JavaScript:alert(1)"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸data:text/html,hi"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸ftp://example.org/chest", "ftp"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸mailto:me@example"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸file:///etc/passwd"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸https://user:secret@example.org/chest"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸https://example.org/a chest"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸https://localhost/chest"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸https://"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸on the shelf"),
    Slip("address", "url: https://example.org/chest/data", "url: ‸10.1234/example.1"),
    Slip("address", "homepage: https://example.org/chest\n", "homepage: ‸soup\n"),
]

IDENTIFIERS = [
    Slip("format", "doi: 10.1234/example.1,", "doi: ‸https://doi.org/10.1234/example.1,", "10.1234/example.1"),
    Slip("format", "doi: 10.1234/example.1,", "doi: ‸http://dx.doi.org/10.1234/example.1,", "10.1234/example.1"),
    Slip("format", "doi: 10.1234/example.1,", 'doi: ‸"doi: 10.1234/example.1",', "10.1234/example.1"),
    Slip("format", "doi: 10.1234/example.1,", "doi: ‸doi:10.1234/example.1,", "10.1234/example.1"),
    Slip("format", "doi: 10.1234/example.1,", "doi: ‸10.1234/example.1.,", "10.1234/example.1"),
    Slip("format", "doi: 10.1234/example.1,", "doi: ‸11.1234/example.1,"),
    Slip("format", "doi: 10.1234/example.1,", "doi: ‸10.1234,"),
    Slip("format", "doi: 10.1234/example.1,", "doi: 10.1234/example.1, arxiv: ‸arXiv:1904.08810,", '"1904.08810"'),
    Slip(
        "format",
        "doi: 10.1234/example.1,",
        "doi: 10.1234/example.1, arxiv: ‸https://arxiv.org/abs/1904.08810v2,",
        "1904.08810v2",
    ),
    Slip(
        "format",
        "doi: 10.1234/example.1,",
        "doi: 10.1234/example.1, arxiv: ‸https://arxiv.org/pdf/1904.08810.pdf,",
        "1904.08810",
    ),
    Slip("format", "doi: 10.1234/example.1,", 'doi: 10.1234/example.1, arxiv: ‸"19.04",'),
    Slip(
        "format",
        "doi: 10.1234/example.1,",
        "doi: 10.1234/example.1, pmid: ‸https://pubmed.ncbi.nlm.nih.gov/30106392/,",
        '"30106392"',
    ),
    Slip("format", "doi: 10.1234/example.1,", "doi: 10.1234/example.1, pmid: ‸PMC123,"),
    Slip(
        "format",
        "{name: Medsheets maintainers,",
        "{name: Medsheets maintainers, orcid: ‸https://orcid.org/0000-0002-1825-0097,",
        "0000-0002-1825-0097",
    ),
    Slip("format", "{name: Medsheets maintainers,", "{name: Medsheets maintainers, orcid: ‸0000-0002-1825,"),
    Slip("format", "{name: Medsheets maintainers,", '{name: Medsheets maintainers, github: ‸"@octocat",', "octocat"),
    Slip("format", "{name: Example Hospital,", "{name: Example Hospital, ror: ‸01cwqze88,"),
    Slip("format", "  - id: findings", "  - id: ‸Findings", "findings"),
    Slip("format", "  - id: findings", "  - id: ‸my_findings", "my-findings"),
    Slip("format", "  - id: drain", "  - id: ‸the drain", "the-drain"),
    Slip("format", "content:\n", 'versions:\n  - {label: "1", sha256: ‸abc123}\ncontent:\n'),
]

LICENSES = [
    Slip("license", "id: CC-BY-4.0", "id: ‸CC BY 4.0", "CC-BY-4.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸cc-by-4.0", "CC-BY-4.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸Creative Commons Attribution 4.0", "CC-BY-4.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸CC0", "CC0-1.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸free for research", "SPDX"),
    Slip("license", "id: CC-BY-4.0", "id: ‸CC-BY-4.0 AND"),
    Slip("license", "id: CC-BY-4.0", "id: ‸CC-BY-4.0 AND (MIT OR Apache-2.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸CC-BY-4.0 and MIT"),
    Slip("license", "id: CC-BY-4.0", "id: ‸CC-BY-4.0 WITH"),
    Slip("license", "id: CC-BY-4.0", "id: ‸AND MIT OR CC0-1.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸MIT OR handshake OR CC0-1.0"),
    Slip("license", "id: CC-BY-4.0", "id: ‸MIT WITH Some-exception! OR MIT"),
    Slip("license", "id: CC-BY-4.0", "id: ‸LicenseRef-Our Terms"),
]

RANGES = [
    Slip("range", "{category: male, pct: 53.9}", "{category: male, pct: ‸101}", "100"),
    Slip("range", "missing_pct: 0", "missing_pct: ‸-1", "0"),
    Slip("range", "{label: effusion, n: 1204}", "{label: effusion, n: ‸-1}", "0"),
    Slip("range", "year: 2017,", "year: ‸1066,", "1895"),
    Slip("range", "year: 2017,", "year: ‸20177,", "2100"),
    Slip("range", "  sites:\n", "  n_sites: ‸0\n  sites:\n", "1"),
    Slip("length", "name: Example Chest\n", "name: ‸X\n", "2"),
    Slip("length", "aliases: [EC-14]", "short_name: ‸" + "Chest " * 9 + "\naliases: [EC-14]", "40"),
]

TABLES = {
    "wrong type": TYPES,
    "word outside a vocabulary": WORDS,
    "text that wants quotes": QUOTES,
    "word of absence": ABSENCE,
    "date": DATES,
    "address": ADDRESSES,
    "identifier": IDENTIFIERS,
    "license": LICENSES,
    "range": RANGES,
}


@pytest.mark.parametrize(
    "slip", [pytest.param(slip, id=f"{kind}: {slip.name()}") for kind, slips in TABLES.items() for slip in slips]
)
def test_a_value_that_does_not_fit_is_one_finding_with_the_word_that_does(slip, one_finding):
    one_finding(slip)


@pytest.mark.parametrize(
    "line",
    [
        "name: '1.10'",
        'name: "Yes"',
        "name: Yes and no",
        "name: 2017 chests",
        'name: "back\\\\slash"',
        "name: >-\n  folded\n  name",
        "name: not reported by anybody",
        "name: Ärzte 🩻 ohne 1:1",
        "name: a#b",
        "name: '#1'",
    ],
)
def test_a_text_that_every_reader_takes_for_text_is_let_be(line: str, example: str):
    assert check_text(example.replace("name: Example Chest\n", line + "\n")) == []


@pytest.mark.parametrize(
    "word", ["2017", "2017-02", "2017-02-28", "'2017'", '"2017-02-28"', "not_reported", "withheld"]
)
def test_a_date_has_three_forms_and_three_words_of_absence(word: str, example: str):
    assert check_text(example.replace("released: 2017", f"released: {word}")) == []


@pytest.mark.parametrize("number", ["0", "1", "12.5", "100", "1e1", "1.5E+1", "0.0"])
def test_a_share_is_a_number_from_0_to_100(number: str, example: str):
    text = example.replace(
        "    - {name: Example Hospital, country: US}",
        f"    - {{name: Example Hospital, country: US}}\n  intersections:\n    - {{group: all, pct: {number}}}",
    )
    assert check_text(text) == []


@pytest.mark.parametrize(
    "license_id",
    [
        "none_stated",
        "unclear",
        "MIT OR Apache-2.0",
        "(MIT OR CC0-1.0) AND CC-BY-4.0",
        "GPL-3.0-or-later WITH Classpath-exception-2.0",
    ],
)
def test_an_expression_of_known_licenses_is_a_license(license_id: str, example: str):
    assert check_text(example.replace("id: CC-BY-4.0", f"id: {license_id}")) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://xn--bcher-kva.example/",
        "https://example.org:8080/a?b=c&d=e#f",
        "https://example.org/a_(b)",
        "https://example.org/%C3%A9",
        "https://sub.example.co.uk/~user/",
        "https://192.0.2.1/x",
        "https://example.org/ä",
    ],
)
def test_an_address_that_can_be_followed_is_an_address(url: str, example: str):
    assert check_text(example.replace("url: https://example.org/chest/data", f"url: {url}")) == []


def test_the_other_side_of_a_dispute_may_be_anything(example: str):
    other = "other: [{value: {n: [1, 2.5, x, true, null, ''], deep: {er: 1}}, source: audit, at: page 1}]"
    text = example.replace("    how: derived\n", f"    how: disputed\n    {other}\n")
    assert check_text(text) == []


def test_the_other_side_of_a_dispute_has_its_bottom(example: str):
    deep = "[" * 12 + "1" + "]" * 12
    text = example.replace("    how: derived\n", f"    how: disputed\n    other: [{{value: {deep}, source: audit}}]\n")
    assert [f.rule for f in check_text(text) if f.rule != "cite_without_place"] == ["type"]


def test_a_refused_value_still_counts_as_an_answer(example: str):
    # Nothing about homepage or released being unanswered beside what is wrong with them.
    text = example.replace("homepage: https://example.org/chest\n", "homepage: soup\n").replace(
        "released: 2017", "released: soon"
    )
    assert brief(check_text(text)) == [("address", "error", 9, 11), ("date", "error", 10, 11)]


def test_four_slips_are_four_findings(example: str):
    text = (
        example.replace("modality: [xray]", "modality: [X-ray]")
        .replace("    status: confirmed", "    status: confirmd")
        .replace("missing_pct: 0", "missing_pct: zero")
        .replace("ethnicity: not_reported", "ethnicity: N/A")
    )
    assert brief(check_text(text)) == [
        ("vocabulary", "error", 28, 14),
        ("type", "error", 45, 18),
        ("absence_word", "error", 49, 14),
        ("vocabulary", "error", 70, 13),
    ]
