"""What all tests have in common."""

import signal
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

from tests.clock import standing

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("house")

for ignored, handler in (
    (signal.SIGINT, signal.default_int_handler),  # by a shell, of its jobs in the background
    (signal.SIGHUP, signal.SIG_DFL),  # by nohup and the like
    (signal.SIGTERM, signal.SIG_DFL),
):
    if signal.getsignal(ignored) is signal.SIG_IGN:  # so would programs that a test starts and interrupts
        signal.signal(ignored, handler)


def pytest_sessionfinish() -> None:
    """Saves what was covered while the session still waits for its workers: ten seconds after its end it kills
    them, and a file half written loses all that a worker has seen (`EXIT_TIMEOUT` in `xdist.workermanage`)."""
    measure = Coverage.current()
    if measure is not None:
        measure.stop()
        measure.save()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """A clock of its own for a test that waits (`tests/clock.py`)."""
    with nullcontext() if request.node.get_closest_marker("own_time") else standing():
        yield


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test signs with the key of whoever runs the tests, also not in programs that it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield
