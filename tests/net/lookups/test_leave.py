import dataclasses

import pytest

from leftopen.model import Lookups
from leftopen.net.lookups.leave import Leave, given
from leftopen.scope.file import parse
from tests.permits import permitted, scope_of

ASKING = Lookups(dns="127.0.0.1:53")
TEXT = """name = "x"
targets = ["127.0.0.0/24"]
exclude = ["127.0.0.7"]
ports = [443]
[authorisation]
by = "IT"
reference = "T-1"
expires = 2099-12-31
"""


def test_there_is_none_without_the_table_or_offline() -> None:
    assert given(None) is None
    assert given(Lookups(offline=True)) is None
    assert given(Lookups(), offline=True) is None
    assert given(Lookups()) is not None


def test_nobody_makes_one_of_his_own() -> None:
    with pytest.raises(TypeError, match="made by given alone"):
        Leave(Lookups(), frozenset(), None, None, object())
    leave = given(Lookups())
    assert leave is not None
    with pytest.raises(dataclasses.FrozenInstanceError):
        leave.permit = None  # type: ignore[misc]  # that is what is tried


def test_private_addresses_are_for_servers_that_the_scope_names() -> None:
    leave = given(Lookups())
    assert leave is not None
    assert leave.about("8.8.8.8", None)
    assert not leave.about("10.0.0.1", None)
    assert leave.about("10.0.0.1", "127.0.0.1:53")
    assert leave.why_not("10.0.0.1", 443, None) == "an address of a private network"
    assert leave.why_not("10.0.0.1", 443, "127.0.0.1:53") is None
    for address in ("224.0.0.1", "2002:7f00:1::1", "::127.0.0.1", "2a00::5efe:7f00:1"):
        assert leave.why_not(address, 443, "127.0.0.1:53") == "nobody's address"


def test_targets_and_exclusions_are_not_asked() -> None:
    scope = scope_of(["127.0.0.1", "127.0.0.9"], [443], more="")
    leave = given(ASKING, targets=[("127.0.0.5", 443)], scope=scope)
    assert leave is not None
    assert leave.dns == ("127.0.0.1", 53)
    assert leave.why_not("127.0.0.5", 443, "x") == "a target of the scope"
    assert leave.why_not("127.0.0.1", 443, "x") == "a target of the scope"
    assert leave.why_not("127.0.0.1", 444, "x") is None
    assert leave.why_not("127.0.0.7", 443, "x") is None


def test_with_a_permit_a_target_may_be_asked_and_an_exclusion_never() -> None:
    scope = parse(TEXT, {})
    permit = permitted(scope)
    leave = given(ASKING, targets=[("127.0.0.5", 443)], scope=scope, permit=permit)
    assert leave is not None
    assert leave.why_not("127.0.0.5", 443, "x") is None
    assert leave.why_not("127.0.0.7", 443, "x") == "excluded by the scope"
    later = given(ASKING, scope=scope)
    assert later is not None
    assert later.why_not("127.0.0.7", 443, "x") == "excluded by the scope"
