"""Servers that name another host in every way that their protocol has: members, brokers, referrals, redirects.

Each is a conversation of the lab, made for the address and port of a trap that must hear nothing.
"""

import asyncio
import json
import struct
from collections.abc import Callable

from leftopen.lab.server import Conversation
from leftopen.lab.web import Answer, Ask, conversation

Note = Callable[[str], None]
Answers = Callable[[bytes], bytes]


def _of(size: Callable[[bytes], int], head: int, answers: Answers, greeting: bytes = b"") -> Conversation:
    """Answers each message, of which the first `head` bytes tell how many more there are."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Note) -> None:
        writer.write(greeting)
        while True:
            begin = await reader.readexactly(head)
            said = begin + await reader.readexactly(min(max(0, size(begin)), 1 << 16))
            note(f"message of {len(said)} bytes")
            writer.write(answers(said))

    return talk


def lines(answers: Answers, greeting: bytes = b"") -> Conversation:
    """Answers each line."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Note) -> None:
        writer.write(greeting)
        while line := await reader.readline():
            note(line.decode("latin-1").strip())
            writer.write(answers(line.strip()))

    return talk


# --- lines ------------------------------------------------------------------------------------------------------------


def ftp(address: str, port: int) -> Conversation:
    """Lets anyone in, and offers a data connection elsewhere as the answer to all."""
    comma = address.replace(".", ",")
    passive = f"227 Entering Passive Mode ({comma},{port >> 8},{port & 255})\r\n"
    extended = f"229 Entering Extended Passive Mode (|1|{address}|{port}|)\r\n"
    known = {b"USER": b"331 name\r\n", b"PASS": b"230 in\r\n", b"CWD": b"550 no\r\n", b"PWD": b'257 "/"\r\n'}
    return lines(lambda said: known.get(said[:4].strip(), (passive + extended).encode()), b"220 FTP ready\r\n")


def redis(address: str, port: int) -> Conversation:
    """A member of a cluster, and a Sentinel, which name others."""
    there = f"{address}:{port}"
    told = f"# Server\r\nredis_version:7.0.0\r\nredis_mode:cluster\r\nmaster_host:{address}\r\nmaster_port:{port}\r\n"
    bulk = f"${len(told)}\r\n{told}\r\n"

    def answers(said: bytes) -> bytes:
        word = said.upper()
        if said[:1] in b"*$":
            return b""
        if word == b"PING":
            return b"+PONG\r\n"
        return (bulk if word == b"INFO" else f"-ASK 3999 {there}\r\n").encode()

    return lines(answers)


def nats(address: str, port: int) -> Conversation:
    """Says that it is in a cluster and that a client had better go elsewhere."""
    urls = f'["{address}:{port}","trap.test:{port}"]'
    told = f'"server_id":"NA","server_name":"n1","version":"2.10.0","host":"{address}","port":{port}'
    info = f'INFO {{{told},"headers":true,"max_payload":1048576,"connect_urls":{urls},"ws_connect_urls":{urls}}}\r\n'
    return lines(lambda said: b"PONG\r\n" if said == b"PING" else info.encode() * 2, info.encode())


def rtsp(address: str, port: int) -> Conversation:
    """A camera whose description, base and controls are elsewhere, as is what it leads to."""
    there = f"rtsp://{address}:{port}/live"
    sdp = f"v=0\r\no=- 0 0 IN IP4 {address}\r\ns=cam\r\nc=IN IP4 {address}\r\n"
    sdp += f"m=video {port} RTP/AVP 96\r\na=control:{there}\r\n"
    kind = f"Content-Type: application/sdp\r\nContent-Base: {there}/\r\nContent-Location: {there}\r\n"
    heard: list[bytes] = []

    def answers(said: bytes) -> bytes:
        if said:
            heard.append(said)
            return b""
        first, count = heard[0], next((line[5:].strip() for line in heard if line[:5].lower() == b"cseq:"), b"1")
        heard.clear()
        head = b"RTSP/1.0 %b\r\nCSeq: " + count + b"\r\n"
        if first.startswith(b"OPTIONS"):
            return head % b"200 OK" + b"Public: DESCRIBE\r\n\r\n"
        if b"leftopen" in first:
            return head % b"302 Found" + f"Location: {there}\r\n\r\n".encode()
        return head % b"200 OK" + f"{kind}Content-Length: {len(sdp)}\r\n\r\n{sdp}".encode()

    return lines(answers)


# --- messages ---------------------------------------------------------------------------------------------------------


def _text(text: str) -> bytes:
    return struct.pack(">h", len(text)) + text.encode()


