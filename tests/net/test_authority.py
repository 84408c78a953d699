import datetime as dt
import http.server
import threading
from pathlib import Path

import pytest

from leftopen.net import authority
from leftopen.scope import file
from leftopen.scope.authority_proof import Refused
from tests.net.names import Turn, asked_by_the_system, cut, of_another, servfail, silent

NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
TOKEN = "v=leftopen1; ref=R; until=2027-01-01"


def scope(targets: str, proof: str = "", path: str = "scope.toml") -> file.Scope:
    line = f'proof = "{proof}"\n' if proof else ""
    table = f'[authorisation]\nby = "C"\nreference = "R"\nexpires = 2027-01-01\n{line}'
    return file.parse(f'name = "T"\ntargets = [{targets}]\nports = [80]\n{table}', {}, path)


def test_private_ranges_need_no_more() -> None:
    authority.require(scope('"127.0.0.1", "10.0.0.0/8"'), [], NOW)


def test_public_without_proof_is_refused() -> None:
    with pytest.raises(Refused, match=r"192\.0\.2\.10 is public and there is no proof"):
        authority.require(scope('"192.0.2.10"'), [], NOW)


def test_dns_proves_names_of_its_domain_only() -> None:
    asked: list[str] = []

    def txt(name: str) -> list[str]:
        asked.append(name)
        return ["v=spf1 -all", TOKEN]

    named = scope('"db.example.org"', "dns:example.org")
    authority.require(named, [("db.example.org", "192.0.2.10")], NOW, txt=txt)
    assert asked == ["_leftopen.example.org"]
    with pytest.raises(Refused, match="No TXT record"):
        authority.require(named, [("db.example.org", "192.0.2.10")], NOW, txt=lambda _: ["v=spf1 -all"])
    with pytest.raises(Refused, match=r"192\.0\.2\.11 is public"):
        authority.require(scope('"192.0.2.11"', "dns:example.org"), [], NOW, txt=txt)
    other = scope('"db.badexample.org"', "dns:example.org")
    with pytest.raises(Refused, match="proves host names within it only"):
        authority.require(other, [("db.badexample.org", "192.0.2.10")], NOW, txt=txt)


def test_http_asks_each_public_address() -> None:
    asked: list[str] = []

    def ask(address: str) -> str:
        asked.append(address)
        return TOKEN if address != "192.0.2.3" else "v=leftopen1; ref=other; until=2027-01-01"

    authority.require(scope('"192.0.2.1-192.0.2.2", "10.0.0.1"', "http"), [], NOW, well_known=ask)
    assert asked == ["192.0.2.1", "192.0.2.2"]
    with pytest.raises(Refused, match=r"http://192\.0\.2\.3/"):
        authority.require(scope('"192.0.2.3"', "http"), [], NOW, well_known=ask)
    with pytest.raises(Refused, match="at most 256"):
        authority.require(scope('"192.0.2.0/23"'.replace("192.0.2.0", "198.18.0.0"), "http"), [], NOW, well_known=ask)


def test_a_mandate_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        authority.require(scope('"192.0.2.1"', "mandate:m.minisig", str(tmp_path / "s.toml")), [], NOW)


def test_a_signed_mandate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Made with minisign's own format by a throw-away key; see tests.scope.test_authority_proof.py for the signer.
    from tests.scope.test_authority_proof import MANDATE, Signer

    signer = Signer()
    (tmp_path / "m").write_bytes(MANDATE)
    (tmp_path / "m.minisig").write_text(signer.sign(MANDATE))
    keys = tmp_path / "keys"
    keys.mkdir()
    monkeypatch.setenv("LEFTOPEN_KEYS", str(keys))
    wanted = scope('"192.0.2.1"', "mandate:m.minisig", str(tmp_path / "s.toml"))
    with pytest.raises(Refused, match="not pinned"):
        authority.require(wanted, [], NOW)
    (keys / "ciso.pub").write_text(signer.public)
    authority.require(wanted, [], NOW)
    with pytest.raises(Refused, match=r"does not name 198\.51\.100\.1"):
        authority.require(scope('"198.51.100.1"', "mandate:m.minisig", str(tmp_path / "s.toml")), [], NOW)


def test_the_well_known_file_over_a_socket() -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here = self.path == "/.well-known/leftopen.txt"
            self.send_response(200 if here else 302)
            self.send_header("Location", "/.well-known/leftopen.txt")
            self.end_headers()
            self.wfile.write(TOKEN.encode() + b"\n" + b"x" * 100_000)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            found = authority.well_known_file("127.0.0.1", server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
    assert found.startswith(TOKEN)
    assert len(found) <= authority.MOST
    assert authority.well_known_file("127.0.0.1", 1) == ""


RECORD = ("_leftopen.example.org", "TXT")


def test_txt_records_come_from_a_name_server() -> None:
    with asked_by_the_system(
        {RECORD: ['"v=spf1 -all"', '"v=leftopen1; ref=R; " "until=2027-01-01"', '"\\255"']}
    ) as names:
        assert sorted(authority.txt_records(RECORD[0])) == [TOKEN, "v=spf1 -all", "\ufffd"]
        assert authority.txt_records("_leftopen.other.example") == []
        assert authority.txt_records("not a name of any kind" * 20) == []
    assert names.asked == [(*RECORD, "udp"), ("_leftopen.other.example", "TXT", "udp")]


def test_records_too_long_for_a_datagram_come_over_tcp() -> None:
    long = ['"' + f"{number} " + "x" * 200 + '"' for number in range(8)]
    with asked_by_the_system({RECORD: [*long, f'"{TOKEN}"']}) as names:
        assert TOKEN in authority.txt_records(RECORD[0])
    assert [transport for _, _, transport in names.asked] == ["udp", "tcp"]


@pytest.mark.parametrize("turn", [cut, servfail, silent, of_another])
def test_a_name_server_that_says_nothing_of_use_proves_nothing(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "SECONDS", 0.5)
    with asked_by_the_system({RECORD: [f'"{TOKEN}"']}, turn):
        assert authority.txt_records(RECORD[0]) == []
        with pytest.raises(Refused, match="No TXT record"):
            authority.require(scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")], NOW)


def test_the_record_of_a_real_lookup_permits() -> None:
    with asked_by_the_system({RECORD: [f'"{TOKEN}"']}) as names:
        authority.require(scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")], NOW)
    assert names.asked == [(*RECORD, "udp")]
