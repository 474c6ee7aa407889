"""Rules over one sheet that need a function: cites, categories, splits, stages, privacy, the record itself."""

from __future__ import annotations

import pytest
from conftest import HERE, Slip, brief, check_text, prove

from builder.check.run import check_sheet
from builder.read.datasheet import read_bytes

SPLITS = """splits:
  official: provided
  unit: patient
  method: at random, by patient
  items:
    - name: train
      counts: [{n: 9000, unit: image}, {n: 3000, unit: patient}]
    - name: test
      counts: [{n: 3000, unit: image}, {n: 1100, unit: patient}]
  cite: paper, section 4

"""


@pytest.fixture(scope="module")
def split(example: str) -> str:
    """The example with two splits that add up."""
    return example.replace("shortcuts:\n", SPLITS + "shortcuts:\n")


@pytest.fixture(scope="module")
def reviewed() -> str:
    return (
        (HERE / "data" / "valid" / "second-pair-of-eyes.yaml")
        .read_text(encoding="utf-8")
        .replace("id: second-pair-of-eyes", "id: example-chest")
    )


def rows(text: str) -> list[tuple[str, int]]:
    return [(f.rule, f.line) for f in check_text(text)]


# Cites and sources

CITES = [
    Slip("unknown_source", "cite: paper, section 3", "cite: ‸papre, section 3", "'paper'"),
    Slip("unknown_source", "cite: paper, section 3", "cite: ‸memory, last summer", "paper, readme, audit"),
    Slip("unknown_source", "cite: paper, section 3", "cite: ‸the paper section 3"),
    Slip("unknown_source", "cite: paper, section 3", "cite: ‸section 3 of the paper"),
    Slip("unknown_source", 'cite: "readme, Files"', 'cite: ["readme, Files", ‸"reedme, Files"]', "'readme'"),
    Slip("unknown_source", "source: audit, at: section 5", "source: ‸audti, at: section 5", "'audit'"),
    Slip(
        "unknown_source",
        "population.ethnicity: paper, whole paper",
        "population.ethnicity: ‸papers, whole paper",
        "'paper'",
    ),
    Slip("unknown_source", "  paper: {title", "  ‸article: {title", "'paper'"),
    Slip("unknown_source", "  paper: {title", "  ‸papers: {title", "'paper'"),
]


@pytest.mark.parametrize("slip", CITES, ids=Slip.name)
def test_a_cite_that_leads_nowhere_is_one_finding(slip: Slip, example: str):
    prove(example, slip)


PLACES = [
    Slip("cite_without_place", "cite: paper, section 3", "cite: ‸paper"),
    Slip("cite_without_place", "cite: paper, section 3", "cite: ‸paper,"),
    Slip("cite_without_place", "source: audit, at: section 5}", "source: ‸audit}"),
    Slip("cite_without_place", "population.ethnicity: paper, whole paper", "population.ethnicity: ‸paper"),
    Slip("vague_place", "cite: paper, section 3", "cite: ‸paper, whole paper"),
    Slip("vague_place", "cite: paper, section 3", "cite: ‸paper, the entire paper"),
    Slip("vague_place", "cite: paper, section 3", "cite: ‸paper, Whole Page"),
    Slip(
        "unused_source",
        "sources:\n",
        "sources:\n  ‸idle: {title: t, url: https://example.org/idle, kind: docs, accessed: 2026}\n",
    ),
]


@pytest.mark.parametrize("slip", PLACES, ids=Slip.name)
def test_a_cite_without_a_place_and_a_source_without_a_cite_are_warnings(slip: Slip, example: str):
    prove(example, slip, "warning")


PATHS = [
    Slip("evidence_path", "  population.ethnicity: paper", "  ‸population.ethnicty: paper", "'population.ethnicity'"),
    Slip("evidence_path", "  population.ethnicity: paper", "  ‸populaton.ethnicity: paper", "'population.ethnicity'"),
    Slip("evidence_path", "  population.ethnicity: paper", "  ‸ethnicity: paper", "'population.ethnicity'"),
    Slip("evidence_path", "  population.ethnicity: paper", "  ‸population.age: paper"),
    Slip(
        "evidence_path", "  population.ethnicity: paper", "  ‸labels.finding.origin: paper", "'labels.findings.origin'"
    ),
    Slip(
        "evidence_path", "  population.ethnicity: paper", "  ‸population.sex.ethnicity: paper", "'population.ethnicity'"
    ),
    Slip("evidence_path", "  population.ethnicity: paper", "  ‸content.modality.xray: paper"),
    Slip("evidence_path", "  population.ethnicity: paper", "  ‸.: paper"),
]


