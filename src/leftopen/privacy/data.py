"""Words and tables that stand beside the code as TOML: read once, never written.

There are some 170 of them, 290 kB, which a reader in Python takes 50 ms for and one in Rust 6.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import rtoml


@cache
def toml(package: str, name: str) -> dict[str, Any]:
    """The table `name` of `package`, e.g. `toml("leftopen.privacy", "labels.toml")`; a missing one raises."""
    return rtoml.loads(resources.files(package).joinpath(name).read_text("utf-8"))


@cache
def tomls(package: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every `.toml` of `package` and of the folders in it as (name below it, table), by name."""
    return tuple((name, toml(package, name)) for name in sorted(_names(resources.files(package))))


def _names(folder: Traversable, above: str = "") -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            yield f"{above}{entry.name}"
        elif entry.is_dir():
            yield from _names(entry, f"{above}{entry.name}/")


def beside(module: str) -> dict[str, Any]:
    """The table of the same name as `module` in its package: `beside(__name__)`."""
    package, _, name = module.rpartition(".")
    return toml(package, f"{name}.toml")
