"""Shapes after masscan's out-json.c, out-ndjson.c and out-text.c; hosts are invented."""

import pytest

from tests.ingest.listing import pairs, read

PORT = '{"port": 6379, "proto": "tcp", "status": "open", "reason": "syn-ack", "ttl": 64}'
ROW = f'{{   "ip": "127.0.0.%d",   "timestamp": "1501607463", "ports": [ {PORT} ] }}'


@pytest.mark.parametrize(
    "text",
    [
        f"[\n{ROW % 1},\n{ROW % 2}\n]\n",
        f"[\n{ROW % 1},\n{ROW % 2},\n]\n",
        f"{ROW % 1},\n{ROW % 2},\n{{finished: 1}}\n",
        f"[\n{ROW % 1},\n{ROW % 2}\n",
        f"[\n{ROW % 1}\n,\n{ROW % 2}\n]\n",
    ],
)
def test_all_variants_of_its_json_are_read(text: str) -> None:
    found = read(text)
    assert found.format == "masscan"
    assert pairs(found) == [("127.0.0.1", 6379), ("127.0.0.2", 6379)]
    assert found.skipped == []
    assert found.listed[0].at == "2017-08-01T17:11:03Z"


def test_a_file_cut_off_in_the_middle_names_the_break() -> None:
    found = read(f"[\n{ROW % 1},\n{(ROW % 2)[:60]}")
    assert pairs(found) == [("127.0.0.1", 6379)]
    assert [(one.line, one.broken) for one in found.skipped] == [(3, True)]


def test_json_lines_and_banners() -> None:
    line = '{"ip":"127.0.0.1","timestamp":"1501607463","port":80,"proto":"tcp","rec_type":"%s","data":{%s}}\n'
    text = line % ("status", '"status":"open","reason":"syn-ack","ttl":64')
    found = read(
        text + line % ("banner", '"service_name":"http","banner":"x"') + line % ("status", '"status":"closed"')
    )
    assert [(one.port, one.protocol) for one in found.listed] == [(80, "http")]
    assert found.rows == 2
    banner = (
        '{ "ip": "127.0.0.1", "ports": [ {"port": 21, "proto": "tcp", "service": {"name": "ftp", "banner": "x"}}, 7 ] }'
    )
    found = read(banner)
    assert [one.protocol for one in found.listed] == ["ftp"]
    assert found.unread == 1


def test_lists_are_read() -> None:
    text = "#masscan\nopen tcp 80 127.0.0.1 1390380064\nbanner tcp 80 127.0.0.1 1390380064 http HTTP/1.0 200\\x0d\n"
    found = read(
        text + "open udp 53 127.0.0.1 1390380064\nclosed tcp 81 127.0.0.1 1\nopen tcp 82 127.0.0.1\nwhat\n# end\n"
    )
    assert [(one.port, one.protocol, one.at) for one in found.listed] == [
        (80, "http", "2014-01-22T08:41:04Z"),
        (82, None, None),
    ]
    assert [(one.line, one.broken) for one in found.skipped] == [(4, False), (7, True)]
    assert read("open tcp 80 127.0.0.1 1390380064\n").format == "masscan"


def test_nothing_found_is_no_fault() -> None:
    for text in ("[\n]\n", "[]", "{finished: 1}\n"):
        found = read(text)
        assert (found.format, found.unread) == ("masscan", 0)
    assert read("#masscan\n" + "x" * (17 << 20)).unread == 1
