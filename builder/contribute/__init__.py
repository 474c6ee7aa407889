"""What makes writing a sheet pleasant: a scaffold, repairs, and later doors for people without an editor."""
