"""What a report has the owner of an open server do shuts its door, and a retest says so."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

import pytest

from leftopen.probes import probes
from tests.live import frame, lab
from tests.live.remedies import Shut, Tried, shuts, told, tried

ALL = [each for product, each in shuts() if product in frame.wanted()]


def test_each_begins_with_a_server_that_is_open() -> None:
    known = {server.name for product in frame.products() for server in product.servers}
    exposed = {"open", "metadata"}
    for product, each in shuts():
        assert each.server in known
        assert each.about in product.servers
        assert any(expect.accesses <= exposed for expect in each.about.expect.values())


def test_what_was_tried_is_told_of_its_probe() -> None:
    redis = list(told(("redis",)))
    assert "`aclfile`, `user default off`: redis-open, Redis 7 (Debian package `redis-server`)" in redis
    everything = {line for probe in probes() for line in told(probe.spec.protocols)}
    assert len(everything) >= len([each for _, each in shuts() if each.state == "shut"])
    assert not [line for line in everything if "`https://`" in line], "it is not known who refuses"


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> Mapping[Shut, Tried | str]:
    """What came of those of the chosen tests, or why their servers cannot be had."""
    chosen = [item.callspec.params.get("about") for item in request.session.items if hasattr(item, "callspec")]
    some = [each for each in ALL if each in chosen]
    names = {each: product.name for product, each in shuts()}
    missing = lab.get(sorted({names[each] for each in some}))
    there: Sequence[Shut] = [each for each in some if names[each] not in missing]
    found: dict[Shut, Tried | str] = {each: missing[names[each]] for each in some if each not in there}
    return found | tried(there, Path(mkdtemp(prefix="leftopen-remedies-")))


@pytest.mark.live
@pytest.mark.timeout(400, func_only=True)  # starting the servers has limits of its own
@pytest.mark.parametrize("about", ALL, ids=str)
def test_a_remedy_shuts_the_door(about: Shut, outcomes: Mapping[Shut, Tried | str]) -> None:
    came = outcomes[about]
    if isinstance(came, str):
        pytest.skip(came)
    assert (came.missing, came.failed) == ((), None), "words that the remedy lacks, or a server that does not start"
    assert came.states, "it was not found open"
    assert {state for state, _ in came.states.values()} == {about.state}, came.states
    assert came.before is None or came.before != came.after, "the check from outside shows no difference"
