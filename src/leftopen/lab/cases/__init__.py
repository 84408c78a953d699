"""One file per case of the demo: `plant(town)` gives servers with what is true of them.

The files here are the registry.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from leftopen.lab.people import Town
from leftopen.lab.planted import Planted

Case = Callable[[Town], list[Planted]]


def cases() -> dict[str, Case]:
    """Every case by name."""
    found: dict[str, Case] = {}
    for module in iter_modules(__path__):
        loaded = import_module(f"{__name__}.{module.name}")
        if not (loaded.__doc__ and callable(loaded.plant)):
            raise TypeError(f"leftopen.lab.cases.{module.name}: needs a docstring and plant()")
        found[module.name] = loaded.plant
    return found


def planted(seed: int = 20261123) -> list[Planted]:
    """Everything that the lab plants, each case from a town of its own."""
    return [item for name, plant in cases().items() for item in plant(Town(f"{seed}/{name}"))]
