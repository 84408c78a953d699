"""Lines after nmap's page on greppable output; hosts are invented."""

from tests.ingest.listing import read


def test_open_ports_are_listed() -> None:
    nmap = (
        "# Nmap 7.94 scan\nHost: 192.0.2.7 (db.example)\tStatus: Up\n"
        "Host: 192.0.2.7 (db.example)\tPorts: 22/open/tcp//ssh//OpenSSH 9/, 80/closed/tcp//http///, "
        "9200/open/tcp//http//Elasticsearch REST API/, 53/open/udp//domain///, 1\tIgnored State: filtered (9)\n"
        "noise\n# done\n"
    )
    found = read(nmap)
    assert found.format == "greppable"
    assert [(one.port, one.protocol) for one in found.listed] == [(22, None), (9200, "elasticsearch")]
    assert [(one.line, one.broken) for one in found.skipped] == [(3, False), (3, True), (4, True)]
    masscan = "Timestamp: 1390380064\tHost: 192.0.2.8 ()\tPorts: 6379/open/tcp//redis//\n"
    assert [one[1:5] for one in read(masscan).listed] == [("192.0.2.8", 6379, "redis", "2014-01-22T08:41:04Z")]
    assert read(masscan + "x" * (17 << 20)).unread == 1