def kafka(address: str, port: int) -> Conversation:
    """A broker of a cluster in which others, elsewhere, lead all partitions."""
    apis = [(0, 0, 9), (1, 0, 4), (2, 0, 5), (3, 0, 4), (17, 0, 1), (18, 0, 3), (29, 0, 1)]
    known = struct.pack(">hi", 0, len(apis)) + b"".join(struct.pack(">hhh", *each) for each in apis)
    broker = struct.pack(">i", 7) + _text(address) + struct.pack(">i", port) + struct.pack(">h", -1)
    part = struct.pack(">hii", 0, 0, 7) + struct.pack(">iiii", 1, 7, 1, 7)
    topic = struct.pack(">h", 0) + _text("people") + b"\0" + struct.pack(">i", 1) + part
    listed = struct.pack(">ii", 0, 1) + broker + _text("cluster") + struct.pack(">i", 7) + struct.pack(">i", 1) + topic
    led = struct.pack(">i", 1) + _text("people") + struct.pack(">i", 1) + struct.pack(">ihqq", 0, 6, -1, -1)
    answers = {18: known, 3: listed, 2: led}

    def said(message: bytes) -> bytes:
        body = answers.get(int.from_bytes(message[4:6], "big"), struct.pack(">ih", 0, 54))
        return struct.pack(">i", len(body) + 4) + message[8:12] + body

    return _of(lambda head: int.from_bytes(head, "big"), 4, said)


def _tlv(tag: int, *content: bytes) -> bytes:
    data = b"".join(content)
    return bytes([tag, 0x82]) + struct.pack(">H", len(data)) + data


def ldap(address: str, port: int) -> Conversation:
    """A directory that refers each search elsewhere, by its result and by continuations."""
    uri = f"ldap://{address}:{port}/dc=example".encode()

    def said(message: bytes) -> bytes:
        number = _tlv(2, message[4:5])
        if message[5:6] == b"\x60":
            return _tlv(0x30, number, _tlv(0x61, _tlv(10, b"\0"), _tlv(4), _tlv(4)))
        found = _tlv(0x30, number, _tlv(0x73, _tlv(4, uri)))
        context = _tlv(0x30, _tlv(4, b"namingContexts"), _tlv(0x31, _tlv(4, b"dc=example")))
        root = _tlv(0x30, number, _tlv(0x64, _tlv(4), _tlv(0x30, context)))
        ended = _tlv(0x30, number, _tlv(0x65, _tlv(10, b"\x0a"), _tlv(4), _tlv(4), _tlv(0xA3, _tlv(4, uri))))
        return root + found + ended

    return _of(lambda head: head[1] if head[1] < 0x80 else 0, 2, said)


def cql(address: str, port: int) -> Conversation:
    """A member of a ring that announces others, asked or not."""
    inet = bytes([4, *map(int, address.split("."))]) + struct.pack(">i", port)
    event = _text("TOPOLOGY_CHANGE") + _text("NEW_NODE") + inet
    pushed = struct.pack(">BBhBi", 0x84, 0, -1, 0x0C, len(event)) + event
    options = struct.pack(">H", 1) + _text("CQL_VERSION") + struct.pack(">H", 1) + _text("3.4.5")

    def said(message: bytes) -> bytes:
        stream, asked = message[2:4], message[4]
        if asked == 5:
            return b"\x84\0" + stream + struct.pack(">Bi", 6, len(options)) + options
        return b"\x84\0" + stream + struct.pack(">Bi", 2, 0) + pushed if asked == 1 else pushed

    return _of(lambda head: int.from_bytes(head[5:9], "big"), 9, said)


def bolt(address: str, port: int) -> Conversation:
    """A member of a cluster that advertises others, as hints and as a table of routes."""
    there = f"{address}:{port}".encode()
    text = bytes([0xD0, len(there)]) + there
    role = b"\xa2\x84role\x85WRITE\x89addresses\x91" + text
    meta = b"\xa4\x86server\x8bNeo4j/5.0.0\x85hints\xa1\x89advertise" + text
    meta += b"\x82rt\xa1\x87servers\x91" + role + b"\x8eadvertised_uri" + text
    message = b"\xb1\x70" + meta
    known = struct.pack(">H", len(message)) + message + b"\0\0"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Note) -> None:
        await reader.readexactly(20)
        writer.write(b"\0\0\x04\x04")
        while size := int.from_bytes(await reader.readexactly(2), "big"):
            await reader.readexactly(size + 2)
            note("message")
            writer.write(known)

    return talk


def amqp(address: str, port: int) -> Conversation:
    """A broker of 0-8 times, which redirects."""
    there = f"{address}:{port}".encode()
    body = struct.pack(">HH", 10, 50) + bytes([len(there)]) + there + bytes([len(there)]) + there
    frame = struct.pack(">BHI", 1, 0, len(body)) + body + b"\xce"
    return _of(lambda head: 0, 8, lambda said: frame)