@pytest.mark.parametrize("slip", PATHS, ids=Slip.name)
def test_an_evidence_path_that_leads_nowhere_is_one_finding(slip: Slip, example: str):
    prove(
        example.replace(
            "  cite: paper, section 2\n\nlabels", '  cite: ["paper, section 2", "paper, whole paper"]\n\nlabels'
        ),
        slip,
    )


# Categories

CATEGORIES = [
    ("sex", "", "Female", "female"),
    ("sex", "", "M", "male"),
    ("sex", "", "robot", ""),
    ("gender", "", "women", "woman"),
    ("gender", "", "non-binary", "nonbinary"),
    ("age", "", "0–17", "0-17"),
    ("age", "", "18 to 39", "18-39"),
    ("age", "", "> 80", ""),
    ("age", "", ">=80", "80+"),
    ("age", "", "over 80", "80+"),
    ("age", "", "<18", "0-17"),
    ("age", "", "40-20", ""),
    ("age", "", "old", ""),
    ("age", "", "18-39 years", "18-39"),
    ("skin_type", "fitzpatrick_i_vi", "ii", "II"),
    ("skin_type", "fitzpatrick_i_vi", "Type II", "II"),
    ("skin_type", "fitzpatrick_i_vi", "VII", ""),
    ("skin_tone", "monk_10", "11", ""),
]


@pytest.mark.parametrize(("attribute", "scheme", "word", "meant"), CATEGORIES)
def test_a_category_that_is_none_is_one_finding(attribute: str, scheme: str, word: str, meant: str, example: str):
    entry = f'  {attribute}: {{scheme: {scheme or "source"}, distribution: [{{category: "{word}", n: 1}}]}}\n'
    if attribute == "sex":
        start, end = example.index("  sex:\n"), example.index("  ethnicity:")
        text = example[:start] + entry + example[end:]
    else:
        text = (
            example.replace("  skin_type: not_applicable\n", "")
            .replace("  population.skin_type: {note: radiographs}\n", "")
            .replace("  ethnicity: not_reported", entry + "  ethnicity: not_reported")
        )
    (finding,) = check_text(text)
    assert (finding.rule, finding.level) == ("category", "error")
    assert (finding.fix or "") == meant


@pytest.mark.parametrize("word", ["unknown", "0-17", "80+", "7", "0.5-1", "65.5+"])
def test_an_age_group_is_written_from_to(word: str, example: str):
    text = example.replace(
        "  ethnicity: not_reported",
        f'  age: {{distribution: [{{category: "{word}", n: 1}}]}}\n  ethnicity: not_reported',
    )
    assert check_text(text) == []


def test_race_and_ethnicity_keep_the_words_of_the_source(example: str):
    text = example.replace(
        "  ethnicity: not_reported",
        "  race: {distribution: [{category: Whatever They Said, n: 1}]}\n  ethnicity: not_reported",
    )
    assert check_text(text) == []


# Splits


def test_splits_that_add_up_are_nothing(split: str):
    assert check_text(split) == []


def test_splits_that_do_not_add_up_are_one_finding_for_each_unit(split: str):
    assert rows(split.replace("n: 3000, unit: image", "n: 2000, unit: image")) == [("split_sum", 70)]
    both = split.replace("n: 3000, unit: image", "n: 2000, unit: image").replace("n: 1100, unit", "n: 1000, unit")
    assert rows(both) == [("split_sum", 70)] * 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{n: 3000, unit: image}", "{n: 2000, unit: image, note: the rest was lost}"),
        ("    - name: test\n", "    - name: test\n      note: a thousand were lost\n"),
        ("- {n: 12000, unit: image,", "- {n: 12001, unit: image, note: some were lost,"),
        ("{n: 3000, unit: image}", "{n: not_reported, unit: image}"),
        ("{n: 3000, unit: image}, ", ""),
    ],
)
def test_a_note_or_a_gap_excuses_a_sum(old: str, new: str, split: str):
    text = split.replace("n: 3000, unit: image", "n: 2000, unit: image") if "3000" not in old else split
    assert text.count(old) == 1
    assert check_text(text.replace(old, new)) == []


