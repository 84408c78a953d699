"""Invented people for the lab, the same for the same seed. No number in here can be anybody's.

Resident numbers carry the county code 110199, which GB/T 2260 has never assigned: their check digit is right, and yet
they were issued to nobody; telephone numbers are of the range 555-0100 to 555-0199 that the North American Numbering
Plan keeps for fiction (ATIS-0300115, 555 NXX assignment guidelines); e-mail domains are those of RFC 2606; card numbers
are of the issuer range 400000 that payment processors keep for tests. Towns and counties of the addresses do not exist.
Images are noise behind a JPEG header, embeddings are random directions.
"""

import base64
import datetime as dt
import math
import random
import struct
from dataclasses import dataclass
from functools import cached_property

COUNTY = "110199"
_AREAS = (
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 "
    "253 254 256 260 262 267 269 270 272 276 281"
).split(" ")
NATIONS = ("汉族", "壮族", "回族", "满族", "苗族", "彝族", "土家族", "藏族")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
)
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰辉玲建国华红梅志丹萍鑫宇浩凯晨雪婷欣怡子轩雨涵思远嘉文"
_ROADS = ("解放路", "人民路", "建设大街", "中山北路", "和平里", "文化东路", "新华街", "青年路")
_TOWNS = ("青山市临江区", "青山市东湖区", "云岭县城关镇", "白鹭市滨河区")
_FIRST = (
    "Anna Bela Carla Dario Elif Farid Greta Hana Ivo Jana Kofi Lena Marek Nadia Otto Paula Rana Silvia Tomas Uma Vera "
    "Wanda Xenia Yusuf Zora"
).split(" ")
_LAST = (
    "Abendroth Bellweather Castellan Drummond Eastlake Fairbrook Greenhalgh Hollander Ivarsson Jorgensen Kestrel "
    "Lindqvist Marchbanks Northcote Oakenfold Pemberton Quillfeather Ravenscroft Stonebridge Thistlewood"
).split(" ")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Person:
    """One invented person; `number` makes the e-mail address unlike anybody else's."""

    number: int
    name: str
    latin: str
    female: bool
    born: dt.date
    nation: str
    address: str

    @cached_property
    def resident_id(self) -> str:
        """18 characters with the check digit of GB 11643."""
        body = f"{COUNTY}{self.born:%Y%m%d}{self.number % 500 * 2 + (not self.female):03d}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
        return body + "10X98765432"[rest]

    @property
    def phone(self) -> str:
        """A telephone number that is kept for fiction."""
        return f"+1 {_AREAS[self.number // 100 % len(_AREAS)]}-555-01{self.number % 100:02d}"

    @property
    def email(self) -> str:
        """An address in a domain that is kept for examples."""
        return f"{self.latin.lower().replace(' ', '.')}{self.number}@example.org"


class Town:
    """A seeded source of invented people and of what is stored about them."""

    def __init__(self, seed: int | str = 20261123) -> None:
        self._random = random.Random(seed)

    def people(self, count: int) -> list[Person]:
        """So many people."""
        numbers = self._random.sample(range(1, 10_000_000), count)
        return [self._person(number) for number in numbers]

    def _person(self, number: int) -> Person:
        pick = self._random.choice
        given = "".join(pick(_GIVEN) for _ in range(self._random.choice((1, 2, 2))))
        return Person(
            number=number,
            name=pick(_SURNAMES) + given,
            latin=f"{pick(_FIRST)} {pick(_LAST)}",
            female=self._random.random() < 0.5,
            born=dt.date(1950, 1, 1) + dt.timedelta(days=self._random.randrange(20_000)),
            nation=self._random.choices(NATIONS, (60, 8, 10, 6, 5, 4, 4, 3))[0],
            address=f"{pick(_TOWNS)}{pick(_ROADS)}{self.number(1, 399)}号{self.number(101, 2499)}室",
        )

    def moment(self, first: dt.datetime, last: dt.datetime) -> dt.datetime:
        """A time between the two, to the second."""
        return first + dt.timedelta(seconds=self._random.randrange(int((last - first).total_seconds())))

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random.random() < share

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def pick(self, people: list[Person]) -> Person:
        """One of them."""
        return self._random.choice(people)

    def word(self, words: tuple[str, ...]) -> str:
        """One of them."""
        return self._random.choice(words)

    def place(self) -> tuple[float, float]:
        """Longitude and latitude in a box on land."""
        return round(112.5 + self._random.random(), 6), round(37.8 + self._random.random() / 2, 6)

    def embedding(self, length: int = 512) -> list[float]:
        """A random direction: floats of unit norm, as face encoders give them."""
        values = [self._random.gauss(0, 1) for _ in range(length)]
        norm = math.sqrt(sum(value * value for value in values))
        return [round(value / norm, 6) for value in values]

    def image(self, size: int = 600) -> str:
        """Noise behind a JPEG header, in base64."""
        head = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        return base64.b64encode(head + self._random.randbytes(size) + b"\xff\xd9").decode("ascii")

    def card(self) -> str:
        """A card number of the test range 400000 with its Luhn digit."""
        body = f"400000{self._random.randrange(10**9):09d}"
        doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(body)]
        total = sum(value - 9 if value > 9 else value for value in doubled)
        return f"{body}{-total % 10}"

    def token(self) -> str:
        """A random token in the form of a JSON web token."""
        parts = (b'{"alg":"HS256","typ":"JWT"}', struct.pack(">QQQ", *(self._random.getrandbits(64) for _ in range(3))))
        body = b'{"sub":"%d"}' % self._random.randrange(10**6)
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (parts[0], body, parts[1]))

    def digest(self) -> str:
        """32 hexadecimal digits, as an MD5 of a password has them."""
        return f"{self._random.getrandbits(128):032x}"
