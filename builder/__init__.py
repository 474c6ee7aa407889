"""Medsheets: a living registry of datasheets for medical imaging datasets.

`load` reads a registry, `check` lists what is wrong in it, `derive` computes what follows from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# The packages first: `check` and `derive` then name the functions, which is what callers mean by them.
import builder.check
import builder.derive  # noqa: F401
from builder.api import check, derive, load
from builder.version import VERSION

if TYPE_CHECKING:
    from builder.read.datasheet import Datasheet
    from builder.read.finding import Finding
    from builder.read.registry import Registry

__version__ = VERSION

__all__ = ["Datasheet", "Finding", "Registry", "check", "derive", "load"]

_TYPES = {"Datasheet": "builder.read.datasheet", "Finding": "builder.read.finding", "Registry": "builder.read.registry"}


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """The types, imported when somebody asks for them."""
    if name in _TYPES:
        from importlib import import_module

        return getattr(import_module(_TYPES[name]), name)
    raise AttributeError(f"module 'builder' has no attribute '{name}'")
