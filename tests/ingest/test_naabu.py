"""Shapes after naabu's README; hosts are invented."""

from tests.ingest.listing import pairs, read


def test_ports_as_numbers_and_as_objects() -> None:
    new = '{"host":"db.example","ip":"192.0.2.7","timestamp":"2026-01-02T03:04:05.6789Z","port":443,"tls":true}\n'
    old = '{"ip":"192.0.2.8","port":{"Port":6379,"Protocol":0,"TLS":false}}\n'
    old += '{"ip":"192.0.2.8","port":{"Port":53,"Protocol":1}}\n'
    name = '{"host":"db.example","port":80}\n'
    found = read(new + old + name + "{}\n")
    assert found.format == "naabu"
    assert pairs(found) == [("192.0.2.7", 443), ("192.0.2.8", 6379), ("db.example", 80)]
    assert found.listed[0].at == "2026-01-02T03:04:05Z"
    assert [(one.line, one.broken) for one in found.skipped] == [(3, False), (5, True)]
