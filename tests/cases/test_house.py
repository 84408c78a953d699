from pathlib import Path

import pytest

from leftopen import signing
from leftopen.cases.house import FILE, Deadlines, deadlines, file
from leftopen.cases.model import CaseError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    signing.public()
    return tmp_path / "leftopen"


def test_nothing_is_said_where_there_is_no_file(home: Path) -> None:
    assert file() is None
    assert deadlines() == Deadlines()


def test_other_tables_are_others(home: Path) -> None:
    (home / FILE).write_text('[smtp]\nurl = "smtp://x"\n')
    assert deadlines() == Deadlines()


def test_days_are_as_the_team_says(home: Path) -> None:
    (home / FILE).write_text('[deadlines]\nzone = "Asia/Shanghai"\ncountry = "CN"\nhour = 9\n')
    assert deadlines() == Deadlines("Asia/Shanghai", "CN", 9)
    (home / FILE).write_text('[deadlines]\ncountry = ""\n')
    assert deadlines() == Deadlines(country="")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[deadlines", "cannot be read as TOML"),
        ('[deadlines]\nzone = "Mars/Olympus"\n', '"zone" is no time zone'),
        ('[deadlines]\nzone = "../../etc/passwd"\n', '"zone" is no time zone'),
        ('[deadlines]\ncountry = "XX"\n', '"country" no holidays are known'),
        ("[deadlines]\nhour = 24\n", '"hour" is 0 to 23'),
        ("[deadlines]\nday = 1\n", "unknown field"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(home: Path, text: str, says: str) -> None:
    (home / FILE).write_text(text)
    with pytest.raises(CaseError) as told:
        deadlines()
    assert says in str(told.value)
    assert FILE in str(told.value)
    assert "\n" not in str(told.value)
