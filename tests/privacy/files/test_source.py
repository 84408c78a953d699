"""What a file holds once it is unpacked."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from typing import Any

import pytest
from backports import zstd

from leftopen.privacy.files import source
from leftopen.privacy.files.readers import Unreadable

DATA = b"name,mail\nAda,a@b.example\n"


class Pipe(io.BytesIO):
    """Bytes that come once."""

    def seekable(self) -> bool:
        return False


def held(data: bytes, shown: str = "x", pipe: bool = False) -> list[tuple[str, str, bytes, str | None]]:
    files = source.unpacked(Pipe(data) if pipe else io.BytesIO(data), shown)
    return [(file.shown, file.called, file.read(), file.fault) for file in files]


def zipped(members: dict[str, bytes], **more: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, **more)
    return file.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            archive.addfile(told, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


@pytest.mark.parametrize("pipe", [False, True])
def test_plain(pipe: bool) -> None:
    assert held(DATA, "x.csv", pipe) == [("x.csv", "x.csv", DATA, None)]
    long = b"0123456789" * 20_000
    assert held(long, "x.csv", pipe)[0][2] == long


@pytest.mark.parametrize("pipe", [False, True])
@pytest.mark.parametrize(
    ("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", zstd.compress)]
)
def test_one_packed_file(suffix: str, pack: Any, pipe: bool) -> None:
    shown = f"x.csv.{suffix}"
    assert held(pack(DATA), shown, pipe) == [(shown, "x.csv", DATA, None)]
    ((_, _, data, fault),) = held(pack(bytes(range(256)) * 400)[:-9], shown, pipe)
    assert fault is not None
    assert "cut short or broken" in fault
    assert bytes(range(256)).startswith(data[:256])
    loose = random.Random(5).randbytes(40_000)
    ((_, _, data, fault),) = held(pack(loose)[:30_000], shown, pipe)
    assert fault is not None
    assert loose.startswith(data)
    assert len(data) > 20_000 or suffix in ("bz2", "zst")


def test_members_called_after_somebody_are_told_masked_and_read_by_their_endings() -> None:
    members = {"crm/anna.berg@mail.example.org.csv": DATA, "orders/2026-11.csv": DATA}
    for packed in (zipped(members), tarred(members)):
        (shown, called, *_), (plain, *_) = held(packed, "x", False)
        assert "berg" not in shown
        assert "mail.example" not in shown
        assert (called, plain) == ("x/crm/anna.berg@mail.example.org.csv", "x/orders/2026-11.csv")


@pytest.mark.parametrize("pipe", [False, True])
def test_archives(pipe: bool) -> None:
    members = {"a.csv": DATA, "in/b.json.gz": gzip.compress(b"[1]")}
    wanted = [("x/a.csv", "x/a.csv", DATA, None), ("x/in/b.json.gz", "x/in/b.json", b"[1]", None)]
    assert held(zipped(members), "x", pipe) == wanted
    assert held(tarred(members), "x", pipe) == wanted
    assert held(gzip.compress(tarred(members)), "x", pipe) == wanted
    assert [shown for shown, *_ in held(zipped(members), "", pipe)] == ["a.csv", "in/b.json.gz"]


def test_a_member_that_cannot_be_read_does_not_stop_the_rest() -> None:
    data = bytearray(zipped({"a.csv": DATA * 100, "b.csv": DATA}))
    data[60:64] = b"\xff\xff\xff\xff"
    (_, _, _, broken), (_, _, good, sound) = held(bytes(data))
    assert broken is not None
    assert (good, sound) == (DATA, None)


def test_an_encrypted_member_is_said() -> None:
    data = bytearray(zipped({"a.csv": DATA}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert held(bytes(data)) == [("x/a.csv", "x/a.csv", b"", "is encrypted")]


def test_archives_that_are_none() -> None:
    with pytest.raises(Unreadable, match="zip file that is cut short"):
        held(zipped({"a": DATA})[:-30])
    assert held(tarred({"a": DATA * 1000})[:9000])[-1][3] is not None


def test_a_bomb_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "FREE", 1 << 20)
    for data in (gzip.compress(bytes(1 << 24)), zipped({"a": bytes(1 << 24)})):
        ((_, _, read, fault),) = held(data)
        assert len(read) < 1 << 23
        assert fault is not None
        assert "the rest was left out" in fault


def test_packed_in_itself_ends() -> None:
    data = DATA
    for _ in range(10):
        data = gzip.compress(data)
    ((_, _, read, fault),) = held(data)
    assert (read, fault) == (b"", "packed more than 4 times")


def test_more_members_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MEMBERS", 2)
    members = {str(n): b"x" for n in range(4)}
    assert [fault for *_, fault in held(zipped(members))] == [None, None, "2 more files in it were left out"]
    assert [fault for *_, fault in held(tarred(members))] == [None, None, "the rest of it was left out"]


def test_lines_of_json_are_looked_at_to_the_end_of_the_first() -> None:
    data = b'{"face": "' + b"A" * 200_000 + b'"}\n{"a": 1}\n'
    (file,) = source.unpacked(Pipe(data), "x")
    assert file.head.endswith(b'{"a": 1}\n')
    assert file.read() == data


def test_a_folder_called_after_a_mailbox_is_told_masked() -> None:
    ((shown, *_),) = held(zipped({"qwx77@post.example/cur/1.csv": DATA}))
    assert "qwx77" not in shown
    assert "post" not in shown
