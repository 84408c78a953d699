"""What the servers that speak MongoDB's protocol are filled with."""

from typing import Any

from pymongo import MongoClient

from tests.live.frame import PASSWORD, Place
from tests.live.people import FACE_LABELS, PEOPLE_LABELS, faces

LABELS = PEOPLE_LABELS | FACE_LABELS


def state(place: Place) -> dict[str, int]:
    """Records of each collection of each database."""
    return _counts(_client(place))


def state_locked(place: Place) -> dict[str, int]:
    """The same, with the lab's login."""
    return _counts(_client(place, login=True))


def _client(place: Place, login: bool = False) -> MongoClient[dict[str, Any]]:
    user, password = ("app", PASSWORD) if login else (None, None)
    return MongoClient(place.address, 27017, serverSelectionTimeoutMS=5000, username=user, password=password)


def _counts(client: MongoClient[dict[str, Any]]) -> dict[str, int]:
    with client:
        return {
            f"{base}.{name}": client[base][name].count_documents({})
            for base in client.list_database_names()
            for name in client[base].list_collection_names()
        }


def seed(place: Place) -> None:
    """The people in `crm.customers`, their face captures in `face.captures`."""
    _fill(place, _client(place))


def seed_locked(place: Place) -> None:
    """The same, with the lab's login."""
    _fill(place, _client(place, login=True))


def _fill(place: Place, client: MongoClient[dict[str, Any]]) -> None:
    with client:
        client["crm"]["customers"].insert_many([dict(person) for person in place.people])
        client["face"]["captures"].insert_many(faces(place.people))
