"""Words and tables that stand beside the code as TOML: read once, never written."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def toml(package: str, name: str) -> dict[str, Any]:
    """The table `name` of `package`, e.g. `toml("leftopen.privacy", "labels.toml")`; a missing one raises."""
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))


@cache
def tomls(package: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every `.toml` of `package` as (file name, table), by name."""
    names = sorted(entry.name for entry in resources.files(package).iterdir() if entry.name.endswith(".toml"))
    return tuple((name, toml(package, name)) for name in names)


def beside(module: str) -> dict[str, Any]:
    """The table of the same name as `module` in its package: `beside(__name__)`."""
    package, _, name = module.rpartition(".")
    return toml(package, f"{name}.toml")
