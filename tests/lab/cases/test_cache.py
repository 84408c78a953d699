import asyncio
import json

import pytest

from leftopen.lab.cases.cache import FIELDS, plant, taxpayer
from leftopen.lab.people import Town
from leftopen.privacy.capture import capture
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.sketch import Sketcher
from leftopen.probes.memcached import probe
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits
from tests.record import Live
from tests.talk import play


def read() -> Finding:
    """What the probe finds in the planted cache, on a port of its own."""
    (cache,) = plant(Town(7))

    def ask(port: int) -> Finding:
        live = Live("127.0.0.1", port, source="", tls=False)
        try:
            return play(probe(SampleLimits()), live)
        finally:
            live.close()

    async def run() -> Finding:
        async with await cache.serve("127.0.0.1", 0) as running:
            return await asyncio.to_thread(ask, running.port)

    return asyncio.run(run())


def test_the_cache_is_open_and_holds_customers() -> None:
    (cache,) = plant(Town(7))
    finding = read()
    assert (finding.protocol, finding.access) == (cache.protocol, cache.access)
    assert [(store.name, store.records) for store in finding.stores] == [("customer:*", 90)]


def test_the_truth_about_its_fields_is_what_is_claimed() -> None:
    (collection,) = capture(read(), Sketcher()).catalog.collections
    claimed = {
        field.path: frozenset(label.label for label in field.labels if label.confidence >= 0.5)
        for field in collection.fields
    }
    assert {path: labels for path, labels in claimed.items() if labels} == FIELDS
    assert collection.sampled == 25


def test_the_same_seed_gives_the_same_people() -> None:
    one, other, another = (json.dumps(plant(Town(seed))[0].serve.keywords["content"]) for seed in (7, 7, 8))  # type: ignore[attr-defined]  # a partial
    assert one == other != another


@pytest.mark.parametrize("number", [0, 1, 98, 99, 529_982_247 % 10**7, 9_999_999])
def test_no_taxpayer_number_can_be_anybodys(number: int) -> None:
    (detector,) = (each for each in detectors() if each.label == "id.br.cpf")
    assert detector.plausible([taxpayer(number)])
    assert not detector.valid(taxpayer(number))
