"""Lists of logins."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import logins

SHA = "cd18fc9fb6494384932af3bda6fe8102c0fa7a26"
BCRYPT = "$2y$10$xdcUhPjPm/S3b0eQRzCAS54yJanxM7XeoWj04oUfBy/MAPyqfKYgY"
WORDS = ("qwerty123", "Sommer2020!", "dragon", "hello", "p@ssw0rd", "abc123")


def read(text: str) -> list[Any]:
    return list(logins.records(io.BytesIO(text.encode())))


def listed(form: str) -> str:
    return "".join(form.format(n=n, word=WORDS[n % len(WORDS)], sha=SHA, bcrypt=BCRYPT) + "\n" for n in range(12))


@pytest.mark.parametrize(
    "form", ["u{n}@example.org:{word}", "u{n}@example.org;{sha}", "u{n}@example.org|{bcrypt}", "u{n}:{bcrypt}"]
)
def test_it_is_known(form: str) -> None:
    assert logins.fits(listed(form).encode())
    assert logins.fits(listed(form).encode()[:-4])


PEOPLE = ("anna", "peter.s", "admin", "maria77", "tom", "root", "wei_li", "guest")


def test_logins_that_are_no_addresses_are_known() -> None:
    text = "".join(f"{who}:{word}{n}\n" for n, who in enumerate(PEOPLE) for word in WORDS[n % 3 :: 3])
    assert logins.fits(text.encode())
    assert read(text)[0] == {"login": "anna", "password": "qwerty1230"}


@pytest.mark.parametrize(
    "form",
    [
        "{who}:room{n}",
        "{who}:{n}.2.{n}",
        "web-{n}:{word}",
        "host{n}:db{n}",
        "{who}:{n}kb",
        "{who}:/home/u{n}",
        "{who}:friend",
    ],
)
def test_other_pairs_of_words_are_none(form: str) -> None:
    text = "".join(form.format(who=who, n=n, word=WORDS[n % 6]) + "\n" for n, who in enumerate(PEOPLE))
    assert not logins.fits(text.encode())


@pytest.mark.parametrize(
    "form",
    [
        "u{n}@example.org;+4930901{n:04}",
        "u{n}@example.org,Ada",
        "u{n}@example.org,2024-01-{n:02}",
        "u{n}@example.org,https://example.org/{n}",
        "a@example.org:{word}",
        "level{n}:high",
        "u{n}:{sha}",
        "name,mail\nAda,u{n}@example.org",
        "plain words",
    ],
)
def test_other_lists_are_not(form: str) -> None:
    assert not logins.fits(listed(form).encode())


def test_records() -> None:
    assert read(f"u@example.org:{SHA}\nada:{BCRYPT}\nu@example.org:dra:gon1\n\nother words here\n") == [
        {"email": "u@example.org", "password_hash": SHA},
        {"login": "ada", "password_hash": BCRYPT},
        {"email": "u@example.org", "password": "dra:gon1"},
        {"text": "other words here"},
    ]


def test_logins_with_the_address_of_their_site() -> None:
    text = "".join(f"https://shop.example/login:u{n}@mail.example:Pw{n}secret!\n" for n in range(6)).encode()
    assert logins.fits(text)
    assert next(iter(logins.records(io.BytesIO(text)))) == {"email": "u0@mail.example", "password": "Pw0secret!"}
