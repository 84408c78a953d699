from pathlib import Path

import pytest

from leftopen import signing
from leftopen.cases.house import FILE
from leftopen.cases.model import CaseError
from leftopen.cases.notices.settings import Server, server, settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    signing.public()
    return tmp_path / "leftopen"


def write(home: Path, text: str, mode: int = 0o600) -> None:
    (home / FILE).write_text(text)
    (home / FILE).chmod(mode)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("smtps://mail.example.org", Server("smtps", "mail.example.org", 465)),
        ("smtp://127.0.0.1:2525", Server("smtp", "127.0.0.1", 2525)),
        ("smtp://a%40b:p%2Fw@mail.example.org", Server("smtp", "mail.example.org", 587, "a@b", "p/w")),
        ("smtp://[::1]:25/", Server("smtp", "::1", 25)),
    ],
)
def test_servers(url: str, meant: Server) -> None:
    assert server(url) == meant


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://x", "smtp://", "smtp://x:port", "smtp://x/inbox", "smtp://u@x", "smtp://u:secret@x?a"],
)
def test_what_is_no_server_is_not_repeated(url: str) -> None:
    with pytest.raises(CaseError) as told:
        server(url)
    assert "LEFTOPEN_SMTP" in str(told.value)
    assert "secret" not in str(told.value)


def test_a_server_does_not_show_its_password() -> None:
    assert "secret" not in repr(server("smtps://me:secret@mail.example.org"))


def test_the_environment_stands_above_the_file(home: Path) -> None:
    write(
        home,
        '[sender]\nname = "Ada\\r\\nBcc: x"\nphone = "+31 20 555 0100"\npost = ["Street 1"]\n'
        '[smtp]\nurl = "smtps://u:p@mail.example.org"\nfrom = "Example CERT <cert@cert.example>"\n[web]\nport = 1\n',
    )
    told = settings({})
    assert told.ready() == Server("smtps", "mail.example.org", 465, "u", "p")
    assert (told.sender.name, told.sender.address, told.sender.post) == (
        "Ada Bcc: x",
        "cert@cert.example",
        ("Street 1",),
    )
    assert told.sender.key == signing.fingerprint(signing.public())
    told = settings({"LEFTOPEN_SMTP": "smtp://127.0.0.1:25", "LEFTOPEN_FROM": "Other <o@example.org>"})
    assert (told.ready().host, told.sender.address) == ("127.0.0.1", "o@example.org")


def test_without_settings_nothing_can_be_sent(home: Path) -> None:
    with pytest.raises(CaseError, match="LEFTOPEN_SMTP"):
        settings({}).ready()
    with pytest.raises(CaseError, match="LEFTOPEN_FROM"):
        settings({"LEFTOPEN_SMTP": "smtp://127.0.0.1:25"}).ready()


@pytest.mark.parametrize("text", ["[smtp]\nurl = 5\n", "[smtp]\nport = 25\n", "[smtp\n", "[sender]\nnick = 'a'\n"])
def test_a_file_that_cannot_be_read(home: Path, text: str) -> None:
    write(home, text)
    with pytest.raises(CaseError, match="cannot be read"):
        settings({})


def test_a_password_that_others_can_read(home: Path) -> None:
    write(home, '[smtp]\nurl = "smtps://u:secret@mail.example.org"\n', 0o644)
    with pytest.raises(CaseError, match="chmod 600") as told:
        settings({})
    assert "secret" not in str(told.value)
    write(home, '[smtp]\nurl = "smtp://127.0.0.1:25"\n', 0o644)
    assert settings({}).server == Server("smtp", "127.0.0.1", 25)


def test_a_sender_that_is_no_address(home: Path) -> None:
    with pytest.raises(CaseError, match="LEFTOPEN_FROM"):
        settings({"LEFTOPEN_FROM": "nobody"})


def test_a_user_without_a_home_has_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Path:
        raise signing.NoKey("no home")

    monkeypatch.setattr(signing, "folder", none)
    assert settings({}).sender.key is None
