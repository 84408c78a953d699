"""Stores of the lab whose every corner holds a person's data that must not come out: the canaries."""

import asyncio
import base64
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from cryptography.x509 import NameOID

from leftopen import lab
from leftopen.lab import camera, elasticsearch, mongodb, rtsp
from leftopen.lab.people import Town
from leftopen.lab.server import Content, Running, listen
from leftopen.lab.web import Answer, Ask, conversation
from tests.labs import Start
from tests.net import certificates

HOST = "127.82.40.1"
_PERSON = Town(4711).people(7)[-1]
_CARD = Town(4711).card()

CANARIES = {
    "first name": "Zephyrine",
    "last name": "Quackenbush",
    "name in Chinese": "欧阳骏宇",
    "e-mail": "zquackenbush77",
    "phone": "23125947",
    "phone, as digits": "15550143768",
    "number of a resident": _PERSON.resident_id,
    "birth in it": _PERSON.resident_id[6:],
    "card": _CARD,
    "password": "Tr0ub4dor&Heliotrope",
    "token": "eyJzdWIiOiI4ODEyMzQ1NjcifQ",
    "street": "Klabautergasse",
    "free text": "Wolpertinger",
    "nested": "grimbartfuchs",
    "in a list": "nachtigallweg",
    "in JSON in a string": "muellersbursche",
    "in base64": "siebenschlaefer",
    "in an image": "HASENPFEFFERCAM",
    "index or key, local part": "klingenthal.mara",
    "index or key, number": "15550199731",
    "key of a map, e-mail": "wackernagel.eugen",
    "key of a map, name": "Featherstonehaugh",
    "field name, e-mail": "gisela.bramstedt",
    "cluster": "osterkamp.henrike",
    "node": "dinkelacker.ewald",
    "realm": "vogelsanger.irma",
    "title": "lautenschlager.kuno",
    "server header": "birkenstock.alwin",
    "error text": "pfannenstiel.otto",
    "session": "zwiebelfisch.uta",
    "certificate": "aschenbrenner.wilma",
    "index that is a person": "kranewitter",
    "index in base64": "aGVyciBzdGVpZ2VyIGJ1cmc",
    "key of a map, in Korean": "이영희",
    "key of a map, user name": "jzuckerhut",
    "field of one record": "Plattenhofer",
    "version": "dornseiffer",
    "person of a certificate": "wiesengrund",
    "birth that a window tells": "2019-07-23",
}
"""By what it stands in. Of an e-mail address the local part, as the domain may be shown in part."""


def mail(name: str) -> str:
    return f"{CANARIES[name]}@example.org"


def picture() -> str:
    """A JPEG by its first bytes, in base64, with a canary where a camera writes its name."""
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return base64.b64encode(head + CANARIES["in an image"].encode() * 8 + bytes(900) + b"\xff\xd9").decode()


def person(number: int) -> dict[str, Any]:
    """A record with a canary in every field."""
    c = CANARIES
    return {
        "name": f"{c['first name']} {c['last name']}",
        "姓名": c["name in Chinese"],
        "email": mail("e-mail"),
        "phone": f"+49 30 {c['phone']}",
        "mobile": f"1{c['phone, as digits'][1:]}",
        "身份证号": c["number of a resident"],
        "card": c["card"],
        "password": c["password"],
        "session": f"eyJhbGciOiJIUzI1NiJ9.{c['token']}.c2lnbmF0dXJl",
        "address": f"{c['street']} {number}, 10115 Berlin",
        "note": f"asked for {c['free text']} twice, call her under {mail('e-mail')}",
        "tags": [c["in a list"], {"deep": {"deeper": [{"alias": c["nested"]}]}}],
        "payload": json.dumps({"driver": c["in JSON in a string"], "mail": mail("e-mail")}),
        "blob": base64.b64encode(f'{{"owner": "{c["in base64"]}"}}'.encode()).decode(),
        "photo": picture(),
        "accounts": {
            mail("key of a map, e-mail"): {"balance": 3},
            f"Maria {c['key of a map, name']}": {"balance": 4},
        },
        "by_number": {c["number of a resident"]: {"visits": 2}, c["phone, as digits"]: {"visits": 1}},
        mail("field name, e-mail"): number,
        "scores": {c["key of a map, in Korean"]: number, c["key of a map, user name"]: number} if number % 3 else {},
        **({f"Urs {c['field of one record']}": number} if number == 1 else {}),
        "born": c["birth that a window tells"],
    }


