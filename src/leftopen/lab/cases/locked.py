"""Locked twins of the open stores: they must be reported as locked, and never as exposed."""

from functools import partial

from leftopen.lab import elasticsearch, mongodb, redis
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import Planted

ADDRESS = "127.81.0.50"


def plant(town: Town) -> list[Planted]:
    """One of each kind, all of one operator by their address alone."""
    rows = [_row(person) for person in town.people(30)]
    content = {"": {"face_capture_2018": rows}}
    stored = {"yunling": {"women": rows}}
    twin = partial(Planted, address=ADDRESS, access="locked", estate="locked twins")
    return [
        twin("locked Elasticsearch", port=9200, protocol="elasticsearch",
             serve=partial(elasticsearch.serve, content=content, locked=True)),
        twin("locked MongoDB", port=27017, protocol="mongodb",
             serve=partial(mongodb.serve, content=stored, locked=True)),
        twin("locked Redis", port=6379, protocol="redis",
             serve=partial(redis.serve, content={"0": {"s": rows}}, locked=True)),
    ]  # fmt: skip


def _row(person: Person) -> dict[str, object]:
    return {"name": person.name, "phone": person.phone}
