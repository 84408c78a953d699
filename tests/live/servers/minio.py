"""MinIO: private, with a public bucket that it names to nobody, with one that its public figures name, with one at the
root of a host, and in TLS off its port.

It refuses the list of its buckets to the nameless, whatever their policies are; who knows a name reads a public one.
"""

import json
import ssl
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from tests.live.frame import PASSWORD, Expect, GoModule, Place, Running, Server, go_build, run
from tests.live.servers import _nginx, _s3, _tls

NEEDS: tuple[str, ...] = (*_tls.NEEDS, *_nginx.NEEDS)
LONG = True
_MODULE = "github.com/minio/minio"
_VERSION = "v0.0.0-20260212201848-7aac2a2c5b7c"
SOURCE = f"Go module {_MODULE} {_VERSION}"

PORT, ODD, FRONT = 9000, 19000, 8333
_EVERYBODY = {"Effect": "Allow", "Principal": {"AWS": ["*"]}}


def get(home: Path) -> str | None:
    """Build it; for its console it would listen on 127.0.0.1 and ::1 besides."""
    stays = {"cmd/server-main.go": [("range localLoopbacks.ToSlice()", "range []string{}")]}
    return go_build(home, GoModule("minio", _MODULE, _VERSION, {"minio": "."}, edits=stays))


def _start(
    place: Place,
    port: int = PORT,
    *,
    figures: str = "jwt",
    certs: Path | None = None,
    front: Sequence[str | Path] = (),
) -> Running:
    env = {
        "MINIO_ROOT_USER": _s3.USER,
        "MINIO_ROOT_PASSWORD": PASSWORD,
        "MINIO_BROWSER": "off",
        "MINIO_UPDATE": "off",
        "MINIO_PROMETHEUS_AUTH_TYPE": figures,
        "HOME": str(place.work),
    }
    (place.work / "data").mkdir()
    program = place.home / "go" / "minio" / "minio"
    secured = ["--certs-dir", str(certs)] if certs else []
    where = ["--address", f"{place.address}:{port}", *secured, f"{place.work}/data"]
    return run(place, [*front, program, "server", *where], env=env)


def _start_odd(place: Place) -> Running:
    cert, key = _tls.certificate(place)
    (place.work / "certs").mkdir()
    cert.rename(place.work / "certs" / "public.crt")
    key.rename(place.work / "certs" / "private.key")
    return _start(place, ODD, certs=place.work / "certs")


def _start_host(place: Place) -> Running:
    """A proxy in front, whose root is a bucket: how a bucket becomes a site."""
    path = f"rewrite ^/(.*)$ /backup/$1 break; proxy_pass http://{place.address}:{PORT};"
    return _start(place, front=_nginx.front(place, f"listen {place.address}:{FRONT}; location / {{ {path} }}"))


def _ready(place: Place, base: str = f"http://{{}}:{PORT}") -> bool:
    """It listens before it can write."""
    asked = f"{base.format(place.address)}/minio/health/cluster"
    try:
        with urlopen(asked, timeout=5, context=ssl._create_unverified_context()) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _seed(place: Place, *, port: int = PORT, scheme: str = "http", public: bool = True) -> None:
    """A bucket `backup` with an export, public where that is said, and a private one."""
    base = f"{scheme}://{place.address}:{port}"
    for bucket in ("backup", "private"):
        _s3.put(base, f"/{bucket}")
        _s3.put(base, f"/{bucket}/crm/people.csv", json.dumps(place.people[:20]).encode())
    if public:
        reads = [
            {**_EVERYBODY, "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::backup"]},
            {**_EVERYBODY, "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::backup/*"]},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": reads}).encode()
        _s3.put(base, "/backup", policy, {"policy": ""})


_LOCKED, _ODD = Expect("locked", "s3", "MinIO"), Expect("locked", "s3", "MinIO", tls=True)
_TOLD = Expect("open", "s3", "MinIO", records=1, collection="backup")
_HOST = Expect("open", "s3", records=1, collection="/")

_server = partial(Server, memory=130, ready=_ready)
_private = partial(_seed, public=False)
SERVERS: tuple[Server, ...] = (
    _server("minio-locked", "127.77.161.1", (PORT,), {PORT: _LOCKED}, _start, _private),
    _server("minio-unnamed", "127.77.161.2", (PORT,), {PORT: _LOCKED}, _start, _seed),
    _server("minio-told", "127.77.161.3", (PORT,), {PORT: _TOLD}, partial(_start, figures="public"), _seed),
    _server("minio-host", "127.77.161.4", (PORT, FRONT), {PORT: _LOCKED, FRONT: _HOST}, _start_host, _seed),
    _server(
        "minio-odd",
        "127.77.161.5",
        (ODD,),
        {ODD: _ODD},
        _start_odd,
        partial(_private, port=ODD, scheme="https"),
        ready=partial(_ready, base=f"https://{{}}:{ODD}"),
    ),
)
