import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from leftopen.cases import stamps
from leftopen.journal import NAME, Journal
from leftopen.stamping import NotStamped, trusted
from leftopen.store import custody
from tests import tsa
from tests.tsa import Authority

HEAD = "ef" * 32


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    with tsa.running(tsa.made(tmp_path / "tsa")) as found:
        yield found


def test_it_learns_a_digest_and_nothing_else(authority: Authority) -> None:
    answer, stamp = stamps.ask(authority.url, HEAD, trusted(authority.root.read_bytes()))
    assert stamp.trusted
    assert answer
    (question,) = authority.asked
    assert HEAD.encode() not in question
    assert len(question) < 120


def test_the_file_lies_beside_the_journal(authority: Authority, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    with Journal(place / NAME) as journal:
        journal.note("exchange", bytes=1)
    custody.end(place, {})
    path, _ = stamps.folder(place, authority.url)
    assert path.name == f"journal.{(custody.head(place) or '')[:16]}.tsr"
    again, _ = stamps.folder(place, authority.url)
    assert again == path
    assert {each.name for each in place.iterdir()} == {NAME, path.name}


def test_a_journal_without_an_end_is_not_stamped(authority: Authority, tmp_path: Path) -> None:
    with Journal(tmp_path / NAME) as journal:
        journal.note("exchange", bytes=1)
    with pytest.raises(NotStamped, match="no end"):
        stamps.folder(tmp_path, authority.url)
    assert not authority.asked


def test_an_authority_that_drips_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SECONDS", 0.3)
    with socket.create_server((tsa.ADDRESS, 0)) as server:

        def drip() -> None:
            peer, _ = server.accept()
            with peer, suppress(OSError):
                peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while True:
                    peer.sendall(b"x")
                    time.sleep(0.02)

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotStamped, match=r"could not be asked \(TimeoutError\)"):
            stamps.ask(f"http://{tsa.ADDRESS}:{server.getsockname()[1]}/", HEAD)
        thread.join()
