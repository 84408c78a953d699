import base64
import datetime as dt
import hashlib

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leftopen.scope import authority_proof, file, ranges
from leftopen.scope.authority_proof import Denied

TODAY = dt.date(2026, 12, 1)


def scope(targets: str, authorisation: str = 'by = "C"\nreference = "R"\nexpires = 2027-01-01') -> file.Scope:
    table = f"[authorisation]\n{authorisation}\n" if authorisation else ""
    return file.parse(f'name = "T"\ntargets = [{targets}]\nexclude = ["192.0.2.0/28"]\nports = [80]\n{table}', {})


class Signer:
    """Signs as minisign does, with a fresh key."""

    def __init__(self, key_id: bytes = b"12345678") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.id = key_id
        raw = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = (
            "untrusted comment: minisign public key\n" + base64.b64encode(b"Ed" + self.id + raw).decode() + "\n"
        )

    def sign(self, data: bytes, algorithm: bytes = b"ED", comment: str = "timestamp:1") -> str:
        made = self.key.sign(hashlib.blake2b(data).digest() if algorithm == b"ED" else data)
        whole = self.key.sign(made + comment.encode())
        return "\n".join(
            [
                "untrusted comment: signature",
                base64.b64encode(algorithm + self.id + made).decode(),
                f"trusted comment: {comment}",
                base64.b64encode(whole).decode(),
            ]
        )


MANDATE = b'networks = ["192.0.2.0/24", "2001:db8::/64"]\nreference = "R"\nexpires = 2027-01-31\n'


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def test_no_authorisation_and_an_expired_one_are_refused() -> None:
    with pytest.raises(Denied, match=r"no \[authorisation\]"):
        authority_proof.check(scope('"127.0.0.1"', ""), at(TODAY))
    with pytest.raises(Denied, match="expired on 2027-01-01"):
        authority_proof.check(scope('"127.0.0.1"'), at(dt.date(2027, 1, 2)))
    authority_proof.check(scope('"127.0.0.1"'), at(dt.date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("targets", "left"),
    [
        ('"127.0.0.1", "10.0.0.0/8", "192.168.1.1", "172.31.0.1", "169.254.1.1", "fd00::1", "fe80::1", "[::1]:80"', []),
        ('"192.0.2.0/27"', ["192.0.2.16-192.0.2.31"]),
        ('"100.64.0.1"', ["100.64.0.1"]),
        ('"9.255.255.255-11.0.0.0"', ["9.255.255.255", "11.0.0.0"]),
        ('"2001:db8::7:80"', ["2001:db8::7:80"]),
        ('"198.51.100.7:443"', ["198.51.100.7"]),
    ],
)
def test_what_is_public(targets: str, left: list[str]) -> None:
    assert [str(item) for item in authority_proof.public(scope(targets), [])] == left


def test_resolved_names_count_as_public() -> None:
    assert [str(r) for r in authority_proof.public(scope('"db.example"'), [("db.example", "198.51.100.1")])] == [
        "198.51.100.1"
    ]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("v=leftopen1; ref=R; until=2026-12-01", True),
        ("hello\nv=leftopen1;ref=R;until=2027-12-01", True),
        ("v=leftopen1; ref=R; until=2026-11-30", False),
        ("v=leftopen1; ref=S; until=2027-12-01", False),
        ("v=leftopen2; ref=R; until=2027-12-01", False),
        ("v=leftopen1; ref=R; until=soon", False),
        ("v=leftopen1; ref=R", False),
        ("", False),
    ],
)
def test_tokens(text: str, holds: bool) -> None:
    found = authority_proof.token_until(text, "R", TODAY)
    assert (found is not None) is holds
    assert found is None or found.isoformat() in text


def test_of_several_tokens_the_longest_holds() -> None:
    tokens = [("R", 2026), ("R", 2027), ("S", 2028)]
    text = "\n".join(f"v=leftopen1; ref={reference}; until={year}-12-05" for reference, year in tokens)
    assert authority_proof.token_until(text, "R", TODAY) == dt.date(2027, 12, 5)


def test_within_is_no_suffix_trick() -> None:
    assert authority_proof.within("example.org", "a.example.org.")
    assert authority_proof.within("example.org", "EXAMPLE.org")
    assert not authority_proof.within("example.org", "badexample.org")