@pytest.mark.parametrize("unit", ["image", "slice", "tile"])
def test_a_split_by_image_lets_patients_through(unit: str, split: str):
    text = split.replace("  unit: patient\n  method", f"  unit: {unit}\n  method")
    assert rows(text) == [("split_leakage", 67)]
    assert (
        check_text(text.replace("  items:\n", "  leakage: [{kind: patient_overlap, status: refuted}]\n  items:\n"))
        == []
    )
    assert check_text(text.replace("content:\n", "content:\n  longitudinal: {repeat_patients: false}\n")) == []


def test_repeated_patients_are_known_by_word_too(split: str):
    text = split.replace("  unit: patient\n  method", "  unit: image\n  method").replace(
        "{n: 4100, unit: patient,", "{n: 4100, unit: patient, part: some,"
    )
    text = text.replace(", {n: 3000, unit: patient}", "").replace(", {n: 1100, unit: patient}", "")
    assert check_text(text) == []
    assert [
        rule for rule, _ in rows(text.replace("content:\n", "content:\n  longitudinal: {repeat_patients: true}\n"))
    ] == ["split_leakage"]


# Sources that fell, classes that come from different places


def test_a_retracted_source_wants_a_word(example: str):
    text = example.replace("kind: shortcut_study,", "kind: shortcut_study, retracted: true,")
    assert [rule for rule, _ in rows(text)] == ["retracted_source"]
    issue = "issues: [{kind: consent_concern, status: confirmed, evidence: [{source: audit, at: notice}]}]\nlineage:\n"
    assert check_text(text.replace("lineage:\n", issue)) == []


def test_a_retracted_source_that_is_cited_against_is_nothing(example: str):
    text = example.replace("kind: shortcut_study,", "kind: shortcut_study, retracted: true,").replace(
        "stance: supports", "stance: contradicts"
    )
    text = text.replace("    status: confirmed", "    status: refuted").replace(
        "\n      - {kind: subgroup_reporting, source: audit, at: section 5}", " []"
    )
    assert check_text(text) == []


@pytest.mark.parametrize(
    "answer",
    [
        "shortcuts_search: {sources: [x], kinds: [source_confound]}\nlineage:\n",
        None,
    ],
)
def test_cases_and_controls_from_different_places_want_an_answer(answer: str | None, example: str):
    text = example.replace("population:\n", "population:\n  sampling: [case_control]\n")
    assert rows(text) == [("source_confound", 37)]
    if answer:
        assert check_text(text.replace("lineage:\n", answer)) == []
    else:
        assert check_text(text.replace("kind: chest_drain", "kind: source_confound")) == []


# Privacy

PRIVATE = [
    ("note: ask ‸someone@example.org", "personal_data"),
    ("note: the patient ‸MRN 1234567 withdrew", "personal_data"),
    ("note: one was ‸born on 1954-03-02", "personal_data"),
    ("note: ‸DOB 02.03.1954", "personal_data"),
    ("note: ‸date of birth 3/2/1954", "personal_data"),
    ("note: number ‸123-45-6789", "personal_data"),
    ("note: call ‸+49 30 1234 5678", "personal_data"),
    ("note: ‸Patient ID 99123 is odd", "personal_data"),
    ("note: ‸accession number 12345", "personal_data"),
    ('note: "see ‸<img src=x>"', "patient_rows"),
    ('note: "‸data:image/png;base64,AAAA"', "patient_rows"),
    ('note: "‸![film](a.png)"', "patient_rows"),
]


@pytest.mark.parametrize(("line", "rule"), PRIVATE)
def test_nothing_about_single_people_stands_in_a_sheet(line: str, rule: str, example: str):
    prove(example, Slip(rule, "note: counted over the rows of patients.csv", line))


@pytest.mark.parametrize(
    "line",
    [
        "note: the columns Patient ID and date of birth were removed",
        "note: patients born before 1954",
        "note: the medical record number was hashed",
        "note: 123-45 images",
        "note: https://example.org/@user/a.b",
        "note: version 1.2.3-4",
        "note: accession numbers were replaced",
        "note: 3 < 4 and a ![b]",
        "note: ISBN 978-3-16-148410-0",
        "note: growth of +12 345 cases",
        "note: MRN removed in 2017-01-02",
        "note: sizes of 512-512-1024",
    ],
)
def test_what_only_looks_like_it_is_let_be(line: str, example: str):
    assert check_text(example.replace("note: counted over the rows of patients.csv", line)) == []


