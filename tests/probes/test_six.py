"""Every probe proves over IPv6 what it proves over IPv4."""

import pytest

from leftopen.probes import probes
from tests.probes.six import ADDRESS, asked, chosen
from tests.talk import Script

pytestmark = pytest.mark.usefixtures("clock")

CHOSEN = chosen()


def test_each_probe_has_a_recording_for_this() -> None:
    assert {script.probe for script in CHOSEN} == {probe.name for probe in probes()}


@pytest.mark.parametrize("script", CHOSEN, ids=lambda script: f"{script.probe}-{script.path.stem}")
def test_what_was_recorded_is_proved_at_an_address_of_ipv6(script: Script) -> None:
    outcome = asked(script)
    assert outcome.finding is not None, outcome.says
    assert (outcome.target.address, outcome.finding.access.value) == (ADDRESS, script.outcome["access"])
    assert outcome.finding.protocol == script.outcome["protocol"]
    assert {store.name for store in outcome.finding.stores} == {each["name"] for each in script.outcome["stores"]}
