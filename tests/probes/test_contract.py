"""What every probe keeps to, shown on every transcript: whole, byte by byte, cut at any byte, failing, and mutated."""

import random
import re
from importlib import import_module

import pytest

from leftopen.cases.notices.languages import FAMILIES
from leftopen.judge.remedy import check
from leftopen.model import Access
from leftopen.probes import Probe, probes, spelled
from leftopen.wire import http
from leftopen.wire.talk import (
    Exact,
    Fault,
    Late,
    Message,
    Parse,
    Request,
    SampleLimits,
    Send,
    SendAll,
    Spent,
    Until,
)
from tests.talk import Peer, Script, Step, outcome, scripts

MUTATIONS = 100
CUTS = 100
"""Transcripts with more bytes than this are cut at that many places, spread over their length."""

LIES = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"9999", b"-1")

FOREIGN = (
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"220 mail.example.org ESMTP\r\n",
    b"* OK IMAP4rev1 ready\r\n",
    b"+OK POP3 ready\r\n",
    b"RFB 003.008\n",
    b"\x15\x03\x01\x00\x02\x02\x46",
    b"\x00" * 64,
    b"\xff" * 64,
    b"HTTP/1.1 200 OK\r\nserver: nginx\r\n\r\n<html><title>A shop</title></html>",
    b'HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm="intern"\r\n\r\n',
    b"",
)
"""What other services say first."""

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


def first_of(script: Script) -> tuple[bytes, bytes | None]:
    """What was asked first, and what came first; None where nothing did."""
    asked = next((step.data for step in script.steps if step.kind == ">"), b"")
    told = next((step.data for step in script.steps if step.kind == "<"), None)
    answer = http.unspelled(told) if told else None
    return asked, http.spelled(answer) if answer else told


@each_script
def test_the_service_is_recognised_by_what_comes_first(script: Script) -> None:
    spec = PROBES[script.probe].spec
    asked, first = first_of(script)
    if spec.over == "http" and not asked.startswith(b"GET / "):
        return  # its first answer is not the one that all share
    if first and "fault" not in script.outcome:
        assert spec.recognises(first)


@each_script
def test_no_other_probe_takes_it_for_its_own(script: Script) -> None:
    _, first = first_of(script)
    others = {probe.name for probe in PROBES.values() if first and probe.spec.recognises(first)}
    assert others <= {script.probe}


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_the_opening_is_what_it_sends_first(probe: Probe) -> None:
    ask = next(probe.talk(SampleLimits()))
    assert isinstance(ask, Send | SendAll | Request | Exact | Until | Parse)
    if probe.spec.opening is None:
        assert not isinstance(ask, Send | SendAll), "its opening is not declared"
    elif isinstance(ask, SendAll):
        assert ask.messages[0].data == probe.spec.opening.data
    else:
        assert isinstance(ask, Send)
        assert ask.message.data == probe.spec.opening.data


RAW = {name: probe for name, probe in PROBES.items() if probe.spec.opening is not None}


@pytest.mark.parametrize("probe", RAW.values(), ids=RAW)
def test_what_says_back_what_it_is_told_is_not_its_service(probe: Probe) -> None:
    assert probe.spec.opening is not None
    opening = probe.spec.opening.data
    told = (Step(">", opening), Step("<", opening), Step("~", b"close"))
    assert outcome(probe.talk(SampleLimits()), Peer(told, strict=False)) in (
        {"fault": "Foreign"},
        {"fault": "Broken"},
    )


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
@pytest.mark.parametrize("first", FOREIGN)
def test_what_is_foreign_is_not_recognised(probe: Probe, first: bytes) -> None:
    assert not probe.spec.recognises(first)


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_any_bytes_are_answered_yes_or_no(probe: Probe) -> None:
    chance = random.Random(7)
    begins = [first for script in SCRIPTS if (first := first_of(script)[1])] + list(FOREIGN)
    for _ in range(MUTATIONS):
        data = bytearray(chance.choice(begins)[: chance.randint(0, 4096)])
        for _ in range(chance.randint(0, 8)):
            data[chance.randrange(len(data) + 1) :][:1] = bytes([chance.randrange(256)])
        assert probe.spec.recognises(bytes(data)) in (True, False)


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


