import json
import socket
from collections.abc import Callable
from functools import partial

import pytest

from leftopen.lab.memcached import serve
from leftopen.lab.server import PASSWORD, USER, Content
from leftopen.probes.memcached import SPEC, probe
from leftopen.wire.memcached import DENIED
from tests.lab.serving import asking, server

PEOPLE = [
    {"name": "王丹", "phone": "13800138000"},
    {"name": "Ana Ruiz", "phone": "+34 600 000 001"},
    {"name": "Noah Stone", "phone": "+1 202 555 0143"},
]
CONTENT: Content = {"": {"user": PEOPLE, "order": [{"number": 1, "to": {"city": "Lugo"}}]}}

serving, asked = server(serve, CONTENT), asking(probe)


def said(*lines: bytes, port: int) -> list[bytes]:
    """The lines of all answers until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=240) as connection:
        connection.sendall(b"".join(line + b"\r\n" for line in (*lines, b"quit")))
        return b"".join(iter(partial(connection.recv, 65_536), b"")).splitlines()


def test_the_probe_reads_it_and_says_only_what_it_declared() -> None:
    result, heard = serving(asked)
    assert (result["access"], result["product"], result["version"]) == ("open", "Memcached", "1.6.18")
    assert [(store["name"], store["records"], store["sampled"]) for store in result["stores"]] == [
        ("user:*", 3, 2),
        ("order:*", 1, 1),
    ]
    assert set(heard) <= SPEC.verbs
    assert not set(heard) & DENIED


def test_databases_are_a_part_of_the_keys() -> None:
    result, _ = serving(asked, {"shop": {"user": PEOPLE}, "": {"order": [{"number": 1}]}})
    assert [store["name"] for store in result["stores"]] == ["shop/user:*", "order:*"]


def test_its_items_are_dated_after_its_start() -> None:
    used, start = serving(asked)[0]["stores"][0]["times"]
    assert start[2] < used[2] == used[3]


def test_locked_and_empty() -> None:
    assert serving(asked, locked=True)[0]["access"] == "locked"
    assert serving(asked, {"": {}})[0]["access"] == "empty"


def test_a_plain_client_reads_it() -> None:
    lines, _ = serving(saying(b"get user:1 none order:1", b"mg user:2 k s v u", b"mg user:2 s", b"mg none v"))
    assert json.loads(lines[1]) == PEOPLE[0]
    assert [lines[0].split()[:2], lines[2].split()[:2], lines[4]] == [
        [b"VALUE", b"user:1"],
        [b"VALUE", b"order:1"],
        b"END",
    ]
    size = len(lines[6])
    assert lines[5:] == [b"VA %d kuser:2 s%d" % (size, size), lines[6], b"HD s%d" % size, b"EN"]


def saying(*lines: bytes) -> Callable[[int], list[bytes]]:
    return lambda port: said(*lines, port=port)


def test_dumps_by_class() -> None:
    lines, _ = serving(saying(b"stats items", b"stats cachedump 5 2", b"stats cachedump 6 2"))
    assert lines[:2] == [b"STAT items:5:number 4", b"END"]
    assert [line.split()[1] for line in lines[2:4]] == [b"user:1", b"user:2"]
    assert lines[4:] == [b"END", b"END"]


def test_a_client_needs_the_login() -> None:
    words = f"{USER} {PASSWORD}".encode()
    lines, _ = serving(saying(b"version", b"set a 0 0 5", b"wrong", b"get user:1"), locked=True)
    assert lines == [b"CLIENT_ERROR unauthenticated"] * 3
    lines, _ = serving(saying(b"set a 0 0 %d" % len(words), words, b"version"), locked=True)
    assert lines == [b"STORED", b"VERSION 1.6.18"]


@pytest.mark.parametrize("line", [b"flush_all", b"touch user:1 1", b"delete user:1", b"nonsense", b"get", b""])
def test_writing_is_refused(line: bytes) -> None:
    assert serving(saying(line))[0] == [b"ERROR"]


def test_a_value_is_not_stored() -> None:
    assert serving(saying(b"set user:9 0 0 1", b"x", b"get user:9"))[0] == [b"ERROR", b"END"]
