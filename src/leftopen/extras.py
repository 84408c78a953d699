"""How one has what not everybody needs. Leftopen stands in no index of packages: a command that asks one for its name
would install what somebody else put there."""


def needed(extra: str) -> str:
    """What to do for an extra, as the end of a sentence without its full stop.

    >>> needed("custody").partition(" in the folder")[0]
    "needs the extra custody: uv tool install --force '.[custody]'"
    """
    command = f"uv tool install --force '.[{extra}]'"
    return f"needs the extra {extra}: {command} in the folder of its source, with all extras that you use"
