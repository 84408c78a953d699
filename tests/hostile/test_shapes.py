"""JSON of another shape than it has: a field that is called otherwise, or holds something else.

Of an open store as it was recorded one field of one answer is changed everywhere in it. What is not understood may be
anything, so that nothing of it is called empty or locked, and no probe fails over it.
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from leftopen.lab.web import Answer
from leftopen.model import Access
from tests.probes.doubts import PROBES, Question, recorded, verdict
from tests.talk import Script, scripts

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.unmeasured]

Made = Callable[[str, Any], tuple[str, Any]]

CHANGES: dict[str, Made] = {
    "called otherwise": lambda name, value: (f"{name}X", value),
    "null": lambda name, _: (name, None),
    "a number": lambda name, _: (name, 7),
    "none": lambda name, _: (name, 0),
    "less than none": lambda name, _: (name, -1),
    "beyond any count": lambda name, _: (name, 1 << 80),
    "a text": lambda name, _: (name, "x"),
    "nothing": lambda name, _: (name, {}),
    "a list of lists": lambda name, _: (name, [[]]),
}
TRIED = 160
"""Of all changes to a transcript those that are tried."""

NONE = {("docker_registry", "tags", "null")}
"""So a registry says that a repository has no tag."""

RECORDED = [each for each in scripts() if each.probe in PROBES and each.outcome.get("access") in ("open", "metadata")]


def fields(value: Any) -> set[str]:
    """The names of all fields in it."""
    if isinstance(value, dict):
        return set(value) | {name for each in value.values() for name in fields(each)}
    return {name for each in value[:50] for name in fields(each)} if isinstance(value, list) else set()


def changed(value: Any, name: str, made: Made) -> Any:
    """The same, with this field changed wherever it is."""
    if isinstance(value, dict):
        pairs = (made(key, each) if key == name else (key, changed(each, name, made)) for key, each in value.items())
        return dict(pairs)
    return [changed(each, name, made) for each in value] if isinstance(value, list) else value


def told(answer: Answer) -> Any:
    """What is in an answer, None where it is no JSON."""
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def shapes(script: Script) -> Iterator[tuple[Question, str, str]]:
    """What is asked, and which field of the answer is changed in which way."""
    every = [
        (asked, name, change)
        for asked, answer in recorded(script).items()
        for name in sorted(fields(told(answer)))
        for change in CHANGES
        if (script.probe, name, change) not in NONE
    ]
    return iter(random.Random(script.path.stem).sample(every, min(TRIED, len(every))))


def said(script: Script, asked: Question, name: str, change: str) -> Access | None:
    """The verdict where that answer is changed."""

    def other(answer: Answer) -> Answer:
        value = changed(told(answer), name, CHANGES[change])
        return Answer(answer.status, json.dumps(value).encode(), answer.headers)

    return verdict(script, {asked: other}.get)


@pytest.mark.parametrize("script", RECORDED, ids=lambda script: f"{script.probe}-{script.path.stem}")
def test_what_is_not_understood_is_no_emptiness_and_no_lock(script: Script) -> None:
    wrong = (Access.EMPTY, Access.LOCKED)
    assert [each for each in shapes(script) if said(script, *each) in wrong] == []


def test_there_is_something_to_change() -> None:
    assert sum(1 for script in RECORDED for _ in shapes(script)) > 2000
