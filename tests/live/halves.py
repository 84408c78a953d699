"""Half measures, tried: an open server is audited, its data is left to be read in another way, and a retest is asked.

What is tried of a product stands in its file, `HALF` of `servers/<product>.py`. None of it may be called shut, but
where it is said to be. `python -m tests.live.halves [SERVER…]` tries by hand.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tests.live import frame
from tests.live.remedies import Mended, Shut, leftopen


@dataclass(frozen=True)
class Half(Shut):
    """`does`: what is done, in words; `ports`: what the scope names besides those of the server; `says`: what the
    retest's sentence has; `state` is that of the first port of the server's `expect`."""

    does: str = ""
    ports: tuple[int, ...] = ()
    says: str = ""

    def __str__(self) -> str:
        return f"{self.server}: {self.does}"


def halves() -> Iterator[tuple[frame.Product, Half]]:
    """All that are tried, with their products."""
    for product in frame.products():
        for each in getattr(import_module(f"tests.live.servers.{product.name}"), "HALF", ()):
            yield product, each


def came(half: Half, folder: Path) -> Mapping[int, tuple[str, str]]:
    """State and reason of each exposure of it, by its port."""
    server = half.there
    ports = sorted({*server.expect, *half.ports})
    (folder / "scope.toml").write_text(
        f'name = "Half"\ntargets = ["{server.address}"]\nports = {ports}\n\n'
        '[authorisation]\nby = "The live lab"\nreference = "LAB-4"\nexpires = 2099-12-31\n',
        "ascii",
    )
    with Mended([server]) as lab:
        kept = ("--db", "sqlite:///kept.db")
        leftopen(folder, "audit", "scope.toml", "--out", "out", "--format", "json", *kept, "--quiet")
        if failed := lab.apply(half):
            raise frame.LabError(failed)
        said = json.loads(leftopen(folder, "retest", "--all", *kept, "--format", "json"))
    return {each["port"]: (each["state"], each["says"]) for each in said}


def main(names: Sequence[str]) -> None:
    """Tries those of these servers, or all, and shows what came of it."""
    for _, each in halves():
        if not names or each.server in names:
            with tempfile.TemporaryDirectory() as folder:
                sys.stdout.write(f"{each}\n  {each.state}: {came(each, Path(folder))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
