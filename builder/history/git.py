"""The few questions we ask git. Nothing here guesses: where git cannot tell, the answer is None."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class GitError(Exception):
    """Git is missing, this is no repository, or a revision is unknown; says which."""


class Touch(NamedTuple):
    """One commit's change of one file: blobs before and after (None: not there), and the name it had before."""

    commit: str
    date: str
    path: str
    former_path: str
    old: str | None
    new: str | None


_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "TZ": "UTC"}
_NULL = "0" * 40


def run(root: Path, *words: str, stdin: bytes | None = None) -> bytes:
    """The output of a git command in a folder."""
    command = ["git", "-c", "core.quotePath=false", *words]
    try:
        done = subprocess.run(
            command, cwd=root, input=stdin, capture_output=True, env={**os.environ, **_QUIET}, check=False
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[0].removeprefix("fatal: ") if lines else f"git {words[0]} failed")
    return done.stdout


def is_shallow(root: Path) -> bool:
    """A clone that lacks its older commits: dates read from it would be wrong."""
    return run(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def touches(root: Path, folder: str) -> Iterator[Touch]:
    """Every change of every file below a folder, oldest first, renames followed."""
    out = run(
        root, "log", "--reverse", "--topo-order", "-M40%", "--raw", "--no-abbrev", "-z", "--no-merges", "--relative",
        "--format=%x01%H %cd", "--date=format-local:%Y-%m-%d", "--", folder,
    )  # fmt: skip
    for record in out.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, body = record.partition("\0")
        commit, _, date = head.strip().partition(" ")
        yield from _touches_of(commit, date.strip(), body)


def _touches_of(commit: str, date: str, body: str) -> Iterator[Touch]:
    fields = [field for field in body.strip("\n").split("\0") if field.strip()]
    position = 0
    while position < len(fields):
        words = fields[position].strip().lstrip(":").split(" ")
        old, new, status = words[2], words[3], words[4]
        former = fields[position + 1]
        path = fields[position + 2] if status[0] in "RC" else former
        position += 3 if status[0] in "RC" else 2
        yield Touch(commit, date, path, former, None if old == _NULL else old, None if new == _NULL else new)


def tree(root: Path, revision: str, folder: str) -> dict[str, str]:
    """path → blob of every file below a folder at a revision."""
    if revision.startswith("-"):
        raise GitError(f"'{revision}' is not a revision")
    run(root, "rev-parse", "--git-dir")  # says so where this is no repository
    try:
        commit = run(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except GitError:
        raise GitError(f"there is no commit, branch or tag '{revision}' here") from None
    out = run(root, "ls-tree", "-z", "-r", commit, "--", f"{folder}/").decode("utf-8", "surrogateescape")
    found = {}
    for row in filter(None, out.split("\0")):
        head, _, path = row.partition("\t")
        found[path] = head.split(" ")[2]
    return found


def blobs(root: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The contents of blobs, in one call."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return
    out = run(root, "cat-file", "--batch", stdin=("\n".join(wanted) + "\n").encode())
    position = 0
    for name in wanted:
        end = out.index(b"\n", position)
        words = out[position:end].split(b" ")
        if len(words) != 3:
            position = end + 1
            continue
        size = int(words[2])
        yield name, out[end + 1 : end + 1 + size]
        position = end + 2 + size
