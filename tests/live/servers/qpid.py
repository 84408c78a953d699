"""Qpid Broker-J 9.2: a port that takes sessions without a login, also at an odd port, and one that asks for one."""

import json
from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.servers import _jvm

SOURCE = "Java archives 9.2.0, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("qpid-9.2", "qpid", "9.2.0")
PORT = 5672


def get(home: Path) -> str | None:
    """Fetch the broker."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, port: int = PORT, *, login: bool = False) -> Running:
    """One port of AMQP 0-9-1 with one virtual host in memory."""
    people = {"name": "people", "type": "Plain", "users": [{"name": "app", "type": "managed", "password": PASSWORD}]}
    listens = {
        "name": "AMQP",
        "port": port,
        "bindingAddress": place.address,
        "authenticationProvider": "people",
        "protocols": ["AMQP_0_9_1"],
        "virtualhostaliases": [{"name": "default", "type": "defaultAlias"}],
    }
    host = {"name": "default", "type": "Memory", "defaultVirtualHostNode": "true"}
    broker = {
        "name": place.name,
        "modelVersion": "9.0",
        "authenticationproviders": [people if login else {"name": "people", "type": "Anonymous"}],
        "ports": [listens],
        "virtualhostnodes": [host | {"virtualHostInitialConfiguration": json.dumps({"type": "Memory"})}],
    }
    said = place.work / "broker.json"
    said.write_text(json.dumps(broker), "ascii")
    classpath = [_KIT.path(place.home) / "lib" / "*"]
    work = f"qpid.work_dir={place.work / 'data'}"
    return run(place, _jvm.java(place, 128, classpath, "org.apache.qpid.server.Main", "-prop", work, "-icp", said))


_expect = partial(Expect, protocol="amqp", product="Apache Qpid Broker-J Core", version="9.2.0")
_server = partial(Server, ports=(PORT,), memory=160)

SERVERS: tuple[Server, ...] = (
    _server("qpid-open", "127.77.157.1", expect={PORT: _expect("metadata")}, start=_start),
    _server("qpid-locked", "127.77.157.2", expect={PORT: _expect("locked")}, start=partial(_start, login=True)),
    _server(
        "qpid-odd", "127.77.157.3", ports=(7002,), expect={7002: _expect("metadata")}, start=partial(_start, port=7002)
    ),
)
