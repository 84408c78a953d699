"""Servers of the lab at many addresses, for comparisons: two versions that ask the same stores in their own ways.

    python -m bench.stores COUNT

They stand where `bench.probe` has its services, protocol by protocol, hold the same invented people, are as open as
those, and answer whatever is asked until standard input ends. So a version that asks more gets more; answers of a
transcript serve only the version that recorded them.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

from bench.probe import services
from leftopen.lab import camera, elasticsearch, mongodb, redis, rtsp
from leftopen.lab.people import Person, Town

PEOPLE = 60
_SERVERS = {
    "elasticsearch": elasticsearch.serve,
    "mongodb": mongodb.serve,
    "redis": redis.serve,
    "rtsp": rtsp.serve,
    "camera": camera.serve,
}
_LOCKED = "camera"
_DATABASE = {"mongodb": "crm", "redis": "0"}

Records = Sequence[Mapping[str, Any]]


def collections(people: Sequence[Person]) -> dict[str, Records]:
    """People, what they ordered and when they were seen."""
    return {
        "customers": [
            {"name": one.name, "email": one.email, "phone": one.phone, "born": str(one.born), "address": one.address}
            for one in people
        ],
        "orders": [{"number": one.number, "total": one.number * 7 % 90, "to": one.latin} for one in people],
        "visits": [{"card": one.resident_id, "seen": f"2026-03-{one.number % 28 + 1:02d} 08:00:00"} for one in people],
    }


async def serve(count: int) -> None:
    """All of them."""
    stored = collections(Town(7).people(PEOPLE))
    async with AsyncExitStack() as stack:
        for name, target in services(count):
            kind = name.partition("-")[0]
            content = {_DATABASE.get(kind, ""): stored}
            start = _SERVERS[kind]
            await stack.enter_async_context(await start(target.address, target.port, content, locked=kind == _LOCKED))
        print("ready", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
