"""Cases that no server of the lab shows by itself; the others are in `tests/talks/smb/*.talk`."""

import struct

from leftopen.model import Access, DoorState
from leftopen.probes.smb import probe, reread
from leftopen.raw import Finding
from leftopen.wire import smb
from leftopen.wire.talk import Message, SampleLimits
from tests.talk import Peer, Step, play
from tests.wire.test_ntlm import said
from tests.wire.test_smb import answer, listed, numbered, paged
from tests.wire.test_srvsvc import SPECIAL, bind_ack, part
from tests.wire.test_srvsvc import listed as shared

LOGON_FAILURE = 0xC000006D
WILDCARD = answer(0, struct.pack("<HHH", 65, 1, 0x02FF) + bytes(58))
SMB3 = answer(0, struct.pack("<HHH", 65, 1, 0x0302) + bytes(58))


def setup(status: int = 0, blob: bytes = b"") -> bytes:
    return answer(1, struct.pack("<HHHH", 9, 0, 72, len(blob)) + blob, status)


def entered(access: int = 0x1F, status: int = 0, kind: int = 1) -> bytes:
    return answer(3, struct.pack("<HBBIII", 16, kind, 0, 0, 0, access) if not status else bytes(9), status)


def opened(status: int = 0) -> bytes:
    return answer(5, bytes(64) + bytes(range(16)) + bytes(8) if not status else bytes(9), status)


def called(data: bytes, status: int = 0) -> bytes:
    return answer(11, struct.pack("<HHI16sIIIIII", 49, 0, 0, bytes(16), 112, 0, 112, len(data), 0, 0) + data, status)


def piped(data: bytes) -> bytes:
    return answer(8, struct.pack("<HBBIII", 17, 80, 0, len(data), 0, 0) + data)


def folder(*names: tuple[str, bool, int]) -> bytes:
    """Opened, one page, and no other."""
    return opened() + answer(14, paged(listed(*names))) + answer(14, bytes(9), smb.NO_MORE_FILES)


BEGUN = WILDCARD + SMB3 + setup(smb.MORE, said((1, "FILES1"), (2, "EXAMPLE"))) + setup()
NOT_THERE = entered(status=smb.NO_SHARE)
PRINTER = entered(kind=3)


def shares(*found: tuple[str, int, str]) -> bytes:
    return entered() + opened() + called(bind_ack()) + called(part(shared(*found)))


def asked(*answers: bytes, sent: list[Message] | None = None) -> Finding:
    steps = [Step("<", numbered(b"".join(answers))), Step("~", b"close")]
    heard: list[Message] = [] if sent is None else sent
    return play(probe(SampleLimits()), Peer(steps, strict=False), heard.append)


def test_windows_says_its_version_and_who_it_is() -> None:
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), folder(("people.csv", False, 9)))
    assert (found.access, found.product, found.version) == (Access.OPEN, "Windows", "10.0.20348")
    assert found.facts["dialect"] == "3.0.2"
    assert (found.facts["computer"], found.facts["domain"]) == ("FILES1", "EXAMPLE")


def test_no_user_is_named_and_no_file_is_opened() -> None:
    sent: list[Message] = []
    asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), folder(("people.csv", False, 9)), sent=sent)
    verbs = [message.verb for message in sent]
    assert verbs.count("SESSION_SETUP") == 2
    assert [verb for verb in verbs if verb.startswith("CREATE")] == ["CREATE srvsvc", "CREATE folder"]
    assert not any("login" in verb for verb in verbs)


def test_names_that_tell_come_first() -> None:
    files = [(f"photo{number}.jpg", False, 1) for number in range(40)] + [("db.sql.gz", False, 5)]
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), folder(*files))
    (store,) = found.stores
    assert store.records == 41
    assert len(store.raws) == 25
    assert store.raws[0].value == {"name": "db.sql.gz", "size": 5}


