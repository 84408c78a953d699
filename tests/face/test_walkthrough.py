import json
import os
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from leftopen.face.cli import main
from leftopen.report import formats
from tests import tsa
from tests.cases.notices.office import Office, office
from tests.face.walkthrough import HERE, PAGE, Lab, steps
from tests.tsa import Authority

DB = "sqlite:///walk.db"


class Walk:
    """What was done so far, in a folder of its own."""

    def __init__(self, lab: Lab, post: Office, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lab, self.post, self.authority, self.environment = lab, post, authority, monkeypatch
        self.done: list[str] = []

    def happens(self, words: str) -> None:
        if words == "a mail server is set up":
            self.environment.setenv("LEFTOPEN_SMTP", self.post.url())
            self.environment.setenv("LEFTOPEN_FROM", "Example CERT <ada@cert.example>")
        elif words == "an authority for time stamps is set up":
            Path("authority.pem").write_bytes(self.authority.root.read_bytes())
            self.environment.setenv("LEFTOPEN_TSA", self.authority.url)
        else:
            self.lab.does[words]()

    def run(self, words: list[str], code: int) -> None:
        said = " ".join(words)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment.setenv(name, value)
            return
        assert words[0] == "leftopen"
        assert (said, main(words[1:])) == (said, code)
        self.done.append(said)


def shown(number: int, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["cases", "show", str(number), "--format", "json", "--db", DB]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.timeout(600)
def test_the_page_is_what_the_program_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    for name in ("LEFTOPEN_SMTP", "LEFTOPEN_FROM", "LEFTOPEN_TSA"):
        monkeypatch.delenv(name, raising=False)
    seen: dict[str, dict[str, Any]] = {}
    with Lab() as lab, office() as post, tsa.running(tsa.made(tmp_path / "tsa")) as authority:
        (tmp_path / "leftopen-demo").mkdir()
        (tmp_path / "leftopen-demo" / "scope.toml").write_text(lab.scope(), "utf-8")
        walk = Walk(lab, post, authority, monkeypatch)
        for step in steps():
            if step.file:
                Path(step.file[0]).write_text(step.file[1], "utf-8")
            elif step.lab:
                walk.happens(step.lab)
            elif step.command:
                words, code = step.command
                walk.run(words, code)
                if words[1:3] == ["cases", "show"] and code == 0:
                    seen[f"{words[3]} after {len(walk.done)}"] = shown(int(words[3]), capsys)
                elif words[1:3] == ["cases", "close"] and code == 0:
                    seen[f"closed {words[3]}"] = shown(int(words[3]), capsys)
        told = {number: shown(number, capsys) for number in (1, 2, 3, 5)}
    (mail,) = post.mails
    subject = str(message_from_bytes(mail, policy=default)["Subject"])
    assert "[Fall 6]" in subject
    assert f"{HERE}40:6379" in subject
    assert {path.name for path in Path("letters").iterdir()} == {
        "case-6-de-privacy@shop.example.eml",
        "case-6-de-privacy@shop.example.pdf",
        "case-6-en-abuse@hoster.example.eml",
        "case-5-nl-cert@ncsc.nl.eml",
    }
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1\n") for path in tmp_path.glob("*.tar.age"))
    assert len(list(tmp_path.glob("*.tar.age"))) == 2
    assert len(authority.asked) == 2
    closed = seen["closed 6"]
    assert (closed["state"], closed["cause"], closed["severity"]) == ("closed", "default_configuration", 3.5)
    assert closed["override"]["computed"] == 1.75
    assert [(one["to"], one["sent"]) for one in closed["notices"]] == [
        ("privacy@shop.example", True),
        ("abuse@hoster.example", None),
    ]
    said = [line["what"] for line in closed["timeline"]]
    for change in ("new → triaged", "triaged → notified", "notified → acknowledged", "acknowledged → verified"):
        assert change in said
    assert "seen" in {each["what"] for each in closed["exposures"][0]["history"]}
    assert "gone" in {each["what"] for each in closed["exposures"][0]["history"]}
    joined = told[1]
    assert joined["case"] == told[2]["case"] == 1
    assert {(door["address"], door["port"]) for door in joined["exposures"]} == {
        (f"{HERE}10", 9200), (f"{HERE}10", 8554), (f"{HERE}10", 27017), (f"{HERE}20", 27017),
    }  # fmt: skip  # places
    assert any("joined" in line["what"] for line in joined["timeline"])
    assert {(party["role"], party["name"]) for party in told[5]["parties"]} >= {("operator", "Lendwell Finance BV")}
    assert (told[3]["state"], told[5]["state"]) == ("triaged", "new")
    assert all(path.stat().st_size for path in tmp_path.glob("out.*"))
    assert len(list(tmp_path.glob("out.*"))) == len(formats())
    assert b"shop.example" not in (tmp_path / "walk.db").read_bytes()


def test_the_page_exports_in_every_format_and_names_each_happening() -> None:
    commands = [step.command[0] for step in steps() if step.command]
    assert {words[2] for words in commands if words[1] == "export"} == set(formats())
    assert {step.lab for step in steps() if step.lab} == {
        "a mail server is set up", "an authority for time stamps is set up", *Lab().does,
    }  # fmt: skip  # words of the page
    assert "127.77" not in PAGE.read_text("utf-8")
    assert os.sep in str(PAGE)
