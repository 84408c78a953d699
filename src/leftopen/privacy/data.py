"""Words and tables that stand beside the code as TOML: read once, never written.

There are some 170 of them, 600 kB; what they say is kept for the next start (see `kept`).
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from leftopen.privacy.kept import kept

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_ROOM = __package__


@cache
def toml(package: str, name: str) -> dict[str, Any]:
    """The table `name` of `package`, e.g. `toml("leftopen.privacy.detect", "weights.toml")`; a missing one raises."""
    told = _all().get(f"{_below(package)}{name}")
    if told is None:
        raise FileNotFoundError(f"{package} has no {name}")
    return _table(told)


@cache
def tomls(package: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every `.toml` of `package` and of the folders in it as (name below it, table), by name."""
    below = _below(package)
    return tuple((name[len(below) :], _table(told)) for name, told in _all().items() if name.startswith(below))


def _below(package: str) -> str:
    """Where a package lies in this one: `detect/names/`, "" for itself."""
    return "".join(f"{part}/" for part in package.removeprefix(_ROOM).split(".") if part)


def _table(told: msgspec.Raw) -> dict[str, Any]:
    table: dict[str, Any] = msgspec.msgpack.decode(told)
    return table


@cache
def _all() -> dict[str, msgspec.Raw]:
    """Every table by its name below this package, in the order of those; most starts need a part of them."""
    return kept("tables", dict[str, msgspec.Raw], _read)


def _read() -> dict[str, msgspec.Raw]:
    from importlib import resources

    import rtoml  # in Rust: 50 ms for all of them, where one in Python takes 400

    room = resources.files(_ROOM)
    texts = {name: room.joinpath(name).read_text("utf-8") for name in sorted(_names(room))}
    return {name: msgspec.Raw(msgspec.msgpack.encode(rtoml.loads(text))) for name, text in texts.items()}


def _names(folder: "Traversable", above: str = "") -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            yield f"{above}{entry.name}"
        elif entry.is_dir():
            yield from _names(entry, f"{above}{entry.name}/")


def beside(module: str) -> dict[str, Any]:
    """The table of the same name as `module` in its package: `beside(__name__)`."""
    package, _, name = module.rpartition(".")
    return toml(package, f"{name}.toml")
