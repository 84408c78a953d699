from leftopen.model import Status
from leftopen.net.session.ending import Over, fate, later
from leftopen.wire.talk import Closed, Late


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
