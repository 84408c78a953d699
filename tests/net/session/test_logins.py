import pytest

from leftopen.net.session.logins import MOST, Logins
from leftopen.net.session.policy import ConductError
from leftopen.wire.talk import Spent


def test_without_the_scopes_word_none_is_tried() -> None:
    with pytest.raises(ConductError, match="does not allow"):
        Logins(allowed=False).take("10.0.0.1")


def test_a_device_is_tried_twice_whatever_the_port_and_protocol() -> None:
    logins = Logins(allowed=True)
    for _ in range(MOST):
        logins.take("10.0.0.1")
    with pytest.raises(Spent, match="2 factory logins"):
        logins.take("10.0.0.1")
    logins.take("10.0.0.2")
