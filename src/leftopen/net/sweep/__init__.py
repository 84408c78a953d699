"""Which pairs of address and port accept a connection."""
