"""The budgets of the project, measured: ours and the peer's on the same work, one after the other, on this machine.

python -m bench.run [--sheets N]

Costs are CPU seconds (user and system) of the child process, as the kernel counts them. Runs are made several times,
long ones less often, and the cheapest counts, ours as the peer's. What counts is the ratio: the seconds are a guide.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bench import sheets

HERE = Path(__file__).resolve().parent.parent
SCHEMA = HERE / "schema" / "datasheet.schema.json"
GROUND = HERE / "build" / "bench"
OURS = (sys.executable, "-m", "builder", "check")
PEER = (sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA))
PEER_NAME = "check-jsonschema"
SMALL, TIMES = 10_000, 10
"""Fewer sheets are checked three times; how much larger the second registry is."""

LEAST_RATIO, GUIDE, ONE_SHEET, MOST_MEMORY, MOST_GROWTH = 8.0, 1.8, 0.3, 300.0, 1.25
"""Times cheaper than the peer; seconds; seconds; MB and cost of a sheet at ten times the sheets."""

NOT_YET = (
    ("full build of dataset pages, 1,000 sheets", "mkdocs-material, hugo, a plain Jinja2 loop", "≤ 2.5 s, 6 s, 9 s"),
    ("rebuild after one sheet changed", "mkdocs-material, zensical", "≤ 0.5 s served, ≤ 2 s new"),
    ("build, growth from 1,000 to 10,000", "", "linear, ≤ 600 MB"),
    ("catalogue, 1,000 sheets", "AWS registry's home, 2.7 MB", "≤ 100 kB gzipped"),
    ("one dataset page, theme apart", "", "≤ 60 kB gzipped"),
)


class Cost(NamedTuple):
    """What a child process took."""

    cpu: float
    memory: float
    """MB at its peak."""


class Row(NamedTuple):
    """One line of the table."""

    work: str
    peer: str
    theirs: str
    ours: str
    ratio: str
    budget: str
    kept: bool | None


class Measured(NamedTuple):
    """The numbers behind the table, and the commands that gave them."""

    many: int
    lines: int
    ours: Cost
    theirs: Cost
    one: Cost
    one_theirs: Cost
    grown: Cost
    commands: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """How many times cheaper than the peer."""
        return self.theirs.cpu / self.ours.cpu

    @property
    def growth(self) -> float:
        """What a sheet costs in the large registry against the small one, without the start of the process."""
        return (self.grown.cpu - self.one.cpu) / (self.ours.cpu - self.one.cpu) / TIMES


def main(arguments: Sequence[str] | None = None, ground: Path = GROUND) -> int:
    """Measures and prints; 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measures against the budgets and the peers.")
    parser.add_argument("--sheets", type=_number, default=1000, help="how many to check, besides ten times as many")
    options = parser.parse_args(arguments)
    print(f"machine  {machine()}")
    print(f"peer     {PEER_NAME} {version(PEER_NAME)}, with {SCHEMA.relative_to(HERE)}", flush=True)
    measured = measure(options.sheets, ground)
    where = ground.relative_to(HERE) if ground.is_relative_to(HERE) else ground
    kind = f"invented ones of {measured.lines / measured.many:.0f} lines, in {where}"
    print(f"sheets   {measured.many:,} and {measured.many * TIMES:,}, {kind}")
    for command in measured.commands:
        print(f"command  {command}")
    rows = table(measured)
    print()
    print_table(rows)
    missed = [row.work for row in rows if row.kept is False]
    print()
    print(f"Missed: {'; '.join(missed)}." if missed else "All budgets are kept for what is built.")
    if options.sheets != 1000:
        print(f"The budgets are meant for 1,000 sheets; this was {options.sheets:,}.")
    return int(bool(missed))


