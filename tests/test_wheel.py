"""The wheel is all that is needed: installed elsewhere, it checks a registry it has never seen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A child process that knows nothing of this checkout."""
    clean = {key: word for key, word in os.environ.items() if not key.startswith(("PYTHON", "COV_", "COVERAGE_"))}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**clean, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network: the backend is one of the dev extras."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    made = run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    assert made.returncode == 0, made.stderr
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def medsheets(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel into a virtual environment of its own, with the PyYAML at hand."""
    folder = tmp_path_factory.mktemp("installed")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    assert made.returncode == 0, made.stderr
    python = next(file for file in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if file.exists())
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    made = run(*pip, cwd=folder)
    assert made.returncode == 0, made.stderr
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('platlib'))", cwd=folder).stdout.strip()
    for name in ("yaml", "_yaml"):
        shutil.copytree(Path(sysconfig.get_path("platlib")) / name, Path(packages) / name)
    return next(file for file in python.parent.iterdir() if file.stem == "medsheets")


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """An empty folder with a registry of one sheet."""
    (tmp_path / "registry").mkdir()
    shutil.copy(HERE / "data" / "valid" / "example-chest.yaml", tmp_path / "registry")
    return tmp_path


def test_schema_and_vocabularies_travel_under_builder(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    schema = ROOT / "schema"
    wanted = {f"builder/schema/{path.relative_to(schema).as_posix()}" for path in schema.rglob("*.*")}
    assert {"builder/schema/datasheet.schema.json", "builder/schema/rules.yaml"} <= wanted
    assert wanted <= names
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "builder").rglob("*.py")}
    assert code <= names


def test_nothing_else_travels(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"builder", wheel.name.rpartition("-py3")[0] + ".dist-info"}


def test_a_registry_elsewhere_is_checked(medsheets: Path, registry: Path) -> None:
    checked = run(medsheets, "check", "--strict", cwd=registry)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("1 sheet checked")


def test_findings_go_out_as_json(medsheets: Path, registry: Path) -> None:
    sheet = registry / "registry" / "example-chest.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("[xray]", "[X-ray]"), encoding="utf-8")
    checked = run(medsheets, "check", "--format", "json", cwd=registry)
    assert (checked.returncode, checked.stderr) == (1, "")
    said = json.loads(checked.stdout)
    assert [(f["rule"], f["file"], f["fix"]) for f in said["findings"]] == [
        ("vocabulary", "registry/example-chest.yaml", "xray")
    ]


def test_form_and_code_come_from_the_wheel(medsheets: Path, registry: Path) -> None:
    python = next(file for file in medsheets.parent.iterdir() if file.stem == "python")
    asks = "from builder import layout; print(layout.PACKAGE); print(layout.schema_folder())"
    package, schema = run(python, "-c", asks, cwd=registry).stdout.splitlines()
    assert Path(package).is_relative_to(medsheets.parent.parent.resolve())
    assert Path(schema) == Path(package) / "schema"


def test_a_second_registry_begins_mends_and_compares_its_own_sheets(medsheets: Path, registry: Path) -> None:
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"),
    ):
        assert run("git", *words, cwd=registry).returncode == 0
    made = run(medsheets, "new", "my-set", "--root", registry, cwd=registry.parent)
    assert (made.returncode, made.stderr) == (0, "")
    sheet = registry / "registry" / "example-chest.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("tier: open", "tier: Registration"), encoding="utf-8")
    assert run(medsheets, "fix", "--root", registry, sheet, cwd=registry.parent).returncode == 0
    told = run(medsheets, "diff", "--root", registry, cwd=registry.parent)
    assert (told.returncode, told.stderr) == (0, "")
    assert "access.tier: open → registration" in told.stdout
    assert "chest" in run(medsheets, "explain", "chest_drain", cwd=registry).stdout
    assert run(medsheets, "census", cwd=registry).returncode == 0


def test_the_installed_schema_is_fresh(medsheets: Path, registry: Path) -> None:
    assert run(medsheets, "schema", "--check", cwd=registry).returncode == 0


@pytest.mark.full
def test_a_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    backend = "import sys; from hatchling.build import build_sdist; print(build_sdist(sys.argv[1]))"
    archive = tmp_path / run(sys.executable, "-c", backend, tmp_path, cwd=ROOT).stdout.strip()
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    made = run(*pip, "--wheel-dir", tmp_path / "again", archive, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()
