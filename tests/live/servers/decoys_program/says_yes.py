"""Servers that say yes: `says_yes.py ADDRESS [CERT KEY]`, a kind for each port, one for each way to frame an answer.

Each greets as a store does, has data for whoever asks for data, and does not know what nonsense is: a name of which
nothing can be is there, too. Whoever takes an answer for a proof calls them open. With a certificate all is in TLS, on
the port that is 10,000 higher.
"""

import asyncio
import ssl
import struct
import sys
from collections.abc import Callable

Answer = Callable[[bytes], bytes]
"""What is said to some bytes."""

_PERSON = b'{"name": "Zoe Example", "email": "zoe@mail.example"}'


def _packed(data: bytes) -> bytes:
    """A message whose length, of itself too, comes first and little-endian."""
    return struct.pack("<i", len(data) + 4) + data


# --- text -------------------------------------------------------------------------------------------------------------

_BODY = (
    b'{"name": "node-1", "cluster_name": "crm", "version": {"number": "7.17.0"}, "tagline": "You Know, for Search", '
    b'"couchdb": "Welcome", "status": "success", "result": {"collections": [{"name": "people"}]}, "ok": true, '
    b'"hits": {"total": {"value": 1}, "hits": [{"_index": "people", "_id": "1", "_source": ' + _PERSON + b"}]}, "
    b'"rows": [{"id": "1", "doc": ' + _PERSON + b'}], "total_rows": 1, "data": ["people"], "docs": [' + _PERSON + b"]}"
)


