"""Prometheus of Debian, which watches itself under a label that names a person: open, with a login, and behind a
proxy that refuses queries alone."""

import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.remedies import Shut, refuses, restarted
from tests.live.servers import _nginx

SOURCE = "Debian package `prometheus`"
NEEDS: tuple[str, ...] = ("prometheus", "apache2-utils", *_nginx.NEEDS)

PORT, FRONT = 9090, 9091
_SCRAPES = """scrape_configs:
- job_name: self
  scrape_interval: 1s
  static_configs: [{{targets: ["{address}:9090"], labels: {{email: "zhang.wei@mail.example"}}}}]
"""


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, *options: str, front: Sequence[str | Path] = ()) -> Running:
    (place.work / "prometheus.yml").write_text(_SCRAPES.format(address=place.address), "utf-8")
    files = [f"--config.file={place.work}/prometheus.yml", f"--storage.tsdb.path={place.work}/data"]
    return run(place, [*front, "prometheus", *files, f"--web.listen-address={place.address}:{PORT}", *options])


def _start_locked(place: Place) -> Running:
    hashed = call(place, ["htpasswd", "-nbBC", "5", "app", PASSWORD]).strip().partition(":")[2]
    (place.work / "web.yml").write_text(f"basic_auth_users:\n  app: {hashed}\n", "ascii")
    return _start(place, f"--web.config.file={place.work}/web.yml")


def _start_behind(place: Place) -> Running:
    """A proxy before it refuses queries, and gives the series."""
    passes = f"proxy_pass http://{place.address}:{PORT};"
    inside = f"location /api/v1/query {{ return 403; }} location / {{ {passes} }}"
    return _start(place, front=_nginx.front(place, f"listen {place.address}:{FRONT}; {inside}"))


def _seed(place: Place) -> None:
    """Waits until it has watched itself once."""
    for _ in range(100):
        with urlopen(f"http://{place.address}:{PORT}/api/v1/label/__name__/values", timeout=120) as answer:
            if b'"up"' in answer.read():
                return
        time.sleep(0.1)
    raise AssertionError("it does not watch itself")


_OPEN = Expect("open", "prometheus", "Prometheus", "2.42.", labels=frozenset({"contact.email"}))

SERVERS: tuple[Server, ...] = (
    Server("prometheus-open", "127.77.108.1", (PORT,), {PORT: _OPEN}, _start, _seed),
    Server("prometheus-locked", "127.77.108.2", (PORT,), {PORT: Expect("locked", "prometheus")}, _start_locked),
    Server(
        "prometheus-queries", "127.77.108.3", (PORT, FRONT), dict.fromkeys((PORT, FRONT), _OPEN), _start_behind, _seed
    ),
)


def _with_login(place: Place, option: str, users: str) -> Running:
    hashed = call(place, ["htpasswd", "-nbBC", "5", "app", PASSWORD]).strip().partition(":")[2]
    (place.work / "web.yml").write_text(f"{users}:\n  app: {hashed}\n", "ascii")
    return _start(place, f"{option}={place.work}/web.yml")


SHUT = (
    Shut("prometheus-open", ("--web.config.file", "basic_auth_users"), restarted(_with_login), ready=refuses(PORT)),
)
