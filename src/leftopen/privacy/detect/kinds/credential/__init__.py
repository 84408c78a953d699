"""What opens doors."""
