"""What a plain word is to YAML readers, and the small formats a sheet is made of."""

from __future__ import annotations

import re
from datetime import date

_SUSPECT = frozenset("~0123456789+-.nNtTfFyYoO=<")
_TYPED = re.compile(
    r"""~|null|Null|NULL|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|=|<<
    |[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?
    |[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-fA-F_]+)
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
        (?:(?:[Tt]|[\ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
        (?:[\ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?
    """,
    re.VERBOSE,
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:[ ,_'\u00a0\u2009\u202f][0-9]{3})+(?:\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}


def is_typed(word: str) -> bool:
    """Would some YAML reader take this unquoted word for a number, date, truth value or nothing?"""
    return word[:1] in _SUSPECT and _TYPED.fullmatch(word) is not None


def is_null(word: str) -> bool:
    return word in ("", "~", "null", "Null", "NULL")


def integer(word: str) -> int | None:
    return int(word) if len(word) < 20 and _INTEGER.fullmatch(word) else None


def number(word: str) -> int | float | None:
    """A finite number as YAML 1.2 and JSON both write it."""
    whole = integer(word)
    if whole is not None:
        return whole
    if len(word) > 40 or not _NUMBER.fullmatch(word):
        return None
    value = float(word)
    return value if abs(value) < 1e300 else None


def number_meant(word: str) -> str | None:
    """'12,000', '46.1 %', '1 204', '12k' written so that every reader sees the number."""
    bare = word.strip().removesuffix("%").strip()
    if _GROUPED.fullmatch(bare):
        return re.sub(r"[^0-9.+-]", "", bare)
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", bare):
        return bare.replace(",", ".")
    if match := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([kKmM])", bare):
        return str(round(float(match[1]) * (1000 if match[2] in "kK" else 1_000_000)))
    if re.fullmatch(r"\.[0-9]+", bare):
        return "0" + bare
    if re.fullmatch(r"0+[0-9]+(?:\.[0-9]+)?", bare):
        rest = bare.lstrip("0")
        return rest if rest[:1].isdigit() else "0" + rest
    return bare if _NUMBER.fullmatch(bare) else None


def is_date(word: str) -> bool:
    """YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists."""
    match = _DATE.fullmatch(word)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def date_meant(word: str) -> str | None:
    """Other ways to write a date, where they can mean one thing only."""
    word = word.strip()
    if match := re.fullmatch(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?:[T ].*)?", word):
        meant = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    elif match := re.fullmatch(r"([0-9]{4})[/.-]([0-9]{1,2})", word):
        meant = f"{match[1]}-{int(match[2]):02}"
    elif match := re.fullmatch(
        r"(?:([0-9]{1,2})\.? +)?([A-Za-z]{3})[a-z]*\.?,? +(?:([0-9]{1,2}),? +)?([0-9]{4})", word
    ):
        month = _MONTHS.get(match[2].lower())
        day = match[1] or match[3]
        meant = f"{match[4]}-{month:02}" + (f"-{int(day):02}" if day else "") if month else ""
    elif match := re.fullmatch(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})", word):
        one, two = int(match[1]), int(match[2])
        # 04/05/2019 is April in one country and May in another: only what is certain is offered.
        day, month = (one, two) if one > 12 or "." in word else (two, one) if two > 12 else (0, 0)
        meant = f"{match[3]}-{month:02}-{day:02}"
    else:
        meant = ""
    return meant if is_date(meant) else None