def web(said: bytes) -> bytes:
    """The same page for every path."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(_BODY)
    return head + _BODY if b"\r\n\r\n" in said else b""


def resp(said: bytes) -> bytes:
    """Redis whose keys are all there, and which knows every command."""
    words = [word for word in said.upper().split(b"\r\n") if word and word[:1] not in (b"*", b"$")]
    first = words[0].split()[0] if words else b""
    info = b"redis_version:7.0.15\r\nredis_mode:standalone\r\nrole:master\r\n# Keyspace\r\ndb0:keys=1,expires=0\r\n"
    fixed = {
        b"PING": b"+PONG\r\n",
        b"INFO": b"$%d\r\n%b\r\n" % (len(info), info),
        b"DBSIZE": b":1\r\n",
        b"SCAN": b"*2\r\n$1\r\n0\r\n*1\r\n$6\r\nuser:1\r\n",
        b"TYPE": b"+string\r\n",
        b"GET": b"$%d\r\n%b\r\n" % (len(_PERSON), _PERSON),
        b"STRLEN": b":%d\r\n" % len(_PERSON),
    }
    return fixed.get(first, b"+OK\r\n")


def lines(said: bytes) -> bytes:
    """Memcached that finds every key."""
    words = said.split()
    if words[:1] == [b"version"]:
        return b"VERSION 1.6.18\r\n"
    if words[:2] == [b"stats", b"items"]:
        return b"STAT items:1:number 1\r\nEND\r\n"
    if words[:1] == [b"stats"]:
        return b"STAT pid 1\r\nSTAT version 1.6.18\r\nSTAT curr_items 1\r\nEND\r\n"
    if words[:1] in ([b"get"], [b"gets"]):
        return b"VALUE %b 0 %d\r\n%b\r\nEND\r\n" % (words[1], len(_PERSON), _PERSON)
    return (
        b"key=user%3A1 exp=-1 la=1 cas=1 fetch=no cls=1 size=90\r\nEND\r\n"
        if words[:1] == [b"lru_crawler"]
        else b"OK\r\n"
    )


def ftp(said: bytes) -> bytes:
    """Every folder and file is there."""
    verb = said[:4].strip().upper()
    codes = {b"USER": b"331 yes", b"PASS": b"230 yes", b"SIZE": b"213 4096", b"PWD": b'257 "/"', b"SYST": b"215 UNIX"}
    return codes.get(verb, b"250 yes") + b"\r\n" if said else b"220 ProFTPD 1.3.5 Server\r\n"


def rtsp(said: bytes) -> bytes:
    """A picture on every path."""
    body = b"v=0\r\ns=live\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    number = next((line for line in said.split(b"\r\n") if line.lower().startswith(b"cseq")), b"CSeq: 1")
    head = b"RTSP/1.0 200 OK\r\n%b\r\nPublic: OPTIONS, DESCRIBE, PLAY\r\nContent-Type: application/sdp\r\n" % number
    return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


# --- lengths before what they are of ----------------------------------------------------------------------------------


def _bson(**fields: object) -> bytes:
    """A document of numbers, texts, documents and lists."""
    out = b""
    for name, value in fields.items():
        key = name.encode() + b"\0"
        match value:
            case bool():
                out += b"\x08" + key + bytes([value])
            case float():
                out += b"\x01" + key + struct.pack("<d", value)
            case int():
                out += b"\x10" + key + struct.pack("<i", value)
            case str():
                out += b"\x02" + key + struct.pack("<i", len(value) + 1) + value.encode() + b"\0"
            case dict():
                out += b"\x03" + key + _bson(**value)
            case list():
                out += b"\x04" + key + _bson(**{str(i): each for i, each in enumerate(value)})
    return _packed(out + b"\0")


def bson(said: bytes) -> bytes:
    """MongoDB that knows every command, and whose filters filter nothing."""
    if len(said) < 16:
        return b""
    _, number, _, kind = struct.unpack("<iiii", said[:16])
    rows = [{"name": "people", "type": "collection", "_id": 1, "email": "zoe@mail.example"}]
    document = _bson(
        ismaster=True,
        isWritablePrimary=True,
        maxWireVersion=17,
        minWireVersion=0,
        version="6.0.5",
        databases=[{"name": "crm", "sizeOnDisk": 4096, "empty": False}],
        cursor={"id": 0, "ns": "crm.people", "firstBatch": rows},
        n=1,
        ok=1.0,
    )
    if kind == 2013:
        return _packed(struct.pack("<iii", 1, number, 2013) + b"\0\0\0\0\0" + document)
    return _packed(struct.pack("<iii", 1, number, 1) + struct.pack("<iqii", 8, 0, 0, 1) + document)


def _row(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">i", len(body) + 4) + body


def postgres(said: bytes) -> bytes:
    """PostgreSQL in which every statement gives one row."""
    ready = _row(b"Z", b"I")
    if said[4:8] == struct.pack(">i", 80877103):
        return b"N"
    if said[4:8] == struct.pack(">i", 196608):
        return _row(b"R", bytes(4)) + _row(b"S", b"server_version\x0015.4\0") + ready
    column = struct.pack(">h", 1) + b"name\0" + struct.pack(">ihihih", 0, 0, 25, -1, -1, 0)
    value = struct.pack(">hi", 1, 6) + b"people"
    return _row(b"T", column) + _row(b"D", value) + _row(b"C", b"SELECT 1\0") + ready


def mysql(said: bytes) -> bytes:
    """MySQL that lets anyone in and gives a row for every statement."""

    def packet(number: int, body: bytes) -> bytes:
        return struct.pack("<i", len(body))[:3] + bytes([number]) + body

    if not said:
        login = b"\x0a8.0.33\0" + struct.pack("<i", 7) + b"abcdefgh\0\xff\xf7\x2d\x02\0\xff\xc1\x15" + bytes(10)
        return packet(0, login + b"ijklmnopqrst\0mysql_native_password\0")
    if said[3] == 1:
        return packet(2, b"\0\0\0\x02\0\0\0")
    words = b"".join(bytes([len(word)]) + word for word in (b"def", b"crm", b"people", b"people", b"name", b"name"))
    column = words + b"\x0c\x21\0\xff\0\0\0\xfd\0\0\0\0\0"
    end = b"\xfe\0\0\x02\0"
    return packet(1, b"\1") + packet(2, column) + packet(3, end) + packet(4, b"\6people") + packet(5, end)


def ldap(said: bytes) -> bytes:
    """Every entry is there, and every login good."""
    longer = said[1] & 0x7F if len(said) > 1 and said[1] & 0x80 else 0  # bytes of the length, beyond the first
    number, kind = said[4 + longer : 5 + longer] or b"\1", said[5 + longer : 6 + longer]
    if kind == b"\x60":
        return b"\x30\x0c\x02\x01" + number + b"\x61\x07\x0a\x01\0\x04\0\x04\0"
    entry = b"\x04\x0bdc=crm,dc=x" + b"\x30\x10\x30\x0e\x04\x04mail\x31\x06\x04\x04z@ex"
    found = b"\x02\x01" + number + b"\x64" + bytes([len(entry)]) + entry
    return b"\x30" + bytes([len(found)]) + found + b"\x30\x0c\x02\x01" + number + b"\x65\x07\x0a\x01\0\x04\0\x04\0"


def mqtt(said: bytes) -> bytes:
    """Every subscription is taken, and a message comes on none that was asked for."""
    kind = said[0] >> 4 if said else 0
    message = b"\0\x0bcrm/persons/"[:13] + _PERSON
    sent = b"\x30" + bytes([len(message)]) + message
    return {1: b"\x20\x02\0\0", 8: b"\x90\x03" + said[2:4] + b"\0" + sent, 12: b"\xd0\0"}.get(kind, b"")


def sized(said: bytes) -> bytes:
    """The length, the number of the question, then naught: as Kafka, ZooKeeper and kin frame their answers."""
    body = said[8:12] + bytes(60)
    return struct.pack(">i", len(body)) + body


def back(said: bytes) -> bytes:
    """What was said."""
    return said


KINDS: dict[int, Answer] = {
    21: ftp,
    389: ldap,
    554: rtsp,
    1883: mqtt,
    2181: sized,
    3306: mysql,
    5432: postgres,
    5984: web,
    6379: resp,
    7000: back,
    8086: web,
    9042: sized,
    9092: sized,
    9200: web,
    11211: lines,
    27017: bson,
}
_FIRST = (ftp, mysql)
"""They speak before they are spoken to."""


def _whole(said: bytes) -> list[bytes]:
    return [said]


def _lines(said: bytes) -> list[bytes]:
    return said.splitlines(keepends=True)


def _commands(said: bytes) -> list[bytes]:
    """Arrays of RESP, or lines."""
    return [b"*" + each for each in said.split(b"*") if each] if said[:1] == b"*" else _lines(said)


def _documents(said: bytes) -> list[bytes]:
    """Messages whose length comes first, little-endian."""
    found = []
    while len(said) >= 16 and (size := struct.unpack("<i", said[:4])[0]) >= 16:
        found.append(said[:size])
        said = said[size:]
    return found


def _packets(said: bytes) -> list[bytes]:
    """Packets of MQTT, of less than 128 bytes."""
    found = []
    while len(said) >= 2:
        found.append(said[: said[1] + 2])
        said = said[said[1] + 2 :]
    return found


APART: dict[Answer, Callable[[bytes], list[bytes]]] = {
    lines: _lines,
    ftp: _lines,
    resp: _commands,
    bson: _documents,
    mqtt: _packets,
}
"""How to tell questions apart that came together."""


async def serve(address: str, port: int, answer: Answer, secured: ssl.SSLContext | None) -> None:
    """One kind on one port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if answer in _FIRST:
                writer.write(answer(b""))
            while said := await reader.read(65_536):
                for each in APART.get(answer, _whole)(said):
                    writer.write(answer(each))
                await writer.drain()
        except (OSError, ValueError, LookupError, struct.error):
            pass
        finally:
            writer.close()

    await asyncio.start_server(talk, address, port, ssl=secured)


async def main(address: str, *files: str) -> None:
    """Serves all kinds until it is ended."""
    secured = None
    if files:
        secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secured.load_cert_chain(*files)
    for port, answer in KINDS.items():
        await serve(address, port + 10_000 if files else port, answer, secured)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
