"""Weaviate: open, with keys, with nothing in it, and in TLS off its port behind a proxy."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, GoModule, Place, Running, Server, go_build, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, refuses, restarted
from tests.live.servers import _nginx, _tls

NEEDS: tuple[str, ...] = (*_tls.NEEDS, *_nginx.NEEDS)
LONG = True
_MODULE = "github.com/weaviate/weaviate"
_VERSION = "v1.35.2"
SOURCE = f"Go module {_MODULE} {_VERSION}"

PORT, ODD = 8080, 18443
_LISTENERS = ("adapters/handlers/grpc", "adapters/handlers/rest/clusterapi/grpc")
_BIND = ('fmt.Sprintf(":%d"', 'fmt.Sprintf(os.Getenv("CLUSTER_BIND_ADDR")+":%d"')
_IMPORT = ("import (\n", 'import (\n\t"os"\n')
_KEYS = {
    "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "false",
    "AUTHENTICATION_APIKEY_ENABLED": "true",
    "AUTHENTICATION_APIKEY_ALLOWED_KEYS": PASSWORD,
    "AUTHENTICATION_APIKEY_USERS": "app",
    "AUTHORIZATION_ADMINLIST_ENABLED": "true",
    "AUTHORIZATION_ADMINLIST_USERS": "app",
}
_ANYBODY = {"AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "true"}


def get(home: Path) -> str | None:
    """Build it; three of its listeners would take every address."""
    files = [*(f"{folder}/server.go" for folder in _LISTENERS), "adapters/handlers/rest/clusterapi/serve.go"]
    edits = dict.fromkeys(files, (_BIND, _IMPORT))
    return go_build(home, GoModule("weaviate", _MODULE, _VERSION, {"weaviate": "./cmd/weaviate-server"}, edits=edits))


def _start(place: Place, access: dict[str, str], front: Sequence[str | Path] = ()) -> Running:
    env = access | {
        "PERSISTENCE_DATA_PATH": str(place.work / "data"),
        "DEFAULT_VECTORIZER_MODULE": "none",
        "CLUSTER_HOSTNAME": place.name,
        "CLUSTER_ADVERTISE_ADDR": place.address,
        "CLUSTER_BIND_ADDR": place.address,
        "DISABLE_TELEMETRY": "true",
        "GO_PROFILING_DISABLE": "true",
        "PROMETHEUS_MONITORING_ENABLED": "false",
        "LIMIT_RESOURCES": "false",
        "GOMEMLIMIT": "512MiB",
        "LOG_LEVEL": "warning",
    }
    program = place.home / "go" / "weaviate" / "weaviate"
    return run(place, [*front, program, "--scheme", "http", "--host", place.address, "--port", str(PORT)], env=env)


def _start_odd(place: Place) -> Running:
    cert, key = _tls.certificate(place)
    listens = f"listen {place.address}:{ODD} ssl; ssl_certificate {cert}; ssl_certificate_key {key};"
    passes = f"location / {{ proxy_pass http://{place.address}:{PORT}; }}"
    return _start(place, _ANYBODY, _nginx.front(place, f"{listens} {passes}"))


def _post(place: Place, path: str, body: object, *, login: bool) -> None:
    asked = Request(f"http://{place.address}:{PORT}/v1/{path}", json.dumps(body).encode())
    asked.add_header("Content-Type", "application/json")
    if login:
        asked.add_header("Authorization", f"Bearer {PASSWORD}")
    with urlopen(asked, timeout=120):
        pass


def _ready(place: Place) -> bool:
    try:
        with urlopen(f"http://{place.address}:{PORT}/v1/.well-known/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def _seed(place: Place, *, login: bool = False) -> None:
    """A class `Customers` with a person in each object."""
    fields = [{"name": name, "dataType": ["text"]} for name in place.people[0]]
    _post(place, "schema", {"class": "Customers", "vectorizer": "none", "properties": fields}, login=login)
    rows = [
        {"class": "Customers", "properties": person, "vector": [i % 7, 1.0, 0.5]}
        for i, person in enumerate(place.people)
    ]
    _post(place, "batch/objects", {"objects": rows}, login=login)


_open = partial(Expect, "open", "weaviate", "Weaviate", "1.35.", collection="Customers", labels=PEOPLE_LABELS)
_OPEN, _ODD = _open(), _open(tls=True)
_LOCKED = Expect("locked", "weaviate", "Weaviate")
_EMPTY = Expect("empty", "weaviate", "Weaviate", "1.35.")

_server = partial(Server, memory=180, ready=_ready)
_anybody, _keys = partial(_start, access=_ANYBODY), partial(_start, access=_KEYS)
SERVERS: tuple[Server, ...] = (
    _server("weaviate-open", "127.77.162.1", (PORT,), {PORT: _OPEN}, _anybody, _seed),
    _server("weaviate-locked", "127.77.162.2", (PORT,), {PORT: _LOCKED}, _keys, partial(_seed, login=True)),
    _server("weaviate-empty", "127.77.162.3", (PORT,), {PORT: _EMPTY}, _anybody),
    _server("weaviate-odd", "127.77.162.4", (PORT, ODD), {PORT: _OPEN, ODD: _ODD}, _start_odd, _seed),
)


def _with_keys(place: Place, nobody: str, keys: str, allowed: str, users: str) -> Running:
    access = dict(word.split("=") for word in (nobody, keys))
    return _start(place, access | {allowed: PASSWORD, users: "app"})


_WORDS = (
    "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false",
    "AUTHENTICATION_APIKEY_ENABLED=true",
    "AUTHENTICATION_APIKEY_ALLOWED_KEYS",
    "AUTHENTICATION_APIKEY_USERS",
)
SHUT = (Shut("weaviate-open", _WORDS, restarted(_with_keys), ready=refuses(PORT, "/v1/schema")),)
