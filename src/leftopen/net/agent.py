"""How leftopen says who it is, wherever it asks over HTTP."""

from leftopen import __version__


def agent(contact: str | None = None) -> str:
    """The User-Agent: program, version and, where given, whom the other side can write to.

    >>> agent("sec@example.org").partition(" ")[2]
    '(+sec@example.org)'
    """
    return f"leftopen/{__version__}" + (f" (+{contact})" if contact else "")
