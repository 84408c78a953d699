"""The Docker registry of Debian: open with an image, empty, and with a login."""

import hashlib
import json
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run

SOURCE = "Debian package `docker-registry`"
NEEDS: tuple[str, ...] = ("docker-registry", "apache2-utils")

PORT = 5000
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, login: str = "") -> Running:
    storage = f"storage: {{filesystem: {{rootdirectory: {place.work}/data}}}}\n"
    http = f'http: {{addr: "{place.address}:{PORT}"}}\n'
    (place.work / "config.yml").write_text(f"version: 0.1\nlog: {{level: error}}\n{storage}{http}{login}", "ascii")
    return run(place, ["docker-registry", "serve", place.work / "config.yml"])


def _start_locked(place: Place) -> Running:
    (place.work / "logins").write_text(call(place, ["htpasswd", "-Bbn", "app", PASSWORD]), "ascii")
    return _start(place, f"auth: {{htpasswd: {{realm: lab, path: {place.work}/logins}}}}\n")


def _seed(place: Place) -> None:
    """An image `crm/backup:latest` of one small layer."""
    base = f"http://{place.address}:{PORT}/v2/crm/backup"

    def blob(data: bytes) -> dict[str, object]:
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        with urlopen(Request(f"{base}/blobs/uploads/", method="POST"), timeout=10) as begun:
            where = begun.headers["Location"]
        whole = Request(f"{where}{'&' if '?' in where else '?'}digest={digest}", data, method="PUT")
        whole.add_header("Content-Type", "application/octet-stream")
        with urlopen(whole, timeout=10):
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
    with urlopen(put, timeout=10):
        pass


_OPEN = Expect("open", "docker-registry", records=1, collection="crm/backup")
_EMPTY = Expect("empty", "docker-registry")
_LOCKED = Expect("locked", "docker-registry")

SERVERS: tuple[Server, ...] = (
    Server("docker-registry-open", "127.77.115.1", (PORT,), {PORT: _OPEN}, _start, _seed),
    Server("docker-registry-locked", "127.77.115.2", (PORT,), {PORT: _LOCKED}, _start_locked),
    Server("docker-registry-empty", "127.77.115.3", (PORT,), {PORT: _EMPTY}, _start),
)
