"""Bytes to text: what a file may be before anybody looks at its YAML."""

from __future__ import annotations

import re
from pathlib import Path

from builder.read.finding import Edit, Finding

MOST_BYTES = 1_000_000
"""A sheet of a hundred kilobytes is already long; a larger file is a mistake or an attack."""

_ODD_BREAK = re.compile("[\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def load_bytes(path: Path, name: str) -> tuple[bytes | None, list[Finding]]:
    """The bytes of one sheet, or the finding that says why there are none."""
    try:
        if not path.exists() and not path.is_symlink():
            return None, [_whole(name, "unreadable", "There is no such file.")]
        if path.is_symlink() and not path.exists():
            return None, [_whole(name, "unreadable", "This is a link to nothing. Put the sheet itself here.")]
        if not path.is_file():
            return None, [_whole(name, "unreadable", "This is not a file. A sheet is one file named <id>.yaml.")]
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        return None, [_whole(name, "unreadable", f"The file cannot be read: {why}.")]
    if len(data) > MOST_BYTES:
        return None, [
            _whole(
                name,
                "too_large",
                "The file is larger than 1 MB. A sheet describes a dataset; the data stay where they are.",
            )
        ]
    return data, []


def decode(data: bytes, name: str) -> tuple[str, list[Finding]]:
    """Text in UTF-8 with plain line ends; what had to be mended is said once each."""
    findings: list[Finding] = []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
        findings.append(_whole(name, "encoding", "The file is UTF-16. Save it as UTF-8."))
    else:
        if data[:3] == b"\xef\xbb\xbf":
            data = data[3:]
            message = "The file begins with a byte order mark. Save it as UTF-8 without BOM."
            findings.append(Finding("byte_order_mark", "warning", name, 1, 1, (), message))
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            text, finding = _decode_anyway(data, error, name)
            findings.append(finding)
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        message = "Lines end in CR LF, as Windows writes them. Save the file with LF line ends."
        findings.append(Finding("line_ends", "warning", name, line, 1, (), message))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if odd := _ODD_BREAK.search(text):
        # libyaml would count them as line ends, and every place behind them would be wrong.
        line, column = _place(text, odd.start())
        message = f"The character U+{ord(odd.group()):04X} looks like a space and ends a line. Write a space."
        findings.append(Finding("control_character", "error", name, line, column, (), message))
        text = _ODD_BREAK.sub(" ", text)
    return text, findings


def drop_controls(text: str, name: str) -> tuple[str, list[Finding]]:
    """Text without the characters YAML forbids; the first of them is the finding."""
    match = _FORBIDDEN.search(text)
    if match is None:
        return text, []
    line, column = _place(text, match.start())
    message = f"The character U+{ord(match.group()):04X} cannot stand in a sheet. Delete it."
    finding = Finding(
        "control_character",
        "error",
        name,
        line,
        column,
        (),
        message,
        "",
        Edit(line - 1, column - 1, line - 1, column, ""),
    )
    return _FORBIDDEN.sub("", text), [finding]


def _decode_anyway(data: bytes, error: UnicodeDecodeError, name: str) -> tuple[str, Finding]:
    """Old Windows files are the usual cause, so the rest is read as such and other faults are still found."""
    before = data[: error.start].decode("utf-8", "replace")
    line, column = _place(before, len(before))
    message = f"The byte 0x{data[error.start]:02X} is not UTF-8. Save the file as UTF-8."
    return data.decode("utf-8", "replace"), Finding("encoding", "error", name, line, column, (), message)


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _whole(name: str, rule: str, message: str) -> Finding:
    return Finding(rule, "error", name, 1, 1, (), message)
