"""No patients in the registry: no rows about single people, no contact data, no pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.check.table import Hit, Subject, sheet_rule

_EMAIL = re.compile(r"(?<![\w/@.:-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")
_PERSONAL = re.compile(
    r"""(?P<ssn>\b\d{3}-\d{2}-\d{4}\b)
    |(?P<record>\b(?:MRN|medical\ record(?:\ number)?|patient\ (?:id|number)|accession(?:\ number)?)\s*[:=#]?\s*\d{4,}\b
        |\bpatient\ name\s*[:=]\s*\S)
    |(?P<birth>\b(?:born(?:\ on)?|date\ of\ birth|birth\ ?date|d\.?o\.?b\.?)\s*[:=]?\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})
    |(?P<phone>(?<![\w./-])\+\d{1,3}[\s-]\(?\d{2,4}\)?[\s-]\d{3,4}[\s-]?\d{2,4}\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = {
    "ssn": "a personal number",
    "record": "the number or name of a single patient",
    "birth": "a date of birth",
    "phone": "a telephone number",
}
_PICTURE = re.compile(r"data:image/|!\[[^\]]*\]\(|<img\b", re.IGNORECASE)
_ROW = re.compile(
    r"^[ \t]*(?:- )?[\[\"']?[\w.-]*\d[\w.-]*[\"']?(?:[ \t]*[,;\t|][ \t]*[^,;\t|\n]{0,30}){3,}$", re.MULTILINE
)
_MOST_ROWS = 5
_HINTS = (
    "mrn",
    "medical record",
    "patient id",
    "patient name",
    "patient number",
    "accession",
    "born",
    "birth",
    "dob",
    "d.o.b",
)
_SSN = re.compile(r"\d\d\d-\d\d-\d\d\d\d")


@sheet_rule("personal_data")
def personal_data(subject: Subject) -> Iterator[Hit]:
    """No personal data: no numbers, names or dates of birth of patients, no mail addresses (maintenance.contact
    apart), no telephone numbers."""
    text = subject.text
    if "@" in text:
        for match in _EMAIL.finditer(text):
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not re.search(r"\bcontact:\s[^{}]*$", before):
                yield _hit(
                    text, match, "This is a mail address. Only maintenance.contact holds one, that of an office."
                )
    for match in _PERSONAL.finditer(text) if _might_be_personal(text) else ():
        yield _hit(
            text,
            match,
            f"This looks like {_NAMED[str(match.lastgroup)]}. Nothing about single people belongs "
            "in the registry. Delete it.",
        )


@sheet_rule("patient_rows")
def patient_rows(subject: Subject) -> Iterator[Hit]:
    """No rows at patient level and no pictures: a sheet holds counts and shares, the data stay where they are."""
    text = subject.text
    picture = _PICTURE.search(text) if "data:" in text or "<" in text or "![" in text else None
    if picture:
        yield _hit(text, picture, "A picture does not belong in a sheet. Delete it, and link the page that shows it.")
    rows = list(_ROW.finditer(text))
    run: list[re.Match[str]] = []
    for row in rows:
        if run and row.start() - run[-1].end() > 1:
            run = []
        run.append(row)
        if len(run) == _MOST_ROWS:
            yield _hit(
                text,
                run[0],
                "These lines look like a table with one row per case. A sheet holds counts and "
                "shares only. Delete them.",
            )


def _might_be_personal(text: str) -> bool:
    """A quick look for the words that the slow pattern begins with: nearly all sheets have none."""
    lower = text.lower()
    return "+" in text or _SSN.search(text) is not None or any(hint in lower for hint in _HINTS)


def _hit(text: str, match: re.Match[str], message: str) -> Hit:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
    return Hit((), message, place=(line, column))
