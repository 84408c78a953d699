"""HDFS of Hadoop 3.4, over WebHDFS: open, empty, and with folders that only their owner may list.

A name node and a data node in one process, without the pages of either, which are not published. Kerberos, which alone
makes WebHDFS ask for a login, is not set up here: what such a server says stands in a transcript.
"""

import csv
import io
import json
import socket
import urllib.request
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from xml.sax.saxutils import escape

from tests.live.frame import Expect, Place, Running, Server, run
from tests.live.servers import _jvm

SOURCE = "Java archives 3.4.1, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("hdfs-3.4", "hdfs", "3.4.1", sources=("HdfsServer",))
PORT, CALLS, DATA_HTTP, DATA, DATA_CALLS = 9870, 8020, 9864, 9866, 9867
_FILES = {"/data/crm/people.csv": 200, "/data/crm/old/people-2023.csv": 20, "/data/hr/staff.csv": 30}
"""Each with the people in it."""


def get(home: Path) -> str | None:
    """Fetch the server and build the launcher."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, *, guarded: bool = False) -> Running:
    """`guarded`: permissions are kept, and the owner of the root is the one who may list it."""
    (place.work / "hosts").write_text(f"{place.address} localhost {socket.gethostname()}\n", "ascii")
    settings = {
        "fs.defaultFS": f"hdfs://{place.address}:{CALLS}",
        "hadoop.tmp.dir": f"{place.work}/hadoop",
        "dfs.namenode.rpc-address": f"{place.address}:{CALLS}",
        "dfs.namenode.http-address": f"{place.address}:{PORT}",
        "dfs.namenode.name.dir": f"file://{place.work}/names",
        "dfs.namenode.handler.count": "4",
        "dfs.namenode.datanode.registration.ip-hostname-check": "false",
        "dfs.namenode.safemode.extension": "0",
        "dfs.datanode.data.dir": f"{place.work}/blocks",
        "dfs.datanode.address": f"{place.address}:{DATA}",
        "dfs.datanode.http.address": f"{place.address}:{DATA_HTTP}",
        "dfs.datanode.ipc.address": f"{place.address}:{DATA_CALLS}",
        "dfs.datanode.hostname": place.address,
        "dfs.datanode.use.datanode.hostname": "true",
        "dfs.client.use.datanode.hostname": "true",
        "dfs.replication": "1",
        "dfs.permissions.enabled": str(guarded).lower(),
    }
    pairs = (
        f"<property><name>{name}</name><value>{escape(value)}</value></property>" for name, value in settings.items()
    )
    file = place.work / "settings.xml"
    file.write_text(f"<configuration>{''.join(pairs)}</configuration>\n", "ascii")
    path = _KIT.path(place.home)
    pages = place.work / "pages"  # where its own would be; it does not start without the folders
    for name in ("hdfs", "datanode"):
        (pages / "webapps" / name).mkdir(parents=True)
    quiet = place.work / "log4j.properties"
    quiet.write_text("log4j.rootLogger=ERROR,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\n"
                     "log4j.appender.console.layout=org.apache.log4j.SimpleLayout\n", "ascii")  # fmt: skip
    properties = {"log4j.configuration": f"file:{quiet}", "jdk.net.hosts.file": str(place.work / "hosts")}
    classpath = [path / "built" / "HdfsServer.jar", pages, path / "lib" / "*"]
    started = _jvm.java(place, 256, classpath, "HdfsServer", file, **properties)
    return run(place, [started[0], *_jvm.OPENS, *started[1:]])


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)


def _ask(place: Place, path: str, operation: str, method: str = "GET", **query: str) -> Any:
    """What an operation answers to the owner of the server."""
    who = "&".join(f"{key}={value}" for key, value in {"op": operation, "user.name": "root", **query}.items())
    request = urllib.request.Request(f"http://{place.address}:{PORT}/webhdfs/v1{path}?{who}", method=method)
    with _OPENER.open(request, timeout=120) as answer:
        return json.load(answer)


def _write(place: Place, path: str, data: bytes) -> None:
    """Writes a file where the name node says that it goes."""
    asked = f"http://{place.address}:{PORT}/webhdfs/v1{path}?op=CREATE&user.name=root"
    try:
        with _OPENER.open(urllib.request.Request(asked, method="PUT"), timeout=120):
            return
    except HTTPError as error:
        if error.code != 307:
            raise
        there = error.headers["Location"]
    with _OPENER.open(urllib.request.Request(there, data, method="PUT"), timeout=120):
        pass


def _seed(place: Place, *, mode: str = "") -> None:
    """Three files of people, and an empty folder; `mode`: who may do what to the root."""
    for path, many in _FILES.items():
        text = io.StringIO()
        rows = csv.DictWriter(text, list(place.people[0]))
        rows.writeheader()
        rows.writerows(place.people[:many])
        _write(place, path, text.getvalue().encode())
    _ask(place, "/user/app", "MKDIRS", "PUT")
    if mode:
        for path in ("/user", "/data", "/"):
            _set(place, path, mode)


def _set(place: Place, path: str, mode: str) -> None:
    asked = f"http://{place.address}:{PORT}/webhdfs/v1{path}?op=SETPERMISSION&permission={mode}&user.name=root"
    with _OPENER.open(urllib.request.Request(asked, method="PUT"), timeout=120):
        pass


def _ready(place: Place) -> bool:
    """It refuses what is written until the data node is there."""
    try:
        told = _ask(place, "/", "GETCONTENTSUMMARY")
        with _OPENER.open(
            f"http://{place.address}:{PORT}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystem", timeout=5
        ) as said:
            live = json.load(said)["beans"][0]["NumLiveDataNodes"]
    except (OSError, LookupError):
        return False
    return "ContentSummary" in told and live == 1


def _state(place: Place) -> Mapping[str, int]:
    """Files, folders and bytes."""
    told = _ask(place, "/", "GETCONTENTSUMMARY")["ContentSummary"]
    return {key: told[key] for key in ("fileCount", "directoryCount", "length")}


_expect = partial(Expect, protocol="hdfs", product="Hadoop HDFS")
_PORTS = (PORT, CALLS, DATA_HTTP, DATA, DATA_CALLS)
_server = partial(Server, ports=_PORTS, memory=250, ready=_ready, state=_state)

SERVERS: tuple[Server, ...] = (
    _server(
        "hdfs-open",
        "127.77.173.1",
        expect={PORT: _expect("open", records=1, collection="/data/crm")},
        start=_start,
        seed=_seed,
    ),
    _server("hdfs-empty", "127.77.173.2", expect={PORT: _expect("empty")}, start=_start),
    _server(
        "hdfs-guarded",
        "127.77.173.3",
        expect={PORT: _expect("unknown")},
        start=partial(_start, guarded=True),
        seed=partial(_seed, mode="700"),
    ),
)
