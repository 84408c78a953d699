"""Invented people and invented face captures, the same for the same seed.

Nobody here exists: names are drawn from lists of common names, numbers are made with valid check digits from a seeded
generator, mail is at the example domains of RFC 2606, English phone numbers are the 555-01xx block kept for fiction.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import md5
from random import Random

Person = dict[str, str]
"""name, id_number, phone, email, address, birthday (ISO), card, password_md5."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


Truth = Mapping[str, frozenset[str]]
"""Field to the labels that are true of it; a field that is not named has none."""

PEOPLE_FIELDS: Truth = {
    "name": frozenset({"person.name"}),
    "id_number": frozenset({"id.cn.resident", "id.us.ssn"}),
    "phone": frozenset({"contact.phone"}),
    "email": frozenset({"contact.email"}),
    "address": frozenset({"contact.address"}),
    "birthday": frozenset({"person.birth_date"}),
    "card": frozenset({"finance.card"}),
    "password_md5": frozenset({"credential.password_hash"}),
}
"""What is true of the fields of these people."""
FACE_FIELDS: Truth = {
    "经度": frozenset({"location.coordinates", "location.trace"}),
    "纬度": frozenset({"location.coordinates", "location.trace"}),
    "人脸图片": frozenset({"biometric.face_image"}),
    "人脸特征": frozenset({"biometric.face_embedding"}),
    "是否戴帽": frozenset({"biometric.face_attribute"}),
    "是否戴眼镜": frozenset({"biometric.face_attribute"}),
    "民族": frozenset({"special.ethnicity"}),
    "身份证号": frozenset({"id.cn.resident"}),
}
"""What is true of the fields of their face captures."""
DIRECTORY_FIELDS: Truth = {
    "commonName": frozenset({"person.name"}),
    "surname": frozenset({"person.name"}),
    "mail": frozenset({"contact.email"}),
    "telephoneNumber": frozenset({"contact.phone"}),
}
"""What is true of them in a directory, whose attributes have names of their own."""
VARIABLE_FIELDS: Truth = {"value": frozenset({"contact.email"})}
"""What is true of a variable that holds the address of one of them."""
OBJECT_FIELDS: Truth = {"data": frozenset({"contact.email"})}
"""What is true of a large object that is text with an address in it."""
PEOPLE_LABELS = frozenset[str]().union(*PEOPLE_FIELDS.values())
"""What a store of these people holds."""
FACE_LABELS = frozenset[str]().union(*FACE_FIELDS.values())
"""What a store of their face captures holds."""

_CN_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_CN_FAMILY_LATIN = _words("wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo")
_CN_GIVEN = _words(
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 桂英 建华 玉兰 志强 建国 海燕 晓东 雪梅 文博 子涵"
)
_CN_PLACES = (
    ("北京市朝阳区", "110105"),
    ("北京市海淀区", "110108"),
    ("上海市徐汇区", "310104"),
    ("上海市杨浦区", "310110"),
    ("沈阳市辽中县", "210122"),
    ("杭州市桐庐县", "330122"),
    ("成都市金堂县", "510121"),
    ("乌鲁木齐市乌鲁木齐县", "650121"),
)
"""Counties whose code has not changed, so that it fits every birthday."""
_CN_ROADS = _words("中山路 人民路 解放路 建设街 和平里 文化路 新华街 长江道")
_CN_MOBILE = _words("130 131 133 135 136 138 139 150 151 158 159 177 186 188 189")

