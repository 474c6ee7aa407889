"""Rules over one sheet and between sheets."""
