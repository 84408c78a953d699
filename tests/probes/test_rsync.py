"""Cases that no server of the lab shows by itself; the others are in `tests/talks/rsync/*.talk`."""

from leftopen.model import Access, DoorState
from leftopen.probes.rsync import probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits
from tests.talk import Peer, Step, play
from tests.wire.test_rsync import FOLDER, PLAIN, entry, piece

HELLO = b"@RSYNCD: 31.0\n"
UNKNOWN = HELLO + b"@ERROR: Unknown module 'x'\n"
LOGIN = HELLO + b"@RSYNCD: AUTHREQD abc\n"
OK = HELLO + b"@RSYNCD: OK\nseed"
NO_FILE = entry(b".", 4096, FOLDER) + bytes(5)
PHOTO = entry(b".", 4096, FOLDER) + entry(b"wang dan.jpg", 5, PLAIN) + bytes(5)


def named(*names: str) -> bytes:
    return HELLO + "".join(f"{name:15}\t\n" for name in names).encode() + b"@RSYNCD: EXIT\n"


def asked(*connections: bytes) -> Finding:
    steps: list[Step] = []
    for said in connections:
        steps += [Step("~", b"redial"), Step("<", said), Step("~", b"close")]
    return play(probe(SampleLimits()), Peer(steps[1:], strict=False))


def test_names_of_files_alone_are_a_listing_of_data() -> None:
    found = asked(UNKNOWN, named("photos"), OK + piece(PHOTO))
    assert found.access is Access.OPEN
    assert [(store.name, store.records, len(store.raws)) for store in found.stores] == [("photos", 1, 1)]


def test_one_module_of_two_that_is_open_is_open() -> None:
    assert asked(UNKNOWN, named("a", "b"), LOGIN, OK + piece(PHOTO)).access is Access.OPEN


def test_modules_without_a_file_are_empty() -> None:
    assert asked(UNKNOWN, named("a"), OK + piece(NO_FILE)).access is Access.UNKNOWN


def test_a_folder_that_could_not_be_read_proves_no_emptiness() -> None:
    denied = piece(NO_FILE[:-4]) + piece(b"opendir failed: Permission denied", kind=8) + piece(bytes(4))
    assert asked(UNKNOWN, named("a"), OK + denied).access is Access.UNKNOWN


def test_an_empty_module_beside_a_locked_one_is_neither() -> None:
    assert asked(UNKNOWN, named("a", "b"), LOGIN, OK + piece(NO_FILE)).access is Access.METADATA


def test_without_a_module_that_is_named_it_stays_open_what_there_is() -> None:
    assert asked(UNKNOWN, named()).access is Access.UNKNOWN


def test_each_module_refuses_us() -> None:
    denied = HELLO + b"@ERROR: access denied to a from x.example.org (192.0.2.1)\n"
    found = asked(UNKNOWN, named("a"), denied)
    assert (found.access, found.remedy) == (Access.LOCKED, "host")


def test_options_that_are_refused_leave_the_names_of_modules() -> None:
    refused = piece(b"ERROR: The server is configured to refuse --recursive (-r)\n", kind=10)
    assert asked(UNKNOWN, named("a"), OK + refused).access is Access.METADATA


def test_a_module_that_breaks_off_says_nothing() -> None:
    assert asked(UNKNOWN, named("a"), HELLO).access is Access.UNKNOWN


def test_a_module_that_does_not_exist_and_is_entered_is_a_decoy() -> None:
    assert asked(OK).access is Access.DECOY


def again(door: str, *connections: bytes) -> DoorState:
    steps: list[Step] = []
    for said in connections:
        steps += [Step("~", b"redial"), Step("<", said), Step("~", b"close")]
    return play(reread(SampleLimits(), door), Peer(steps[1:], strict=False))


def test_a_module_is_asked_for_again() -> None:
    assert again("photos", OK + piece(PHOTO)) is DoorState.OPEN
    assert again("photos", LOGIN) is DoorState.SHUT
    assert again("photos/2019/wang dan.jpg", LOGIN) is DoorState.SHUT


def test_what_is_not_there_or_serves_others_is_not_shut() -> None:
    denied = HELLO + b"@ERROR: access denied to a from x.example.org (192.0.2.1)\n"
    for said in (UNKNOWN, denied, OK + piece(NO_FILE)):
        assert again("photos", said) is DoorState.UNDECIDED
    assert again("photos/others", OK + piece(PHOTO)) is DoorState.UNDECIDED
