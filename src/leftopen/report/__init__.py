"""A finished audit as documents. One file per format, pure: `render(report) -> bytes`.

A format module has a docstring, `NAME` (the word of the command line), `SUFFIX` (with its dot) and `render`; where it
needs an optional extra, `NEEDS` (the module to look for). Modules
found here are the registry: there is no list to edit, and one that lacks the contract stops the program with its name.
What formats share lives in the packages beside them: `plain` (words), `pictures` (SVG), `schema` (of `report.json`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType

from leftopen.extras import needed
from leftopen.model import Report


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A document that a report can become. `doc` is the first line of its module's docstring, for `--help`.

    `needs`: the module of an optional extra without which it cannot be made.
    """

    name: str
    suffix: str
    doc: str
    render: Callable[[Report], bytes]
    needs: str | None = None

    @property
    def missing(self) -> str | None:
        """What to install first, in words; None where all is there."""
        if self.needs is None or find_spec(self.needs) is not None:
            return None
        return f"{self.name} {needed('documents')}."


def _format(module: ModuleType) -> ReportFormat:
    name, suffix = getattr(module, "NAME", None), getattr(module, "SUFFIX", None)
    render, doc = getattr(module, "render", None), module.__doc__
    if not (isinstance(name, str) and name and isinstance(suffix, str) and suffix.startswith(".")):
        raise TypeError(f"{module.__name__}: needs NAME and SUFFIX (with its dot)")
    if not (doc and callable(render)):
        raise TypeError(f"{module.__name__}: needs a docstring and render()")
    return ReportFormat(name, suffix, doc.strip().splitlines()[0], render, getattr(module, "NEEDS", None))


@cache
def formats() -> Mapping[str, ReportFormat]:
    """Every format by its name, in the order of the names."""
    names = (m.name for m in iter_modules(__path__) if not (m.ispkg or m.name.startswith("_")))
    found = [_format(import_module(f"{__name__}.{name}")) for name in names]
    table = {each.name: each for each in sorted(found, key=lambda each: each.name)}
    if len(table) != len(found):
        raise TypeError("leftopen.report: two formats have the same NAME")
    return MappingProxyType(table)
