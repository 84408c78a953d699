"""Regular expressions that are compiled when they are first asked: most starts need a few of them, and one over scripts
takes up to five milliseconds.
"""

import re
from typing import Any, cast


class Later:
    """One that is not compiled yet; asked for anything, it is, and answers as if it had always been."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._told = pattern, flags

    def compiled(self) -> re.Pattern[str]:
        """What it stands for."""
        return re.compile(*self._told)

    def __getattr__(self, name: str) -> Any:
        compiled = self.compiled()
        vars(self).update({each: getattr(compiled, each) for each in dir(compiled) if not each.startswith("__")})
        return getattr(compiled, name)


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, done when it is first needed.

    >>> later("a+").fullmatch("aa") is not None, later("a+", re.IGNORECASE).fullmatch("AB") is None
    (True, True)
    """
    return cast("re.Pattern[str]", Later(pattern, flags))
