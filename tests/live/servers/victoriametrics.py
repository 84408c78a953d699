"""VictoriaMetrics with people in the labels of its series: open, with a login, empty, and in TLS off its port."""

import base64
import ssl
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, GoModule, Place, Running, Server, go_build, run
from tests.live.remedies import Shut, refuses, restarted
from tests.live.servers import _tls

NEEDS: tuple[str, ...] = _tls.NEEDS
LONG = True
_MODULE = "github.com/VictoriaMetrics/VictoriaMetrics"
_VERSION = "v0.0.0-20250718125606-9d9bea03485e"
SOURCE = f"Go module {_MODULE} {_VERSION} (1.122)"

PORT, ODD = 8428, 18428
_FIELDS = ("name", "phone", "email", "id_number")


def get(home: Path) -> str | None:
    """Build it."""
    programs = {"victoria-metrics": "./app/victoria-metrics"}
    return go_build(home, GoModule("victoriametrics", _MODULE, _VERSION, programs))


def _start(place: Place, *options: str, port: int = PORT) -> Running:
    program = place.home / "go" / "victoriametrics" / "victoria-metrics"
    fixed = [f"-storageDataPath={place.work}/data", "-retentionPeriod=100y", "-memory.allowedBytes=128MiB"]
    return run(place, [program, f"-httpListenAddr={place.address}:{port}", *fixed, *options])


def _start_locked(place: Place) -> Running:
    return _start(place, "-httpAuth.username=app", f"-httpAuth.password={PASSWORD}")


def _start_odd(place: Place) -> Running:
    cert, key = _tls.certificate(place)
    return _start(place, "-tls", f"-tlsCertFile={cert}", f"-tlsKeyFile={key}", port=ODD)


def _seed(place: Place, *, base: str = "http://{}:8428") -> None:
    """One series a person."""
    plain = {ord(char): None for char in '"\\\n'}
    rows = (
        ",".join(f'{key}="{person[key].translate(plain)}"' for key in _FIELDS) + f"}} {i}"
        for i, person in enumerate(place.people)
    )
    body = "\n".join(f"customer_orders_total{{{row}" for row in rows).encode()
    for path, data in (("/api/v1/import/prometheus", body), ("/internal/force_flush", None)):
        asked = Request(base.format(place.address) + path, data)
        asked.add_header("Authorization", "Basic " + base64.b64encode(f"app:{PASSWORD}".encode()).decode())
        with urlopen(asked, timeout=120, context=ssl._create_unverified_context()):
            pass


_LABELS = frozenset({"person.name", "contact.phone", "contact.email"})
"""Its first series are those of Latin names, by which no Chinese number is seen."""

_open = partial(
    Expect, "open", "victoriametrics", "VictoriaMetrics", collection="customer_orders_total", labels=_LABELS
)
_LOCKED, _EMPTY = (Expect(word, "victoriametrics", "VictoriaMetrics") for word in ("locked", "empty"))

SERVERS: tuple[Server, ...] = (
    Server("victoria-open", "127.77.163.1", (PORT,), {PORT: _open()}, _start, _seed),
    Server("victoria-locked", "127.77.163.2", (PORT,), {PORT: _LOCKED}, _start_locked, _seed),
    Server("victoria-empty", "127.77.163.3", (PORT,), {PORT: _EMPTY}, _start),
    Server(
        "victoria-odd",
        "127.77.163.4",
        (ODD,),
        {ODD: _open(tls=True)},
        _start_odd,
        partial(_seed, base=f"https://{{}}:{ODD}"),
    ),
)


def _with_login(place: Place, user: str, password: str) -> Running:
    return _start(place, f"{user}=app", f"{password}={PASSWORD}")


_WORDS = ("-httpAuth.username", "-httpAuth.password")
SHUT = (Shut("victoria-open", _WORDS, restarted(_with_login), ready=refuses(PORT, "/api/v1/labels")),)
