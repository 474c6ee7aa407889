"""What git knows of a sheet: its versions, and what changed between them, field by field."""
