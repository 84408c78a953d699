"""One answer costs no more than its bytes: every grammar, every kind of data and every regular expression, found by
walking the packages, on texts that are made to be dear. See `linear` for what is measured.
"""

import importlib
import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from leftopen.privacy import lists, vocabulary
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.patterns import glance, sound
from tests.hostile.calls import Call, functions
from tests.hostile.linear import Cost, Verdict, as_bytes, cost, hostile, judge, repeated
from tests.hostile.patterns import attacks, compiled, modules, uses
from tests.hostile.seeds import begins, parts, taken

OF_PEERS = ("wire", "survey", "probes", "privacy", "judge", "report", "ingest", "model", "raw", "harmless")
"""Packages that look at what a peer said."""

ROOT = Path(__file__).parents[2]
LARGE = (8_192, 32_768)


def grammar(module: Any) -> list[tuple[str, Call]]:
    """The functions of a grammar that read bytes, and those that `grown/<grammar>.py` tells how to call."""
    return [*functions(module), *((name, of_bytes(look)) for name, look in beside(module, "CALLS"))]


def of_bytes(look: Callable[[bytes], object]) -> Call:
    return Call(lambda text: look(as_bytes(text)), True)


def beside(module: Any, what: str) -> list[tuple[str, Any]]:
    """What `grown/<grammar>.py` has under a name."""
    name = module.__name__.rpartition(".")[2]
    if not (Path(__file__).parent / "grown" / f"{name}.py").exists():
        return []
    return [*getattr(importlib.import_module(f"tests.hostile.grown.{name}"), what, {}).items()]


GRAMMARS = [module for module in modules("wire") if grammar(module) and module.__name__ != "leftopen.wire.talk"]
OTHERS = [module for module in modules(*OF_PEERS) if ".wire" not in module.__name__ and [*functions(module)]]

Grown = dict[str, Callable[[int], bytes]]


def short(module: Any) -> str:
    return str(module.__name__).removeprefix("leftopen.")


def grown(module: Any) -> Grown:
    """Whole answers of any size, for a grammar whose messages say their own length: `grown/<grammar>.py`."""
    return dict(beside(module, "GROWN"))


@pytest.fixture(autouse=True, scope="module")
def words_are_there() -> None:
    """What is loaded once is none of what is measured, and takes longest where nothing of it is kept."""
    lists.words()
    lists.people()
    vocabulary.parts("王")


@pytest.mark.parametrize("module", GRAMMARS, ids=short)
def test_a_grammar_reads_in_linear_time(module: Any) -> None:
    wrong = []
    for name, call in grammar(module):
        wrong += [f"{name}: {fault}" for fault in (*from_answers(call), *from_messages(call, grown(module)))]
    assert wrong == []


def from_answers(call: Call) -> list[str]:
    """What is wrong where an answer that the function takes goes on without end after any of its parts."""
    known = taken(call) if call.of_bytes else []
    leads = sorted({begin for text in known for begin in begins(text)})
    return hostile(
        call, leads[:: 1 + len(leads) // 24], sorted({part for text in known for part in parts(text)}), LARGE
    )


def from_messages(call: Cost, messages: Grown) -> list[str]:
    """What is wrong where messages are whole, and as long as they say."""
    texts = {
        name: lambda size, make=make: make(size).decode("utf-8", "surrogateescape") for name, make in messages.items()
    }
    return [f"{name}: {found}" for name, make in texts.items() if (found := judge(call, make, LARGE))]


def test_no_grammar_is_left_out() -> None:
    there = {path.stem for path in (ROOT / "src" / "leftopen" / "wire").glob("*.py")} - {"__init__", "mark", "talk"}
    assert {short(module).removeprefix("wire.") for module in GRAMMARS} == there


@pytest.mark.parametrize("module", OTHERS, ids=short)
def test_a_look_at_a_text_takes_linear_time(module: Any) -> None:
    wrong = [(name, fault) for name, call in functions(module) for fault in hostile(call)]
    assert wrong == []


@pytest.mark.parametrize("detector", detectors(), ids=lambda each: each.name)
def test_a_kind_of_data_is_looked_for_in_linear_time(detector: Detector) -> None:
    wrong = [f"{name}: {fault}" for name, call in looks(detector) for fault in hostile(call)]
    assert wrong == []


def looks(detector: Detector) -> list[tuple[str, Cost]]:
    """What a detector does with a text, however it is told."""

    def several(look: Callable[[Sequence[Any]], Any]) -> Cost:
        return lambda text: look([text])

    found: list[tuple[str, Cost]] = [("valid", detector.valid), ("normal", detector.normal)]
    found += [("plausible", several(detector.plausible)), ("mask", several(detector.mask))]
    if detector.see:
        found.append(("see", several(detector.see)))
    if (find := detector.find) is not None:
        found.append(("find", lambda text: [*find(text)]))
    return found


def test_all_patterns_together_take_linear_time() -> None:
    assert hostile(lambda text: glance(sound(text))) == []


@pytest.mark.parametrize("module", [*modules(*OF_PEERS)], ids=short)
def test_a_regular_expression_takes_linear_time(module: Any) -> None:
    source = inspect.getsource(module)
    wrong = []
    for name, pattern in compiled(module):
        if not re.search(rf"^\s*{name}\b.*=", source, re.MULTILINE):
            continue  # imported: looked at where it is made
        for way, call in uses(name, pattern, source).items():
            wrong += [f"{name}.{way}: {fault}" for fault in [first_fault(call, pattern)] if fault]
    assert wrong == []


def first_fault(call: Callable[[Any], object], pattern: re.Pattern[Any]) -> str | None:
    take: Cost = (lambda text: call(as_bytes(text))) if isinstance(pattern.pattern, bytes) else call
    for lead, unit, end in attacks(pattern):
        found = judge(take, repeated(unit, lead, end), (512, 2_048, 8_192))
        if found:
            return f"{lead!r}, many {unit!r}, {end!r}: {found}"
    return None


# --- the measure itself -----------------------------------------------------------------------------------------------


def pairs(text: str) -> None:
    for place in range(0, len(text), 4):
        text.count("y", 0, 16 * place)


@pytest.mark.parametrize(
    "call",
    [
        pairs,
        re.compile(r"(a+)+$").match,
        re.compile(r"a+b").search,
        re.compile(r"\s*\s*\s*x").match,
        lambda text: [text[place:] for place in range(len(text))],
    ],
)
def test_the_measure_sees_what_grows_faster_than_its_text(call: Cost) -> None:
    assert any(judge(call, repeated(unit, "", "!"), (512, 2_048, 8_192, 32_768)) for unit in ("a", " "))


@pytest.mark.parametrize("call", [len, str.split, str.splitlines, re.compile(r"a++b").match])
def test_the_measure_is_content_with_what_is_linear(call: Cost) -> None:
    assert hostile(call) == []


def test_what_takes_far_too_long_is_broken_off() -> None:
    assert cost(re.compile(r"(a|aa)+$").match, "a" * 64 + "!", 0.01) == float("inf")


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [(r'"(?:[^"\\]|\\.)*"', "\\"), (r"[A-Za-z]+\s*=", "="), (r"<title[^<>]{0,200}>", "<"), (r"x(?:ab|cd){2,}", "ab")],
)
def test_attacks_repeat_the_parts_of_an_expression(pattern: str, unit: str) -> None:
    assert any(unit in lead + each for lead, each, _ in attacks(re.compile(pattern)))


def test_a_verdict_says_how_much() -> None:
    assert str(Verdict(512, 900.4, 15.0)) == "512 characters cost 900 loops over them, 15.0 times a quarter"
