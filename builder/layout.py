"""The only module that knows folder names."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def schema_folder() -> Path:
    """The form and its vocabularies: beside the code in a wheel, one level up in a checkout."""
    inside = PACKAGE / "schema"
    return inside if inside.is_dir() else PACKAGE.parent / "schema"


def form_file() -> Path:
    return schema_folder() / "datasheet.yaml"


def vocabulary_folder() -> Path:
    return schema_folder() / "vocabulary"


def rules_file() -> Path:
    return schema_folder() / "rules.yaml"


def schema_file() -> Path:
    return schema_folder() / "datasheet.schema.json"


def registry_folder(root: Path) -> Path:
    return root / "registry"


def sheet_file(root: Path, sheet_id: str) -> Path:
    return registry_folder(root) / f"{sheet_id}.yaml"


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds a registry."""
    for folder in (start, *start.parents):
        if registry_folder(folder).is_dir():
            return folder
    return None
