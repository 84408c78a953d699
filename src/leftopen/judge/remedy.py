"""Which steps shut this door: the words beside the probe, chosen by product and version."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from leftopen.model import Access, Service

_CODE = re.compile(r"`([^`]+)`")
_TERM = re.compile(r"(<=|>=|<|>|=)?\s*([0-9]+(?:\.[0-9]+)*)\Z")


def remedy(service: Service, words: Mapping[str, Any], key: str | None = None) -> tuple[str, ...]:
    """The steps for this service: of the tables that fit, those of the most specific one.

    `words` is the probe's `.toml`. A table of `[[remedy]]` may name `key` (the finding's own word), `product` (exact)
    and `versions` (like "<8" or ">=6.8,<8"; an unknown version fits no condition). A key is more specific than a
    product, that than versions; of equals the first wins; one without conditions fits always. A door that is shut has
    nothing to mend, so that only what its finding says in a word of its own is told. In a step, `{address}` stands for
    the service's, and ` since {data_from}` for since when its data is there, or for nothing.
    """
    open_door = service.access.exposed or service.access is Access.EMPTY
    fitting = [
        table for table in words.get("remedy", ()) if (open_door or "key" in table) and _suits(table, service, key)
    ]
    if not fitting:
        return ()
    since = _since(service.window.data_from)
    facts = {" since {data_from}": since, "{address}": service.address, "{port}": str(service.port)}
    return tuple(_fill(step, facts) for step in max(fitting, key=_specific)["steps"])


def settings(service: Service, words: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings that shut this door, as they stand in its configuration or on its command line, in any language:
    `set` of the most specific `[[shut]]` that fits. None where the words name none.
    """
    fitting = [table for table in words.get("shut", ()) if _suits(table, service, None)]
    return tuple(max(fitting, key=_specific)["set"]) if fitting else ()


def check(steps: Sequence[str]) -> str | None:
    """The command with which its owner sees from outside that it is shut: the first code of the step that says so."""
    for step in steps:
        if "check from outside" in step.lower() and (found := _CODE.search(step)):
            return found[1]
    return None


def _since(iso: str | None) -> str:
    """` since 26 November 2026`, as exact as a window is told: the first day of a month stands for the month.

    Nothing where it is not known.
    """
    try:
        when = datetime.fromisoformat(iso or "")
    except ValueError:
        return ""
    return f" since {when:%B} {when.year}" if when.day == 1 else f" since {when.day} {when:%B} {when.year}"


def _suits(table: Mapping[str, Any], service: Service, key: str | None) -> bool:
    """Whether all conditions of the table hold."""
    return (
        table.get("key", key) == key
        and table.get("product", service.product) == service.product
        and ("versions" not in table or _fits(table["versions"], service.version))
    )


def _specific(table: Mapping[str, Any]) -> tuple[bool, bool, bool]:
    return "key" in table, "product" in table, "versions" in table


def _fill(step: str, facts: Mapping[str, str]) -> str:
    for place, value in facts.items():
        step = step.replace(place, value)
    return step


def _fits(condition: str, version: str | None) -> bool:
    have = _numbers(version)
    return bool(have) and all(_holds(term.strip(), have) for term in condition.split(","))


def _holds(term: str, have: Sequence[int]) -> bool:
    found = _TERM.match(term)
    if found is None:
        raise ValueError(f"{term!r} is no condition on a version; write <8 or >=6.8")
    want = _numbers(found[2])
    width = max(len(want), len(have))
    left, right = [*have, *[0] * (width - len(have))], [*want, *[0] * (width - len(want))]
    match found[1]:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case _:
            return left[: len(want)] == right[: len(want)]


def _numbers(version: str | None) -> list[int]:
    found = re.match(r"\s*[vV]?([0-9]{1,9}(?:\.[0-9]{1,9})*)", version or "")
    return [int(part) for part in found[1].split(".")] if found else []
