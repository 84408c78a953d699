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


def test_a_list_of_a_few_who_come_again_is_one() -> None:
    who = ("tove", "bram", "pia", "oskar", "zuza", "ines")
    text = "".join(f"{who[n % 6]}{n}|{WORDS[n % 6]}{n % 90 + 10}!\n" for n in range(80))
    assert logins.fits(text.encode())


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


def test_logins_of_several_kinds_behind_the_address_of_their_site() -> None:
    logs = ("anna.berg", "+15035550142", "u3@mail.example", "u4@mail.example")
    text = "".join(f"https://shop.example/login:{logs[n % 4]}{n}:Pw{n}secret!\n" for n in range(12)).encode()
    assert logins.fits(text)
    found = {name for record in logins.records(io.BytesIO(text)) for name in record}
    assert found == {"login", "phone", "email", "password"} or found == {"login", "phone", "password"}


MD5 = "5f4dcc3b5aa765d61d8327deb882cf99"


@pytest.mark.parametrize(
    ("line", "record"),
    [
        (f"anna@b.example:{MD5}:x7Gk", {"email": "anna@b.example", "password_hash": MD5, "salt": "x7Gk"}),
        (f"anna1;{MD5};x7Gk", {"login": "anna1", "password_hash": MD5, "salt": "x7Gk"}),
        (f"anna1:saltsaltsaltsalt:{MD5}", {"login": "anna1", "password_hash": MD5, "salt": "saltsaltsaltsalt"}),
        ("anna@b.example | s3cret!x", {"email": "anna@b.example", "password": "s3cret!x"}),
        ("+4915112345678:s3cret", {"phone": "+4915112345678", "password": "s3cret"}),
        (f"anna:1000:{'X' * 32}:{MD5}:[U          ]:LCT-5F43A1B2:", {"login": "anna", "password_hash": MD5}),
        (f"anna.berg:1101:{MD5}:{MD5}:::", {"login": "anna.berg", "password_hash": MD5}),
        (
            f"Gast:501:NO PASSWORD*********************:{MD5}:::",
            {"text": f"Gast:501:NO PASSWORD*********************:{MD5}:::"},
        ),
        (
            "machine git.example login anna password s3cret",
            {"host": "git.example", "login": "anna", "password": "s3cret"},
        ),
        ("default login anna@b.example password s3cret", {"host": "", "email": "anna@b.example", "password": "s3cret"}),
        (
            "db.example:5432:prod:app:s3cret\\:x",
            {"host": "db.example", "database": "prod", "login": "app", "password": "s3cret\\:x"},
        ),
    ],
)
def test_salts_accounts_of_windows_and_passwords_of_servers(line: str, record: dict[str, str]) -> None:
    assert list(logins.records(io.BytesIO(line.encode()))) == [record]


@pytest.mark.parametrize(
    "line",
    [
        "anna{0}@b.example:" + MD5 + ":x7Gk",
        "anna{0}:110{0}:" + MD5 + ":" + MD5 + ":::",
        "anna{0}@b.example | s3cret!{0}",
        "+4915112345{0}78:s3cret{0}",
        "machine git{0}.example login anna password s3cret{0}",
        "db{0}.example:5432:prod:app:s3cret{0}",
    ],
)
def test_they_are_known_by_nearly_all_of_their_lines(line: str) -> None:
    assert logins.fits("".join(line.format(n) + "\n" for n in range(6)).encode())
    assert not logins.fits((line.format(1) + "\nHello all of you, how are you today?\n" * 5).encode())


def test_hashes_may_stand_before_addresses() -> None:
    text = "".join(f"{n:032x}:anna.berg{n}@mail.example\n" for n in range(10))
    assert logins.fits(text.encode())
    first = next(iter(logins.records(io.BytesIO(text.encode()))))
    assert first == {"email": "anna.berg0@mail.example", "password_hash": "0" * 32}


def test_where_a_login_came_from_stands_apart() -> None:
    names = ("anna", "thomas", "maria", "peter", "julia", "martin")
    text = "".join(f"{name}{n};{WORDS[n % 6]}x!{n};203.0.113.{n}\n" for n, name in enumerate(names * 2))
    assert logins.fits(text.encode())
    assert read(text)[0] == {"login": "anna0", "password": "qwerty123x!0", "client_ip": "203.0.113.0"}
