"""leftopen: finds data stores left open inside your own scope and says what personal data they expose."""

__version__ = "0.1.0"
