"""The replay itself: a peer that were too kind would make every contract test worthless."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import talk
from leftopen.wire.talk import Broken, Closed, Exact, Late, Message, Redial, SampleLimits, Send, StartTls, Talk
from tests.talk import MOST_READ, Peer, Step, escape, feed, parse, play, unescape, wrap

HELLO = Message("none", "HELLO", b"hello\n", "hello")


@given(st.binary(max_size=400))
def test_escaped_lines_come_back(data: bytes) -> None:
    assert unescape(escape(data)) == data
    assert b"".join(unescape(row) for row in wrap(data)) == data
    assert all(row.isprintable() and not row.endswith(" ") for row in wrap(data))


@given(st.text(max_size=400))
def test_text_stays_readable(text: str) -> None:
    assert b"".join(unescape(row) for row in wrap(text.encode("utf-8", "replace"))) == text.encode("utf-8", "replace")


def test_a_transcript_is_read(tmp_path: Path) -> None:
    path = tmp_path / "redis" / "open.talk"
    path.parent.mkdir()
    path.write_text(
        '# a server\n~ limits records=3\n> a\\r\n> \\n\n< b\n~ redial\n> c\n~ close\n= {"access":\n= "open"}\n'
    )
    script = parse(path)
    assert script.probe == "redis"
    assert script.limits == SampleLimits(records=3)
    assert script.steps == (
        Step(">", b"a\r\n"),
        Step("<", b"b"),
        Step("~", b"redial"),
        Step(">", b"c"),
        Step("~", b"close"),
    )
    assert script.received == 1
    assert script.outcome == {"access": "open"}


@pytest.mark.parametrize("text", ["? what\n", "~ nothing\n", "=\n"])
def test_what_is_no_transcript_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "redis-bad.talk"
    path.write_text(text)
    with pytest.raises((ValueError, json.JSONDecodeError)):
        parse(path)


def ask() -> Talk[bytes]:
    yield from talk.send(HELLO)
    return (yield from talk.line(20, b"\n"))


STEPS = (Step(">", b"hello\n"), Step("<", b"world\nmore"))


def test_a_recording_is_replayed_whole_and_byte_by_byte() -> None:
    for trickle in (False, True):
        peer = Peer(STEPS, trickle=trickle)
        assert play(ask(), peer) == b"world"
        assert not peer.done
        assert peer.answer(Exact(4)) == b"more"
        assert peer.done


def test_another_question_is_noticed() -> None:
    with pytest.raises(AssertionError, match="recording has"):
        play(ask(), Peer((Step(">", b"hullo\n"), Step("<", b"world\n"))))
    with pytest.raises(AssertionError, match="after the end"):
        play(ask(), Peer(()))
    with pytest.raises(AssertionError, match="where the recording has"):
        play(ask(), Peer((Step("<", b"world\n"),)))
    assert play(ask(), Peer((Step(">", b"hullo\n"), Step("<", b"world\n")), strict=False)) == b"world"


def test_turns_are_compared() -> None:
    peer = Peer((Step("~", b"tls"), Step("~", b"redial"), Step("<", b"a")))
    with pytest.raises(AssertionError, match="not as recorded"):
        peer.answer(Redial())
    peer.answer(StartTls())
    peer.answer(Redial())
    assert peer.answer(Exact(1)) == b"a"


def test_a_cut_peer_stays_closed() -> None:
    peer = Peer(STEPS, cut=3)
    with pytest.raises(Closed):
        play(ask(), peer)
    peer.answer(Send(HELLO))
    assert peer.answer(Exact(3)) == b"wor"
    with pytest.raises(Closed):
        peer.answer(Exact(1))
    with pytest.raises(Closed):
        peer.answer(Redial())


def test_faults_on_order_and_as_recorded() -> None:
    with pytest.raises(Late):
        play(ask(), Peer(STEPS, fail=(0, Late)))
    with pytest.raises(Late):
        play(ask(), Peer((Step(">", b"hello\n"), Step("~", b"late"))))


def test_too_long_a_line_and_too_much_at_once() -> None:
    with pytest.raises(Broken):
        feed(talk.line(4), b"abcdefgh\r\n")
    with pytest.raises(AssertionError, match="at once"):
        feed(talk.exact(MOST_READ + 1), b"")
    assert feed(talk.rest(3), b"abcdef") == b"abc"
    assert feed(talk.rest(30), b"abcdef") == b"abcdef"


def test_an_endless_talk_is_ended() -> None:
    def endless() -> Talk[None]:
        while True:
            yield from talk.send(HELLO)

    with pytest.raises(AssertionError, match="operations"):
        play(endless(), Peer((), strict=False))


def test_a_recording_may_go_on_after_a_close() -> None:
    peer = Peer((Step("~", b"close"), Step("~", b"redial"), Step("<", b"a")))
    with pytest.raises(Closed):
        peer.answer(Exact(1))
    peer.answer(Redial())
    assert peer.answer(Exact(1)) == b"a"
