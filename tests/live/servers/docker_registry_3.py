"""The Docker registry 3 (distribution): open with an image, empty, with a login, and in TLS off its port."""

from functools import partial
from pathlib import Path

from tests.live.frame import Expect, GoModule, Place, Running, Server, go_build
from tests.live.servers import _tls, docker_registry

NEEDS: tuple[str, ...] = ("apache2-utils", *_tls.NEEDS)
LONG = True
_MODULE = "github.com/distribution/distribution/v3"
_VERSION = "v3.1.2"
SOURCE = f"Go module {_MODULE} {_VERSION}"

PORT, ODD = docker_registry.PORT, 15443


def get(home: Path) -> str | None:
    """Build it."""
    return go_build(home, GoModule("docker_registry_3", _MODULE, _VERSION, {"registry": "./cmd/registry"}))


def _program(place: Place) -> Path:
    return place.home / "go" / "docker_registry_3" / "registry"


def _start(place: Place) -> Running:
    return docker_registry.start(place, program=_program(place))


def _start_locked(place: Place) -> Running:
    return docker_registry.start_locked(place, _program(place))


def _start_odd(place: Place) -> Running:
    cert, key = _tls.certificate(place)
    tls = f", tls: {{certificate: {cert}, key: {key}}}"
    return docker_registry.start(place, http=tls, program=_program(place), port=ODD)


_open = partial(Expect, "open", "docker-registry", records=1, collection="crm/backup")
_LOCKED, _EMPTY = (Expect(word, "docker-registry") for word in ("locked", "empty"))
_seed_odd = partial(docker_registry.seed, base=f"https://{{}}:{ODD}")

SERVERS: tuple[Server, ...] = (
    Server("registry3-open", "127.77.166.1", (PORT,), {PORT: _open()}, _start, docker_registry.seed),
    Server("registry3-locked", "127.77.166.2", (PORT,), {PORT: _LOCKED}, _start_locked),
    Server("registry3-empty", "127.77.166.3", (PORT,), {PORT: _EMPTY}, _start),
    Server("registry3-odd", "127.77.166.4", (ODD,), {ODD: _open(tls=True)}, _start_odd, _seed_odd),
)
