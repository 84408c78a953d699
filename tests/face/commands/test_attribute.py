import json
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.audit.plan import JOURNAL
from leftopen.cases import opening
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseState, Cause
from leftopen.face.cli import main
from leftopen.journal import Journal, JournalError
from leftopen.model import Access, Certificate, Estate, Lookups, Report, Service
from leftopen.report import json as report_json
from leftopen.store import custody
from leftopen.store.store import Store
from tests.labs import command, unmeasured
from tests.net.lookups import servers
from tests.net.lookups.servers import ADDRESS, World, card
from tests.report import example

BASE = example.report()
NAMES = {("db.fairhaven.example", "A"): [ADDRESS], ("fairhaven.example", "A"): ["127.66.0.2"]}
ANSWERS: dict[str, Any] = {
    f"/rdap/ip/{ADDRESS}": servers.network("Stratohost GmbH", "ALLOCATED PA"),
    "/rdap/domain/fairhaven.example": {
        "objectClassName": "domain",
        "ldhName": "fairhaven.example",
        "entities": [{"roles": ["registrant"], "vcardArray": card("Fairhaven Clinic Ltd")}],
    },
}
CERTIFICATE = Certificate(
    "CN=db", "CN=db", ("db.fairhaven.example",), "ab" * 32, "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"
)
SERVICE = Service(
    id=f"{ADDRESS}:9200/tcp", address=ADDRESS, port=9200, protocol="elasticsearch", access=Access.OPEN, proof="p",
    estate="estate-1", certificate=CERTIFICATE,
)  # fmt: skip


def report(lookups: Lookups | None, head: str | None = None) -> Report:
    return replace(
        BASE,
        services=(SERVICE,),
        estates=(Estate("estate-1", (SERVICE.id,)),),
        scope=replace(BASE.scope, lookups=lookups, names={}),
        run=replace(BASE.run, journal=head),
    )


def audited(folder: Path, lookups: Lookups | None) -> Path:
    """An output folder as an audit leaves it."""
    with Journal(folder / JOURNAL) as journal:
        journal.note("open")
        head = journal.head
    documents = {"report.json": report_json.render(report(lookups, head)), "report.md": b"old"}
    for name, data in documents.items():
        (folder / name).write_bytes(data)
    custody.end(folder, documents)
    return folder


def parties(folder: Path) -> set[tuple[str, str | None, str]]:
    told = json.loads((folder / "report.json").read_bytes())["estates"][0]["parties"]
    return {(party["role"], party["name"], party["verdict"]) for party in told}