@pytest.mark.parametrize("algorithm", [b"Ed", b"ED"])
def test_a_mandate_that_verifies(algorithm: bytes) -> None:
    signer = Signer()
    other = Signer(b"87654321")
    given = authority_proof.mandate(MANDATE, signer.sign(MANDATE, algorithm), [other.public, signer.public])
    assert given.reference == "R"
    needed = [ranges.parse("192.0.2.16-192.0.2.31")]
    assert authority_proof.covers(given, needed, "R", TODAY) is None
    assert authority_proof.covers(given, needed, "S", TODAY) == "the mandate is for another reference"
    assert authority_proof.covers(given, needed, "R", dt.date(2027, 2, 1)) == "the mandate expired on 2027-01-31"
    more = [ranges.parse("192.0.2.250-192.0.3.1")]
    assert authority_proof.covers(given, more, "R", TODAY) == "the mandate does not name 192.0.3.0-192.0.3.1"


def test_a_mandate_that_does_not() -> None:
    signer, other = Signer(), Signer(b"87654321")
    good = signer.sign(MANDATE)
    cases: list[tuple[bytes, str, list[str], str]] = [
        (MANDATE + b"#", good, [signer.public], "does not match its signature"),
        (MANDATE, good, [], "not pinned"),
        (MANDATE, other.sign(MANDATE), [signer.public], "not pinned"),
        (MANDATE, good.replace("timestamp:1", "timestamp:2"), [signer.public], "does not match"),
        (MANDATE, good.splitlines()[0], [signer.public], "four lines"),
        (MANDATE, good.replace(good.splitlines()[1], "!!!"), [signer.public], "not base64"),
        (MANDATE, good.replace(good.splitlines()[1], "QUJD"), [signer.public], "wrong length"),
        (MANDATE, good, [""], "wrong length"),
        (b"hello", signer.sign(b"hello"), [signer.public], "no TOML text"),
        (b'networks = ["x"]', signer.sign(b'networks = ["x"]'), [signer.public], "no TOML text"),
        (b'networks = []\nreference = "R"\nexpires = "x"', "", [signer.public], "no TOML text"),
    ]
    for signed, signature, keys, says in cases:
        with pytest.raises(Denied, match=says):
            authority_proof.mandate(signed, signature or signer.sign(signed), keys)


REAL_MANDATE = b'networks = ["192.0.2.0/24"]\nreference = "AUD-1"\nexpires = 2099-12-31\n'
REAL_KEY = """untrusted comment: minisign public key 21C02DE8C577B07C
RWR8sHfF6C3AIVfr+SWplnxp3J7d9czOCCMFt3x3XG0zRxIci0afoZ09
"""
REAL = {
    "prehashed": """untrusted comment: signature from minisign secret key
RUR8sHfF6C3AIYZcsNgQ9hURPSPk5k0aAasYJI3TML7dV+CyrckFRHOIB8mRCi0+32SLqJ6u3rvGKboDfO+dPeoIXlwP1+cduQY=
trusted comment: mandate of the example
mg1MKOYt0Y/88Ht99QX4b+rPp7O0D5kNZWHdbYcqIC4+ns6geN0apiqZxiQ2xDtExIYOjX1yzMEwMNRU/ZWVAQ==
""",
    "legacy": """untrusted comment: signature from minisign secret key
RWR8sHfF6C3AIde+x5/50xWe9HTISY0SJXl103SFY15mFpC/u2574R4mfAQn7C87m03w7VfsQ6VZRlOPkkAyyFDmoIT+7XgsVgk=
trusted comment: legacy
aQ2d892lADzxwQ+tyjUKtt5EF9zkYx8xWj+ceo7AURdSj+rK1RFV8xwssIZWO9o4xcEloG2ju3dlaG6eNvj4AA==
""",
}
"""Made with minisign 0.11 of Debian by a throw-away key: `minisign -Sm mandate`, and `-Slm` for the legacy form."""


@pytest.mark.parametrize("form", REAL)
def test_what_minisign_itself_signed(form: str) -> None:
    given = authority_proof.mandate(REAL_MANDATE, REAL[form], [REAL_KEY])
    assert [str(item) for item in given.networks] == ["192.0.2.0-192.0.2.255"]
    with pytest.raises(Denied, match="does not match its signature"):
        authority_proof.mandate(REAL_MANDATE + b"\n", REAL[form], [REAL_KEY])
