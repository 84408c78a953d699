"""InfluxDB 2: set up, and set up by nobody yet. It asks for a token always, so that no state of it is open.

Its query language is a library in Rust, which is built before it. It holds no web page, as the published module.
"""

import json
import shutil
import subprocess
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, GoModule, Place, Running, Server, go_build, go_source, run, tail
from tests.live.servers import _tls

NEEDS: tuple[str, ...] = (
    "gcc",
    "pkg-config",
    *(() if shutil.which("cargo") else ("cargo",)),
    *_tls.NEEDS,
)
LONG = True
_MODULE = "github.com/influxdata/influxdb/v2"
_VERSION = "v2.7.11"
_FLUX = ("github.com/influxdata/flux", "v0.195.2")
SOURCE = f"Go module {_MODULE} {_VERSION}, with the library of {_FLUX[0]} {_FLUX[1]} built by cargo"

PORT, ODD = 8086, 18086


def get(home: Path) -> str | None:
    """Build the library, then the server with it."""
    return go_build(home, GoModule("influxdb_2", _MODULE, _VERSION, {"influxd": "./cmd/influxd"}, prepare=_flux))


def _flux(source: Path, env: dict[str, str]) -> str | None:
    """The C library of the query language beside the source, and the file by which the build finds it."""
    published = go_source(shutil.which("go") or "/usr/local/go/bin/go", *_FLUX, env)
    if published is None:
        return f"go does not say where {_FLUX[0]} is"
    flux = source.with_name("flux")
    shutil.copytree(published, flux)
    subprocess.run(["chmod", "-R", "u+w", str(flux)], check=True)
    (flux / "rust-toolchain.toml").unlink(missing_ok=True)  # it asks for one release of Rust; later ones do
    (flux / "rust-toolchain").unlink(missing_ok=True)
    build = ["cargo", "build", "-q", "--release", "-j", "1", "-p", "flux"]
    capped = {**env, "RUSTFLAGS": "--cap-lints allow"}
    done = subprocess.run(build, cwd=flux / "libflux", env=capped, capture_output=True, text=True)
    if done.returncode:
        return f"cargo failed: {tail(done.stderr, 2)}"
    library = flux / "libflux"
    (flux / "flux.pc").write_text(
        f"Name: Flux\nVersion: {_FLUX[1][1:]}\nDescription: flux\n"
        f"Libs: -L{library}/target/release -l:libflux.a -lm -ldl -lpthread\nCflags: -I{library}/include\n",
        "ascii",
    )
    env["PKG_CONFIG_PATH"] = str(flux)
    return None


def _start(place: Place, *options: str, port: int = PORT) -> Running:
    program = place.home / "go" / "influxdb_2" / "influxd"
    files = [f"--{what}-path={place.work}/{what}" for what in ("bolt", "sqlite", "engine")]
    quiet = ["--reporting-disabled", "--log-level=error"]
    return run(place, [program, f"--http-bind-address={place.address}:{port}", *files, *quiet, *options])


def _start_odd(place: Place) -> Running:
    cert, key = _tls.certificate(place)
    return _start(place, f"--tls-cert={cert}", f"--tls-key={key}", port=ODD)


def _post(place: Place, path: str, body: bytes) -> None:
    asked = Request(
        f"http://{place.address}:{PORT}/api/v2/{path}", body, headers={"Authorization": f"Token {PASSWORD}"}
    )
    with urlopen(asked, timeout=120):
        pass


def _field(value: str) -> str:
    return '"' + value.replace("\\", "").replace('"', "") + '"'


def _seed(place: Place) -> None:
    """Its setup, and one point a person in the bucket `crm`."""
    whose = {"username": "app", "password": PASSWORD, "org": "lab", "bucket": "crm", "token": PASSWORD}
    _post(place, "setup", json.dumps(whose).encode())
    lines = (
        f"people,uid={i} {','.join(f'{key}={_field(value)}' for key, value in person.items())}"
        for i, person in enumerate(place.people)
    )
    _post(place, "write?org=lab&bucket=crm", "\n".join(lines).encode())


_LOCKED, _UNCLAIMED = Expect("locked", "influxdb", "InfluxDB"), Expect("unknown", "influxdb", "InfluxDB")
_server = partial(Server, memory=130)

SERVERS: tuple[Server, ...] = (
    _server("influxdb2-locked", "127.77.167.1", (PORT,), {PORT: _LOCKED}, _start, _seed),
    _server("influxdb2-unclaimed", "127.77.167.2", (PORT,), {PORT: _UNCLAIMED}, _start),
    _server(
        "influxdb2-odd",
        "127.77.167.3",
        (ODD,),
        {ODD: Expect("unknown", "influxdb", "InfluxDB", tls=True)},
        _start_odd,
    ),
)
