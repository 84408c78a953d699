"""What a service did that no probe knows."""

import pytest

from leftopen.model import Status
from leftopen.net.session.session import Fingerprint
from leftopen.net.session.unknown import kind, status


def signs(*shown: str) -> Fingerprint:
    found = Fingerprint()
    for name in shown:
        setattr(found, name, True)
    return found


@pytest.mark.parametrize(
    ("shown", "login", "says", "comes_to"),
    [
        (("http",), 401, "asks for a login (401)", Status.FOREIGN),
        (("http", "banner"), None, "answers with HTTP, none", Status.FOREIGN),
        (("banner", "spoke"), None, "sends a banner first", Status.FOREIGN),
        (("spoke", "held"), None, "answers, none", Status.FOREIGN),
        (("held",), None, "stays silent", Status.SILENT),
        ((), 401, "closes every connection", Status.CLOSED),
    ],
)
def test_the_words_and_the_status_go_by_the_strongest_sign(
    shown: tuple[str, ...], login: int | None, says: str, comes_to: Status
) -> None:
    assert says in kind(signs(*shown), login)
    assert status(signs(*shown), in_tls=False) is comes_to
    assert status(signs(*shown), in_tls=True) is Status.FOREIGN
