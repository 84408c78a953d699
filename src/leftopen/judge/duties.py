"""The legal clocks that an exposure may have started for the responsible party; the facts are in `duties.toml`."""

import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import Any

from leftopen.model import Duty


def duties(labels: Collection[str]) -> tuple[Duty, ...]:
    """The duties that data of these kinds bring up; none where no personal data is claimed."""
    return tuple(
        Duty(rule["regime"], rule["who"], rule["clock"], rule["starts"], rule["source"])
        for rule in _rules()
        if _meets(labels, rule["when"]) and ("also" not in rule or _meets(labels, rule["also"]))
    )


def _meets(labels: Collection[str], prefixes: list[str]) -> bool:
    return any(label.startswith(prefix) for label in labels for prefix in prefixes)


@cache
def _rules() -> list[dict[str, Any]]:
    text = (resources.files(__package__) / "duties.toml").read_text("utf-8")
    rules: list[dict[str, Any]] = tomllib.loads(text)["duty"]
    return rules
