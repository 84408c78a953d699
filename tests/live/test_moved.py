"""Servers are found off their ports as `docs/found/moved.md` says."""

import json

import pytest

from leftopen.probes import probes
from tests.live import lab
from tests.live.frame import Server, products
from tests.live.moved import FOUND, KEPT, chosen, measured, measured_as_written, page, without_server
from tests.talk import Script

MOVED = chosen()
WRITTEN = without_server()


def test_what_is_kept_is_of_each_probe_and_each_was_found() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    assert kept.keys() == {probe.name for probe in probes()}
    assert {name: ways for name, ways in kept.items() if set(ways.values()) != {FOUND}} == {}
    assert all(ways.keys() == {"plain", "tls"} for ways in kept.values())


def test_the_page_has_a_row_for_each_probe() -> None:
    told = page({"redis": {"plain": FOUND, "tls": "says | nothing"}})
    rows = [row for row in told.splitlines() if row.startswith("| ")]
    assert len(rows) == len(probes()) + 2
    assert "| redis | 6379, 6380, 26379 | found | says / nothing |" in rows


@pytest.mark.live
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # threads that forward may end later
@pytest.mark.parametrize(("about", "ports"), MOVED, ids=lambda value: value.name if isinstance(value, Server) else "")
def test_a_server_is_found_at_a_port_that_is_like_none_of_its_own(about: Server, ports: dict[str, int]) -> None:
    (product,) = (product for product in products() if about in product.servers)
    if missing := lab.get([product.name]):
        pytest.skip(missing[product.name])
    assert measured(about, ports) == {name: {"plain": FOUND, "tls": FOUND} for name in ports}


@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("script", WRITTEN, ids=lambda script: script.probe)
def test_one_that_answers_as_it_is_written_is_found_there_too(script: Script) -> None:
    assert measured_as_written(script) == {script.probe: {"plain": FOUND, "tls": FOUND}}
