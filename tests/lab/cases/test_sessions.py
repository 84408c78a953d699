from leftopen.lab.cases.sessions import FIELDS, plant
from leftopen.lab.people import Town
from tests.lab.cases.truth import sound, stored


def test_it_is_sound() -> None:
    (item,) = sound(plant)
    assert (item.protocol, item.access) == ("redis", "open")


def test_each_session_has_a_token_of_its_own() -> None:
    (item,) = plant(Town())
    sessions = stored(item)["session:*"]
    assert len({row["token"] for row in sessions}) == len({row["email"] for row in sessions}) == len(sessions)
    assert sessions[0].keys() - FIELDS.keys() == {"visits"}
