"""Stores without a password and without data: an open door to an empty room."""

from functools import partial

from leftopen.lab import elasticsearch, mongodb
from leftopen.lab.people import Town
from leftopen.lab.planted import Planted


def plant(town: Town) -> list[Planted]:
    """An empty Elasticsearch and an empty MongoDB."""
    del town
    return [
        Planted("empty Elasticsearch", "127.81.0.70", 9200, partial(elasticsearch.serve, content={"": {}}),
                "elasticsearch", "empty"),
        Planted("empty MongoDB", "127.81.0.71", 27017, partial(mongodb.serve, content={}), "mongodb", "empty"),
    ]  # fmt: skip