@pytest.mark.parametrize(
    "line", ["maintenance:\n  contact: office@example.org\n", "maintenance: {contact: office@example.org}\n"]
)
def test_an_office_has_an_address(line: str, example: str):
    text = example.replace("synthetic: {", f"{line}synthetic: {{").replace(
        "  population.ethnicity: paper", "  maintenance: readme, Contact\n  population.ethnicity: paper"
    )
    assert check_text(text) == []


def table(n: int, row: str = "p{i:03d},F,{i},positive") -> str:
    return "note: |\n" + "".join("      " + row.format(i=i) + "\n" for i in range(n))


@pytest.mark.parametrize(
    "row", ["p{i:03d},F,{i},positive", "{i};64;F;1", "{i} | 64 | F | yes", "- [{i}, F, 64, 1]", "img_{i}.png\t1\t0\t0"]
)
def test_a_table_of_cases_is_one_finding_at_its_first_row(row: str, example: str):
    text = example.replace("note: counted over the rows of patients.csv\n", table(8, row))
    assert [r for r in rows(text) if r[0] not in ("tab", "control_character")] == [("patient_rows", 49)]


def test_four_rows_are_a_remark_not_a_table(example: str):
    assert check_text(example.replace("note: counted over the rows of patients.csv\n", table(4))) == []


# Stages


def test_a_draft_names_what_it_lacks(example: str):
    (finding,) = check_text(example.replace("homepage: https://example.org/chest\n", ""))
    assert finding.rule == "stage_fields"
    assert "homepage" in finding.message


def test_a_section_that_stands_is_where_its_gap_is_found(example: str):
    assert brief(check_text(example.replace("    type: multi_label\n", "")))[0][0] == "stage_fields"


def test_many_gaps_are_one_finding_at_the_stage(example: str):
    (finding,) = [f for f in check_text(example.replace("stage: draft", "stage: reviewed")) if f.rule == "stage_fields"]
    assert (finding.line, finding.column) == (12, 10)
    assert "fields" in finding.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  age: not_reported\n", ""),
        ("  funders: not_reported\n".strip() + "\n", ""),
        ("purpose: to look into eyes\n", ""),
        ("    aggregation: majority\n", ""),
        ("preprocessing: []\n", ""),
        ("  consent: broad\n", ""),
        ("curation: {selection", "x: {selection"),
    ],
)
def test_a_reviewed_sheet_answers_every_key_field(old: str, new: str, reviewed: str):
    assert reviewed.count(old) == 1
    assert [f for f in check_text(reviewed.replace(old, new)) if f.rule in ("stage_fields", "unknown_field")]


def test_key_fields_are_listed_with_what_stands_there(reviewed: str):
    from builder.check.rules.stage import key_fields_of
    from builder.read.form import form

    sheet = read_bytes(reviewed.encode(), "x.yaml", "x")
    found = dict(key_fields_of(sheet.data, form()))
    assert found["population.age"] == "not_reported"
    assert found["population.sex"] == found["labels[1].aggregation"] == "value"
    assert "population.skin_type" not in found, "it does not concern a fundus"
    assert None not in found.values()
    empty = dict(key_fields_of({"labels": [{}], "content": "not_reported"}, form()))
    assert empty["population.age"] is empty["labels[1].aggregation"] is None


def test_what_does_not_concern_a_modality_is_not_asked(reviewed: str):
    text = reviewed.replace("  skin_type: not_applicable\n", "")
    assert check_text(text) == []
    assert [rule for rule, _ in rows(text.replace("modality: [fundus]", "modality: [dermoscopy]"))] == ["stage_fields"]
    assert check_text(reviewed.replace("modality: [fundus]", "modality: [dermoscopy]")) == []


def test_generated_cases_are_asked_how(reviewed: str):
    text = reviewed.replace("synthetic: {extent: none}", 'synthetic: {extent: full, cite: "paper, section 2"}')
    assert [rule for rule, _ in rows(text)] == ["stage_fields"]


