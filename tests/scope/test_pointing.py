import pytest

from leftopen.scope.pointing import why_not
from tests.permits import scope_of


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "this machine itself"),
        ("127.94.7.1", "this machine itself"),
        ("::1", "this machine itself"),
        ("::ffff:127.0.0.1", "this machine itself"),
        ("64:ff9b::7f00:1", "this machine itself"),
        ("169.254.169.254", "on the link"),
        ("fe80::1%eth0", "on the link"),
        ("fd00:ec2::254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("0.0.0.0", "nobody's address"),
        ("224.0.0.1", "nobody's address"),
        ("255.255.255.255", "nobody's address"),
        ("ff02::1", "nobody's address"),
        ("10.0.0.1", None),
        ("fd12::1", None),
        ("192.168.1.1", None),
        ("198.51.100.7", None),
    ],
)
def test_a_name_is_permission_for_what_may_be_its_owners(address: str, words: str | None) -> None:
    why = why_not("db.partner.example", address, scope_of(["db.partner.example"], [80]))
    assert (why is None) is (words is None)
    assert words is None or words in (why or "")


@pytest.mark.parametrize(
    ("targets", "stands"),
    [
        (["db.example", "127.94.7.1"], True),
        (["db.example", "127.94.7.0/24"], True),
        (["db.example", "::ffff:127.94.7.1"], True),
        (["db.example", "127.94.7.2"], False),
        (["db.example", "127.94.7.1:80"], False),
        (["db.example:80", "127.94.7.1:80"], True),
        (["db.example:80", "127.94.7.1:81"], False),
        (["db.example", "db.example:80", "127.94.7.1:80"], False),
    ],
)
def test_unless_the_scope_names_the_address_too(targets: list[str], stands: bool) -> None:
    assert (why_not("db.example", "127.94.7.1", scope_of(targets, [80])) is None) is stands


def test_localhost_is_this_machine_for_everybody() -> None:
    given = scope_of(["localhost", "db.localhost", "notlocalhost"], [80])
    assert why_not("localhost", "127.0.0.1", given) is None
    assert why_not("db.localhost", "::1", given) is None
    assert why_not("notlocalhost", "127.0.0.1", given)
    assert why_not("localhost", "169.254.1.1", given)
