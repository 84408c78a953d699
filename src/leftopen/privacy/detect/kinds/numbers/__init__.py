"""National numbers, a file per country, a row per number."""