def smb(address: str, port: int) -> Conversation:
    """A server of a distributed file system: what is asked for is elsewhere (STATUS_PATH_NOT_COVERED)."""
    path = f"\\\\{address}\\share\\{port}".encode("utf-16-le")
    error = struct.pack("<HBBI", 9, 0, 0, len(path)) + path

    def said(message: bytes) -> bytes:
        head = struct.pack("<4sHHIHHI", b"\xfeSMB", 64, 1, 0xC0000257, 0, 1, 1) + bytes(44)
        return struct.pack(">I", len(head + error)) + head + error

    return _of(lambda head: int.from_bytes(head, "big"), 4, said)


# --- the web ----------------------------------------------------------------------------------------------------------

SPELLINGS = (
    "http://{address}:{port}/",
    "//{address}:{port}/",
    "http:\\\\{address}:{port}\\",
    "http://{host}@{address}:{port}/",
    "http://{address}:{port}#@{host}/",
    "http://{decimal}:{port}/",
    "http://{octal}:{port}/",
    "http://{hexadecimal}:{port}/",
    "http://[::ffff:{address}]:{port}/",
    "http://[64:ff9b::{address}]:{port}/",
    "http://trap.test:{port}/",
    "http://xn--trp-bla.test:{port}/",
    "http://träp.test:{port}/",
    "http://{address}。:{port}/",
    "https://{address}:{port}/",
    "ftp://{address}:{port}/",
    "gopher://{address}:{port}/_x",
    "file:///etc/hostname",
    "http://{host}:{port}/",
    "/\r\nLocation: http://{address}:{port}/",
)
"""How one address is written that another server may be at; `{host}`: that of the server that says it."""


def redirect(status: int, spelling: str, host: str = "127.0.0.1") -> Callable[[str, int], Conversation]:
    """A web server that sends whoever asks to the trap."""

    def made(address: str, port: int) -> Conversation:
        parts = [*map(int, address.split("."))]
        number = int.from_bytes(bytes(parts), "big")
        there = spelling.format(
            address=address,
            port=port,
            host=host,
            decimal=number,
            octal=".".join(f"0{part:o}" for part in parts),
            hexadecimal=hex(number),
        )
        said = there.encode().decode("latin-1")
        fields = {"Location": said, "Content-Location": said, "Refresh": f"0; url={said}", "Alt-Svc": f'h2="{said}"'}
        return conversation(lambda ask: Answer(status, b"", fields))

    return made


def bucket(address: str, port: int) -> Conversation:
    """A store whose buckets are in another region."""
    there = f"{address}:{port}"
    error = (
        "<?xml version='1.0'?><Error><Code>PermanentRedirect</Code><Bucket>people</Bucket>"
        f"<Endpoint>{there}</Endpoint><RequestId>1</RequestId></Error>"
    )
    listed = (
        "<?xml version='1.0'?><ListAllMyBucketsResult><Owner><ID>1</ID></Owner><Buckets><Bucket><Name>people</Name>"
        "</Bucket></Buckets></ListAllMyBucketsResult>"
    )
    fields = {"x-amz-request-id": "1", "x-amz-bucket-region": "else", "Content-Type": "application/xml"}

    def answer(ask: Ask) -> Answer:
        if ask.path == "/":
            return Answer(200, listed.encode(), fields)
        return Answer(301, error.encode(), {**fields, "Location": f"http://{there}{ask.path}"})

    return conversation(answer)


def members(address: str, port: int) -> Conversation:
    """A cluster that names its members wherever it is asked (Elasticsearch, etcd, Consul, RabbitMQ, InfluxDB)."""
    there = f"http://{address}:{port}"
    told = {
        "name": "n1",
        "cluster_name": "c1",
        "version": {"number": "8.19.0"},
        "tagline": "You Know, for Search",
        "nodes": {"a": {"name": "n2", "host": address, "http": {"publish_address": f"{address}:{port}"}}},
        "members": [{"name": "n2", "peerURLs": [there], "clientURLs": [there]}],
        "contexts": [{"node": f"rabbit@{address}"}],
        "rabbitmq_version": "3.13.0",
        "etcdserver": "3.5.0",
        "couchdb": "Welcome",
        "uuid": "1",
        "redirect": there,
    }
    fields = {"Content-Type": "application/json", "X-elastic-product": "Elasticsearch"}
    return conversation(lambda ask: Answer(200, json.dumps(told).encode(), fields))


POINTING: dict[str, Callable[[str, int], Conversation]] = {
    "FTP": ftp,
    "Redis": redis,
    "NATS": nats,
    "RTSP": rtsp,
    "Kafka": kafka,
    "LDAP": ldap,
    "Cassandra": cql,
    "Bolt": bolt,
    "AMQP": amqp,
    "SMB": smb,
    "S3": bucket,
    "members": members,
    **{
        f"{status} to {spelling}": redirect(status, spelling)
        for status, spelling in ((307, each) for each in SPELLINGS)
    },
    **{f"{status} elsewhere": redirect(status, SPELLINGS[0]) for status in (200, 301, 302, 303, 308, 401)},
}
