"""What probes share: how keys form families, what makers of cameras are known, how answers of searches read."""
