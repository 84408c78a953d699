"""Passwords in plain text are told by their field."""

import pytest

from leftopen.privacy.detect.kinds.credential import password as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("correct horse", True),
        ("hunter2", True),
        ("5f4dcc3b5aa765d61d8327deb882cf99", False),  # a hash
        ("$2b$12$abc", False),  # a hash
        ("********", False),
        ("true", False),
        ("[REDACTED]", False),
        ("", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


WORDS = [f"hunter{n}!" for n in range(20)]


@pytest.mark.parametrize(
    "name",
    ["password", "密码", "contraseña", "mot_de_passe", "Passwort", "senha", "пароль", "كلمة المرور", "mm", "userPwd"],
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, WORDS)["credential.password"] >= 0.8


@pytest.mark.parametrize("name", ["password_policy", "password_changed_at", "password_enabled", "x9"])
def test_fields_about_passwords(name: str) -> None:
    assert told(name, WORDS).get("credential.password", 0) < 0.5


def test_running_text() -> None:
    assert in_text("login user=bob password=hunter2 ok") == [("credential.password", "hunter2")]


def test_mask_shows_nothing() -> None:
    assert detector.mask(["hunter2"]) == detector.mask(["a"]) == "███"


def test_settings_of_an_environment() -> None:
    assert in_text("run -e DB_PASSWORD=hunter22x app") == [("credential.password", "hunter22x")]
    assert in_text("POSTGRES_PASSWORD=hunter22x") == [("credential.password", "hunter22x")]
    for other in ("MAIL_PASSWORD=false", "COMPASS=north", "DB_PASSWORD=${SECRET}", "DB_PASSWORD=********"):
        assert in_text(other) == [], other
    assert told("Env", [["PATH=/bin", f"DB_PASSWORD=hunter{n}x"] for n in range(20)])["credential.password"] >= 0.8


def test_what_an_address_of_telephony_says_of_its_way_is_none() -> None:
    assert not detector.valid("1@voip.example;transport=tcp")
    assert told("x9", ["sip:+4930901820@voip.example;user=phone"] * 20).get("credential.password", 0) < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "please use postgres://app:Tulpe_99@db/shop for now",
        "the old one is jdbc:oracle:thin:app/Tulpe_99@//db.internal:1521/ORCL still",
        "then redis-cli -h cache -a Tulpe_99 ping",
        "0 3 * * * mysqldump -u root -pTulpe_99 shop",
        "sshpass -p 'Tulpe_99' ssh deploy@web1",
        "ran sqlplus hr/Tulpe_99@orcl as always",
        "net use z: \\\\files\\share Tulpe_99 /user:corp\\anna",
        "ldapsearch -x -D cn=admin -w Tulpe_99 -b dc=x",
        "http -a anna:Tulpe_99 GET api.example/v1",
        "Mon: Auth: Login OK: [anna/Tulpe_99] (from client ap1 port 0)",
        "define( 'DB_PASSWORD', 'Tulpe_99' );",
        "    'password' => 'Tulpe_99', // of the shop",
        'settings["password"] = "Tulpe_99" # for now',
    ],
)
def test_what_somebody_typed_for_a_machine(line: str) -> None:
    assert ("credential.password", "Tulpe_99") in in_text(line)


@pytest.mark.parametrize(
    "line",
    [
        "mysql -u root -p shop asks for it",
        "mysql --port 3306 -h db shop",
        "redis-cli -a $REDIS_PASS ping and wait",
        "docker run -p 8080:80 web:latest please",
        "the form has 'password' => 'string' in its schema",
        "labels: 'password' => 'Passwort', 'name' => 'Name'",
        "write to anna@x.example;please answer",
        "Login incorrect: [anna] (from client ap1 port 0)",
    ],
)
def test_calls_that_tell_none(line: str) -> None:
    assert "credential.password" not in dict(in_text(line))
