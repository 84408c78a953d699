"""How a person is reached."""
