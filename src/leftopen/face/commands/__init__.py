"""One file per command; its function's docstring is the help."""
