"""Redis of Debian in six states: what an anonymous reader gets depends on the configuration alone."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from redis import Redis

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.people import PEOPLE_LABELS

SOURCE = "Debian package `redis-server`"
NEEDS: tuple[str, ...] = ("redis-server", "openssl")


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, *options: str, acl: str = "") -> Running:
    if acl:
        (place.work / "users.acl").write_text(f"{acl}\nuser app on >{PASSWORD} ~* &* +@all\n", "ascii")
        options = (*options, "--aclfile", str(place.work / "users.acl"))
    listens = ("--bind", place.address, "--port", "6379", "--dir", str(place.work), "--save", "")
    return run(place, ["redis-server", *listens, "--protected-mode", "no", *options])


def _start_tls(place: Place) -> Running:
    key, certificate = place.work / "key.pem", place.work / "certificate.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=redis.example.org"]
    call(place, [*new, "-keyout", key, "-out", certificate])
    files = {"cert": certificate, "key": key, "ca-cert": certificate}
    tls = [part for name, path in files.items() for part in (f"--tls-{name}-file", str(path))]
    return _start(place, "--port", "0", "--tls-port", "6380", "--tls-auth-clients", "no", *tls)


def _seed(place: Place, client: "Redis | None" = None) -> None:
    """One hash for each person: `user:0` and so on."""
    with client or Redis(place.address) as redis:
        for number, person in enumerate(place.people):
            redis.hset(f"user:{number}", mapping=dict(person))


def _seed_as(place: Place, user: str) -> None:
    _seed(place, _as(place, user))


def _state_as(place: Place, user: str) -> dict[str, int]:
    return _state(place, _as(place, user))


def _as(place: Place, user: str) -> Redis:
    return Redis(place.address, username=user, password=PASSWORD)


def _seed_tls(place: Place) -> None:
    _seed(place, _in_tls(place))


def _in_tls(place: Place) -> Redis:
    return Redis(place.address, 6380, ssl=True, ssl_cert_reqs="none")


def _state(place: Place, client: "Redis | None" = None) -> dict[str, int]:
    """Calls of commands that write or administer, and changes of keys."""
    with client or Redis(place.address) as redis:
        calls = redis.info("commandstats")
        changing = {*redis.acl_cat("write"), *redis.acl_cat("admin")}
        counts = {name: said["calls"] for name, said in calls.items() if name.removeprefix("cmdstat_") in changing}
        return counts | {"changes": redis.info("persistence")["rdb_changes_since_last_save"]}


_OPEN = Expect("open", "redis", "Redis", "7.", records=200, collection="user:*", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "redis")
"""Its refusal does not say which of the products that speak this protocol it is."""

SERVERS: tuple[Server, ...] = (
    Server("redis-open", "127.77.1.1", (6379,), {6379: _OPEN}, _start, _seed, state=_state),
    Server(
        "redis-locked",
        "127.77.1.2",
        (6379,),
        {6379: _LOCKED},
        lambda place: _start(place, "--requirepass", PASSWORD),
        partial(_seed_as, user="default"),
        state=partial(_state_as, user="default"),
    ),
    # Protected mode lets 127.0.0.1 in, which is where a connection to 127.77.1.3 comes from unless it says otherwise.
    Server(
        "redis-protected",
        "127.77.1.3",
        (6379,),
        {6379: Expect("locked", "redis", source="127.0.0.2")},
        lambda place: _start(place, "--protected-mode", "yes"),
        _seed,
        state=_state,
    ),
    Server(
        "redis-acl",
        "127.77.1.4",
        (6379,),
        {6379: _LOCKED},
        lambda place: _start(place, acl="user default off"),
        partial(_seed_as, user="app"),
        state=partial(_state_as, user="app"),
    ),
    Server(
        "redis-tls",
        "127.77.1.5",
        (6380,),
        {6380: replace(_OPEN, tls=True)},
        _start_tls,
        _seed_tls,
        state=lambda place: _state(place, _in_tls(place)),
    ),
    Server(
        "redis-limited",
        "127.77.1.6",
        (6379,),
        {6379: Expect("metadata", "redis", product="Redis", version="7.")},
        lambda place: _start(place, acl="user default on nopass ~* &* -@all +ping +info +hello"),
        partial(_seed_as, user="app"),
        state=partial(_state_as, user="app"),
    ),
)
