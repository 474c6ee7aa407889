"""Invented sheets in any number: the example sheet under other names, with other facts, grown to about 150 lines.

Sheet 17 is the same on every machine and in every run. All of them are sound: `check --strict` finds nothing in them.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from string import Template
from typing import NamedTuple

EXAMPLE = Path(__file__).resolve().parent.parent / "tests" / "data" / "valid" / "example-chest.yaml"
LEAST, MOST = 142, 156
"""How many lines a sheet gets."""

HEAD = "# yaml-language-server: $schema=../schema/datasheet.schema.json\n"
ORDER = """
    id name aliases summary status homepage released sheet creators purpose collection_period versions access content
    acquisition population labels splits shortcuts lineage synthetic curation ethics uses maintenance sources evidence
"""
COUNTRIES = ("US", "DE", "IN", "BR", "JP", "KE", "GB", "ES", "VN", "EG", "CA", "CN")
SYLLABLES = ("ba", "du", "fe", "go", "ka", "li", "mo", "na", "pi", "ro", "sa", "te", "vu", "wi", "yo", "ze")


class Topic(NamedTuple):
    """What the images show, and what misleads a model there."""

    modality: str
    anatomy: str
    images: str
    classes: tuple[str, str, str, str]
    kinds: tuple[str, str]


TOPICS = (
    Topic(
        "xray",
        "chest",
        "chest radiographs",
        ("pneumothorax", "effusion", "nodule", "edema"),
        ("chest_drain", "view_marker"),
    ),
    Topic(
        "ct",
        "lung",
        "CT scans",
        ("nodule", "emphysema", "embolism", "mass"),
        ("ct_kernel_slice_contrast", "scanner_model"),
    ),
    Topic(
        "mri", "brain", "MRI scans", ("glioma", "meningioma", "infarct", "atrophy"), ("mri_site", "skull_strip_contour")
    ),
    Topic(
        "ultrasound",
        "breast",
        "ultrasound images",
        ("cyst", "fibroadenoma", "carcinoma", "scar"),
        ("caliper", "burned_in_text"),
    ),
    Topic(
        "dermoscopy",
        "skin",
        "dermoscopic images",
        ("melanoma", "nevus", "keratosis", "wart"),
        ("ruler", "ink_skin_marking"),
    ),
    Topic(
        "fundus",
        "eye",
        "fundus photographs",
        ("retinopathy", "glaucoma", "drusen", "edema"),
        ("camera_instrument", "noise_blur"),
    ),
)

SUMMARY = """\
summary: >-
  $n_images $images of $n_patients patients of one hospital, with findings
  mined from the reports by rules; $class_1 is the most frequent of them.
"""
PIECES = (
    """\
creators:
  - name: University of Example
    type: academic
    country: $country
    cite: paper, title page
""",
    """\
purpose: >-
  To develop and test models that find $class_1 and $class_2 in
  $images.
""",
    """\
collection_period:
  from: $first_year
  to: $last_year
  cite: paper, section 2
""",
    """\
versions:
  - label: "1.$digit"
    date: $last_year
    cite: readme, Versions
""",
    """\
acquisition:
  setting: [$setting]
  vendors:
    - name: Siemens
      pct: $share
    - name: GE
      pct: $other_share
  params: not_reported
  cite: paper, section 2.2
""",
    """\
population:
  inclusion: >-
    Adults with an examination and a report; the first examination of each patient
    in the period.
  sampling: [consecutive]
  race: not_reported
""",
    """\
population:
  age:
    unit: patient
    recorded_by: record
    distribution:
      - category: 18-39
        pct: $share
      - category: 40-90
        pct: $other_share
    missing_pct: 0
    cite: "paper, Table 2"
""",
    """\
labels:
  - id: boxes
    type: bbox
    origin:
      - kind: expert_read
        n: $some
        unit: image
    annotators:
      - profession: radiologist
        n: $few
        n_per_item: 1
    exhaustiveness: unknown
    classes:
      - label: $class_3
        n: $some
      - label: $class_4
        n: $some
    cite: paper, section 3.2
""",
    """\
splits:
  official: provided
  unit: patient
  method: random by patient
  items:
    - name: train
      counts:
        - {n: $train, unit: image}
    - name: test
      counts:
        - {n: $test, unit: image}
  leakage: []
  cite: readme, Splits
""",
    """\
shortcuts:
  - id: second
    kind: $kind_2
    artifact: >-
      Seen in a part of the images and more often where the finding is present.
    labels: [$class_2]
    status: suspected
    evidence:
      - source: audit
        at: "section $few.1"
        kind: expert_opinion
        stance: supports
""",
    """\
curation:
  selection: All examinations with a report.
  filtering:
    - images below 512 pixels
    - duplicates by file name
  excluded_n: $some
  cite: paper, section 2.1
""",
    """\
ethics:
  approval:
    board: Ethics committee of the hospital
    id: "$first_year-0$some"
  consent: waiver
  deidentification:
    method: [hipaa_safe_harbor]
    dates_shifted: true
  cite: paper, section 6
""",
    """\
uses:
  tasks: [classification]
  discouraged:
    - text: Testing of classifiers
      reason: labels were mined from reports
      basis: paper
  cite: paper, section 7
