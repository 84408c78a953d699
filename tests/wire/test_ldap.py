import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ldap
from leftopen.wire.ldap import Result, TooLarge
from leftopen.wire.talk import Broken, Fault, Foreign, Message, Talk
from tests.talk import feed


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 0x80 else b"\x84" + size.to_bytes(4, "big")) + content


def said(operation: bytes, number: int = 2) -> bytes:
    return tlv(0x30, tlv(2, bytes([number])) + operation)


def ended(tag: int, code: int, says: bytes = b"", number: int = 2) -> bytes:
    """How an operation ended."""
    return said(tlv(tag, tlv(0x0A, bytes([code])) + tlv(4, b"") + tlv(4, says)), number)


def entry(name: str, **attributes: bytes | list[bytes]) -> bytes:
    """An entry of a search."""
    pairs = b""
    for key, held in attributes.items():
        several = [held] if isinstance(held, bytes) else held
        pairs += tlv(0x30, tlv(4, key.encode()) + tlv(0x31, b"".join(tlv(4, one) for one in several)))
    return said(tlv(0x64, tlv(4, name.encode()) + tlv(0x30, pairs)))


BOUND = ended(0x61, 0, number=1)


def done(code: int = 0, says: bytes = b"") -> bytes:
    return ended(0x65, code, says)


@pytest.mark.parametrize(
    "first", [BOUND, ended(0x61, 48, b"anonymous bind disallowed", 1), b"0\x84\0\0\0\x10\2\1\1a\x84\0\0\0\7", done(1)]
)
def test_an_answer_is_recognised_in_either_form_of_its_length(first: bytes) -> None:
    assert ldap.recognises(first)


@pytest.mark.parametrize(
    "first", [b"", b"0", b"0\x80\2\1\1a", b"0\x0c\2\1\1\x60", b"0\x0c\2\2\1\1a", b"HTTP/1.1 400 Bad"]
)
def test_others_are_not(first: bytes) -> None:
    assert not ldap.recognises(first)


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad", b"0\x80\0\0\0\0\0\0", b"0\x03\2\1\1", b"0\x85\0\0\0\0\x0c", said(b"e\0")[:2] + b"\4" * 9],
)
def test_what_is_no_answer_is_foreign(answer: bytes) -> None:
    with pytest.raises(Foreign):
        feed(ldap.bound(), answer)


def test_a_search_is_no_answer_to_a_bind() -> None:
    with pytest.raises(Foreign):
        feed(ldap.bound(), ended(0x65, 0, number=1))


def test_a_bind_says_how_it_ended() -> None:
    assert feed(ldap.bound(), ended(0x61, 48, b"no", 1)) == Result(48, "no")


def test_an_answer_to_another_message_is_broken() -> None:
    for number in (0, 2, 255):
        with pytest.raises(Broken):
            feed(ldap.bound(), ended(0x61, 48, b"no", number))
    for data in (ended(0x65, 50, b"no", 1), ended(0x78, 52, number=2), entry("a") + ended(0x65, 50, b"no", 3)):
        with pytest.raises(Broken):
            feed(ldap.listed(10_000), data)


def test_entries_come_with_all_values_of_their_attributes() -> None:
    answer = entry("uid=1,dc=crm", cn="张伟".encode(), mail=[b"a@example.org", b"b@example.org"]) + done()
    listed = feed(ldap.listed(10_000), answer)
    (found,) = listed.entries
    assert found.name == "uid=1,dc=crm"
    assert found.attributes == {"cn": ["张伟".encode()], "mail": [b"a@example.org", b"b@example.org"]}
    assert listed.result == Result(0, "")


def test_references_are_passed_over_and_a_notice_ends_it() -> None:
    answer = said(tlv(0x73, tlv(4, b"ldap://other"))) + entry("dc=crm") + ended(0x78, 52, number=0)
    listed = feed(ldap.listed(10_000), answer)
    assert (len(listed.entries), listed.result.code) == (1, 52)


def test_what_came_before_it_was_too_much_is_kept() -> None:
    with pytest.raises(TooLarge) as caught:
        feed(ldap.listed(400), entry("a", photo=b"x" * 200) + entry("b", photo=b"x" * 500))
    assert [each.name for each in caught.value.entries] == ["a"]


@pytest.mark.parametrize(
    "operation",
    [
        tlv(0x64, tlv(4, b"a")),
        tlv(0x64, tlv(4, b"a") + tlv(0x30, tlv(0x30, tlv(4, b"cn")))),
        tlv(0x64, tlv(4, b"a") + tlv(0x30, b"\x30\x7f")),
        tlv(0x65, tlv(2, b"\0") + tlv(4, b"") + tlv(4, b"")),
        tlv(0x65, tlv(0x0A, b"\0\0") + tlv(4, b"") + tlv(4, b"")),
        tlv(0x66, b""),
        b"\x64",
    ],
)
def test_what_is_no_answer_to_a_search_is_broken(operation: bytes) -> None:
    with pytest.raises(Broken):
        feed(ldap.listed(1000), said(operation + b"\0" * max(0, 3 - len(operation))))


@pytest.mark.parametrize("data", [b"\4", b"\4\x05ab", b"\4\x80", b"\4\x85\0\0\0\0\1a", b"\4\x82\1"])
def test_a_value_that_lies_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        [*ldap.values(data)]


def test_a_message_without_an_operation_is_broken() -> None:
    with pytest.raises(Broken):
        feed(ldap.message(100, 1), tlv(0x30, tlv(2, b"\2\0\0")))


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        (ldap.bind(), "bind anonymous"),
        (ldap.search("", ldap.BASE, 1, ("namingContexts",)), "search"),
        (ldap.search("dc=" + "x" * 300, ldap.SUB, 5000, ldap.NAMES, ("objectClass", "organizationalUnit")), "search"),
        (ldap.search("dc=crm", ldap.ONE, 25, ("*",), types=True), "search"),
        (ldap.unbind(), "unbind"),
    ],
)
def test_messages_say_their_verb(message: Message, verb: str) -> None:
    assert message.verb == ldap.verb_of(message.data) == verb


SEARCH = ldap.search("dc=crm", ldap.ONE, 25).data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        said(tlv(0x60, tlv(2, b"\3") + tlv(4, b"cn=admin") + tlv(0x80, b"geheim"))),  # a bind with a name
        said(tlv(0x4A, b"dc=crm")),  # delete
        said(tlv(0x66, b"")),  # modify
        SEARCH + SEARCH,
        tlv(0x30, SEARCH[2:] + tlv(0xA0, b"")),  # controls
        SEARCH[:-1],
    ],
)
def test_what_does_more_than_read_has_no_verb(data: bytes) -> None:
    assert ldap.verb_of(data) == ""


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("uid=zoe,ou=people,dc=crm", "ou=people,dc=crm"),
        ("cn=Zoe\\, M.D., ou=x", "ou=x"),
        ("cn=a\\\\,ou=x", "ou=x"),
        ("dc=crm", ""),
        ("", ""),
    ],
)
def test_the_place_of_an_entry_is_the_rest_of_its_name(name: str, place: str) -> None:
    assert ldap.above(name) == place


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_value_or_a_fault(data: bytes) -> None:
    talks: tuple[Talk[object], ...] = (ldap.bound(), ldap.listed(200))
    for talk in talks:
        try:
            feed(talk, data)
        except Fault:
            continue
    ldap.recognises(data)
    ldap.verb_of(data)
