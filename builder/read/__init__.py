"""Bytes become a `Datasheet`, faults become findings, a folder becomes a `Registry`."""
