"""Every grammar refuses hostile bytes in one way only: with a fault, of which a session makes an outcome.

The bytes are what real servers said (`tests/talks`), changed as `random` has it, and noise.
"""

from random import Random
from typing import Any

import pytest

from leftopen.wire.talk import Fault
from tests.hostile.calls import Call
from tests.hostile.test_linear import GRAMMARS, grammar
from tests.talk import scripts

pytestmark = pytest.mark.unmeasured

ROUNDS = 60
"""Texts that each function is given, of each sort."""

OURS = {"path_of", "dress"}
"""They read what we are about to send."""

READERS = [
    pytest.param(name, call, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in GRAMMARS
    for name, call in grammar(module)
    if call.of_bytes and name not in OURS
]
SAID = [step.data for script in scripts() for step in script.steps if step.kind == "<"]


def changed(data: bytes, random: Random) -> bytes:
    """The same with some bytes turned, taken out or put in, and perhaps cut short."""
    text = bytearray(data[:4096])
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(text) + 1)
        match random.randrange(4):
            case 0:
                text[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del text[at : at + random.randint(1, 9)]
            case 2:
                text[at:at] = random.randbytes(random.randint(1, 9))
            case _:
                text[at : at + 4] = random.choice((b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"9999"))
    return bytes(text[: random.randint(0, len(text))] if random.randrange(3) == 0 else text)


@pytest.mark.parametrize(("name", "call"), READERS)
def test_what_is_hostile_is_refused_with_a_fault(name: str, call: Call) -> None:
    random = Random(name)
    for _ in range(ROUNDS):
        for data in (changed(random.choice(SAID), random), random.randbytes(random.randrange(200))):
            assert refused(call, data) is None, data


def refused(call: Call, data: bytes) -> Any:
    """Anything but a fault that this ends in."""
    try:
        call(data.decode("utf-8", "surrogateescape"))
    except Fault:
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is wrong
        return error
    return None
