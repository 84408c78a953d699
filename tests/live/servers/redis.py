"""Redis of Debian: open, locked, protected, in TLS, with commands renamed away, with users who may do less, as the
replica of a cluster, with its keys in another database, with all people in one hash, and a Sentinel.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, call, run
from tests.live.halves import Half
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `redis-server`"
NEEDS: tuple[str, ...] = ("redis-server", "openssl")


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def start(place: Place, *options: str, acl: str = "", program: str | Path = "redis-server") -> Running:
    """A server with these options; `acl`: what its users may do, beside `app`, who may do all."""
    if acl:
        (place.work / "users.acl").write_text(f"{acl}\nuser app on >{PASSWORD} ~* &* +@all\n", "ascii")
        options = (*options, "--aclfile", str(place.work / "users.acl"))
    listens = ("--bind", place.address, "--port", "6379", "--dir", str(place.work), "--save", "")
    return run(place, [program, *listens, "--protected-mode", "no", *options])


def _start_tls(place: Place, asks: str = "no") -> Running:
    """`asks`: whether a certificate of the client is asked for."""
    return start(place, "--port", "0", "--tls-port", "6380", *_tls(place, asks))


def _tls(place: Place, asks: str = "no") -> list[str]:
    key, certificate = place.work / "key.pem", place.work / "certificate.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=redis.example.org"]
    call(place, [*new, "-keyout", key, "-out", certificate])
    files = {"cert": certificate, "key": key, "ca-cert": certificate}
    return ["--tls-auth-clients", asks, *(x for name, path in files.items() for x in (f"--tls-{name}-file", str(path)))]


def seed(place: Place, client: "Redis | None" = None) -> None:
    """One hash for each person: `user:0` and so on."""
    with client or Redis(place.address) as redis:
        for number, person in enumerate(place.people):
            redis.hset(f"user:{number}", mapping=dict(person))


def seed_as(place: Place, user: str) -> None:
    """The same, as this user."""
    seed(place, _as(place, user))


def state_as(place: Place, user: str) -> dict[str, int]:
    """The same, as this user sees it."""
    return state(place, _as(place, user))


def _as(place: Place, user: str) -> Redis:
    return Redis(place.address, username=user, password=PASSWORD)


def _seed_tls(place: Place) -> None:
    seed(place, _in_tls(place))


def _in_tls(place: Place) -> Redis:
    return Redis(place.address, 6380, ssl=True, ssl_cert_reqs="none")


def state(place: Place, client: "Redis | None" = None) -> dict[str, int]:
    """Calls of commands that write or administer, and changes of keys."""
    with client or Redis(place.address) as redis:
        calls = redis.info("commandstats")
        changing = {*redis.acl_cat("write"), *redis.acl_cat("admin")}
        counts = {name: said["calls"] for name, said in calls.items() if name.removeprefix("cmdstat_") in changing}
        return counts | {"changes": redis.info("persistence")["rdb_changes_since_last_save"]}


def _seed_second(place: Place) -> None:
    """In database 1, while 0 is empty."""
    seed(place, Redis(place.address, db=1, username="app", password=PASSWORD))


def _seed_hash(place: Place) -> None:
    """Fifteen times as many people, in one hash of half a megabyte, and a hash with a large field beside small ones."""
    with Redis(place.address) as redis:
        for turn in range(15):
            people = {f"{turn}-{number}": json.dumps(person) for number, person in enumerate(place.people)}
            redis.hset("people", mapping=people)
        redis.rpush("queue", *(json.dumps(person) for person in place.people))


def _seed_texts(place: Place) -> None:
    """A text of JSON for each person."""
    with _as(place, "app") as redis:
        redis.mset({f"user:{number}": json.dumps(person) for number, person in enumerate(place.people)})


def _start_renamed(place: Place) -> Running:
    names = ("INFO", "SCAN", "KEYS", "TYPE", "HSCAN")
    return start(place, *(part for name in names for part in ("--rename-command", name, "")))


def _start_replica(place: Place) -> Running:
    """A cluster of one primary (6379), which has all slots, and of its replica (6380)."""
    options = f"--cluster-enabled yes --cluster-announce-ip {place.address} --save '' --protected-mode no"
    servers = [
        f"redis-server --bind {place.address} --port {port} --dir '{place.work}' {options} "
        f"--cluster-config-file nodes-{port}.conf --dbfilename {port}.rdb"
        for port in (6379, 6380)
    ]
    return run(place, ["/bin/sh", "-c", f"{servers[1]} & exec {servers[0]}"])


def _seed_replica(place: Place) -> None:
    with Redis(place.address) as primary, Redis(place.address, 6380) as replica:
        primary.execute_command("CLUSTER ADDSLOTSRANGE", 0, 16383)
        primary.execute_command("CLUSTER MEET", place.address, 6380)
        name = primary.execute_command("CLUSTER MYID")
        _until(lambda: primary.execute_command("CLUSTER INFO")["cluster_state"] == "ok")
        _until(lambda: bool(replica.execute_command("CLUSTER REPLICATE", name)))
        seed(place)
        _until(lambda: replica.dbsize() == len(place.people))


def _until(done: Callable[[], object]) -> None:
    """Waits for what the nodes of a cluster settle among themselves."""
    for _ in range(300):
        with suppress(RedisError):
            if done():
                return
        time.sleep(0.1)
    raise LabError("the nodes of the cluster did not come together")


def _start_sentinel(place: Place, more: str = "") -> Running:
    file = place.work / "sentinel.conf"
    file.write_text(
        f"bind {place.address}\nport 26379\ndir {place.work}\nprotected-mode no\n"
        f"sentinel monitor people 192.0.2.1 6379 2\n{more}\n",
        "ascii",
    )
    return run(place, ["redis-server", file, "--sentinel"])


_OPEN = Expect("open", "redis", "Redis", "7.", records=200, collection="user:*", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "redis")
"""Its refusal does not say which of the products that speak this protocol it is."""

SERVERS: tuple[Server, ...] = (
    Server("redis-open", "127.77.1.1", (6379,), {6379: _OPEN}, start, seed, state=state),
    Server(
        "redis-locked",
        "127.77.1.2",
        (6379,),
        {6379: _LOCKED},
        lambda place: start(place, "--requirepass", PASSWORD),
        partial(seed_as, user="default"),
        state=partial(state_as, user="default"),
    ),
    # Protected mode lets 127.0.0.1 in, which is where a connection to 127.77.1.3 comes from unless it says otherwise.
    Server(
        "redis-protected",
        "127.77.1.3",
        (6379,),
        {6379: Expect("locked", "redis", source="127.0.0.2")},
        lambda place: start(place, "--protected-mode", "yes"),
        seed,
        state=state,
    ),
    Server(
        "redis-acl",
        "127.77.1.4",
        (6379,),
        {6379: _LOCKED},
        lambda place: start(place, acl="user default off"),
        partial(seed_as, user="app"),
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-tls",
        "127.77.1.5",
        (6380,),
        {6380: replace(_OPEN, tls=True)},
        _start_tls,
        _seed_tls,
        state=lambda place: state(place, _in_tls(place)),
    ),
    Server(
        "redis-tls-asking",
        "127.77.1.17",
        (6380,),
        {6380: replace(_OPEN, tls=True)},
        partial(_start_tls, asks="optional"),
        _seed_tls,
    ),
    Server(
        "redis-limited",
        "127.77.1.6",
        (6379,),
        {6379: Expect("metadata", "redis", product="Redis", version="7.")},
        lambda place: start(place, acl="user default on nopass ~* &* -@all +ping +info +hello"),
        partial(seed_as, user="app"),
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-second",
        "127.77.1.7",
        (6379,),
        {6379: replace(_OPEN, product=None, version=None, collection="db1/user:*")},
        lambda place: start(place, acl="user default on nopass ~* +@read +@connection -@dangerous"),
        _seed_second,
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-hash",
        "127.77.1.8",
        (6379,),
        {6379: replace(_OPEN, records=3000, collection="people")},
        start,
        _seed_hash,
        state=state,
    ),
    Server(
        "redis-renamed",
        "127.77.1.9",
        (6379,),
        {6379: replace(_OPEN, product=None, version=None, records=None)},
        _start_renamed,
        seed,
    ),
    Server(
        "redis-replica",
        "127.77.1.10",
        (6380, 6379),
        {6380: _OPEN, 6379: _OPEN},
        _start_replica,
        _seed_replica,
        state=lambda place: state(place, Redis(place.address, 6380)),
    ),
    Server(
        "redis-known-keys",
        "127.77.1.11",
        (6379,),
        {6379: Expect("unknown", "redis")},
        lambda place: start(place, acl="user default on nopass ~* -@all +ping +get"),
        partial(seed_as, user="app"),
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-barred",
        "127.77.1.12",
        (6379,),
        {6379: _LOCKED},
        lambda place: start(place, acl="user default on nopass ~* -@all +ping"),
        partial(seed_as, user="app"),
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-few",
        "127.77.1.14",
        (6379,),
        {6379: replace(_OPEN, product=None, version=None)},
        lambda place: start(place, acl="user default on nopass ~* -@all +ping +scan +hgetall"),
        partial(seed_as, user="app"),
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-some-keys",
        "127.77.1.16",
        (6379,),
        {6379: replace(_OPEN, product=None, version=None)},
        lambda place: start(place, acl="user default on nopass ~user:1* +@read +ping +client"),
        partial(seed_as, user="app"),
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-texts",
        "127.77.1.15",
        (6379,),
        {6379: replace(_OPEN, product=None, version=None)},
        lambda place: start(place, acl="user default on nopass ~* -@all +ping +scan +mget"),
        _seed_texts,
        state=partial(state_as, user="app"),
    ),
    Server(
        "redis-sentinel",
        "127.77.1.13",
        (26379,),
        {26379: Expect("metadata", "redis", product="Redis", version="7.")},
        _start_sentinel,
    ),
)

PASSWORD_SET = restarted(lambda place, word: start(place, f"--{word}", PASSWORD))
USERS_SET = restarted(lambda place, _, word: start(place, acl=word))
_SENTINEL_SET = restarted(lambda place, word: _start_sentinel(place, f"{word} {PASSWORD}"))

SHUT = (
    Shut("redis-open", ("aclfile", "user default off"), USERS_SET),
    Shut("redis-renamed", ("requirepass",), PASSWORD_SET),
    Shut("redis-sentinel", ("requirepass",), _SENTINEL_SET),
)


def _kept(*options: str, acl: str = "") -> Callable[[Place], Callable[[], Running]]:
    """Starts it anew with these options, and with what was in it."""

    def apply(place: Place) -> Callable[[], Running]:
        with Redis(place.address) as redis:
            redis.save()
        return lambda: start(place, *options, acl=acl)

    return apply


def _in_tls_now(place: Place) -> Callable[[], Running]:
    return _kept("--port", "0", "--tls-port", "6379", *_tls(place))(place)


_open = partial(Half, "redis-open", ())
HALF = (
    _open(_kept("--port", "7777"), listens=False, state="unclear", does="moved", ports=(7777,), says="at port 7777"),
    _open(_kept("--port", "7777"), listens=False, does="moved out of the scope", says="names no other port"),
    _open(_kept("--port", "6390", "--requirepass", PASSWORD), listens=False, does="moved and locked", ports=(6390,)),
    _open(_in_tls_now, state="open", does="TLS without a login"),
    _open(_kept(acl="user default on nopass ~user:1* +@read +ping +client"), state="open", does="fewer keys"),
    _open(_kept(acl="user default on nopass ~* -@all +ping +get +hgetall"), state="unclear", does="no lists"),
)
