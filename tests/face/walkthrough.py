"""The page `docs/walkthrough.md` as something that is done: its commands, its files, what happens in between."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from leftopen.lab import demo, redis
from leftopen.lab.cases import cases
from leftopen.lab.people import Town
from leftopen.lab.planted import Planted

PAGE = Path(__file__).parents[2] / "docs" / "walkthrough.md"
THERE, HERE = "127.81.0.", "127.77.212."
"""Where the page says the lab is, and where the test has its own."""
SESSIONS, REGISTER = "shop sessions", "people register"
_BLOCK = re.compile(r"<!-- (?P<lab>[\w ]+) -->|```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)```", re.DOTALL)
_CODE = re.compile(r"#.*exit code (\d)")


class Step(NamedTuple):
    """`command`: words and the exit code that the page names; `file`: what is written there; `lab`: what happens."""

    command: tuple[list[str], int] | None = None
    file: tuple[str, str] | None = None
    lab: str | None = None


def steps() -> Iterator[Step]:
    """What the page says, in its order, with the addresses of the test."""
    for found in _BLOCK.finditer(PAGE.read_text("utf-8").replace(THERE, HERE)):
        if found["lab"]:
            yield Step(lab=found["lab"])
        elif found["file"]:
            yield Step(file=(found["file"], found["text"]))
        elif found["kind"] == "console":
            for line in found["text"].replace("\\\n", " ").splitlines():
                code = _CODE.search(line)
                yield Step(command=(shlex.split(line.removeprefix("$ "), comments=True), int(code[1]) if code else 0))


class Lab:
    """All servers of the demo, as the numbers of cases are by them, and what their owners do meanwhile: `does`, by its
    words there.
    """

    def __init__(self) -> None:
        town = [item for name, plant in cases().items() for item in plant(Town(f"walk/{name}"))]
        found = [replace(item, address=item.address.replace(THERE, HERE)) for item in town]
        self._open = {item.name: item for item in found}
        self._running: dict[str, ExitStack] = {}
        self._stack = ExitStack()

    @property
    def does(self) -> Mapping[str, Callable[[], None]]:
        """What happens, by the words of the page."""
        return {
            "the owner of the sessions sets a password": lambda: self.lock(SESSIONS),
            "the operator of the cameras opens another store": lambda: self.start(self._open[REGISTER]),
            "the password is taken away again": lambda: self.start(self._open[SESSIONS]),
        }

    def scope(self) -> str:
        """The scope file of the demo, for this lab."""
        items = list(self._open.values())
        text = demo.scope_text(replace(self._world, planted=items))
        return text.replace(demo.range_of(items), f"{HERE}0/25")

    def start(self, item: Planted) -> None:
        """Starts a server, in the place of what was there."""
        self.stop(item.name)
        stack = ExitStack()
        stack.enter_context(demo.running([item]))
        self._running[item.name] = stack

    def lock(self, name: str) -> None:
        """The same store behind a password."""
        self.start(replace(self._open[name], serve=partial(redis.serve, content={}, locked=True)))

    def stop(self, name: str) -> None:
        """Stops a server, if it runs."""
        if name in self._running:
            self._running.pop(name).close()

    def __enter__(self) -> Self:
        self._world = self._stack.enter_context(demo.running([], known=list(self._open.values())))
        for item in self._open.values():
            if item.name != REGISTER:
                self.start(item)
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._running):
            self.stop(name)
        self._stack.close()
