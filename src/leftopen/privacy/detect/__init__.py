"""Which fields hold which personal data: evidence from values, names and company becomes labels."""
