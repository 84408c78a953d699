"""Where a person was."""
