"""The Docker registry of Debian: open with an image, empty, and with a login."""

import hashlib
import json
import ssl
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.halves import Half
from tests.live.remedies import Shut, restarted
from tests.live.servers import _nginx

SOURCE = "Debian package `docker-registry`"
NEEDS: tuple[str, ...] = ("docker-registry", "apache2-utils", "curl", *_nginx.NEEDS)

PORT, PROGRAM = 5000, "docker-registry"
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def start(place: Place, more: str = "", http: str = "", program: Path | str = PROGRAM, port: int = PORT) -> Running:
    """`more`: lines of the configuration; `http`: more of its part of that name."""
    storage = f"storage: {{filesystem: {{rootdirectory: {place.work}/data}}}}\n"
    http = f'http: {{addr: "{place.address}:{port}"{http}}}\n'
    (place.work / "config.yml").write_text(f"version: 0.1\nlog: {{level: error}}\n{storage}{http}{more}", "ascii")
    return run(place, [program, "serve", place.work / "config.yml"], env={"OTEL_TRACES_EXPORTER": "none"})


def start_locked(place: Place, program: Path | str = PROGRAM) -> Running:
    """With a login."""
    (place.work / "logins").write_text(call(place, ["htpasswd", "-Bbn", "app", PASSWORD]), "ascii")
    return start(place, f"auth: {{htpasswd: {{realm: lab, path: {place.work}/logins}}}}\n", program=program)


def seed(place: Place, base: str = f"http://{{}}:{PORT}") -> None:
    """An image `crm/backup:latest` of one small layer."""
    base = f"{base.format(place.address)}/v2/crm/backup"
    opened = partial(urlopen, timeout=120, context=ssl._create_unverified_context())

    def blob(data: bytes) -> dict[str, object]:
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        with opened(Request(f"{base}/blobs/uploads/", method="POST")) as begun:
            where = begun.headers["Location"]
        whole = Request(f"{where}{'&' if '?' in where else '?'}digest={digest}", data, method="PUT")
        whole.add_header("Content-Type", "application/octet-stream")
        with opened(whole):
            return {"digest": digest, "size": len(data)}

    config = blob(json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers"}}).encode())
    layer = blob(json.dumps(place.people[:3]).encode())
    kinds = ("application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip")
    manifest = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST,
        "config": {"mediaType": kinds[0], **config},
        "layers": [{"mediaType": kinds[1], **layer}],
    }
    put = Request(f"{base}/manifests/latest", json.dumps(manifest).encode(), method="PUT")
    put.add_header("Content-Type", _MANIFEST)
    with opened(put):
        pass


_OPEN = Expect("open", "docker-registry", records=1, collection="crm/backup")
_EMPTY = Expect("empty", "docker-registry")
_LOCKED = Expect("locked", "docker-registry")

SERVERS: tuple[Server, ...] = (
    Server("docker-registry-open", "127.77.115.1", (PORT,), {PORT: _OPEN}, start, seed),
    Server("docker-registry-locked", "127.77.115.2", (PORT,), {PORT: _LOCKED}, start_locked),
    Server("docker-registry-empty", "127.77.115.3", (PORT,), {PORT: _EMPTY}, start),
)


def _with_login(place: Place, word: str) -> Running:
    top, _, kind = word.partition(": ")
    (place.work / "logins").write_text(call(place, ["htpasswd", "-Bbn", "app", PASSWORD]), "ascii")
    return start(place, f"{top}: {{{kind}: {{realm: lab, path: {place.work}/logins}}}}\n")


SHUT = (Shut("docker-registry-open", ("auth: htpasswd",), restarted(_with_login)),)


def _unlisted(place: Place) -> Running:
    """A proxy asks for a login where names and tags are listed; who knows both still gets the image."""
    inner = PORT + 1
    config = place.work / "config.yml"
    config.write_text(config.read_text("ascii").replace(f":{PORT}", f":{inner}"), "ascii")
    passes = f"proxy_pass http://{place.address}:{inner}; proxy_set_header Host $http_host;"
    inside = f"location ~ (_catalog|/tags/list)$ {{ return 401; }} location / {{ {passes} }}"
    front = _nginx.front(place, f"listen {place.address}:{PORT}; {inside}")
    return run(place, [*front, PROGRAM, "serve", config], env={"OTEL_TRACES_EXPORTER": "none"})


HALF = (
    Half(
        "docker-registry-open",
        (),
        restarted(lambda place, *_: _unlisted(place)),
        state="unclear",
        does="a login for lists alone",
    ),
)
