"""The rules that need more than a row of data, by what they look at. Importing this registers them."""

from builder.check.rules import evidence, family, labels, privacy, record, shortcuts, splits, stage

__all__ = ["evidence", "family", "labels", "privacy", "record", "shortcuts", "splits", "stage"]
