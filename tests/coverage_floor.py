"""Holds the floor under branch coverage, room by room: `python tests/coverage_floor.py build/coverage.json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

ROOMS = ("builder/read", "builder/check")
FLOOR = 95.0


def main(report: Path) -> int:
    """Prints a line per room; 1 when a room lies below the floor."""
    files = {name.replace("\\", "/"): row["summary"] for name, row in json.loads(report.read_text())["files"].items()}
    low = False
    for room in ROOMS:
        rows = {name: row for name, row in files.items() if name.startswith(room + "/")}
        taken = share(rows.values())
        low |= taken < FLOOR
        print(f"{room}: {taken:.1f} % of the branches taken, at least {FLOOR:.0f} wanted")
        if taken < FLOOR:
            missed = {name: row["num_branches"] - row["covered_branches"] for name, row in rows.items()}
            for name in sorted(missed, key=lambda name: -missed[name])[:5]:
                print(f"  {name}: {missed[name]} not taken")
    return int(low)


def share(rows: Collection[dict[str, int]]) -> float:
    """Percent of the branches that were taken; nothing measured is nothing taken."""
    branches = sum(row["num_branches"] for row in rows)
    return 100 * sum(row["covered_branches"] for row in rows) / branches if branches else 0.0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
