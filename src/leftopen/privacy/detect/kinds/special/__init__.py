"""Special categories."""
