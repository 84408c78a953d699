import json
import os
import re
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from leftopen.face.cli import main
from leftopen.store.store import Store
from tests.cases.cases import Place
from tests.cases.notices.notices import HOSTER, OWNER, planted
from tests.cases.notices.office import Office, office


class Desk:
    """Case 1 of two places, and the command on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self.out = planted(Place(folder)), folder / "out"
        self._capsys = capsys

    def notify(self, *words: str) -> int:
        return main(["cases", "notify", "1", *words, "--out", str(self.out), "--db", self.place.url])

    def heard(self) -> str:
        return self._capsys.readouterr().err

    def show(self) -> dict[str, Any]:
        self._capsys.readouterr()
        assert main(["cases", "show", "1", "--format", "json", "--db", self.place.url]) == 0
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return told

    def sent(self) -> list[tuple[str, bool | None]]:
        return [(one["to"], one["sent"]) for one in self.show()["notices"]]

    def mails(self) -> list[Any]:
        return [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(self.out.glob("*.eml"))]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LEFTOPEN_SMTP", raising=False)
    monkeypatch.delenv("LEFTOPEN_FROM", raising=False)
    monkeypatch.setenv("LEFTOPEN_AS", "Grace")
    return Desk(tmp_path, capsys)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office() as there:
        monkeypatch.setenv("LEFTOPEN_SMTP", there.url())
        monkeypatch.setenv("LEFTOPEN_FROM", "Example CERT <cert@cert.example>")
        yield there


def test_drafts_send_nothing(desk: Desk) -> None:
    assert desk.notify() == 0
    assert "Nothing was sent." in desk.heard()
    hoster, owner = desk.mails()
    assert str(owner["Subject"]) == "[Case 1] 10.0.0.1:9200 and 1 more service: data accessible to anyone"
    assert (str(owner["To"]), str(hoster["To"])) == (f"Example Org <{OWNER}>", f"Example Hosting <{HOSTER}>")
    assert owner["X-Unsent"] == "1"
    assert desk.show()["state"] == "new"
    assert desk.sent() == [(OWNER, None), (HOSTER, None)]
    assert {file.stat().st_mode & 0o777 for file in desk.out.iterdir()} == {0o600}


@pytest.mark.parametrize(("language", "tag"), [("zh-Hans", "zh-Hans"), ("NL", "nl"), ("pt", "pt")])
def test_languages(desk: Desk, language: str, tag: str) -> None:
    assert desk.notify("--language", language, "--to", "owner") == 0
    (told,) = desk.mails()
    assert told["Content-Language"] == tag


def test_a_letter_beside_the_mail_and_what_was_made_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.notify("--letter", "--to", "operator", "--format", "json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert Path(told["letter"]).read_bytes().startswith(b"%PDF-")
    assert Path(told["file"]).exists()
    assert (told["to"], told["role"], told["language"], told["id"]) == (OWNER, "owner", "en", 1)
    assert desk.notify("--letter", "--to", "operator") == 0
    assert "letter" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--language", "xx"], "--language"),
        (["--role", "king"], "--role"),
        (["--to", "vendor"], "known are"),
        (["--to", "csirt"], "Say which country: --country NL"),
        (["--to", "csirt", "--country", "XX"], "Known are: AT, BE"),
        (["--to", "owner", "--country", "NL"], "--country: goes with"),
        (["--send"], "LEFTOPEN_SMTP"),
    ],
)
def test_what_cannot_be_done(desk: Desk, words: list[str], says: str) -> None:
    assert desk.notify(*words) == 2
    assert says in desk.heard()
    assert desk.sent() == []


def test_a_folder_that_cannot_be_made(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert desk.notify() == 2
    assert "--out" in desk.heard()


def test_a_page_gets_its_text(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "two").mkdir()
    desk.place = planted(Place(tmp_path / "two"), owner="https://example.org/contact?x=" + "y" * 90)
    assert desk.notify("--to", "owner") == 0
    (text,) = desk.out.glob("*.txt")
    assert "10.0.0.1:9200" in text.read_text("utf-8")
    assert len(text.name) < 120


def test_sending_tells_the_first_rung_and_makes_notified(desk: Desk, post: Office) -> None:
    assert desk.notify("--send") == 0
    (mail,) = post.mails
    told = message_from_bytes(mail, policy=default)
    assert str(told["To"]) == f"Example Org <{OWNER}>"
    assert "X-Unsent" not in told
    shown = desk.show()
    assert (shown["state"], desk.sent()) == ("notified", [(OWNER, True)])
    assert "Grace" in {line["who"] for line in shown["timeline"]}


def test_it_is_not_sent_twice(desk: Desk, post: Office) -> None:
    assert desk.notify("--send") == 0
    assert desk.notify("--send", "--language", "de") == 2
    assert "--again" in desk.heard()
    assert desk.notify("--send", "--to", "hoster") == 0
    assert desk.notify("--send", "--again") == 0
    assert len(post.mails) == 3
    assert len({message_from_bytes(mail)["Message-ID"] for mail in post.mails}) == 3


def test_whoever_was_not_told_yet_still_is(tmp_path: Path, desk: Desk, post: Office) -> None:
    with Store(desk.place.url) as data, data.session() as session:
        from leftopen.store.tables import ContactRow

        session.add(ContactRow(case=1, role="owner", name=None, address="ciso@example.org", source="x"))
        session.add(ContactRow(case=1, role="owner", name=None, address="https://example.org/", source="x"))
    assert desk.notify("--send", "--to", OWNER) == 0
    assert desk.notify("--send") == 0
    assert "is left out" in desk.heard()
    assert desk.sent() == [(OWNER, True), ("ciso@example.org", True)]
    assert desk.notify("--send") == 2


def test_a_server_that_refuses(desk: Desk, post: Office) -> None:
    post.refuses["RCPT"] = "550 no"
    assert desk.notify("--send") == 4
    assert "was not sent" in desk.heard()
    assert (desk.sent(), desk.show()["state"]) == ([(OWNER, False)], "new")
    post.refuses.clear()
    assert desk.notify("--send") == 0
    assert desk.sent() == [(OWNER, True)]


def test_a_server_that_goes_away_with_the_mail(desk: Desk, post: Office) -> None:
    def leave(verb: str) -> None:
        if verb == ".":
            raise ConnectionResetError

    post.at = leave
    assert desk.notify("--send") == 4
    assert "may have been sent" in desk.heard()
    assert desk.sent() == [(OWNER, None)]
    assert desk.notify("--send") == 2


@pytest.mark.timeout(300)
@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"])
def test_a_kill_while_sending_neither_loses_nor_repeats_a_mail(desk: Desk, post: Office, verb: str) -> None:
    command = [sys.executable, "-m", "leftopen", "cases", "notify", "1", "--send", "--to", "owner"]
    running = subprocess.Popen(
        [*command, "--out", str(desk.out), "--db", desk.place.url],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ),
    )  # fmt: skip  # a command

    def kill(heard: str) -> None:
        if heard == verb:
            post.at = lambda _: None
            running.send_signal(signal.SIGKILL)
            running.wait()

    post.at = kill
    assert running.wait(200) == -signal.SIGKILL
    taken = len(post.mails)
    assert taken == (1 if verb in (".", "QUIT") else 0)
    assert desk.sent() == [(OWNER, True if verb == "QUIT" else None)]
    assert desk.notify("--send", "--to", "owner") == 2
    told = desk.heard()
    assert "--again" in told
    assert ("cut off" in told) == (verb != "QUIT")
    assert len(post.mails) == taken
    assert desk.notify("--send", "--to", "owner", "--again") == 0
    assert len(post.mails) == taken + 1
    same = {message_from_bytes(mail)["Message-ID"] for mail in post.mails}
    assert len(same) == (2 if verb == "QUIT" else 1)


@pytest.mark.parametrize(("verb", "says"), [("MAIL", "was not sent"), (".", "may have been sent")])
def test_an_interrupt_while_sending_is_told_and_kept(desk: Desk, post: Office, verb: str, says: str) -> None:
    held = threading.Event()

    def interrupt(heard: str) -> None:
        if heard == verb:
            os.kill(os.getpid(), signal.SIGINT)
            held.wait(120)

    post.at = interrupt
    assert desk.notify("--send", "--to", "owner") == 4
    held.set()
    told = desk.heard()
    assert f"Notice 1 to {OWNER} {says}" in told
    assert "interrupted. What was done before stands in the case" in told
    assert [line["why"] for line in desk.show()["timeline"]][-1] == "interrupted"
    post.at = lambda _: None
    assert desk.notify("--send", "--to", "owner") == (0 if verb == "MAIL" else 2)


def test_show_says_what_became_of_each(desk: Desk, post: Office, capsys: pytest.CaptureFixture[str]) -> None:
    def told() -> str:
        capsys.readouterr()
        assert main(["cases", "show", "1", "--db", desk.place.url]) == 0
        return capsys.readouterr().out

    assert desk.notify("--to", "hoster") == 0
    assert f"notice 1 to {HOSTER} in en" in told()
    assert ": not sent" in told()
    assert desk.notify("--send", "--to", "hoster") == 0
    assert ": sent 20" in told()
    post.at = lambda verb: post.refuses.clear() if verb != "." else (_ for _ in ()).throw(ConnectionResetError())
    assert desk.notify("--send", "--to", "owner") == 4
    assert "how that ended is not known" in told()


def test_a_draft_to_nobody_where_no_contact_is_known(tmp_path: Path, desk: Desk, post: Office) -> None:
    (tmp_path / "two").mkdir()
    desk.place = planted(Place(tmp_path / "two"), owner=None, hoster=None)
    assert desk.notify("--letter") == 0
    assert "address it yourself" in desk.heard()
    (told,) = desk.mails()
    assert told["To"] is None
    assert "[Case 1] 10.0.0.1:9200" in told["Subject"]
    assert desk.sent() == [("owner", None)]
    assert desk.notify("--send") == 2
    assert "Nobody to tell is known" in desk.heard()
    assert post.mails == []
    assert desk.notify("--to", OWNER, "--send") == 0
    assert len(post.mails) == 1


@pytest.mark.timeout(300)
def test_two_who_send_at_once_send_one_mail(desk: Desk, post: Office) -> None:
    command = [sys.executable, "-m", "leftopen", "cases", "notify", "1", "--send", "--to", "owner"]
    both = [
        subprocess.Popen(
            [*command, "--out", str(desk.out), "--db", desk.place.url],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ),
        )
        for _ in range(2)
    ]  # fmt: skip  # a command
    assert sorted(each.wait(200) for each in both) == [0, 2]
    assert len(post.mails) == 1
    assert desk.sent() == [(OWNER, True)]


def public_key(folder: Path, name: str = f"Example Org <{OWNER}>") -> Path:
    """The public key of an invented reader."""
    library: Any = pytest.importorskip("pysequoia")
    path = folder / "reader.asc"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path.write_text(str(library.Cert.generate(user_id=name)))
    return path


def test_a_mail_for_a_key_is_sent_encrypted(desk: Desk, post: Office, tmp_path: Path) -> None:
    key = public_key(tmp_path)
    assert desk.notify("--to", OWNER, "--openpgp", str(key), "--send") == 0
    heard = desk.heard()
    assert re.search(rf"Encrypted for ([0-9A-F]{{4}} ?){{10,}}, Example Org <{OWNER}>\.", heard)
    assert "have you checked it?" not in heard
    (mail,) = post.mails
    assert b"BEGIN PGP MESSAGE" in mail
    assert b"Elasticsearch" not in mail
    assert b"[Case 1]" in mail
    assert any("encrypted for the key" in (line["why"] or "") for line in desk.show()["timeline"])


def test_a_key_is_of_one_contact_that_it_names(desk: Desk, tmp_path: Path) -> None:
    key = public_key(tmp_path, "Somebody <else@example.org>")
    assert desk.notify("--openpgp", str(key)) == 2
    assert "is for one contact with a mail address" in desk.heard()
    assert desk.notify("--to", OWNER, "--openpgp", str(key)) == 0
    assert f"does not say that it is of {OWNER}" in desk.heard()
    assert desk.notify("--to", OWNER, "--openpgp", str(tmp_path / "none")) == 2
    assert "cannot be read" in desk.heard()
    key.write_bytes(b"nothing")
    assert desk.notify("--to", OWNER, "--openpgp", str(key)) == 2
    assert "holds no public key" in desk.heard()