def collections() -> dict[str, list[dict[str, Any]]]:
    """Collections of which two are called as somebody's address and number."""
    people = [person(number) for number in range(6)]
    few = [{"value": CANARIES["last name"], "n": number} for number in range(4)]
    return {
        "people": people,
        mail("index or key, local part"): few,
        CANARIES["index or key, number"]: few,
        f"anna-{CANARIES['index that is a person']}": few,
        CANARIES["index in base64"]: few,
    }


def content(kind: str) -> Content:
    """The collections in the databases that this kind of store has."""
    if kind in ("redis", "elasticsearch"):
        return {"": collections()}
    return {"shop": collections(), mail("index or key, local part"): {"people": [person(1)]}}


def kinds() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every server of the lab: modules that have `serve(address, port, content, *, locked, tls)`."""
    for found in iter_modules(lab.__path__):
        serve = getattr(import_module(f"leftopen.lab.{found.name}"), "serve", None)
        if serve is not None and {"address", "port", "content", "locked"} <= inspect.signature(serve).parameters.keys():
            yield found.name, serve


def starts(folder: Path) -> list[Start]:
    """All stores: each kind open and locked, one inside TLS, and those that name somebody in unusual places."""
    found: list[Start] = []
    for kind, serve in kinds():
        found += [partial(serve, HOST, 0, content(kind), locked=locked) for locked in (False, True)]
    whose = {NameOID.SURNAME: CANARIES["person of a certificate"], NameOID.GIVEN_NAME: "Wilma"}
    pem = certificates.make(folder, names=[mail("certificate")], common=f"Wilma <{mail('certificate')}>", more=whose)
    node = elasticsearch.Elasticsearch(
        [elasticsearch.Index(name, records) for name, records in collections().items()],
        cluster=f"cluster of {mail('cluster')}",
        node=mail("node"),
        version=f"8.19.0 of Anna {CANARIES['version']}",
    )
    web = camera.Camera(
        vendor=f"Tiandy {mail('title')}",
        model=mail("title"),
        firmware=mail("title"),
        title=f"Network Camera of {mail('title')}",
        server=f"App-webs/ {mail('server header')}",
    )
    guarded = replace(
        camera.HIKVISION,
        title=f"IP Camera {mail('title')}",
        realm=f"DS-2CD {mail('realm')}",
        login=("someone", "else"),
    )
    stream = rtsp.Camera(
        session=f"view of {mail('session')}", server=f"lab {mail('server header')}", path="/live/ch00_0"
    )
    shut = rtsp.Camera(realm=f"Login to {mail('realm')}", server=mail("server header"), login=("someone", "else"))
    return [
        *found,
        partial(elasticsearch.listen_node, HOST, 0, node, tls=certificates.server_context(pem)),
        partial(listen, HOST, 0, conversation(partial(_refusing, node))),
        partial(listen, HOST, 0, conversation(_a_page)),
        partial(mongodb.serve, HOST, 0, content("mongodb"), replica_set=mail("cluster")),
        partial(camera.serve, HOST, 0, camera=web),
        partial(camera.serve, HOST, 0, camera=guarded),
        partial(rtsp.serve, HOST, 0, camera=stream),
        partial(rtsp.serve, HOST, 0, camera=shut),
        partial(listen, HOST, 0, _scolding),
    ]


def _refusing(node: elasticsearch.Elasticsearch, ask: Ask) -> Answer:
    """A node that lists its indices and refuses the records, each time with somebody's name."""
    if not ask.path.endswith("/_search"):
        return node.answer(ask)
    why = {"type": "security_exception", "reason": f"{mail('error text')} may not read this"}
    body = {"error": {"root_cause": [why], **why}, "status": 403}
    return Answer(403, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _a_page(ask: Ask) -> Answer:
    """A web server that no probe knows."""
    page = f"<title>{mail('title')}</title>{CANARIES['last name']}".encode()
    where = {"Server": mail("server header"), "Location": f"http://{mail('realm')}/"}
    return Answer(302, page, where)


async def _scolding(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
    """A Redis whose every error names somebody."""
    while line := await reader.readline():
        if line.strip().upper() == b"PING":
            writer.write(b"+PONG\r\n")
        elif line[:1] not in (b"*", b"$"):
            note("said")
            writer.write(f"-ERR unknown command, said by {mail('error text')}\r\n".encode())


async def stalls(address: str) -> Running:
    """Takes connections and never answers."""

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        note("connected")
        await reader.read(-1)

    return await listen(address, 0, talk)
