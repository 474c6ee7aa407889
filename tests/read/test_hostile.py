"""Files that mean harm, or look like it: no crash, a finding each, and the healthy sheet beside them is checked."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HERE, TODAY

MOST_MEMORY = 600_000_000
"""Bytes of address space that a run may take, 100 MB of them for the interpreter: a bound, not a measurement."""

LINES = 20_000

HOSTILE: dict[str, bytes | Callable[[Path], None]] = {
    "alias-bomb": b"a: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(
        b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (i, i, *[i - 1] * 9) for i in range(98, 123)
    ),
    "alias-quadratic": b"a: &a [" + b"x, " * 5000 + b"]\n" + b"b: [" + b"*a, " * 5000 + b"]\n",
    "alias-of-itself": b"id: &id\n  again: *id\n",
    "alias-to-nobody": b"id: *ghost\nname: x\n",
    "merge-key": b"base: &b {tier: open}\naccess:\n  <<: *b\n",
    "merge-bomb": b"a: &a {x: 1}\n" + b"".join(b"k%d: {<<: *a}\n" % i for i in range(2000)),
    "brackets-10000-deep": b"name: " + b"[" * 10_000,
    "brackets-10000-closed": b"name: " + b"[" * 10_000 + b"]" * 10_000,
    "braces-10000-deep": b"{a: " * 10_000,
    "dashes-10000-deep": b"- " * 10_000 + b"x\n",
    "indented-10000-deep": b"".join(b" " * i + b"a:\n" for i in range(1300)),
    "questions-10000-deep": b"? " * 10_000 + b"x\n",
    "brackets-1900-deep": b"name: " + b"[" * 1900 + b"]" * 1900,
    "fifty-megabytes": lambda path: path.write_bytes(b"name: " + b"x" * 50_000_000),
    "sparse-gigabytes": lambda path: os.truncate(_touched(path), 3_000_000_000),
    "nul-bytes": b"\0" * 5000,
    "nul-in-a-name": b"id: nul-in-a-name\nname: a\0b\n",
    "invalid-utf-8": b"id: invalid-utf-8\nname: \xff\xfe\xfd \xc3\x28\n",
    "overlong-utf-8": b"name: \xc0\xaf\xe0\x80\xaf\n",
    "surrogates": b"name: \xed\xa0\x80\xed\xbf\xbf\n",
    "utf-16": "id: utf-16\n".encode("utf-16"),
    "utf-32": "id: utf-32\n".encode("utf-32"),
    "byte-order-marks": b"\xef\xbb\xbf" * 3 + b"id: byte-order-marks\n",
    "carriage-returns": b"id: carriage-returns\r\rname: x\r\n",
    "tabs": b"id:\ttabs\n\tname:\tx\n\t\tstatus: active\n",
    "python-object": b"id: !!python/object/apply:os.system ['touch pwned']\n",
    "python-name": b"!!python/name:builtins.eval x\n",
    "own-tags": b"%TAG ! tag:example.org,2026:\n---\nid: !chest x\n",
    "yaml-1.1": b"%YAML 1.1\n---\nid: yes\n",
    "folder": lambda path: path.mkdir(),
    "dead-link": lambda path: path.symlink_to("nowhere"),
    "link-to-itself": lambda path: path.symlink_to(path.name),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "pipe": os.mkfifo,
    "empty": b"",
    "blanks": b" \n" * 1000,
    "list": b"- id: list\n",
    "two-documents": b"id: two-documents\n---\nid: another\n",
    "a-thousand-documents": b"---\nid: x\n" * 1000,
    "keys-that-are-no-text": b"12: x\ntrue: y\n[a, b]: z\n{c: d}: e\nnull: f\n1.5: g\n? |\n  long\n: h\n",
    "nan-and-infinity": b"content:\n  bytes: .nan\n  counts: [{n: .inf, unit: image}, {n: -.inf}, {n: 1e999}]\n",
    "huge-numbers": b"content:\n  bytes: "
    + b"9" * 10_000
    + b"\n  counts: [{n: 0x"
    + b"f" * 5000
    + b", unit: image}]\n",
    "one-long-line": b"name: " + b"a: " * 30_000 + b"\n",
    "one-long-word": b"x" * 900_000 + b": y\n",
    "many-keys": b"".join(b"k%d: v\n" % i for i in range(LINES)),
    "many-slips": b"".join(b"note%d: a: b: c\n" % i for i in range(2000)),
    "many-quotes": b"name: " + b'"' * 9999 + b"\n",
    "many-duplicates": b"id: x\n" * 5000,
    "many-sources": b"sources:\n" + b"".join(b"  s%d: {title: t}\n" % i for i in range(3000)),
    "many-evidence-paths": b"evidence:\n" + b"".join(b"  population.a%d: x, y\n" % i for i in range(3000)),
    "slow-pattern": b"id: slow-pattern\nsummary: " + b"a@" * 20_000 + b"\n",
    "rows": b"summary: |\n" + b"".join(b"  p%03d,F,64,positive\n" % (i % 1000) for i in range(5000)),
    "terminal-escapes": b"id: \x1b[2Jterminal\nname: \xe2\x80\xae live\n",
    "unclosed-quote": b'id: "x\n' + b"name: y\n" * 3000,
    "only-dashes": b"-" * 5000 + b"\n",
    "only-colons": b":" * 5000 + b"\n: : : :\n",
    "complex-keys": b"? ? ? a\n",
    "block-text": b"name: |99\n  x\n",
    "byte-soup": bytes(range(256)) * 40,
}


def _touched(path: Path) -> Path:
    path.touch()
    return path


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one folder, with one sheet that has one small fault."""
    root = tmp_path_factory.mktemp("hostile")
    folder = root / "registry"
    folder.mkdir()
    for name, content in HOSTILE.items():
        path = folder / f"{name}.yaml"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    example = (HERE / "data" / "valid" / "example-chest.yaml").read_text(encoding="utf-8")
    (folder / "example-chest.yaml").write_text(example.replace("tier: open", "tier: opne"))
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One check as a process of its own, within bounds of memory; the timeout is a safety net only."""
    command = [sys.executable, "-m", "builder", "check", "--today", TODAY, "--root", str(root), *arguments]
    return subprocess.run(
        command,
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=30 if len(arguments) == 1 else 120,
        preexec_fn=_limits,
        errors="replace",
    )


@pytest.fixture(scope="module")
def findings(registry: Path) -> list[dict[str, object]]:
    outcome = run(registry, "--format", "json")
    assert outcome.returncode == 1, outcome.stderr[-2000:]
    assert "Traceback" not in outcome.stderr
    found: list[dict[str, object]] = json.loads(outcome.stdout)["findings"]
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_finding(name: str, findings: list[dict[str, object]]):
    mine = [row for row in findings if row["file"] == f"registry/{name}.yaml"]
    assert mine
    assert any(row["level"] == "error" for row in mine)
    assert all(isinstance(row["line"], int) and row["line"] >= 1 for row in mine)


def test_the_healthy_sheet_beside_them_is_still_checked(findings: list[dict[str, object]]):
    mine = [
        (row["rule"], row["line"], row["column"]) for row in findings if row["file"] == "registry/example-chest.yaml"
    ]
    assert mine == [("vocabulary", 18, 9)]


def test_nothing_was_executed(registry: Path, findings: list[dict[str, object]]):
    assert not list(registry.rglob("pwned")) and not (HERE.parent / "pwned").exists()


@pytest.mark.parametrize("form", ["text", "github", "markdown"])
def test_every_format_survives_them(form: str, registry: Path):
    outcome = run(registry, "--format", form)
    assert outcome.returncode == 1, outcome.stderr[-2000:]
    assert "Traceback" not in outcome.stdout + outcome.stderr
    assert "\x1b" not in outcome.stdout, "no control sequence of a sheet reaches a terminal"
    assert "example-chest" in outcome.stdout


@pytest.mark.parametrize(
    "name", ["fifty-megabytes", "brackets-10000-deep", "alias-bomb", "folder", "dead-link", "pipe", "empty"]
)
def test_a_hostile_file_alone_is_no_worse(name: str, registry: Path):
    outcome = run(registry, str(registry / "registry" / f"{name}.yaml"))
    assert (outcome.returncode, "Traceback" in outcome.stderr) == (1, False), outcome.stderr[-2000:]
