"""Behind one address: face captures of people in the streets, the register that they are matched with, and cameras."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from leftopen.lab import camera, mongodb, rtsp
from leftopen.lab.elasticsearch import Elasticsearch, Index, listen_node
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import NORTHPORT, Planted, one

ADDRESS = "127.81.0.10"
OPERATOR = "qingshan-vision"
PARTIES = frozenset({("operator", OPERATOR), ("hoster", NORTHPORT.name), ("vendor", "Hikvision"), ("vendor", "Tiandy")})
PEOPLE, CAPTURES = 48, 400
FIRST, LAST = dt.datetime(2018, 12, 11, 3, 22, 10, tzinfo=dt.UTC), dt.datetime(2026, 11, 22, 23, 59, tzinfo=dt.UTC)

CAPTURE_FIELDS = {
    "人脸图片": one("biometric.face_image"),
    "人脸特征": one("biometric.face_embedding"),
    "戴帽": one("biometric.face_attribute"),
    "胡子": one("biometric.face_attribute"),
    "戴眼镜": one("biometric.face_attribute"),
    "民族": one("special.ethnicity"),
    "身份证号": one("id.cn.resident"),
    "经度": one("location.coordinates", "location.trace"),
    "纬度": one("location.coordinates", "location.trace"),
}
REGISTER_FIELDS = {
    "姓名": one("person.name"),
    "性别": one("person.gender"),
    "出生日期": one("person.birth_date"),
    "民族": one("special.ethnicity"),
    "身份证号": one("id.cn.resident"),
    "手机号": one("contact.phone"),
    "住址": one("contact.address"),
}


def plant(town: Town) -> list[Planted]:
    """Five services of one operator."""
    people = town.people(PEOPLE)
    captures = [_capture(town, town.pick(people)) for _ in range(CAPTURES)]
    index = Index("face_capture_2018", captures, created=1_544_498_530_000)
    node = Elasticsearch([index], version="6.8.23", cluster=OPERATOR, node="node-qs-1")
    register = {"qs_city": {"people_register": [_registered(person) for person in people]}}
    factory = rtsp.Camera(
        path="/Streaming/Channels/101",
        login=("admin", "12345"),
        realm=f"Hikvision {OPERATOR}",
        server="Hikvision-Webs",
        session=OPERATOR,
    )
    locked = rtsp.Camera(path="/live", login=("operator", "invented-and-long"), realm=f"Tiandy {OPERATOR}")
    page = camera.Camera(
        title=f"Tiandy {OPERATOR}", realm=f"Tiandy {OPERATOR}", login=("operator", "invented-and-long"), model="TC-LAB"
    )
    here = partial(Planted, address=ADDRESS, estate=OPERATOR, by_evidence=True)
    return [
        here("face captures", port=9200, serve=partial(listen_node, node=node), protocol="elasticsearch", access="open",
             fields={"face_capture_2018": CAPTURE_FIELDS}, level="very high", parties=PARTIES),
        here("people register", port=27017, protocol="mongodb", access="open", level="very high",
             serve=partial(mongodb.serve, content=register, replica_set=OPERATOR),
             fields={"qs_city.people_register": REGISTER_FIELDS}),
        here("camera with the factory login", port=8554, protocol="rtsp", access="factory",
             serve=partial(rtsp.serve, camera=factory)),
        here("locked camera", port=10554, protocol="rtsp", access="locked", serve=partial(rtsp.serve, camera=locked)),
        here("its locked web page", port=8080, protocol=frozenset({"camera", "onvif"}), access="locked",
             serve=partial(camera.serve, camera=page)),
    ]  # fmt: skip


def _capture(town: Town, person: Person) -> Mapping[str, Any]:
    longitude, latitude = town.place()
    number = town.number(1, 40)
    return {
        "抓拍时间": f"{town.moment(FIRST, LAST):%Y-%m-%dT%H:%M:%S}Z",
        "摄像头编号": f"QS-{number:04d}",
        "摄像头名称": f"{town.word(('解放路', '人民广场', '临江桥', '东湖公园'))}{number}号枪机",
        "经度": longitude,
        "纬度": latitude,
        "人脸图片": town.image(),
        "人脸特征": town.embedding(),
        "戴帽": town.chance(0.2),
        "胡子": town.chance(0.15),
        "戴眼镜": town.chance(0.4),
        "民族": person.nation,
        "身份证号": person.resident_id,
    }


def _registered(person: Person) -> Mapping[str, Any]:
    return {
        "姓名": person.name,
        "性别": "女" if person.female else "男",
        "出生日期": person.born.isoformat(),
        "民族": person.nation,
        "身份证号": person.resident_id,
        "手机号": person.phone,
        "住址": person.address,
    }
