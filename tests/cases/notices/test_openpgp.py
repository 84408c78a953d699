"""Encrypted notices are read by GnuPG, which shares no code with the library that made them."""

import datetime as dt
import shutil
import subprocess
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from leftopen.cases.model import CaseError
from leftopen.cases.notices import mail as mails
from leftopen.cases.notices.openpgp import encrypted, key

NOW = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
WHO = "Example CERT <cert@example.org>"


class Ring:
    """A ring of keys of an invented reader."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        folder.mkdir(mode=0o700)

    def gpg(self, *words: str, data: bytes = b"") -> bytes:
        argv = [
            "gpg",
            "--batch",
            "--quiet",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
            "--trust-model",
            "always",
        ]
        done = subprocess.run(
            [*argv, "--homedir", str(self.home), *words], input=data, capture_output=True, timeout=240
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def public(self, *words: str) -> bytes:
        return self.gpg("--export", *words, WHO)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Ring:
    if shutil.which("gpg") is None:
        pytest.skip("GnuPG is not installed: apt-get install gnupg")
    made = Ring(tmp_path_factory.mktemp("x") / "r")
    made.gpg("--quick-generate-key", WHO, "default", "default", "0")
    return made


def notice() -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"], made["From"], made["To"] = "[Case 1] 10.0.0.1", "cert@cert.example", "cert@example.org"
    made["Message-ID"] = "<a@cert.example>"
    made.set_content("Sehr geehrte Damen und Herren,\n\nÄlteste Daten: gestern.\n", charset="utf-8")
    made.add_attachment(b'{"x": 1}', maintype="application", subtype="json", filename="xarf.json")
    made["Content-Language"] = "de"
    return made


@pytest.mark.parametrize("armour", [[], ["--armor"]])
def test_its_reader_reads_it_whole_and_nobody_else_anything(ring: Ring, armour: list[str]) -> None:
    made = encrypted(notice(), key(ring.public(*armour), NOW))
    data = mails.data(made)
    for word in (b"Damen", b"xarf", b"gestern", b"Content-Language"):
        assert word not in data
    outer = message_from_bytes(data, policy=SMTP)
    assert outer.get_content_type() == "multipart/encrypted"
    assert outer.get_param("protocol") == "application/pgp-encrypted"
    assert (outer["Subject"], outer["To"], outer["Message-ID"]) == (
        "[Case 1] 10.0.0.1",
        "cert@example.org",
        "<a@cert.example>",
    )
    first, second = outer.iter_parts()
    assert (first.get_content_type(), str(first.get_payload()).strip()) == ("application/pgp-encrypted", "Version: 1")
    assert second.get_content_type() == "application/octet-stream"
    inner = message_from_bytes(ring.gpg("--decrypt", data=str(second.get_payload()).encode()), policy=SMTP)
    assert inner["Content-Language"] == "de"
    assert inner["Subject"] is None
    body = inner.get_body(("plain",))
    assert body
    assert "Älteste Daten: gestern." in body.get_content()
    assert [part.get_filename() for part in inner.iter_attachments()] == ["xarf.json"]


def test_a_mail_of_one_part_is_whole_too(ring: Ring) -> None:
    plain = EmailMessage(policy=SMTP)
    plain["Subject"] = "x"
    plain.set_content("Only this: ü\n", charset="utf-8", cte="quoted-printable")
    made = encrypted(plain, key(ring.public(), NOW))
    _, second = made.iter_parts()
    inner = message_from_bytes(ring.gpg("--decrypt", data=str(second.get_payload()).encode()), policy=SMTP)
    assert inner.get_content().strip() == "Only this: ü"


def test_what_a_person_compares(ring: Ring) -> None:
    found = key(ring.public(), NOW)
    listed = ring.gpg("--list-keys", "--with-colons", WHO).decode()
    fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    assert found.fingerprint.replace(" ", "") == fingerprint
    assert found.names == (WHO,)
    assert found.says("CERT@example.org")
    assert not found.says("ert@example.org")


def test_a_secret_key_is_refused_without_repeating_it(ring: Ring) -> None:
    secret = ring.gpg("--export-secret-keys", "--armor", WHO)
    with pytest.raises(CaseError, match="that is a secret key") as told:
        key(secret, NOW)
    assert secret.decode().splitlines()[3] not in str(told.value)


@pytest.mark.parametrize("data", [b"", b"nothing", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxx", b"\x99" * 2_000_000])
def test_what_is_no_key_is_one_line(data: bytes) -> None:
    with pytest.raises(CaseError) as told:
        key(data, NOW)
    assert str(told.value) == "--openpgp: the file holds no public key of OpenPGP, or several."


def test_a_key_that_ended_is_refused(ring: Ring) -> None:
    ring.gpg("--quick-generate-key", "Old <old@example.org>", "default", "default", "2d")
    data = ring.gpg("--export", "Old <old@example.org>")
    assert key(data, dt.datetime.now(dt.UTC))
    with pytest.raises(CaseError, match="that key expired on 20"):
        key(data, dt.datetime.now(dt.UTC) + dt.timedelta(days=5))


def test_a_key_that_can_only_sign_is_refused(ring: Ring) -> None:
    ring.gpg("--quick-generate-key", "Sign <sign@example.org>", "ed25519", "sign", "0")
    with pytest.raises(CaseError, match="nothing can be encrypted for that key"):
        key(ring.gpg("--export", "Sign <sign@example.org>"), NOW + dt.timedelta(days=3000))


def test_without_the_library_it_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysequoia", None)
    with pytest.raises(CaseError, match=r"needs the extra openpgp"):
        key(b"x", NOW)
