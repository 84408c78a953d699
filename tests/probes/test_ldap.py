"""Cases that no server of the lab shows by itself; the others are in `tests/talks/ldap/*.talk`."""

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes import ldap as ldap_probe
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits
from tests.talk import Peer, Step, play, said, still
from tests.wire.test_ldap import BOUND, done, ended, entry

NONE = done(32)
ROOT = entry("", namingContexts=b"dc=crm", objectClass=[b"top", b"OpenLDAProotDSE"]) + done()
AD_FIRST = (
    b"000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed"
)
AD_ROOT = (
    entry(
        "",
        namingContexts=[b"CN=Configuration,DC=crm", b"DC=crm"],
        defaultNamingContext=b"DC=crm",
        domainFunctionality=b"7",
    )
    + done()
)
ZOE = entry("uid=zoe,ou=people,dc=crm", objectClass=b"person", cn=b"Zoe Example", mail=b"zoe@example.org")
NAMES = entry("dc=crm") + entry("ou=people,dc=crm") + entry("uid=zoe,ou=people,dc=crm")
TOP = entry("ou=people,dc=crm", ou=b"people")
REDIAL = b"~redial"


def steps(*answers: bytes) -> list[Step]:
    return [Step("~", each[1:]) if each[:1] == b"~" else Step("<", each) for each in answers]


def asked(*answers: bytes, limits: SampleLimits | None = None) -> Finding:
    """What is found of a directory that says these."""
    with still():
        return play(ldap_probe.probe(limits or SampleLimits()), Peer(steps(*answers), strict=False))


def again(*answers: bytes) -> DoorState:
    return play(ldap_probe.reread(SampleLimits(), "ou=people,dc=crm"), Peer(steps(BOUND, *answers), strict=False))


def test_containers_are_read_with_their_entries() -> None:
    finding = asked(BOUND, ROOT, NONE, NAMES + done(), TOP + done(), ZOE + done())
    assert (finding.access, finding.product) == (Access.OPEN, "OpenLDAP")
    stores = {store.name: store for store in finding.stores}
    assert stores["ou=people,dc=crm"].records == 1
    (raw,) = stores["ou=people,dc=crm"].raws
    assert raw.value == {"objectClass": "person", "commonName": "Zoe Example", "mail": "zoe@example.org"}


def test_several_values_stay_several() -> None:
    mails = entry("uid=zoe,ou=people,dc=crm", mail=[b"a@example.org", b"b@example.org"], jpegPhoto=b"\xff\xd8\xff")
    finding = asked(BOUND, ROOT, NONE, entry("uid=zoe,ou=people,dc=crm") + done(), mails + done())
    assert finding.stores[0].raws[0].value == {"mail": ["a@example.org", "b@example.org"], "jpegPhoto": b"\xff\xd8\xff"}


def test_a_refused_bind_is_no_lock_where_searches_are_answered() -> None:
    assert (
        asked(ended(0x61, 48, number=1), ROOT, NONE, NAMES + done(), TOP + done(), ZOE + done()).access is Access.OPEN
    )


def test_active_directory_says_that_a_bind_is_wanted() -> None:
    finding = asked(BOUND, AD_ROOT, done(1, AD_FIRST), done(1, AD_FIRST), done(1, AD_FIRST))
    assert (finding.access, finding.product) == (Access.LOCKED, "Active Directory")
    assert "only the rootDSE" in said(finding.proof)
    assert finding.facts == {"naming_context": "DC=crm"}


@pytest.mark.parametrize("end", [done(), NONE, done(1, b"internal trouble"), done(51)])
def test_no_entry_is_neither_a_lock_nor_empty(end: bytes) -> None:
    finding = asked(BOUND, ROOT, NONE, end, done())
    assert finding.access is Access.UNKNOWN
    assert "hides" in said(finding.proof)


def test_who_may_not_search_classes_finds_entries_by_what_is_true_of_all() -> None:
    finding = asked(BOUND, ROOT, NONE, done(), NAMES + done(), TOP + done(), ZOE + done())
    assert finding.access is Access.OPEN
    assert finding.stores[0].raws


