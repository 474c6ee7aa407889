"""What can be computed is never asked."""
