"""Telling those who can shut it: what a notice says in each language, as a mail and as a letter, and how it is sent."""
