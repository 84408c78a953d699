import pytest

from leftopen.survey import makers


@pytest.mark.parametrize(
    ("realm", "name"),
    [
        ("DS-2CD2042WD-I", "Hikvision"),
        ("IP Camera(C1234)", "Hikvision"),
        ("Login to AMC0007RVY5EQ6DV29", "Dahua"),
        ("AXIS_ACCC8E123456", "Axis"),
        ("Login to continue", None),
        ("Restricted", None),
    ],
)
def test_makers_are_told_by_their_realm(realm: str, name: str | None) -> None:
    found = makers.recognise(realms=[realm])
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("sdp", "server", "named", "name"),
    [
        ("v=0\r\na=Media_header:MEDIAINFO=494D4B48\r\n", "", "", "Hikvision"),
        ("v=0\r\na=packetization-supported:DH\r\n", "", "", "Dahua"),
        ("", "App-webs/", "", "Hikvision"),
        ("", "", "TIANDY", "Tiandy"),
        ("", "", "Praxis 24", None),
        ("", "nginx", "", None),
    ],
)
def test_makers_are_told_by_what_they_say(sdp: str, server: str, named: str, name: str | None) -> None:
    found = makers.recognise(sdp=sdp, server=server, named=[named])
    assert (found.name if found else None) == name


def test_a_page_only_hints() -> None:
    found = makers.hinted('<script>location="/doc/page/login.asp?_1"</script>')
    assert found is not None
    assert found.name == "Hikvision"
    assert makers.recognise(named=["/doc/page/login.asp"]) is None
    by_name = makers.hinted("<h1>Tiandy</h1>")
    assert by_name is not None
    assert by_name.name == "Tiandy"
    assert makers.hinted("<h1>Welcome</h1>") is None


def test_paths_of_the_maker_come_first_and_each_once() -> None:
    dahua = next(vendor for vendor in makers.vendors() if vendor.name == "Dahua")
    paths = makers.stream_paths(dahua, 100)
    assert paths[0] == "/cam/realmonitor?channel=1&subtype=0"
    assert len(set(paths)) == len(paths)
    assert len(makers.stream_paths(None, 3)) == 3


def test_a_login_needs_a_document_of_the_maker_and_is_not_shown() -> None:
    for vendor in makers.vendors():
        assert vendor.source
        if vendor.login:
            assert vendor.source.startswith(f"{vendor.name}: ")
            assert repr(vendor.login) == "<Login>"
    assert next(vendor for vendor in makers.vendors() if vendor.name == "Tiandy").login is None


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (401, "", False),
        (401, "Your account is LOCKED", True),
        (401, "3 attempts left", True),
        (403, "", True),
        (423, "", True),
    ],
)
def test_signs_of_a_lockout(status: int, text: str, expected: bool) -> None:
    assert makers.locks_out(status, text) is expected


def test_only_a_refusal_of_the_login_itself_is_one() -> None:
    assert makers.turned_down(401, "Unauthorized", 'Digest realm="x", nonce="1"')
    assert not makers.turned_down(401, "Unauthorized", 'Digest realm="x", nonce="1", STALE = "TRUE"')
    assert not makers.turned_down(401, "2 attempts left", "")
    assert not makers.turned_down(403, "", "")
    assert makers.refused({"realm": "x", **makers.TURNED_DOWN})
    assert not makers.refused({"factory_login": "granted"})
