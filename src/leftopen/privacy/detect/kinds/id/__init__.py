"""National and other numbers of a person, by country."""
