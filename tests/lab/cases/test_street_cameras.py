from collections import Counter
from functools import partial

from leftopen.judge import naming
from leftopen.lab.cases.street_cameras import CAPTURE_FIELDS, OPERATOR, REGISTER_FIELDS, plant
from leftopen.lab.people import Town
from tests.lab.cases.truth import sound, stored


def test_they_are_sound_and_of_one_operator_by_evidence() -> None:
    planted = sound(plant)
    assert Counter(item.access for item in planted) == {"open": 2, "factory": 1, "locked": 2}
    assert {item.estate for item in planted} == {OPERATOR}
    assert len({item.address for item in planted}) == 1
    assert all(item.by_evidence for item in planted)


def test_the_people_in_the_streets_stand_in_the_register() -> None:
    captures, register = (item for item in plant(Town()) if item.fields)
    seen = {row["身份证号"] for row in stored(captures)["face_capture_2018"]}
    known = {row["身份证号"] for row in stored(register)["qs_city.people_register"]}
    assert len(seen) > 10
    assert seen <= known


def test_what_is_not_personal_is_in_the_records_too() -> None:
    captures, register = (item for item in plant(Town()) if item.fields)
    first = stored(captures)["face_capture_2018"][0]
    assert first.keys() - CAPTURE_FIELDS.keys() == {"抓拍时间", "摄像头编号", "摄像头名称"}
    assert stored(register)["qs_city.people_register"][0].keys() == REGISTER_FIELDS.keys()


def test_each_camera_carries_the_operators_word() -> None:
    cameras = [
        item.serve.keywords["camera"]
        for item in plant(Town())
        if isinstance(item.serve, partial) and "camera" in item.serve.keywords
    ]
    assert len(cameras) == 3
    assert {naming.chosen(camera.realm, camera.realm.split()[0]) for camera in cameras} == {OPERATOR}
    assert naming.distinctive(OPERATOR)
