"""The legal clocks that an exposure may have started for the responsible party; the facts are in `regimes/`."""

import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from leftopen.model import Duty


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `regimes/`."""

    regime: str
    when: tuple[str, ...]
    who: str
    clock: str
    starts: str
    source: str
    also: tuple[str, ...] = ("",)


def duties(labels: Collection[str]) -> tuple[Duty, ...]:
    """The duties that data of these kinds bring up; none where no personal data is claimed."""
    return tuple(
        Duty(rule.regime, rule.who, rule.clock, rule.starts, rule.source)
        for rule in rules()
        if _meets(labels, rule.when) and _meets(labels, rule.also)
    )


def _meets(labels: Collection[str], prefixes: Collection[str]) -> bool:
    return any(label.startswith(prefix) for label in labels for prefix in prefixes)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by file name. A file with a key missing or unknown stops the program with its name."""
    found = []
    folder = resources.files(f"{__package__}.regimes")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            try:
                found.append(msgspec.convert(tomllib.loads(file.read_text("utf-8")), Rule))
            except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
                raise ValueError(f"leftopen.judge.regimes: {file.name}: {error}") from None
    return tuple(found)