_EN_GIVEN = _words(
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
    "Jessica Thomas Sarah Charles Karen Daniel Nancy Matthew Lisa Anthony Betty Mark Sandra Steven Ashley"
)
_EN_FAMILY = _words(
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Thomas Moore Jackson Martin Lee "
    "Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green"
)
_EN_ROADS = ("Maple Street", "Oak Avenue", "Cedar Lane", "Pine Road", "Elm Drive", "Washington Street")
_EN_TOWNS = (
    ("Springfield, IL 62701", "217"),
    ("Franklin, TN 37064", "615"),
    ("Salem, OR 97301", "503"),
    ("Madison, WI 53703", "608"),
    ("Dayton, OH 45402", "937"),
)

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(area: str, birthday: str, order: int) -> str:
    """A Chinese resident identity number (GB 11643-1999: ISO 7064 MOD 11-2); `birthday` ISO, `order` 0..999."""
    body = f"{area}{birthday.replace('-', '')}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _RESIDENT_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def card_number(body: str) -> str:
    """`body` and its Luhn check digit (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(int(digit) * (2 - i % 2), 10)) for i, digit in enumerate(reversed(body)))
    return body + str(-sum(doubled) % 10)


def _chinese(draw: Random, number: int) -> Person:
    family = draw.randrange(len(_CN_FAMILY))
    place, area = draw.choice(_CN_PLACES)
    birthday = _birthday(draw)
    return {
        "name": _CN_FAMILY[family] + draw.choice(_CN_GIVEN),
        "id_number": resident_id(area, birthday, draw.randrange(1000)),
        "phone": draw.choice(_CN_MOBILE) + f"{draw.randrange(10**8):08d}",
        "email": f"{_CN_FAMILY_LATIN[family]}{number:04d}@example.{draw.choice(('org', 'com', 'net'))}",
        "address": f"{place}{draw.choice(_CN_ROADS)}{draw.randrange(1, 300)}号{draw.randrange(101, 2805)}室",
        "birthday": birthday,
        "card": card_number("622202" + f"{draw.randrange(10**12):012d}"),
        "password_md5": _md5(draw),
    }


def _english(draw: Random, number: int) -> Person:
    given, family = draw.choice(_EN_GIVEN), draw.choice(_EN_FAMILY)
    town, code = draw.choice(_EN_TOWNS)
    social = f"{draw.randrange(100, 665)}-{draw.randrange(1, 100):02d}-{draw.randrange(1, 10000):04d}"
    return {
        "name": f"{given} {family}",
        "id_number": social,
        "phone": f"+1 {code}-555-{draw.randrange(100, 200):04d}",
        "email": f"{given}.{family}{number}@example.{draw.choice(('org', 'com', 'net'))}".lower(),
        "address": f"{draw.randrange(1, 2000)} {draw.choice(_EN_ROADS)}, {town}",
        "birthday": _birthday(draw),
        "card": card_number("411111" + f"{draw.randrange(10**9):09d}"),
        "password_md5": _md5(draw),
    }


def _birthday(draw: Random) -> str:
    return (datetime(1945, 1, 1, tzinfo=UTC) + timedelta(days=draw.randrange(22_000))).date().isoformat()


def _md5(draw: Random) -> str:
    return md5(draw.randbytes(8), usedforsecurity=False).hexdigest()


def make_people(count: int = 200, seed: int = 77) -> list[Person]:
    """`count` people, Chinese and English in turn."""
    draw = Random(seed)
    return [(_english if number % 2 else _chinese)(draw, number) for number in range(count)]


def faces(people: list[Person], count: int = 60, seed: int = 77) -> list[dict[str, object]]:
    """`count` captures of the Chinese among these people, as a face recognition store keeps them.

    人脸特征 holds 128 numbers of Euclidean length 1; 人脸图片 names a picture that exists nowhere.
    """
    draw = Random(seed)
    known = [person for person in people if len(person["id_number"]) == 18]
    began = datetime(2024, 3, 1, 8, tzinfo=UTC)
    return [_face(draw, known[number % len(known)], began + timedelta(minutes=7 * number)) for number in range(count)]


def _face(draw: Random, person: Person, seen: datetime) -> dict[str, object]:
    vector = [draw.gauss(0, 1) for _ in range(128)]
    length = math.hypot(*vector)
    return {
        "抓拍时间": seen.strftime("%Y-%m-%d %H:%M:%S"),
        "摄像头编号": f"CAM-{draw.randrange(1, 13):03d}",
        "经度": round(87.55 + draw.random() / 10, 6),
        "纬度": round(43.78 + draw.random() / 10, 6),
        "人脸图片": f"http://127.77.0.1/faces/{seen:%Y%m%d%H%M%S}.jpg",
        "人脸特征": [round(value / length, 6) for value in vector],
        "是否戴帽": draw.random() < 0.2,
        "是否戴眼镜": draw.random() < 0.4,
        "民族": draw.choice(("汉族", "维吾尔族", "回族", "哈萨克族")),
        "身份证号": person["id_number"],
    }
