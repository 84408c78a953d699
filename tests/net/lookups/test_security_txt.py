import datetime as dt

import pytest

from leftopen.net.lookups.security_txt import MOST, parse

NOW = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
PLACE = "https://fairhaven.example/.well-known/security.txt"
GOOD = "Expires: 2027-01-01T00:00:00Z"


def test_a_file_that_holds() -> None:
    text = f"# hello\r\nCONTACT: mailto:security@fairhaven.example\r\nContact : https://fairhaven.example/report\r\n{GOOD}\r\n"
    found = parse(text.encode(), PLACE, NOW)
    assert found.says is None
    assert found.contacts == ("mailto:security@fairhaven.example", "https://fairhaven.example/report")
    assert found.expires == "2027-01-01T00:00:00Z"


def test_a_signed_file() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: tel:+15555550100\n- Contact: mailto:a@b.example\n"
        f"{GOOD}\n-----BEGIN PGP SIGNATURE-----\nContact: mailto:x@evil.example\n-----END PGP SIGNATURE-----\n"
    )
    assert parse(text.encode(), PLACE, NOW).contacts == ("tel:+15555550100", "mailto:a@b.example")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it names no contact"),
        (f"Contact: javascript:alert(1)\n{GOOD}", "it names no contact"),
        (f"Contact: http://fairhaven.example/x\n{GOOD}", "it names no contact"),
        ("Contact: mailto:a@b.example", "it does not say when it expires"),
        (f"Contact: mailto:a@b.example\n{GOOD}\n{GOOD}", "it does not say when it expires"),
        ("Contact: mailto:a@b.example\nExpires: soon", "it does not say when it expires"),
        ("Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00", "it does not say when it expires"),
        ("Contact: mailto:a@b.example\nExpires: 2026-01-01T00:00:00z", "it has expired"),
        (
            f"Contact: mailto:a@b.example\n{GOOD}\nCanonical: https://other.example/x",
            "it says that it belongs to another place",
        ),
        (f"Contact: mailto:a@b.example\n{GOOD}\nCanonical: {PLACE}", None),
        (f"Contact: a@b.example\n{GOOD}", None),
        (f"<html>Contact: mailto:a@b.example\n{GOOD}", "it names no contact"),
    ],
)
def test_what_is_not_to_be_relied_on(text: str, says: str | None) -> None:
    assert parse(text.encode(), PLACE, NOW).says == says


def test_it_is_bounded() -> None:
    found = parse(b"Contact: mailto:a%d@b.example\n" * 3 + b"\xff" * (2 * MOST), PLACE, NOW)
    assert found.says is not None
    many = "".join(f"Contact: mailto:a{n}@b.example\n" for n in range(100)) + GOOD
    assert len(parse(many.encode(), PLACE, NOW).contacts) == 8