def _number(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 6000:
        raise argparse.ArgumentTypeError("between 1 and 6000")
    return number


def machine() -> str:
    """Processor, cores, system and Python, in one line."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, {python}"


def measure(many: int, ground: Path = GROUND) -> Measured:
    """Writes the registries and runs both tools over them."""
    shutil.rmtree(ground, ignore_errors=True)
    small, large = ground / "small", ground / "large"
    lines = sheets.write_registry(small, many)
    sheets.write_registry(large, many * TIMES)
    files = sorted((small / "registry").iterdir())
    whole = "check --strict"
    check = [*OURS, "--strict", "--root", str(small)]
    # Other work on the machine slows both; so ours is measured before and after the peer.
    before = cheapest(check, 2)
    theirs = cheapest([*PEER, *map(str, files)], 3 if many < 500 else 1)
    ours = cheaper(before, cheapest(check, 2))
    grown = cheapest([*OURS, "--strict", "--root", str(large)], 3 if many * TIMES < SMALL else 2)
    one = cheapest([*OURS, "--strict", str(files[0])], 7)
    one_theirs = cheapest([*PEER, str(files[0])], 3)
    commands = (
        f"medsheets {whole}, against {PEER_NAME} registry/*.yaml",
        f"medsheets {whole} registry/{files[0].name}, against {PEER_NAME} registry/{files[0].name}",
    )
    return Measured(many, lines, ours, theirs, one, one_theirs, grown, commands)


def cheapest(command: Sequence[str], times: int) -> Cost:
    """The same run several times."""
    if sys.stderr.isatty():
        print(f"running {' '.join(command)[:100]} …", file=sys.stderr)
    return cheaper(*(run(command) for _ in range(times)))


def cheaper(*costs: Cost) -> Cost:
    """The fewest CPU seconds, and the most memory."""
    return Cost(min(cost.cpu for cost in costs), max(cost.memory for cost in costs))


def run(command: Sequence[str]) -> Cost:
    """One child process; the sheets are sound, so anything but success is a fault."""
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode(errors="replace")
        # Like getrusage(RUSAGE_CHILDREN) before and after, but for this child alone, its peak of memory included.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{said[-3000:]}\nbench: '{' '.join(command)[:200]}' failed; the numbers would mean nothing.")
    memory = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Cost(usage.ru_utime + usage.ru_stime, memory)


def table(measured: Measured) -> list[Row]:
    """The budgets, what was measured, and what is not there to be measured yet."""
    many, more = f"{measured.many:,}", f"{measured.many * TIMES:,}"
    ours, theirs, one, other = measured.ours, measured.theirs, measured.one, measured.one_theirs
    return [
        Row(
            f"check, {many} sheets",
            PEER_NAME,
            f"{theirs.cpu:.2f} s",
            f"{ours.cpu:.2f} s",
            f"{measured.ratio:.1f} times less",
            f"≥ {LEAST_RATIO:.0f} times less, goal 12; guide {GUIDE} s",
            measured.ratio >= LEAST_RATIO,
        ),
        Row(
            "check, one sheet",
            PEER_NAME,
            f"{other.cpu:.2f} s",
            f"{one.cpu:.2f} s",
            f"{other.cpu / one.cpu:.1f} times less",
            f"≤ {ONE_SHEET} s",
            one.cpu <= ONE_SHEET,
        ),
        Row(
            f"check, {more} sheets",
            f"{many} sheets",
            f"{ours.cpu:.2f} s",
            f"{measured.grown.cpu:.2f} s",
            f"{measured.growth:.2f} per sheet",
            f"linear: ≤ {MOST_GROWTH}",
            measured.growth <= MOST_GROWTH,
        ),
        Row(
            f"check, {more} sheets, memory",
            f"{many} sheets",
            f"{ours.memory:.0f} MB",
            f"{measured.grown.memory:.0f} MB",
            "",
            f"≤ {MOST_MEMORY:.0f} MB",
            measured.grown.memory <= MOST_MEMORY,
        ),
        *(Row(work, peer, "", "not built yet", "", budget, None) for work, peer, budget in NOT_YET),
    ]


def print_table(rows: Sequence[Row]) -> None:
    """Columns as wide as what stands in them."""
    words = {True: "kept", False: "MISSED", None: "–"}
    cells = [("work", "peer", "peer takes", "we take", "ratio", "budget", "")]
    cells += [(*row[:-1], words[row.kept]) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for i, row in enumerate(cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if i == 0:
            print("  ".join("-" * width for width in widths))


if __name__ == "__main__":
    sys.exit(main())
