"""Measures against the budgets; not part of the package."""