def test_a_share_that_may_be_written_says_so() -> None:
    can = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(0x1F01FF), folder(("a.csv", False, 1)))
    cannot = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(0x1200A9), folder(("a.csv", False, 1)))
    assert can.facts["writable_shares"] == "1"
    assert "writable_shares" not in cannot.facts


def test_one_share_of_two_that_is_open_is_open() -> None:
    listing = shares(("hr", 0, ""), ("pub", 0, ""), ("IPC$", 3 | SPECIAL, ""), ("laser", 1, ""))
    denied = entered(status=smb.ACCESS_DENIED)
    found = asked(BEGUN, NOT_THERE, listing, PRINTER, denied, entered(), folder(("a.csv", False, 1)))
    assert found.access is Access.OPEN
    assert {store.name for store in found.stores} == {"hr", "pub"}
    assert found.facts["shares"] == "2"


def test_an_empty_share_beside_a_locked_one_is_not_empty() -> None:
    listing = shares(("hr", 0, ""), ("pub", 0, ""))
    found = asked(BEGUN, NOT_THERE, listing, entered(status=smb.ACCESS_DENIED), entered(), folder((".", True, 0)))
    assert found.access is Access.METADATA


def test_a_share_of_a_kind_that_is_not_known_may_hold_files() -> None:
    assert asked(BEGUN, NOT_THERE, shares(("lp", 1, ""), ("IPC$", 3, "")), PRINTER).access is Access.UNKNOWN
    assert asked(BEGUN, NOT_THERE, shares(("x", 9, ""), ("IPC$", 3, ""))).access is Access.UNKNOWN


def test_a_share_that_is_called_a_printer_and_is_a_folder_is_read() -> None:
    for kind in (1, 2, 3):
        listing = shares(("pub", kind, ""), ("IPC$", 3 | SPECIAL, ""))
        found = asked(BEGUN, NOT_THERE, listing, entered(), entered(), folder(("people.csv", False, 9)))
        assert (found.access, [store.name for store in found.stores]) == (Access.OPEN, ["pub"])
    for answered in (entered(status=smb.ACCESS_DENIED), entered(status=smb.NO_SHARE)):
        found = asked(BEGUN, NOT_THERE, shares(("pub", 1, ""), ("IPC$", 3, "")), answered)
        assert found.access is Access.UNKNOWN
    assert asked(BEGUN, NOT_THERE, shares(("a/b", 1, ""), ("IPC$", 3, ""))).access is Access.UNKNOWN
    many = shares(*((f"lp{number}", 1, "") for number in range(21)))
    assert asked(BEGUN, NOT_THERE, many, PRINTER * 20).access is Access.UNKNOWN


def test_nothing_is_opened_in_a_share_that_says_that_it_prints() -> None:
    sent: list[Message] = []
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), PRINTER, sent=sent)
    assert found.access is Access.UNKNOWN
    assert "CREATE folder" not in [message.verb for message in sent]
    assert again("pub", BEGUN, PRINTER) is DoorState.UNDECIDED


def test_a_folder_that_is_refused_proves_no_emptiness() -> None:
    inside = folder(("hr", True, 0)) + opened(smb.ACCESS_DENIED)
    assert asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), inside).access is Access.UNKNOWN


def test_folders_are_entered_as_deep_as_four() -> None:
    deep = [folder((name, True, 0)) for name in "abcde"]
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), *deep)
    assert found.access is Access.UNKNOWN
    inside = folder(("a", True, 0), ("..\\etc", True, 0)) + folder(("x.csv", False, 1))
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), inside)
    assert [store.name for store in found.stores] == ["pub/a", "pub"]


def test_a_folder_without_an_end_is_cut() -> None:
    page = answer(14, paged(listed(("x.csv", False, 1))))
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), opened() + page * 4)
    assert found.stores[0].records == 4
    found = asked(BEGUN, NOT_THERE, shares(("pub", 0, "")), entered(), opened() + page + answer(14, b"", LOGON_FAILURE))
    assert found.access is Access.OPEN


