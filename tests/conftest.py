"""What all tests have in common."""

import signal
import warnings
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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Saves what a worker has covered while its session is waited for: ten seconds after the end of it the worker is
    killed, and a file half written loses all that it has seen (`EXIT_TIMEOUT` in `xdist.workermanage`)."""
    measure = Coverage.current() if hasattr(session.config, "workerinput") else None
    if measure is not None:
        with warnings.catch_warnings(action="ignore"):  # it may have had no test that imports the product
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
