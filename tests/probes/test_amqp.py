"""Cases that no server of the lab shows by itself; the others are in `tests/talks/amqp/*.talk`."""

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.amqp import probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import Foreign, SampleLimits
from tests.talk import Peer, Step, play, said
from tests.wire.test_amqp import OPENED, OTHER, TUNE, closed, start

BEGUN = start("PLAIN ANONYMOUS", product="RabbitMQ", version="4.1.0", cluster_name="rabbit@crm") + TUNE


def peer(*connections: bytes) -> Peer:
    steps: list[Step] = []
    for place, told in enumerate(connections):
        steps += [Step("~", b"redial")] if place else []
        steps.append(Step("<", told))
    return Peer([*steps, Step("~", b"close")], strict=False)


def asked(*connections: bytes) -> Finding:
    return play(probe(SampleLimits()), peer(*connections))


def test_a_session_without_a_login_that_comes_into_a_virtual_host_is_metadata() -> None:
    finding = asked(BEGUN + closed(530), BEGUN + OPENED)
    assert (finding.access, finding.product, finding.version) == (Access.METADATA, "RabbitMQ", "4.1.0")
    assert finding.facts == {"cluster_name": "rabbit@crm"}
    assert finding.doors == ["virtual host /"]


@pytest.mark.parametrize(
    ("connections", "access"),
    [
        ((start("PLAIN EXTERNAL"),), Access.LOCKED),
        ((start("§§ PLAIN"),), Access.LOCKED),
        ((start(""),), Access.UNKNOWN),
        ((OTHER,), Access.UNKNOWN),
        ((start("ANONYMOUS") + closed(403),), Access.LOCKED),
        ((start("ANONYMOUS") + closed(541),), Access.UNKNOWN),
        ((start("ANONYMOUS"),), Access.UNKNOWN),
        ((BEGUN + OPENED,), Access.DECOY),
        ((BEGUN + closed(403), BEGUN + closed(403)), Access.UNKNOWN),
        ((BEGUN + closed(530), BEGUN + closed(530)), Access.UNKNOWN),
        ((BEGUN + closed(530), start("ANONYMOUS") + closed(403)), Access.UNKNOWN),
        ((BEGUN + closed(530),), Access.UNKNOWN),
        ((BEGUN + closed(530), b"HTTP/1.1 400 Bad Request\r\n\r\n"), Access.UNKNOWN),
    ],
)
def test_what_it_says_decides(connections: tuple[bytes, ...], access: Access) -> None:
    assert asked(*connections).access is access


def test_the_version_that_is_spoken_instead_is_said() -> None:
    assert "version 1.0.0 of AMQP" in said(asked(b"AMQP\x03\x01\x00\x00").proof)


def test_another_service_is_foreign() -> None:
    with pytest.raises(Foreign):
        asked(b"220 mail.example.org ESMTP\r\n")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (BEGUN + OPENED, DoorState.OPEN),
        (BEGUN + closed(403), DoorState.SHUT),
        (BEGUN + closed(530), DoorState.UNDECIDED),
        (start("ANONYMOUS") + closed(403), DoorState.SHUT),
        (start("PLAIN"), DoorState.SHUT),
        (start(""), DoorState.UNDECIDED),
        (OTHER, DoorState.UNDECIDED),
    ],
)
def test_the_virtual_host_is_asked_for_again(told: bytes, state: DoorState) -> None:
    assert play(reread(SampleLimits(), "virtual host /"), peer(told)) is state
    assert play(reread(SampleLimits(), "jobs"), peer(told)) is DoorState.UNDECIDED