def test_mined_labels_are_asked_how_good_they_are(reviewed: str):
    text = reviewed.replace("kind: consensus_panel", "kind: report_llm")
    assert {rule for rule, _ in rows(text)} <= {"stage_fields", "report_labels_accuracy"}
    assert rows(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "role: reviewer, profession: ophthalmologist, orcid: 0000-0002-1825-0097",
            "role: author, profession: ophthalmologist, orcid: 0000-0002-1825-0097",
        ),
        ("profession: ophthalmologist, orcid", "profession: medical_student, orcid"),
    ],
)
def test_a_reviewed_sheet_has_a_second_reader_and_a_clinician(old: str, new: str, reviewed: str):
    text = reviewed.replace(old, new).replace(
        "  reviews:\n    - {date: 2026-11-19, reviewer: Second Reader, outcome: accepted}\n", ""
    )
    assert text != reviewed
    assert rows(text) == [("reviewer", 10)]


def test_an_accepted_review_counts_as_a_reader(reviewed: str):
    text = reviewed.replace(
        "{name: Second Reader, role: reviewer, profession: ophthalmologist, orcid: 0000-0002-1825-0097}",
        "{name: Somebody, role: domain_expert, profession: radiologist}",
    )
    assert check_text(text) == []
    assert rows(text.replace("outcome: accepted", "outcome: rejected")) == [("reviewer", 10)]


# The record


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("released: 2017", "released: 2027", [("future_date", 10)]),
        ("released: 2017", "released: 2026", []),
        ("released: 2017", "released: 2026-12", [("future_date", 10)]),
        ("released: 2017", "released: 2026-11-20", []),
        ("released: 2017", "released: 2026-11-21", [("future_date", 10)]),
        ("year: 2020", "year: 2027", []),
        ("year: 2020", "year: 2028", [("future_date", 89)]),
        ("last_reviewed: 2026-11-19", "last_reviewed: 2027-01-01", [("future_date", 13)]),
        ("last_reviewed: 2026-11-19", "last_reviewed: 2025-11-20", []),
        ("last_reviewed: 2026-11-19", "last_reviewed: 2025-11-19", [("review_is_old", 13)]),
        ("last_reviewed: 2026-11-19", "last_reviewed: 2019", []),
    ],
)
def test_dates_are_not_in_the_future_and_reviews_not_too_far_in_the_past(
    old: str, new: str, expected: list[tuple[str, int]], example: str
):
    assert rows(example.replace(old, new)) == expected


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        ("id: LicenseRef-Ours", ["name", "url"]),
        ("id: LicenseRef-Ours\n    name: Ours", ["url"]),
        ("id: LicenseRef-Ours\n    name: Ours\n    url: https://example.org/terms", []),
    ],
)
def test_a_license_of_our_own_has_a_name_and_an_address(lines: str, lacking: list[str], example: str):
    findings = check_text(example.replace("id: CC-BY-4.0", lines))
    assert [f.rule for f in findings] == (["license_terms"] if lacking else [])
    assert all(word in findings[0].message for word in lacking)


def test_a_sheet_with_the_wrong_id_says_both_names(example: str):
    sheet = read_bytes(example.encode(), "other.yaml", "other")
    (finding,) = check_sheet(sheet, "2026-11-20")
    assert (finding.rule, finding.line, finding.column) == ("id_is_file_name", 2, 5)
    assert "example-chest" in finding.message and "other" in finding.message


def test_a_sheet_without_data_has_only_its_faults():
    assert [f.rule for f in check_text("")] == ["empty_sheet"]


# Sections that are words, lists that are words: rules look elsewhere


@pytest.mark.parametrize(
    "section",
    [
        "population: not_reported",
        "labels: not_reported",
        "shortcuts: withheld",
        "content: not_reported",
        "splits: not_applicable",
        "lineage: not_reported",
        "issues: withheld",
        "uses: not_reported",
        "access: withheld",
        "sources: not_reported",
        "evidence: not_reported",
        "sheet: not_reported",
        "sheet: {stage: not_reported}",
        "sources: {paper: not_reported}",
        "shortcuts: [not_reported]",
        "aliases: not_reported",
        "former_ids: not_reported",
    ],
)
def test_no_rule_stumbles_over_a_word_of_absence(section: str):
    assert isinstance(check_text(f"id: example-chest\n{section}\n"), list)