""",
    """\
maintenance:
  contact: the form on the homepage
  last_activity: $last_year-0$few
  cite: readme, Contact
""",
)
"""What a sheet grows by: a section of its own, or more lines for one that is there."""


def write_registry(root: Path, how_many: int) -> int:
    """Fills `root`/registry with sheets; returns how many lines they have in all."""
    example = EXAMPLE.read_text(encoding="utf-8")
    folder = root / "registry"
    folder.mkdir(parents=True)
    lines = 0
    for number in range(how_many):
        sheet_id, text = sheet(number, example)
        (folder / f"{sheet_id}.yaml").write_text(text, encoding="utf-8", newline="\n")
        lines += text.count("\n")
    return lines


def sheet(number: int, example: str) -> tuple[str, str]:
    """(id, text) of one sheet."""
    chance = random.Random(number)
    topic = TOPICS[number % len(TOPICS)]
    word = _word(number)
    sheet_id = f"{word}-{topic.anatomy}"
    times = chance.randint(2, 60)
    facts = _facts(topic, times, chance)
    sections = _sections(_varied(_renamed(example, word, sheet_id), topic, facts, times))
    sections["summary"] = Template(SUMMARY).substitute(facts)
    enough = chance.randint(LEAST, MOST - 6)
    for piece in chance.sample(PIECES, len(PIECES)):
        length = sum(text.count("\n") for text in sections.values())
        if length < enough and length + piece.count("\n") < MOST:
            name, _, more = Template(piece).substitute(facts).partition(":")
            sections[name] = sections[name] + more.lstrip("\n") if name in sections else f"{name}:{more}"
    return sheet_id, HEAD + "".join(sections[name] for name in ORDER.split() if name in sections)


def _word(number: int) -> str:
    """A name of its own for every number: four syllables, the first of them the fastest to change."""
    letters = []
    for _ in range(4):
        number, digit = divmod(number, len(SYLLABLES))
        letters.append(SYLLABLES[digit])
    return "".join(letters)


def _facts(topic: Topic, times: int, chance: random.Random) -> dict[str, str]:
    images = 12000 * times
    train = images * chance.randint(60, 85) // 100
    share = chance.randint(200, 800)
    first_year = chance.randint(1998, 2012)
    facts: dict[str, object] = {
        "n_images": f"{images:,}",
        "n_patients": f"{4100 * times:,}",
        "images": topic.images,
        "train": train,
        "test": images - train,
        "share": share / 10,
        "other_share": (1000 - share) / 10,
        "first_year": first_year,
        "last_year": first_year + chance.randint(1, 12),
        "country": chance.choice(COUNTRIES),
        "setting": chance.choice(("inpatient", "outpatient", "emergency", "screening")),
        "digit": chance.randint(0, 9),
        "few": chance.randint(2, 9),
        "some": chance.randint(100, 999),
        "kind_2": topic.kinds[1],
        **{f"class_{i}": name for i, name in enumerate(topic.classes, 1)},
    }
    return {key: str(value) for key, value in facts.items()}


def _renamed(example: str, word: str, sheet_id: str) -> str:
    names = {
        "example-chest": sheet_id,
        "Example Chest": sheet_id.replace("-", " ").title(),
        "Example Hospital": f"{word.title()} Hospital",
        "EC-14": word.upper(),
        "example.org/chest": f"example.org/{sheet_id}",
        "10.1234/example.": f"10.1234/{sheet_id}.",
    }
    return _replaced(example, names)


def _varied(text: str, topic: Topic, facts: dict[str, str], times: int) -> str:
    """Other images and other numbers; what adds up still does."""
    text = re.sub(r"\bn: (\d+)", lambda match: f"n: {int(match[1]) * times}", text)
    words = {
        "[xray]": f"[{topic.modality}]",
        "anatomy: [chest]": f"anatomy: [{topic.anatomy}]",
        "note: radiographs": f"note: {topic.images}",
        "pneumothorax": topic.classes[0],
        "effusion": topic.classes[1],
        "chest_drain": topic.kinds[0],
        "id: drain": "id: first",
        "46.1": facts["share"],
        "53.9": facts["other_share"],
        "released: 2017": f"released: {facts['last_year']}",
    }
    return _replaced(text, words)


def _replaced(text: str, words: dict[str, str]) -> str:
    """All at once, so that what was put in is not replaced again."""
    gone = [word for word in words if word not in text]
    if gone:
        raise ValueError(f"bench/sheets.py looks for '{gone[0]}' in {EXAMPLE.name}, and it is gone.")
    return re.sub("|".join(map(re.escape, words)), lambda match: words[match[0]], text)


def _sections(text: str) -> dict[str, str]:
    """The sheet by top-level key, without its comments and empty lines."""
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name = line.partition(":")[0] if line[0].isalpha() else name
            sections[name] = sections.get(name, "") + re.sub(r"\s+# .*", "", line) + "\n"
    strange = sections.keys() - set(ORDER.split())
    if strange:
        raise ValueError(f"bench/sheets.py has no place for the sections {', '.join(strange)} of {EXAMPLE.name}.")
    return sections
