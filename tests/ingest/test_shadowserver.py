"""Column lists are those of Shadowserver's pages on each report; hosts are invented."""

import pytest

from leftopen.ingest.shadowserver import fits
from tests.ingest.listing import pairs, read

HEAD = '"timestamp","severity","ip","protocol","port","hostname","tag","asn","geo"'


def table(*rows: str, more: str = "") -> str:
    return f"{HEAD}{more}\n" + "\n".join(rows) + "\n"


def test_an_open_store_is_claimed_open_and_a_database_reachable() -> None:
    more = ',"cluster_name","a_column_of_next_year"'
    row = '"2026-11-20 01:02:03","critical","192.0.2.7","tcp",9200,"","elasticsearch",64500,"NL","x","y"'
    found = read(table(row, more=more), "2026-11-20-scan_elasticsearch-example-asn.csv")
    assert found.format == "shadowserver"
    (item,) = found.listed
    assert item[1:6] == ("192.0.2.7", 9200, "elasticsearch", "2026-11-20T01:02:03Z", "shadowserver scan_elasticsearch")
    assert item.claim == "open"
    mysql = read(table(row.replace("elasticsearch", "mysql").replace("9200", "3306")), "scan_mysql.csv")
    assert [(one.protocol, one.claim) for one in mysql.listed] == [("mysql", "reachable")]


@pytest.mark.parametrize(
    ("name", "column", "value", "claim"),
    [
        ("scan_rsync", "has_password", "N", "open"),
        ("scan_rsync", "has_password", "Y", "reachable"),
        ("scan_mqtt", "anonymous_access", "True", "open"),
        ("scan_mqtt", "anonymous_access", "False", "reachable"),
        ("scan_couchdb", "error", "unauthorized", "reachable"),
        ("scan_couchdb", "error", "", "open"),
    ],
)
def test_a_report_that_tells_whether_a_login_is_needed_is_believed(
    name: str, column: str, value: str, claim: str
) -> None:
    row = f'"2026-11-20 01:02:03","","192.0.2.7","tcp",99,"","",1,"NL","{value}"'
    (item,) = read(table(row, more=f',"{column}"'), f"{name}.csv").listed
    assert item.claim == claim
    assert name.endswith(item.protocol or "?")


def test_the_protocol_shows_in_columns_where_the_file_was_renamed() -> None:
    row = '"2026-11-20 01:02:03","","192.0.2.7","tcp",9200,"","",1,"NL","8"'
    assert [one.protocol for one in read(table(row, more=',"lucene_version"')).listed] == ["elasticsearch"]
    assert [one.protocol for one in read(table(row, more=',"visible_databases"')).listed] == ["mongodb"]
    assert [one.protocol for one in read(table(row)).listed] == [None]


def test_udp_events_and_rows_without_a_port_are_said_and_not_listed() -> None:
    row = '"2026-11-20 01:02:03","","192.0.2.7","udp",53,"","dns",1,"NL"'
    found = read(table(row))
    assert found.listed == []
    assert "udp" in found.skipped[0].says
    events = read("timestamp,src_ip,src_port\n2026-11-20 01:02:03,192.0.2.7,40000\n")
    assert "event" in events.skipped[0].says
    assert "no port" in read('"timestamp","ip"\n"2026-11-20 01:02:03","192.0.2.7"\n').skipped[0].says
    assert found.unread == events.unread == 0


def test_other_tables_with_address_and_port_are_read() -> None:
    assert pairs(read("Host,IP,Port\nx.example,192.0.2.7,80\n")) == [("192.0.2.7", 80)]
    assert pairs(read("port;address\n80;2001:db8::1\n")) == [("2001:db8::1", 80)]
    assert not fits("name,colour\n")
    assert not fits("127.0.0.1:80\n")


def test_a_bad_row_loses_no_other() -> None:
    good = '"2026-11-20 01:02:03","","192.0.2.{}","tcp",9200,"","redis",1,"NL"'
    found = read(table(good.format(1), '"x","","nowhere at all","tcp","9200"', '"2026', good.format(2)))
    assert pairs(found) == [("192.0.2.1", 9200), ("192.0.2.2", 9200)]
    assert [one.line for one in found.skipped] == [3, 4]
    assert found.unread == 2
