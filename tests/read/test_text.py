"""Bytes to text: what a file may be before anybody looks at its YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.read.text import MOST_BYTES, decode, drop_controls, load_bytes


def rules(findings) -> list[tuple[str, int, int]]:
    return [(f.rule, f.line, f.column) for f in findings]


def test_plain_utf_8_passes_without_a_word():
    assert decode("name: Hôpital 🩻\n".encode(), "x.yaml") == ("name: Hôpital 🩻\n", [])


def test_a_byte_order_mark_is_dropped_and_named():
    text, findings = decode(b"\xef\xbb\xbfid: x\n", "x.yaml")
    assert text == "id: x\n"
    assert rules(findings) == [("byte_order_mark", 1, 1)]
    assert findings[0].level == "warning"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_refused(codec: str):
    mark = {"utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[codec]
    text, findings = decode(mark + "id: x\n".encode(codec), "x.yaml")
    assert "id: x" in text
    assert rules(findings) == [("encoding", 1, 1)]


def test_a_windows_byte_is_found_where_it_stands():
    text, findings = decode("id: x\nname: Hôpital\n".encode("cp1252"), "x.yaml")
    assert rules(findings) == [("encoding", 2, 8)]
    assert "0xF4" in findings[0].message
    assert text.startswith("id: x\nname: H")


def test_columns_count_letters_and_not_bytes():
    _, findings = decode("id: ää".encode() + b"\xff", "x.yaml")
    assert rules(findings) == [("encoding", 1, 7)]


@pytest.mark.parametrize(("ends", "line"), [("a\r\nb\r\n", 1), ("a\nb\r\nc\n", 2), ("a\rb\r", 1)])
def test_foreign_line_ends_are_one_warning_where_they_begin(ends: str, line: int):
    text, findings = decode(ends.encode(), "x.yaml")
    assert rules(findings) == [("line_ends", line, 1)]
    assert "\r" not in text


def test_everything_at_once_is_said_once_each():
    _, findings = decode(b"\xef\xbb\xbfa\r\nb\xff\r\n", "x.yaml")
    assert sorted(f.rule for f in findings) == ["byte_order_mark", "encoding", "line_ends"]


def test_control_characters_go_and_the_first_is_named():
    text, (finding,) = drop_controls("ab\ncd\x00e\x07f\n", "x.yaml")
    assert text == "ab\ncdef\n"
    assert (finding.rule, finding.line, finding.column) == ("control_character", 2, 3)
    assert "U+0000" in finding.message
    assert finding.edit is not None and (finding.edit.line, finding.edit.column) == (1, 2)


def test_a_text_without_control_characters_is_left_alone():
    assert drop_controls("tab\tand ä\n", "x.yaml") == ("tab\tand ä\n", [])


def test_a_file_is_read_up_to_the_limit_and_no_further(tmp_path: Path):
    fits, bursts = tmp_path / "fits.yaml", tmp_path / "bursts.yaml"
    fits.write_bytes(b"#" * MOST_BYTES)
    bursts.write_bytes(b"#" * (MOST_BYTES + 1))
    assert load_bytes(fits, "fits.yaml") == (b"#" * MOST_BYTES, [])
    data, findings = load_bytes(bursts, "bursts.yaml")
    assert (data, rules(findings)) == (None, [("too_large", 1, 1)])


def test_what_is_no_file_is_said_in_words(tmp_path: Path):
    folder, dead, loop = tmp_path / "folder.yaml", tmp_path / "dead.yaml", tmp_path / "loop.yaml"
    folder.mkdir()
    dead.symlink_to("nowhere")
    loop.symlink_to("loop.yaml")
    words = {}
    for path in (folder, dead, loop, tmp_path / "absent.yaml"):
        data, (finding,) = load_bytes(path, path.name)
        assert (data, finding.rule, finding.level) == (None, "unreadable", "error")
        words[path.stem] = finding.message
    assert "not a file" in words["folder"]
    assert "link to nothing" in words["dead"]
    assert "no such file" in words["absent"]


def test_a_file_that_the_system_refuses_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "shy.yaml"
    path.write_text("id: shy\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    data, (finding,) = load_bytes(path, "shy.yaml")
    assert data is None
    assert "Permission denied" in finding.message
