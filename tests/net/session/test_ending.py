import asyncio
import ssl

import pytest

from leftopen.model import Status
from leftopen.net.session.ending import Over, fate, later
from leftopen.wire.talk import Closed, Late
from tests.net.lines import WEB, WORDS, Handler, says, words
from tests.net.session import test_identify as search
from tests.net.session.test_identify import ask, banners, unjudged

tls = search.tls


@pytest.fixture(autouse=True)
def _grammar() -> object:
    with words():
        yield


def test_a_fault_is_told_in_our_words() -> None:
    assert fate(Closed("the other side closed")) == "the other side closed"
    assert fate(Late()) == "did not answer in time"


def test_a_refusal_after_a_connection_is_a_closed_one() -> None:
    class Refused(Closed):
        status = Status.REFUSED

    assert later(Refused("was refused")) is Status.CLOSED
    assert later(Late()) is Status.SILENT


def test_an_end_has_a_status_and_a_sentence() -> None:
    over = Over(Status.FOREIGN, "speaks TLS")
    assert (over.status, str(over)) == (Status.FOREIGN, "speaks TLS")


# --- ends that are no all-clear --------------------------------------------------------------------------------------

SETTINGS, AWAY = b"\0\0\x06\x04\0\0\0\0\0\0\3\0\0\0\1", b"\0\0\x08\x07\0\0\0\0\0" + bytes(7) + b"\1"


def answers(said: bytes) -> Handler:
    """Says so to whatever comes first, and closes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(said)
        await writer.drain()
        writer.close()

    return handler


@pytest.mark.parametrize("hinted", [True, False])
@pytest.mark.parametrize("server", [banners(SETTINGS), answers(SETTINGS), answers(AWAY), answers(SETTINGS + AWAY)])
def test_a_server_of_http2_alone_is_not_judged(server: Handler, *, hinted: bool) -> None:
    outcome = ask(server, hint=WEB) if hinted else ask(server, WEB, WORDS)
    assert outcome.finding is None
    assert [problem.says for problem in outcome.problems if "HTTP/2" in problem.says] == unjudged(outcome)
    assert len(unjudged(outcome)) == 1


def test_a_server_of_http2_inside_tls_is_not_judged(tls: ssl.SSLContext) -> None:
    assert "HTTP/2" in unjudged(ask(answers(SETTINGS), WEB, WORDS, tls=tls))[0]


def test_what_waits_for_a_hello_and_closes_at_one_without_a_name_is_not_judged() -> None:
    def router(*, waits: bool) -> Handler:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while (came := await reader.read(1000)) and waits and not came.startswith(b"\x16\x03"):
                pass
            writer.close()

        return handler

    outcome = ask(router(waits=True), WEB, WORDS)
    assert outcome.finding is None
    assert "name its host" in unjudged(outcome)[0]
    assert ask(router(waits=False), WEB, WORDS).problems == (), "it closes at anything"
    assert ask(says(), WEB, WORDS).problems == (), "it waits at anything"
