import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen import signing
from leftopen.signing import FILE, NoKey, Signature

HEAD = "ab" * 32


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings" / "leftopen"


def test_a_key_is_made_at_first_use_and_kept(settings: Path) -> None:
    assert signing.known() is None
    made = signing.public()
    assert made == signing.public() == signing.known() == signing.sign("close", HEAD).key
    assert [path.name for path in settings.iterdir()] == [FILE]
    assert (settings / FILE).stat().st_mode & 0o777 == 0o600
    assert settings.stat().st_mode & 0o077 == 0


def test_only_what_was_signed_holds(settings: Path) -> None:
    by = signing.sign("close", HEAD)
    assert signing.signed("close", HEAD, by)
    assert not signing.signed("close", "cd" * 32, by)
    assert not signing.signed("reopen", HEAD, by)
    (settings / FILE).unlink()
    other = signing.public()
    assert not signing.signed("close", HEAD, Signature(other, by.signature))
    for odd in ("", "zz", "00", "00" * 32, "00" * 64):
        assert not signing.signed("close", HEAD, Signature(odd, by.signature))
        assert not signing.signed("close", HEAD, Signature(by.key, odd))


def test_its_public_half_can_be_given_away() -> None:
    key = signing.public()
    assert signing.imported(signing.exported(key)) == key
    assert b"PRIVATE" not in signing.exported(key)
    assert len(signing.fingerprint(key).replace(" ", "")) == 32


@pytest.mark.parametrize("data", [b"", b"x", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_public_key_is_told(data: bytes) -> None:
    with pytest.raises(NoKey, match="no public key"):
        signing.imported(data)


def test_a_key_that_others_can_read_proves_nothing(settings: Path) -> None:
    signing.public()
    (settings / FILE).chmod(0o640)
    with pytest.raises(NoKey, match="chmod 600"):
        signing.sign("close", HEAD)
    assert signing.known() is None


@pytest.mark.parametrize("data", ["", "no key"])
def test_a_damaged_key_is_told_and_left_as_it_is(settings: Path, data: str) -> None:
    settings.mkdir(parents=True)
    (settings / FILE).write_text(data)
    (settings / FILE).chmod(0o600)
    with pytest.raises(NoKey, match="is no key of leftopen"):
        signing.public()
    assert (settings / FILE).read_text() == data


@pytest.mark.parametrize("put", [lambda path: path.mkdir(), lambda path: os.mkfifo(path, 0o600)])
def test_what_stands_in_place_of_a_key_is_not_waited_for(settings: Path, put: Callable[[Path], object]) -> None:
    settings.mkdir(parents=True)
    put(settings / FILE)
    assert signing.known() is None
    with pytest.raises(NoKey, match="is no file"):
        signing.public()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "taken"))
    with pytest.raises(NoKey, match="XDG_CONFIG_HOME"):
        signing.public()
    assert signing.known() is None


@pytest.mark.parametrize("given", ["", "relative/folder"])
def test_without_a_place_of_its_own_it_is_in_the_home(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert signing.folder() == tmp_path / ".config" / "leftopen"


def test_programs_that_begin_at_once_have_one_key(settings: Path) -> None:
    code = "from leftopen import signing; print(signing.public())"
    programs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(3)]
    said = {program.communicate()[0] for program in programs}
    assert len(said) == 1
    assert [path.name for path in settings.iterdir()] == [FILE]


def test_other_secrets_come_from_it() -> None:
    assert signing.derived("names") == signing.derived("names") != signing.derived("doors")
    assert len(signing.derived("names", 16)) == 16