@pytest.mark.unmeasured
@each_script
def test_cut_short_it_says_no_more(script: Script) -> None:
    spread = max(1, script.received // CUTS)
    for size in range(0, script.received, spread):
        result = run(script, Peer(script.steps, cut=size))
        assert "fault" in result or result["access"] in WEAKER[script.outcome.get("access", "fault")], size


@pytest.mark.unmeasured
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


@pytest.mark.unmeasured
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


NEVER_EMPTY = frozenset(
    {"airflow", "amqp", "camera", "chroma", "jupyter", "kibana", "ldap", "milvus", "mqtt", "nats", "nats_monitoring"}
    | {"phpmyadmin", "rabbitmq", "rsync", "rtsp", "smb"}
)
"""Probes that never say so, as what they list is not all that there may be."""


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_the_transcripts_cover_the_verdicts(probe: Probe) -> None:
    known = [script.outcome for script in SCRIPTS if script.probe == probe.name]
    words = {result.get("access") for result in known}
    assert words & {"open", "metadata"}, "metadata is the most that some probes ever show"
    assert "locked" in words
    assert ("empty" in words) is (probe.name not in NEVER_EMPTY)
    assert "Foreign" in {result.get("fault") for result in known}


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_the_words_are_complete(probe: Probe) -> None:
    words = probe.words
    known = "title risk references remedy names defaults organisations spelling family shut below"
    assert set(words) <= set(known.split())
    assert words.get("family", "store") in FAMILIES
    assert all(word.isalnum() and word.islower() for word in words.get("below", ()))
    for table in words.get("shut", ()):
        assert set(table) <= {"product", "versions", "set"}
        assert table["set"]
        assert all(each == each.strip() and "`" not in each and len(each) < 60 for each in table["set"])
    assert isinstance(words["title"], str)
    assert len(words["risk"]) > 80
    assert words["references"]
    assert all(set(remedy) <= {"product", "versions", "key", "steps"} for remedy in words["remedy"])
    assert all(remedy["steps"] for remedy in words["remedy"])
    steps = [step for remedy in words["remedy"] for step in remedy["steps"]]
    assert not [step for step in steps if "{{" in step], "a brace stands for itself"
    assert {name for step in steps for name in re.findall(r"\{([a-z_]+)\}", step)} <= {"address", "port", "data_from"}
    assert any(set(remedy) == {"steps"} for remedy in words["remedy"]), "a remedy for every product"


PROGRAMS = {
    *("curl", "redis-cli", "valkey-cli", "psql", "mariadb", "mysql", "mongosh", "mosquitto_sub", "nats", "printf"),
    *("clickhouse-client", "clickhouse-keeper-client", "zkCli.sh", "cqlsh", "ldapsearch", "smbclient", "rsync"),
    *("kafka-topics.sh", "rpk"),
}
"""Programs with which an owner looks from outside."""


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_what_an_owner_is_told_to_run_as_a_check_is_a_command(probe: Probe) -> None:
    """It stands in letters alone, where the words around it are not."""
    commands = [check(remedy["steps"]) for remedy in probe.words["remedy"]]
    assert {command.split()[0] for command in commands if command} <= PROGRAMS


def test_what_may_be_read_by_name_can_be_asked_for_again() -> None:
    """In front of each service over HTTP a proxy may refuse the list alone."""
    assert [probe.name for probe in probes() if probe.spec.over == "http" and probe.reread is None] == []


@pytest.mark.parametrize("probe", probes(), ids=lambda probe: probe.name)
def test_a_spelling_is_of_a_word_of_the_probe(probe: Probe) -> None:
    told = probe.words.get("spelling", {})
    assert told.keys() <= set(probe.spec.protocols)
    assert all(spelled(word) == name for word, name in told.items())
