"""The rooms of builder/: who may import whom, which library lives where, who may print, who may look at a clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HERE

BUILDER = HERE.parent / "builder"
FILES = sorted(BUILDER.rglob("*.py"))

MAY_IMPORT = {
    "read": set(),
    "check": {"read"},
    "history": {"read"},
    "derive": {"read", "check"},
    "publish": {"derive", "history"},
    "web": set(),
    "links": {"read", "derive", "history", "web"},
    "contribute": {"read", "check", "derive", "history", "web"},
    "cli": {"read", "check", "history", "derive", "publish", "web", "links", "contribute", "completion", "version"},
    "completion": set(),
    "layout": set(),
    "api": {"read", "check", "history", "derive", "publish"},
    "__main__": {"cli"},
    "__init__": {"read", "check", "history", "derive", "publish", "api", "version"},
    "version": set(),
}
"""The table of design.md; `layout` is open to all."""

LIVES_IN = {
    "yaml": {"read"},
    "jsonschema": {"read"},
    "pandas": {"derive"},
    "jinja2": {"publish"},
    "pyarrow": {"publish"},
    "rdflib": {"publish"},
    "requests": {"web"},
    "pydicom": {"contribute"},
    "nibabel": {"contribute"},
}

NO_CLOCK = {"read", "check", "derive", "publish"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "time.localtime",
    "time.gmtime",
}


def room(path: Path) -> str:
    return path.relative_to(BUILDER).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BUILDER).as_posix())
def test_a_room_imports_only_from_rooms_before_it(path: Path):
    here = room(path)
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "builder" and len(parts) > 1 and parts[1] not in (here, "layout"):
            assert parts[1] in MAY_IMPORT[here], f"{path}:{line} {here} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BUILDER).as_posix())
def test_a_library_stays_in_its_room(path: Path):
    here = room(path)
    for name, line in imports(path):
        top = name.split(".")[0]
        if top != "builder" and top not in sys.stdlib_module_names:
            assert here in LIVES_IN.get(top, set()), f"{path}:{line} {here} imports {top}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BUILDER).as_posix())
def test_only_the_command_line_prints_or_exits(path: Path):
    if room(path) in ("cli", "__main__"):
        return
    loud = {
        "print",
        "exit",
        "quit",
        "sys.exit",
        "os._exit",
        "sys.stdout.write",
        "sys.stderr.write",
        "input",
        "breakpoint",
    }
    assert [(name, line) for name, line in calls(path) if name in loud] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BUILDER).as_posix())
def test_no_clock_where_the_same_input_gives_the_same_output(path: Path):
    if room(path) not in NO_CLOCK:
        return
    found = [(name, line) for name, line in calls(path) if name in CLOCKS or name.split("datetime.", 1)[-1] in CLOCKS]
    assert found == []
    assert [
        name for name, _ in imports(path) if name.split(".")[0] in ("time", "random", "socket", "subprocess", "uuid")
    ] == []


def test_rooms_are_those_of_the_design():
    assert {room(path) for path in FILES} <= MAY_IMPORT.keys()
    words = ("util", "helper", "common", "manager", "misc")
    assert [path.name for path in FILES if any(word in path.stem.lower() for word in words)] == []


def test_only_layout_knows_names_of_folders():
    for path in FILES:
        if room(path) in ("layout", "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in ("registry", "registry/", "datasheet.schema.json", "rules.yaml"), (
                    f"{path}:{node.lineno}"
                )


HEAVY = (
    "pandas",
    "numpy",
    "requests",
    "jinja2",
    "mkdocs",
    "jsonschema",
    "ruamel",
    "pydicom",
    "pyarrow",
    "rdflib",
    "asyncio",
    "unittest",
    "http.client",
)


def test_check_imports_nothing_heavy():
    # In a process of its own: here, pytest has imported half the world.
    code = (
        "import sys\n"
        "from builder.cli import main\n"
        "code = main(['check', '--today', '2026-11-20', 'tests/data/valid/example-chest.yaml'])\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "sys.exit(code or (print(heavy, file=sys.stderr) or 9 if heavy else 0))\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_importing_the_package_is_light():
    code = "import sys, builder; sys.exit('yaml' in sys.modules and not hasattr(builder, 'load'))"
    outcome = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