def test_a_long_list_of_shares_comes_in_parts() -> None:
    whole = shared(("hr", 0, ""), ("pub", 0, ""))
    begin = entered() + opened() + called(bind_ack())
    listing = (
        begin
        + called(part(whole[:40], flags=1))
        + piped(part(whole[40:80], flags=0))
        + piped(part(whole[80:], flags=2))
    )
    denied = entered(status=smb.ACCESS_DENIED)
    assert asked(BEGUN, NOT_THERE, listing, denied, denied).listed == 2
    endless = begin + called(part(whole[:40], flags=1)) + piped(part(b"", flags=0)) * 64
    assert asked(BEGUN, NOT_THERE, endless).access is Access.UNKNOWN


def test_a_list_that_is_refused_proves_nothing_of_shares_by_name() -> None:
    nothing = part(struct.pack("<IIIIIIII", 1, 1, 0, 0, 0, 0, 0, 5))
    for refusal in (
        entered(status=smb.ACCESS_DENIED),
        entered() + opened(smb.ACCESS_DENIED),
        entered() + opened() + called(b"", smb.ACCESS_DENIED),
        entered() + opened() + called(bind_ack(2)),
        entered() + opened() + called(bind_ack()) + called(b"", smb.ACCESS_DENIED),
        entered() + opened() + called(bind_ack()) + called(part(struct.pack("<I", 5), kind=3)),
        entered() + opened() + called(bind_ack()) + called(nothing),
    ):
        assert asked(BEGUN, NOT_THERE, refusal).access is Access.UNKNOWN


def test_a_login_is_asked_for() -> None:
    hello = WILDCARD + SMB3 + setup(smb.MORE, said((1, "a\\b"), version=(6, 1, 0)))
    found = asked(hello, setup(LOGON_FAILURE))
    assert (found.access, found.product) == (Access.LOCKED, "Samba")
    assert asked(WILDCARD, SMB3, setup(LOGON_FAILURE)).access is Access.LOCKED
    assert asked(WILDCARD, SMB3, setup(smb.MORE, b"Kerberos"), setup(0xC00000BB)).access is Access.UNKNOWN


def test_dialects_that_are_not_spoken() -> None:
    assert (
        asked(answer(0, struct.pack("<HHH", 65, 1, 0x0202) + bytes(58)), setup(LOGON_FAILURE)).facts["dialect"]
        == "2.0.2"
    )
    assert asked(WILDCARD, answer(0, bytes(9), 0xC00000BB)).access is Access.UNKNOWN


def test_a_share_that_does_not_exist_and_is_entered_is_a_decoy() -> None:
    assert asked(BEGUN, entered()).access is Access.DECOY


def again(door: str, *answers: bytes) -> DoorState:
    return play(
        reread(SampleLimits(), door), Peer([Step("<", numbered(b"".join(answers))), Step("~", b"close")], strict=False)
    )


def test_a_folder_is_asked_for_again() -> None:
    assert again("pub/crm", BEGUN, entered(), folder(("a.csv", False, 1))) is DoorState.OPEN
    assert again("pub/crm", BEGUN, entered(), folder(("a", True, 1))) is DoorState.UNDECIDED
    assert again("pub/crm", BEGUN, entered(), opened(smb.ACCESS_DENIED)) is DoorState.SHUT
    assert again("pub", BEGUN, entered(status=smb.ACCESS_DENIED)) is DoorState.SHUT
    assert again("pub", BEGUN, NOT_THERE) is DoorState.UNDECIDED
    assert again("pub", WILDCARD, SMB3, setup(LOGON_FAILURE)) is DoorState.SHUT
    assert again("pub", WILDCARD, SMB3, setup(0xC00000BB)) is DoorState.UNDECIDED
    assert again("pub//x", BEGUN) is DoorState.UNDECIDED
