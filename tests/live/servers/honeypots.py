"""Honeypots that are in wide use, as their makers set them up: servers of many protocols of the package `honeypots`
(qeeqbox), OpenCanary, and ElasticPot. Nothing is in them, and none of them may be called open.

ElasticPot listens on every address of its host, and so runs in a network of its own, out of which nothing goes.
"""

import json
import sys
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run, venv

SOURCE = "Python packages `honeypots` 0.66, `opencanary` 0.9.10 and `elasticpot` 2.0.3"
NEEDS: tuple[str, ...] = ()
_TRAPS = Path(__file__).with_name("honeypots_program") / "traps.py"
_APART = Path(__file__).with_name("milvus_program") / "apart.py"
_CANARY_PORTS = {"ftp": 2121, "http": 8080, "mysql": 3306, "redis": 6379, "mssql": 1433, "mongodb": 27017}
_OTHERS = "git ssh telnet vnc sip snmp rdp ntp tftp smb portscan https llmnr tcpbanner httpproxy"


def get(home: Path) -> str | None:
    """Each of the three in an environment of its own: they want other releases of the same libraries."""
    wanted = {"honeypots": "honeypots==0.66", "opencanary": "opencanary==0.9.10", "elasticpot": "elasticpot==2.0.3"}
    return next((why for name, package in wanted.items() if (why := venv(home, name, [package]))), None)


def _python(place: Place, name: str) -> Path:
    return place.home / "venv" / name / "bin" / "python"


def _start_traps(place: Place) -> Running:
    named = [f"{name}={port}" for port, (name, _) in _QEEQBOX.items()]
    return run(place, [_python(place, "honeypots"), _TRAPS, place.address, *named], env={"HOME": str(place.work)})


def _start_canary(place: Place) -> Running:
    handler = {"class": "logging.FileHandler", "filename": str(place.work / "canary.log")}
    logger = {"class": "PyLogger", "kwargs": {"formatters": {}, "handlers": {"file": handler}}}
    settings: dict[str, object] = {"device.node_id": "lab", "device.listen_addr": place.address, "logger": logger}
    settings |= {"ftp.banner": "FTP server ready", "http.banner": "Apache/2.2.22 (Ubuntu)", "http.skin": "nasLogin"}
    settings |= {"mysql.banner": "5.5.43-0ubuntu0.14.04.1", "mssql.version": "2012", "ip.ignorelist": []}
    settings |= {f"{name}.enabled": False for name in _OTHERS.split()}
    for name, port in _CANARY_PORTS.items():
        settings |= {f"{name}.enabled": True, f"{name}.port": port}
    (place.work / "opencanary.conf").write_text(json.dumps(settings), "utf-8")
    bin_ = _python(place, "opencanary").parent
    return run(place, [bin_ / "twistd", "-n", "--pidfile=", "-y", bin_ / "opencanary.tac"])


def _start_elasticpot(place: Place) -> Running:
    """With nowhere to ask for its public address, which it wants to know first."""
    program = _python(place, "elasticpot").with_name("elasticpot")
    scaffold = [program, "-w", place.work, "init"]
    settings = "[honeypot]\npublic_ip_url = http://127.0.0.1:9/\n"
    made = f"{' '.join(map(str, scaffold))} && printf '{settings!s}' > {place.work}/etc/honeypot.cfg"
    apart = [sys.executable, _APART, place.address, "9200", program, "-w", place.work, "run", "-p", "9200"]
    return run(place, ["sh", "-c", f"{made} && exec {' '.join(map(str, apart))}"])


_ANY = "absent|unknown|locked|decoy"
_QEEQBOX = {
    389: ("QLDAPServer", ""),
    445: ("QSMBServer", "smb"),
    1433: ("QMSSQLServer", ""),
    2121: ("QFTPServer", "ftp"),
    3306: ("QMysqlServer", ""),
    5432: ("QPostgresServer", ""),
    6379: ("QRedisServer", ""),
    8080: ("QHTTPServer", ""),
    9200: ("QElasticServer", "elasticsearch"),
    11211: ("QMemcacheServer", ""),
}
"""Ports, the server at each, and the protocol that is told of it, where one is."""

_IN_TLS = 9200
_CANARY = {
    1433: Expect(_ANY, ""),
    2121: Expect("locked", "ftp"),
    3306: Expect(_ANY, ""),
    6379: Expect("locked", "redis"),
    8080: Expect(_ANY, ""),
    27017: Expect("locked", "mongodb"),
}

SERVERS: tuple[Server, ...] = (
    Server(
        "trap-qeeqbox",
        "127.77.181.1",
        tuple(_QEEQBOX),
        {port: Expect("locked" if told else _ANY, told, tls=port == _IN_TLS) for port, (_, told) in _QEEQBOX.items()},
        _start_traps,
        memory=500,
    ),
    Server("trap-opencanary", "127.77.182.1", tuple(_CANARY), _CANARY, _start_canary, memory=120),
    Server(
        "trap-elasticpot",
        "127.77.183.1",
        (9200,),
        {9200: Expect("decoy", "elasticsearch", "Elasticsearch", "1.4.1")},
        _start_elasticpot,
        memory=120,
    ),
)
