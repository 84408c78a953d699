"""What holds nothing and must never be called open: plain web servers (nginx, Apache of Debian) on the ports of stores
and cameras, and servers that say yes to whatever they are asked, in the plain and inside TLS."""

import sys
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run
from tests.live.servers import _tls
from tests.live.servers.decoys_program.says_yes import KINDS

SOURCE = "Debian packages `nginx-light` and `apache2`, and a program of ours"
NEEDS: tuple[str, ...] = ("nginx-light", "apache2", *_tls.NEEDS)
_PROGRAM = Path(__file__).with_name("decoys_program") / "says_yes.py"
_PORTS = (80, 554, 2379, 5432, 5601, 5984, 6379, 8080, 8123, 9200, 11211, 27017)
_PAGE = """<!doctype html>
<title>Welcome</title>
<p>It works. elasticsearch "cluster_name" "version" {"number": "7.17.0"} MongoDB redis_version:7.0.0
"""
"""The words that a careless check would look for."""


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _site(place: Place) -> Path:
    root = place.work / "site"
    root.mkdir()
    (root / "index.html").write_text(_PAGE, "utf-8")
    return root


def _start_nginx(place: Place) -> Running:
    """Every path answers 200 with the page."""
    root = _site(place)
    listens = "".join(f"listen {place.address}:{port}; " for port in _PORTS)
    folders = "".join(f"{what}_temp_path {place.work}/{what}; " for what in ("fastcgi", "uwsgi", "scgi", "proxy"))
    file = place.work / "nginx.conf"
    file.write_text(
        f"daemon off; worker_processes 1; pid {place.work}/nginx.pid; error_log stderr;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; client_body_temp_path {place.work}/body; {folders}\n"
        f"server {{ {listens} root {root}; location / {{ try_files $uri /index.html; }} }} }}\n",
        "utf-8",
    )
    return run(place, ["nginx", "-c", file])


def _start_apache(place: Place) -> Running:
    """Only `/` answers 200, all else 404."""
    root = _site(place)
    modules = ("mpm_event", "authz_core", "dir")
    loads = [f"LoadModule {n}_module /usr/lib/apache2/modules/mod_{n}.so" for n in modules]
    lines = [
        "ServerName www.example.org",
        f"ServerRoot {place.work}",
        f"PidFile {place.work}/apache.pid",
        "ErrorLog /dev/stderr",
        "User www-data",
        "Group www-data",
        *loads,
        "DirectoryIndex index.html",
        f"DocumentRoot {root}",
        *(f"Listen {place.address}:{port}" for port in _PORTS),
    ]
    file = place.work / "apache.conf"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return run(place, ["apache2", "-DFOREGROUND", "-f", file])


def _start_yes(place: Place) -> Running:
    return run(place, [sys.executable, _PROGRAM, place.address])


def _start_yes_tls(place: Place) -> Running:
    return run(place, [sys.executable, _PROGRAM, place.address, *_tls.certificate(place)])


_WEB = dict.fromkeys(_PORTS, Expect("absent|unknown|decoy", ""))

_TOLD = {
    21: "ftp",
    389: "ldap",
    1883: "mqtt",
    3306: "mysql",
    5432: "postgresql",
    5984: "couchdb",
    6379: "redis",
    11211: "memcached",
    27017: "mongodb",
}
"""Those whose control tells what they are."""

_YES = {port: Expect("decoy", _TOLD[port]) if port in _TOLD else Expect("absent|unknown|decoy", "") for port in KINDS}
_YES_TLS = {port + 10_000: Expect("absent|unknown|decoy", "", tls=True) for port in KINDS}

SERVERS: tuple[Server, ...] = (
    Server("decoy-nginx", "127.77.90.1", _PORTS, _WEB, _start_nginx),
    Server("decoy-apache", "127.77.91.1", _PORTS, _WEB, _start_apache),
    Server("decoy-yes", "127.77.92.1", tuple(_YES), _YES, _start_yes),
    Server("decoy-yes-tls", "127.77.92.2", tuple(_YES_TLS), _YES_TLS, _start_yes_tls),
)
