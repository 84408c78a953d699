"""What the servers that speak MongoDB's protocol are filled with."""

from typing import Any

from pymongo import MongoClient

from tests.live.frame import PASSWORD, Place
from tests.live.people import FACE_LABELS, PEOPLE_LABELS, faces

LABELS = PEOPLE_LABELS | FACE_LABELS


def seed(place: Place) -> None:
    """The people in `crm.customers`, their face captures in `face.captures`."""
    _fill(place, MongoClient(place.address, 27017, serverSelectionTimeoutMS=5000))


def seed_locked(place: Place) -> None:
    """The same, with the lab's login."""
    _fill(place, MongoClient(place.address, 27017, username="app", password=PASSWORD, serverSelectionTimeoutMS=5000))


def _fill(place: Place, client: MongoClient[dict[str, Any]]) -> None:
    with client:
        client["crm"]["customers"].insert_many([dict(person) for person in place.people])
        client["face"]["captures"].insert_many(faces(place.people))
