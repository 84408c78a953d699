"""A Redis that keeps the sessions of a web shop: whoever reads a token is logged in."""

from functools import partial

from leftopen.lab import redis
from leftopen.lab.people import Town
from leftopen.lab.planted import Planted, one

FIELDS = {"email": one("contact.email"), "token": one("credential.token"), "ip": one("network.ip")}


def plant(town: Town) -> list[Planted]:
    """One open Redis."""
    sessions = [
        {
            "email": person.email,
            "token": town.token(),
            "ip": f"203.0.113.{town.number(1, 254)}",
            "visits": town.number(1, 90),
        }
        for person in town.people(80)
    ]
    content = {"0": {"session": sessions}}
    return [
        Planted("shop sessions", "127.81.0.40", 6379, partial(redis.serve, content=content), "redis", "open",
                {"session:*": FIELDS}, "shop"),
    ]  # fmt: skip