def test_an_entry_that_one_has_no_right_to_says_nothing_of_those_below_it() -> None:
    assert asked(BOUND, ROOT, NONE, done(50)).access is Access.UNKNOWN


def test_one_refused_top_of_two_is_no_lock() -> None:
    assert asked(BOUND, AD_ROOT, NONE, done(1, AD_FIRST), done()).access is Access.UNKNOWN


@pytest.mark.parametrize("code", [8, 48])
def test_a_refused_root_is_a_lock(code: int) -> None:
    assert asked(BOUND, done(code), done(code)).access is Access.LOCKED


def test_a_right_that_is_wanting_on_the_root_is_no_lock() -> None:
    assert asked(BOUND, done(50), NONE).access is Access.UNKNOWN


def test_names_without_attributes_are_metadata() -> None:
    bare = entry("uid=zoe,ou=people,dc=crm", objectClass=b"person")
    finding = asked(BOUND, ROOT, NONE, entry("uid=zoe,ou=people,dc=crm") + done(), bare + done())
    assert finding.access is Access.METADATA
    assert "names alone" in said(finding.proof)


def test_a_refused_container_is_metadata() -> None:
    finding = asked(BOUND, ROOT, NONE, entry("uid=zoe,ou=people,dc=crm") + done(), done(50))
    assert finding.access is Access.METADATA
    assert "refused (code 50)" in said(finding.proof)


def test_a_list_that_was_cut_is_completed_by_the_units() -> None:
    finding = asked(
        BOUND, ROOT, NONE, NAMES + done(4), entry("ou=staff,dc=crm") + done(), TOP + done(), ZOE + done(), ZOE + done()
    )
    assert finding.listed == 3
    assert all(store.records is None for store in finding.stores)


def test_an_empty_container_is_read_itself() -> None:
    finding = asked(BOUND, ROOT, NONE, entry("dc=crm") + done(), done(), entry("dc=crm", o=b"CRM") + done())
    assert finding.access is Access.OPEN


def test_entries_with_large_attributes_are_read_without_them() -> None:
    large = entry("uid=zoe,ou=people,dc=crm", cn=b"Zoe Example", jpegPhoto=b"x" * 300_000)
    kinds = entry("uid=zoe,ou=people,dc=crm", cn=[], jpegPhoto=[]) + done()
    small = entry("uid=zoe,ou=people,dc=crm", cn=b"Zoe Example") + done()
    name = entry("uid=zoe,ou=people,dc=crm") + done()
    finding = asked(BOUND, ROOT, NONE, name, large, REDIAL, BOUND, kinds, small)
    assert finding.access is Access.OPEN
    assert finding.stores[0].raws[0].value == {"commonName": "Zoe Example"}


def test_an_entry_that_cannot_be_there_is_a_decoy() -> None:
    assert asked(BOUND, ROOT, entry("cn=x") + done()).access is Access.DECOY


def test_a_container_is_asked_for_again() -> None:
    assert again(ZOE + done()) is DoorState.OPEN
    assert again(ZOE + done(4)) is DoorState.OPEN
    assert again(done(8)) is DoorState.SHUT
    assert again(done(1, AD_FIRST)) is DoorState.SHUT
    assert again(done(), done(8)) is DoorState.SHUT
    assert again(done(), done(50)) is DoorState.UNDECIDED
    assert again(done(), done(), ZOE + done()) is DoorState.OPEN
    assert again(NONE) is DoorState.UNDECIDED
    assert again(done(), NONE) is DoorState.UNDECIDED
    assert again(done(51)) is DoorState.UNDECIDED


@pytest.mark.parametrize(
    ("told", "product"),
    [
        ({"vendorname": [b"389 Project"], "vendorversion": [b"389-Directory/1.4.4.11 B2021"]},
         ("389 Directory Server", "1.4.4.11")),
        ({"vendorname": [b"389 Project"]}, ("389 Directory Server", None)),
        ({"vendorname": [b"Apache Software Foundation"]}, ("ApacheDS", None)),
        ({}, (None, None)),
    ],
)  # fmt: skip
def test_the_root_names_the_product(told: dict[str, list[bytes]], product: tuple[str | None, str | None]) -> None:
    assert ldap_probe._product(told) == product
