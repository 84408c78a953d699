"""Shapes after nmap.dtd and https://nmap.org/book/output-formats-xml-output.html; hosts are invented."""

import pytest

from tests.ingest.listing import pairs, read

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href="nmap.xsl"?>\n'
RUN = '<nmaprun scanner="nmap" start="1710000000" version="7.94">\n'
HINT = '<hosthint><status state="up"/><address addr="127.0.0.9" addrtype="ipv4"/></hosthint>\n'


def port(number: int, state: str = "open", way: str = "tcp", service: str = "") -> str:
    return f'<port protocol="{way}" portid="{number}"><state state="{state}" reason="syn-ack"/>{service}</port>'


def host(address: str, *ports: str, kind: str = "ipv4") -> str:
    return (
        f'<host starttime="1710000000" endtime="1710000009"><status state="up"/>\n'
        f'<address addr="{address}" addrtype="{kind}"/><address addr="00:00:5E:00:53:01" addrtype="mac"/>\n'
        f'<hostnames><hostname name="db.example" type="PTR"/></hostnames>\n<ports>{"".join(ports)}</ports></host>\n'
    )


def test_only_open_ports_over_tcp_are_listed() -> None:
    service = '<service name="http" product="Elasticsearch REST API" method="probed" tunnel="ssl"/>'
    ports = (port(9200, service=service), port(81, "open|filtered"), port(82, "closed"), port(53, way="udp"))
    found = read(HEAD + RUN + HINT + host("127.0.0.1", *ports) + "</nmaprun>")
    assert found.format == "nmap"
    (item,) = found.listed
    assert item[1:6] == ("127.0.0.1", 9200, "elasticsearch", "2024-03-09T16:00:09Z", "nmap")
    assert item.claim == "reachable"
    assert [one.says for one in found.skipped] == ["is over udp, which is not asked"]
    assert found.unread == 0


def test_ipv6_and_masscan_are_read() -> None:
    text = HEAD + RUN.replace('"nmap"', '"masscan"') + host("2001:db8::1", port(6379), kind="ipv6") + "</nmaprun>"
    (item,) = read(text).listed
    assert (item.host, item.port, item.source) == ("2001:db8::1", 6379, "masscan")


def test_a_file_that_was_cut_off_is_read_as_far_as_its_last_whole_host() -> None:
    text = HEAD + RUN + host("127.0.0.1", port(80)) + host("127.0.0.2", port(81))
    for length in range(len(HEAD + RUN) + 1, len(text), 7):
        found = read(text[:length])
        whole = text[:length].count("</host>")
        assert pairs(found) == [("127.0.0.1", 80), ("127.0.0.2", 81)][:whole]
        assert "whole host" in found.skipped[0].says
        assert found.unread


def test_scans_one_after_the_other_are_read_each_by_itself() -> None:
    cut = HEAD + RUN + host("127.0.0.1", port(80)) + "<host>\n"
    bad = HEAD + RUN + "<host></ports>\n" + host("127.0.0.2", port(80))
    found = read(cut + bad + HEAD + RUN + host("127.0.0.3", port(80)) + "</nmaprun>")
    assert pairs(found) == [("127.0.0.1", 80), ("127.0.0.3", 80)]
    assert len(found.skipped) == 2


@pytest.mark.parametrize(
    "kind",
    [
        '<!DOCTYPE nmaprun [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE nmaprun [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_never_expanded(kind: str) -> None:
    found = read(f"{kind}\n{RUN}{host('&a;', port(80))}</nmaprun>")
    assert found.listed == []
    assert "entities" in found.skipped[0].says


def test_a_host_without_ports_and_a_long_line_are_no_end() -> None:
    text = (
        HEAD + RUN + "<host><status/></host>\n" + "x" * (17 << 20) + "\n" + host("127.0.0.1", port(80)) + "</nmaprun>"
    )
    found = read(text)
    assert pairs(found) == [("127.0.0.1", 80)]
    assert found.unread == 1
