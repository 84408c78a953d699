"""Access logs."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import accesslog, reader_for

COMBINED = (
    '203.0.113.9 - ada [10/May/2025:10:00:11 +0000] "GET /reset?email=zhao%40example.org&tag=a&tag=b HTTP/1.1" 200 512 '
    '"https://shop.example/find?q=Ada+Lovelace" "Mozilla/5.0 (X11)"\n'
)
COMMON = '2001:db8::1 - - [10/May/2025:10:00:11 +0000] "POST /a%20b HTTP/1.1" 302 -\n'
VHOST = 'shop.example:443 203.0.113.9 - - [10/May/2025:10:00:11 +0000] "\\x16\\x03" 400 0 "-" "-" 0.004\n'
EXTENDED = """#Software: Microsoft Internet Information Services 10.0
#Fields: date time c-ip cs-username cs-uri-stem cs-uri-query cs(User-Agent)
2025-05-10 10:00:11 203.0.113.9 - /reset email=zhao%40example.org Mozilla/5.0+(X11)
"""


def read(text: str) -> list[Any]:
    return list(accesslog.records(io.BytesIO(text.encode())))


def test_the_common_format_and_its_cousins() -> None:
    first, second, third = read(COMBINED + COMMON + VHOST)
    assert first == {
        "client_ip": "203.0.113.9",
        "user": "ada",
        "time": "10/May/2025:10:00:11 +0000",
        "status": "200",
        "size": "512",
        "referer": "https://shop.example/find",
        "referer_query": {"q": "Ada Lovelace"},
        "agent": "Mozilla/5.0 (X11)",
        "method": "GET",
        "path": "/reset",
        "query": {"email": "zhao@example.org", "tag": ["a", "b"]},
    }
    assert (second["client_ip"], second["path"]) == ("2001:db8::1", "/a b")
    assert (third["host"], third["client_ip"], third["request"]) == ("shop.example:443", "203.0.113.9", "\\x16\\x03")


def test_the_extended_format() -> None:
    (only,) = read(EXTENDED)
    assert only["client_ip"] == "203.0.113.9"
    assert only["query"] == {"email": "zhao@example.org"}
    assert only["agent"] == "Mozilla/5.0 (X11)"
    assert "user" not in only


def test_other_lines_are_text() -> None:
    assert read("started zhao@example.org\n\n") == [{"text": "started zhao@example.org"}]


@pytest.mark.parametrize("text", [COMBINED, COMMON + COMBINED, VHOST * 60, EXTENDED, COMBINED + COMBINED[:40]])
def test_it_is_known(text: str) -> None:
    assert reader_for("access.log", text.encode()).name == "access log"
    assert reader_for("access.log", text.encode(), lines=True).name == "text"


def test_other_logs_are_not() -> None:
    assert not accesslog.fits(b"2025-05-10 10:00:11 INFO started\n")
    assert not accesslog.fits(b"")


def test_fields_that_the_log_names_and_tabs_between_them() -> None:
    zeek = (
        "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tuser\tl2_orig\n#types\ttime\taddr\tstring\tstring\n"
        "1719060545.5\t203.0.113.9\t(empty)\t3d:45:bb:1f:da:b3\n"
    )
    assert read(zeek) == [{"ts": "1719060545.5", "id.orig_h": "203.0.113.9", "l2_orig": "3d:45:bb:1f:da:b3"}]
    assert reader_for("conn.log", zeek.encode()).name == "access log"


def test_what_is_encoded_twice_is_decoded_twice() -> None:
    head = "#Version: 1.0\n#Fields: c-ip cs(User-Agent) cs-uri-query\n"
    text = head + "203.0.113.9\tMozilla/5.0%20(X11)\te=a%2540b.example\n"
    (only,) = read(text)
    assert (only["client_ip"], only["agent"], only["query"]) == (
        "203.0.113.9",
        "Mozilla/5.0 (X11)",
        {"e": "a@b.example"},
    )
