"""What every probe keeps to, shown on every transcript: whole, byte by byte, cut at any byte, failing, and mutated."""

import random
from importlib import import_module

import pytest

from leftopen.model import Access
from leftopen.probes import Probe, probes
from leftopen.wire.talk import Fault, Late, Message, SampleLimits, Spent
from tests.talk import Peer, Script, Step, outcome, scripts

MUTATIONS = 200
CUTS = 200
"""Transcripts with more bytes than this are cut at that many places, spread over their length."""

LIES = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"9999", b"-1")

SCRIPTS = scripts()
PROBES = {probe.name: probe for probe in probes()}
FAULTS = {kind.__name__ for kind in Fault.__subclasses__()}
WEAKER = {
    "open": {"open", "metadata", "unknown"},
    "metadata": {"metadata", "unknown"},
    "empty": {"empty", "unknown"},
    "factory": {"factory", "locked", "unknown"},
    "locked": {"locked", "unknown"},
    "decoy": {"decoy", "unknown"},
    "unknown": {"unknown"},
    "fault": {"unknown"},
}
"""What may be said when less was heard: never something else, and never more."""

NAMES = [f"{script.probe}-{script.path.stem}" for script in SCRIPTS]
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)


def watcher(probe: Probe) -> "list[Message]":
    """A list whose `append` refuses messages that the driver would refuse."""

    class Watched(list[Message]):
        def append(self, message: Message) -> None:
            grammar = import_module(f"leftopen.wire.{message.grammar}")
            assert message.verb in probe.spec.verbs, f"says {message.verb}, which it did not declare"
            assert message.verb not in grammar.DENIED
            if hasattr(grammar, "allowed"):
                assert grammar.allowed(message.data, probe.spec.verbs)
            else:
                assert grammar.verb_of(message.data) == message.verb
            assert message.shown.isprintable()
            super().append(message)

    return Watched()


def run(script: Script, peer: Peer) -> dict[str, object]:
    """The outcome, which is one that a probe may have."""
    probe = PROBES[script.probe]
    result = outcome(probe.talk(script.limits), peer, watcher(probe).append)
    if "fault" in result:
        assert result["fault"] in FAULTS
        return result
    assert result["access"] in set(Access)
    assert result["protocol"] in probe.spec.protocols
    assert result["proof"]
    keys = {None, *(remedy.get("key") for remedy in probe.words["remedy"])}
    assert result["remedy"] in keys
    stores = result["stores"]
    assert isinstance(stores, list)
    assert len(stores) <= script.limits.collections
    assert all(store["sampled"] <= script.limits.records for store in stores)
    return result


@each_script
@pytest.mark.parametrize("trickle", [False, True], ids=["whole", "byte by byte"])
def test_replays(script: Script, trickle: bool) -> None:
    peer = Peer(script.steps, trickle=trickle)
    result = run(script, peer)
    assert {key: result.get(key) for key in script.outcome} == script.outcome
    assert peer.done, "the recording goes on"


@each_script
def test_cut_short_it_says_no_more(script: Script) -> None:
    spread = max(1, script.received // CUTS)
    for size in range(0, script.received, spread):
        result = run(script, Peer(script.steps, cut=size))
        assert "fault" in result or result["access"] in WEAKER[script.outcome.get("access", "fault")], size


@each_script
@pytest.mark.parametrize("fault", [Late, Spent])
def test_failing_it_says_no_more(script: Script, fault: type[Fault]) -> None:
    peer = Peer(script.steps)
    run(script, peer)
    for reads in range(0, peer.reads, max(1, peer.reads // CUTS)):
        result = run(script, Peer(script.steps, strict=False, fail=(reads, fault)))
        assert "fault" in result or result["access"] in WEAKER[script.outcome.get("access", "fault")], reads


def mutated(steps: tuple[Step, ...], chance: random.Random) -> list[Step]:
    """The recording with one answer damaged in one to four places."""
    changed = list(steps)
    answers = [place for place, step in enumerate(changed) if step.kind == "<"]
    for place in chance.choices(answers, k=chance.randint(1, 4)) if answers else []:
        data = bytearray(changed[place].data)
        where = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0:
                data[where : where + 1] = bytes([chance.randrange(256)])
            case 1:
                data[where:where] = chance.randbytes(chance.randint(1, 8))
            case 2:
                del data[where : where + chance.randint(1, 16)]
            case 3:
                data[where : where + 4] = chance.choice(
                    [b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"9999"]
                )
            case 4:
                data[where:where] = data[where : where + 64]
            case _:
                other = changed[chance.choice(answers)].data
                data[where:] = other[chance.randrange(len(other) + 1) :]
        changed[place] = Step("<", bytes(data))
    return changed


@each_script
def test_mutated_it_ends_in_an_outcome(script: Script) -> None:
    chance = random.Random(script.path.stem)
    for _ in range(MUTATIONS):
        run(script, Peer(mutated(script.steps, chance), strict=False))


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_noise_is_foreign(probe: Probe) -> None:
    chance = random.Random(probe.name)
    greetings = [
        b"",
        b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
        b"220 mail.example.org ESMTP\r\n",
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        *(chance.randbytes(chance.randint(1, 300)) for _ in range(100)),
    ]
    for greeting in greetings:
        peer = Peer([Step("<", greeting)] if greeting else [], strict=False)
        result = outcome(probe.talk(SampleLimits()), peer, watcher(probe).append)
        assert "fault" in result or result["access"] == "unknown", greeting


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_the_transcripts_cover_the_verdicts(probe: Probe) -> None:
    known = [script.outcome for script in SCRIPTS if script.probe == probe.name]
    words = {result.get("access") for result in known}
    assert words & {"open", "metadata"}, "metadata is the most that some probes ever show"
    assert "locked" in words
    assert "Foreign" in {result.get("fault") for result in known}


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_the_words_are_complete(probe: Probe) -> None:
    words = probe.words
    assert set(words) <= {"title", "risk", "references", "remedy"}
    assert isinstance(words["title"], str)
    assert len(words["risk"]) > 80
    assert words["references"]
    assert all(set(remedy) <= {"product", "versions", "key", "steps"} for remedy in words["remedy"])
    assert all(remedy["steps"] for remedy in words["remedy"])
    assert any(set(remedy) == {"steps"} for remedy in words["remedy"]), "a remedy for every product"