def test_a_folder_is_attributed_and_verify_accepts_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with servers.running(World(NAMES, ANSWERS)) as world:
        audited(tmp_path, Lookups(dns=world.dns, rdap=world.rdap))
        assert main(["attribute", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "operator: Fairhaven Clinic Ltd (confirmed" in out
    assert "contact: abuse@stratohost.example" in out
    wanted = {("operator", "Fairhaven Clinic Ltd", "confirmed"), ("hoster", "Stratohost GmbH", "likely")}
    assert wanted <= parties(tmp_path)
    assert "Fairhaven Clinic Ltd" in (tmp_path / "report.md").read_text("utf-8")
    assert main(["verify", str(tmp_path)]) == 0
    assert '"kind":"lookup"' in (tmp_path / JOURNAL).read_text("utf-8")
    assert not (tmp_path / "report.html").exists()


def test_a_kill_while_others_are_asked_leaves_a_whole_folder(tmp_path: Path) -> None:
    with socket.create_server((ADDRESS, 0)) as silent:  # it accepts, and says nothing
        place = f"http://{ADDRESS}:{silent.getsockname()[1]}/rdap"
        audited(tmp_path, Lookups(dns=f"{ADDRESS}:{silent.getsockname()[1]}", rdap=place))
        running = subprocess.Popen(
            command("attribute", tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=unmeasured()
        )
        deadline = time.monotonic() + 120
        while '"kind":"lookup"' not in (tmp_path / JOURNAL).read_text("utf-8") and time.monotonic() < deadline:
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert custody.verify(tmp_path).intact
    assert any("a command was cut short" in says for says in custody.verify(tmp_path).unproved)
    with servers.running(World(NAMES, ANSWERS)) as world:
        scope = tmp_path.with_suffix(".toml")
        head = f'name = "x"\ntargets = ["{ADDRESS}"]\nports = [9200]\n'
        scope.write_text(f'{head}[lookups]\ndns = "{world.dns}"\nrdap = "{world.rdap}"\n', "utf-8")
        assert main(["attribute", str(tmp_path), "--scope", str(scope)]) == 0
    assert ("operator", "Fairhaven Clinic Ltd", "confirmed") in parties(tmp_path)
    found = custody.verify(tmp_path)
    assert found.intact
    assert not any("cut short" in says for says in found.unproved)


def test_offline_asks_nobody_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with servers.running(World(NAMES, ANSWERS)) as world:
        audited(tmp_path, Lookups(dns=world.dns, rdap=world.rdap))
        assert main(["attribute", str(tmp_path), "--offline", "--format", "json"]) == 0
        assert world.asked == []
    out, err = capsys.readouterr()
    (estate,) = json.loads(out)
    assert estate["lookups"] == "offline"
    assert "Nobody was asked: --offline" in err
    assert main(["verify", str(tmp_path)]) == 0


def test_the_scope_of_the_command_line_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scope = tmp_path / "scope.toml"
    folder = tmp_path / "out"
    folder.mkdir()
    with servers.running(World(NAMES, ANSWERS, frozenset({"db.fairhaven.example"}))) as world:
        audited(folder, None)
        head = f'name = "x"\ntargets = ["{ADDRESS}"]\nports = [9200]\n'
        scope.write_text(f'{head}[lookups]\ndns = "{world.dns}"\nrdap = "{world.rdap}"\n', "utf-8")
        assert main(["attribute", str(folder), "--scope", str(scope)]) == 0
    assert "of the lookups got no answer" in capsys.readouterr().err
    assert json.loads((folder / "report.json").read_bytes())["estates"][0]["lookups"] == "partial"
    assert main(["attribute", str(folder)]) == 0
    assert "the scope has no [lookups]" in capsys.readouterr().err


def test_a_folder_that_was_changed_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audited(tmp_path, None)
    path = tmp_path / "report.json"
    path.write_bytes(path.read_bytes().replace(b"Example", b"Changed", 1) + b" ")
    before = path.read_bytes()
    assert main(["attribute", str(tmp_path)]) == 2
    assert "was left as it is" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_all_audits_of_a_database_are_attributed_and_their_cases_know_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/leftopen.db"
    Store(url).close()
    assert main(["attribute", "--db", url]) == 2
    assert "holds no report yet" in capsys.readouterr().err
    with servers.running(World(NAMES, ANSWERS)) as world:
        own = report(Lookups(dns=world.dns, rdap=world.rdap))
        second = replace(own, run=replace(own.run, id="second", finished="2099-01-01T00:00:00Z"))
        other = replace(SERVICE, id="127.66.0.9:9200/tcp", address="127.66.0.9", certificate=None)
        third = replace(
            second,
            run=replace(own.run, id="third"),
            services=(other,),
            estates=(Estate("estate-1", (other.id,)),),
            scope=replace(own.scope, name="another"),
        )
        with Store(url) as store:
            for each in (own, second, third):
                store.save(each, 'name = "x"', opening.join)
        assert main(["attribute", "--db", url, "--out", "asked"]) == 0
        asked = list(world.asked)
    assert len(asked) == len(set(asked)), "each once, for all audits"
    told = capsys.readouterr()
    assert told.out.count("Audit ") == 3
    assert "journal in asked" in told.err
    journal = (tmp_path / "asked" / JOURNAL).read_text("utf-8")
    assert journal.count('"type":"PTR"') == 2
    assert custody.verify(tmp_path / "asked").intact
    with Store(url) as store:
        names = [{party.name for party in store.load(run.id).estates[0].parties} for run in store.runs()]
        desk = Desk(store, "Ada")
        case = desk.show(1)
        assert [each.title for each in desk.cases()] == ["Fairhaven Clinic Ltd", "Elasticsearch at 127.66.0.9:9200"]
    assert names.count({"Fairhaven Clinic Ltd", "Stratohost GmbH"}) == 2
    assert {contact.address for contact in case.contacts} == {"abuse@stratohost.example"}
    assert any(line.what == "responsible: Fairhaven Clinic Ltd" for line in case.timeline)
    assert main(["verify", "1", "--db", url]) == 0


def test_a_kill_while_a_database_is_attributed_is_told_as_such_and_a_cut_is_not(tmp_path: Path) -> None:
    url, out = f"sqlite:///{tmp_path}/leftopen.db", tmp_path / "asked"
    with socket.create_server((ADDRESS, 0)) as silent:  # it accepts, and says nothing
        port = silent.getsockname()[1]
        with Store(url) as store:
            own = report(Lookups(dns=f"{ADDRESS}:{port}", rdap=f"http://{ADDRESS}:{port}/rdap"))
            store.save(own, 'name = "x"', opening.join)
        running = subprocess.Popen(
            command("attribute", "--db", url, "--out", out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        path, deadline = out / JOURNAL, time.monotonic() + 120
        while not (path.exists() and '"kind":"lookup"' in path.read_text("utf-8")) and time.monotonic() < deadline:
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
    found = custody.verify(out)
    assert found.intact
    assert any("a command was cut short" in says for says in found.unproved)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1]), "utf-8")
    assert not custody.verify(out).intact, "an end without its signature"


def test_a_settled_case_stays_settled_when_it_is_known_whose_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leftopen.db"
    with servers.running(World(NAMES, ANSWERS)) as world:
        with Store(url) as store:
            store.save(report(Lookups(dns=world.dns, rdap=world.rdap)), 'name = "x"', opening.join)
            Desk(store, "Ada").close(1, Cause.OTHER, "It is gone.", override=True)
        assert main(["attribute", "--db", url, "--out", str(tmp_path / "asked"), "--format", "json"]) == 0
    with Store(url) as store:
        case = Desk(store, "Ada").show(1).case
    assert (case.state, case.title) == (CaseState.CLOSED, "Fairhaven Clinic Ltd")


def test_offline_a_database_leaves_no_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/leftopen.db"
    with Store(url) as store:
        store.save(report(Lookups(dns="127.0.0.1:9")), 'name = "x"', opening.join)
    assert main(["attribute", "--db", url, "--offline"]) == 0
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(
    ("make", "says"),
    [(None, "cannot be read"), (b"nonsense", "is no report of leftopen"), (report_json.render(BASE), "has no journal")],
)
def test_what_is_no_output_folder(
    make: bytes | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if make is not None:
        (tmp_path / "report.json").write_bytes(make)
    assert main(["attribute", str(tmp_path)]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["x", "--db", "y"]])
def test_one_place_has_to_be_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attribute", *arguments]) == 2
    assert "either DIR or --db URL" in capsys.readouterr().err


def test_a_journal_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise JournalError("journal.jsonl: cannot be written: full")

    audited(tmp_path, None)
    monkeypatch.setattr("leftopen.face.commands.attribute.look_up", refused)
    assert main(["attribute", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
