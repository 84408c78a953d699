"""A name of a person, wherever a peer can put one: in place of words of every recording of every probe.

One word of what a real server said is replaced by a name of the same length (so that lengths that are told hold), once
alone and once wherever it stands; the probe is asked again, and what it found is captured. Nothing right of capture
has ever seen a record, so that the name may stand neither there nor in what the journal shows of our own messages.
"""

import random
import re

import msgspec
import pytest

from leftopen.privacy.capture import capture
from leftopen.privacy.redact import redacted
from leftopen.privacy.sketch import Sketcher
from leftopen.probes import probes
from leftopen.wire.talk import Fault, Message
from tests.talk import Peer, Script, Step, play, scripts, still

PLACES = 6
"""Words of a recording that are tried."""
_WORD = re.compile(rb"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9_.:/@-]{4,38}(?![A-Za-z0-9_])")
ONE = ["mbeki", "quispe", "wanjiru", "yupanqui", "schneider", "kowalewski", "christensen"]
PROBES = {probe.name: probe for probe in probes()}
SCRIPTS = scripts()
NAMES = [f"{script.probe}-{script.path.stem}" for script in SCRIPTS]


def named(length: int) -> tuple[str, str]:
    """A text of this length that holds a name, and the part of it that nobody may see."""
    for name in ONE:
        if len(name) == length:
            return name, name
    text = f"fatima.{'yupanqui'[: length - 7]}"
    return text + "-" * (length - len(text)), "fatima"


def put(steps: tuple[Step, ...], at: tuple[int, int], word: bytes, name: bytes, *, everywhere: bool) -> list[Step]:
    """The recording with the name in place of the word: in answer `at[0]` from byte `at[1]` on, or in all answers."""
    changed = list(steps)
    for number, step in enumerate(steps):
        if step.kind == "<" and everywhere:
            changed[number] = Step("<", step.data.replace(word, name))
        elif number == at[0]:
            changed[number] = Step("<", step.data[: at[1]] + name + step.data[at[1] + len(word) :])
    return changed


def test_the_names_are_names() -> None:
    for length in range(5, 40):
        text, hidden = named(length)
        assert len(text) == length
        assert hidden not in redacted(text, 300)


@pytest.mark.unmeasured
@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_no_name_comes_out_wherever_it_stood(script: Script) -> None:
    sketcher = Sketcher()
    words = {
        match.group(): (number, match.start())
        for number, step in enumerate(script.steps)
        if step.kind == "<"
        for match in _WORD.finditer(step.data)
    }
    chance = random.Random(script.path.stem)
    for word in chance.sample(sorted(words), min(PLACES, len(words))):
        text, hidden = named(len(word))
        for everywhere in (False, True):
            said: list[Message] = []
            steps = put(script.steps, words[word], word, text.encode(), everywhere=everywhere)
            try:
                with still():
                    finding = play(PROBES[script.probe].talk(script.limits), Peer(steps, strict=False), said.append)
            except Fault as fault:
                told = str(fault)
            else:
                told = msgspec.json.encode(capture(finding, sketcher)).decode()
            journal = " ".join(f"{message.verb} {message.shown}" for message in said)
            assert hidden not in told.casefold(), (word, told[: told.casefold().find(hidden) + 40][-160:])
            assert hidden not in journal.casefold(), word
