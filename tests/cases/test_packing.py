import io
import json
import os
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from leftopen.cases import packing
from leftopen.cases.packing import NotPacked, pack, recipients
from leftopen.journal import NAME, Journal
from leftopen.store import custody
from leftopen.store.store import Store
from leftopen.store.tables import StampRow
from tests.cases.cases import Place, door

pyrage: Any = pytest.importorskip("pyrage")

SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFpmiZyxTsKyctgTzo2hTMrEC9WxM3ek/s2MhJFG93dt"


@pytest.fixture(scope="module")
def two() -> list[Any]:
    return [pyrage.x25519.Identity.generate() for _ in range(2)]


def public(identities: list[Any]) -> list[str]:
    return [str(each.to_public()) for each in identities]


def opened(data: bytes, identity: Any) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(data, [identity]))) as tar:
        assert {member.mode for member in tar} == {0o600}
        assert {(member.uid, member.uname) for member in tar} == {(0, "")}
        return {member.name: (tar.extractfile(member) or io.BytesIO()).read() for member in tar}


def test_each_of_two_keys_opens_it_and_no_other_does(tmp_path: Path, two: list[Any]) -> None:
    held = tmp_path / "held"
    held.write_bytes(b"x" * 3_000_000)
    out = tmp_path / "out.age"
    pack([("a/held", held), ("a/told", b"told")], public(two), out)
    data = out.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert b"told" not in data
    for each in two:
        assert opened(data, each) == {"a/held": held.read_bytes(), "a/told": b"told"}
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(data, [pyrage.x25519.Identity.generate()])
    assert out.stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} == {"held", "out.age"}, "nothing lies in the clear beside it"


def test_a_folder_that_was_opened_again_is_verified(tmp_path: Path, two: list[Any]) -> None:
    place = tmp_path / "autumn"
    place.mkdir()
    with Journal(place / NAME) as journal:
        journal.note("exchange", bytes=1)
    (place / "report.csv").write_bytes(b"x")
    custody.end(place, {"report.csv": b"x"})
    (place / "link").symlink_to("/etc/passwd")
    out = tmp_path / "autumn.tar.age"
    pack(packing.folder(place), public(two), out)
    found = opened(out.read_bytes(), two[1])
    assert set(found) == {f"autumn/{NAME}", "autumn/report.csv"}
    again = tmp_path / "again"
    again.mkdir()
    for name, data in found.items():
        (again / name.partition("/")[2]).write_bytes(data)
    assert custody.verify(again).intact


def test_a_case_has_all_that_is_told_of_it(place: Place, tmp_path: Path, two: list[Any]) -> None:
    place.one(door(1), party="Example Org")
    with Store(place.url) as store:
        desk = place.desk(store)
        with desk.changing(1) as (session, row):
            session.add(StampRow(case=row.id, head="ab" * 32, answer=b"stamp"))
        files = packing.case(desk, 1)
    out = tmp_path / "case.age"
    pack(files, public(two), out)
    found = opened(out.read_bytes(), two[0])
    assert set(found) == {"case-1/case.json", "case-1/exposures.json", "case-1/manifest.json", f"case-1/{'ab' * 8}.tsr"}
    assert json.loads(found["case-1/case.json"])["title"] == "Example Org"
    assert json.loads(found["case-1/exposures.json"])[0]["address"] == "10.0.0.1"
    assert len(json.loads(found["case-1/manifest.json"])["signature"]) == 128


def test_keys_are_words_or_files_of_them(tmp_path: Path, two: list[Any]) -> None:
    one, other = public(two)
    file = tmp_path / "keys"
    file.write_text(f"# Ada\n{one}\n\n  {other}  \n")
    assert recipients([str(file)]) == (one, other)
    assert recipients([f" {one} ", str(file)]) == (one, other), "the same one counts once"


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_keys_are_refused(count: int, two: list[Any]) -> None:
    with pytest.raises(NotPacked, match=f"{count} of at least 2 keys"):
        recipients(public(two)[:count] * 2)


def test_the_same_ssh_key_with_another_comment_is_one(tmp_path: Path) -> None:
    with pytest.raises(NotPacked, match="1 of at least 2"):
        recipients([f"{SSH} ada@here", f"{SSH} ada@there"])


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("nothing", "is neither a key"),
        ("age1nothing", "is no public key"),
        ("age1tag1nothing", "is no public key"),
        ("ssh-rsa nothing", "is no public key"),
        ("AGE-SECRET-KEY-1QQQQQ", "is a secret key"),
        ("age-secret-key-1qqqqq", "is a secret key"),
    ],
)
def test_what_is_no_public_key_is_refused(word: str, says: str, two: list[Any]) -> None:
    with pytest.raises(NotPacked, match=says) as told:
        recipients([word, *public(two)])
    assert "QQQQ" not in str(told.value).upper()


def test_a_file_that_holds_a_secret_key_is_refused_without_repeating_it(tmp_path: Path, two: list[Any]) -> None:
    file = tmp_path / "key.txt"
    file.write_text(f"# public key: {public(two)[0]}\n{two[0]}\n")
    with pytest.raises(NotPacked) as told:
        recipients([str(file), public(two)[1]])
    assert str(two[0])[20:] not in str(told.value)


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path: Path, two: list[Any]) -> None:
    with pytest.raises(FileNotFoundError):
        pack([("a", tmp_path / "none")], public(two), tmp_path / "out.age")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_pack_is_replaced_whole_or_not_at_all(
    tmp_path: Path, two: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.age"
    pack([("a", b"1")], public(two), out)
    before = out.read_bytes()

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        pack([("a", b"2")], public(two), out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.age"]


def test_a_folder_without_a_journal_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotPacked, match="there is no journal"):
        packing.folder(tmp_path)


def test_without_the_library_it_says_what_is_needed(monkeypatch: pytest.MonkeyPatch, two: list[Any]) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(NotPacked, match=r"needs the extra custody"):
        recipients(public(two))
