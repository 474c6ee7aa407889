"""The one YAML writer: values, lines and groups in the house style (block, two spaces, quotes only where needed)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from builder.read.form import date_keys, form
from builder.read.scalars import is_date, is_null, is_typed

_PLAIN = re.compile(r"[A-Za-z0-9_./:+()-]+")
_STARTERS = "-?:,[]{}#&*!|>'\"%@`"
_WIDTH = 110


def as_scalar(text: str, old: str, style: str) -> str:
    """A replacement for a scalar, quoted as the place needs: what stood there unquoted shows what may stand there
    so."""
    if text[:1] in '"[' and text[-1:] in '"]':
        return text  # written out by whoever advised it
    if _PLAIN.fullmatch(text) and text[0] not in _STARTERS and not text.endswith(":"):
        return text
    unsafe = set(re.findall(r"[^A-Za-z0-9_]", text))
    if not style and unsafe <= set(old) and is_plain(text):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """Text in double quotes."""
    return re.sub(r"[\x7f-\x9f]", lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def is_plain(text: str) -> bool:
    """May a text stand unquoted in block style, and mean itself to every YAML reader?"""
    return not (
        is_null(text)
        or is_typed(text)
        or text != text.strip()
        or text[0] in _STARTERS
        or ": " in text
        or " #" in text
        or text.endswith(":")
        or not text.isprintable()
    )


def scalar(value: Any) -> str:
    """A value as it stands in a sheet. A text that looks like a number or a date is quoted; a field that holds dates
    has them bare."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if is_plain(text) else quoted(text)


def block(data: Any, indent: int = 0) -> Iterator[str]:
    """The lines of a mapping or list in block style."""
    pad = " " * indent
    if isinstance(data, dict):
        for key, value in data.items():
            dated = isinstance(value, str) and key in date_keys(form()) and is_date(value)
            yield from [f"{pad}{key}: {value}"] if dated else _entry(f"{pad}{key}:", value, indent)
    else:
        for item in data:
            lines = list(block(item, indent + 2)) if isinstance(item, dict) and item else [f"{pad}  {_inline(item)}"]
            yield f"{pad}- {lines[0].lstrip(' ')}"
            yield from lines[1:]


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, dict | list) and value and not _is_short(value):
        yield head
        yield from block(value, indent + 2)
    elif isinstance(value, str) and len(head) + len(value) > _WIDTH and is_foldable(value):
        yield f"{head} >-"
        yield from fold(value, indent + 2)
    else:
        yield f"{head} {_inline(value)}".rstrip()


def is_foldable(text: str) -> bool:
    return "\n" not in text and "  " not in text and text.isprintable()


def fold(text: str, indent: int) -> Iterator[str]:
    """The words of a text in lines, for a `>-` block."""
    line = " " * indent
    for word in text.split(" "):
        if len(line) + len(word) > _WIDTH and line.strip():
            yield line.rstrip()
            line = " " * indent
        line += word + " "
    yield line.rstrip()


def _is_short(value: Any) -> bool:
    """A list of a few plain words stands on the line of its key."""
    return (
        isinstance(value, list)
        and all(not isinstance(item, dict | list) for item in value)
        and len(_inline(value)) < 60
    )


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_in_flow(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_in_flow(item)}" for key, item in value.items()) + "}"
    return scalar(value)


def _in_flow(value: Any) -> str:
    text = _inline(value)
    return quoted(str(value)) if isinstance(value, str) and text == value and re.search(r"[,\[\]{}]", value) else text
