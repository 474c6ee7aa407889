"""The version of this package, as pyproject.toml has it; a test compares."""

VERSION = "0.1.0"
