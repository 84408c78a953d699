r"""RESP2, the protocol of Redis and its kin: commands that only read, and bounded replies.

Source: https://redis.io/docs/latest/develop/reference/protocol-spec/ . A command is an array of bulk strings. Its verb
is the command in upper case; for `CLIENT` and `MEMORY`, which hold commands of many kinds, the subcommand follows.

>>> command("SCAN", 0, "COUNT", 10).data
b'*4\r\n$4\r\nSCAN\r\n$1\r\n0\r\n$5\r\nCOUNT\r\n$2\r\n10\r\n'
>>> verb_of(command("CLIENT NO-TOUCH", "ON").data)
'CLIENT NO-TOUCH'
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from leftopen.wire.talk import Broken, Fault, Foreign, Message, Parse, SendAll, Talk

GRAMMAR = "resp"
_DENIED = """
ACL APPEND AUTH BGREWRITEAOF BGSAVE BITFIELD BITOP BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN
CLUSTER CONFIG COPY DEBUG DECR DECRBY DEL DISCARD EVAL EVALSHA EVALSHA_RO EVAL_RO EXEC EXPIRE EXPIREAT FAILOVER FCALL
FCALL_RO FLUSHALL FLUSHDB FUNCTION GEOADD GEORADIUS GEORADIUSBYMEMBER GEOSEARCHSTORE GETDEL GETEX GETSET HDEL HELLO
HEXPIRE HEXPIREAT HINCRBY HINCRBYFLOAT HMSET HPERSIST HPEXPIRE HPEXPIREAT HSET HSETNX INCR INCRBY INCRBYFLOAT KEYS
LATENCY LINSERT LMOVE LMPOP LPOP LPUSH LPUSHX LREM LSET LTRIM MIGRATE MODULE MONITOR MOVE MSET MSETNX MULTI PERSIST
PEXPIRE PEXPIREAT PFADD PFCOUNT PFDEBUG PFMERGE PSETEX PSUBSCRIBE PSYNC PUBLISH RENAME RENAMENX REPLCONF REPLICAOF
RESET RESTORE RESTORE-ASKING RPOP RPOPLPUSH RPUSH RPUSHX SADD SAVE SCRIPT SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE
SHUTDOWN SINTERSTORE SLAVEOF SLOWLOG SMOVE SORT SPOP SPUBLISH SREM SSUBSCRIBE SUBSCRIBE SUNIONSTORE SWAPDB SYNC TOUCH
UNLINK UNWATCH WATCH XACK XADD XAUTOCLAIM XCLAIM XDEL XGROUP XREADGROUP XSETID XTRIM ZADD ZDIFFSTORE ZINCRBY
ZINTERSTORE ZMPOP ZPOPMAX ZPOPMIN ZRANGESTORE ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZUNIONSTORE
"""
_DENIED_CLIENT = "KILL NO-EVICT PAUSE REPLY SETINFO SETNAME TRACKING UNBLOCK UNPAUSE"
DENIED = frozenset([*_DENIED.split(), *(f"CLIENT {word}" for word in _DENIED_CLIENT.split()), "MEMORY PURGE"])
"""Commands that write, block, log in, run scripts, watch others or burden the server."""

_CONTAINERS = ("CLIENT", "MEMORY")
_LINE = 4096
_DEPTH = 6
LARGEST = 4 << 20
"""Bytes of all replies that are read in one go."""
_END = b"\r\n"
_SIMPLE, _ERROR, _INTEGER, _BULK, _ARRAY = b"+-:$*"
_DIGITS = 19
_NUMBER = re.compile(rb"-?[0-9]{1,%d}" % _DIGITS)
_SIZES = tuple(b"$%d" % size for size in range(256))
"""How the sizes of most words are written."""
_ROW, _WINDOW = 4, 8192
"""Values from which on those of an array are looked at together; bytes that are looked at together."""
_COUNT = re.compile(rb"\*([1-9][0-9]{0,2})\r\n")
_WORD = re.compile(rb"\$([0-9]{1,9})\r\n")


@dataclass(frozen=True, slots=True)
class Refused:
    """An error reply: its first word, and the rest in lower case to look into, never to show."""

    code: str
    text: str

    def __repr__(self) -> str:
        return f"<Refused {self.code if self.code.isalpha() else '?'}>"


class TooLarge(Broken):
    """A reply larger than was asked for, read in part: go on in a fresh connection."""


class Status(bytes):
    """A simple string: what a command came to. No value that was stored is told as one."""

    __slots__ = ()


Value = bytes | int | None | Refused | list["Value"]


def command(verb: str, *args: str | bytes | int) -> Message:
    """A command. Arguments of ours are `str` or `int`; `bytes` came from the peer and are not shown."""
    parts, shown = [_head(verb, len(args))], [verb]
    for arg in args:
        if isinstance(arg, bytes):
            parts.append(b"$%d\r\n%b\r\n" % (len(arg), arg))
            shown.append("…")
        else:
            part, text = _own(arg)
            parts.append(part)
            shown.append(text)
    return Message(GRAMMAR, verb, b"".join(parts), " ".join(shown))


@lru_cache(maxsize=256)
def _own(arg: str | int) -> tuple[bytes, str]:
    """A word of ours as it is sent and as it is shown."""
    text = str(arg)
    word = text.encode("utf-8")
    return b"$%d\r\n%b\r\n" % (len(word), word), text


@lru_cache(maxsize=256)
def _head(verb: str, args: int) -> bytes:
    """The begin of a command with so many arguments; verbs are words of ours."""
    words = verb.encode("ascii").split()
    return b"".join([b"*%d\r\n" % (len(words) + args), *[b"$%d\r\n%b\r\n" % (len(word), word) for word in words]])


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one command."""
    words = _words(data)
    if not words:
        return ""
    first = _upper(words[0])
    if first in _CONTAINERS:
        return f"{first} {_upper(words[1])}" if len(words) > 1 else ""
    return first


@lru_cache(maxsize=256)
def _upper(word: bytes) -> str:
    """A word of a verb, which is one of ours."""
    return word.decode("ascii", "replace").upper()


def _words(data: bytes) -> list[bytes]:
    """The words of the command that these bytes are, none where they are anything else."""
    head, *lines = data.split(_END)
    words = lines[1::2]
    sizes = _sizes(words)
    sizes.append(b"")
    if sizes == lines[::2] and head == b"*%d" % len(words):
        return words  # no word has an end of line in it
    found = _COUNT.match(data)
    words, place = [], found.end() if found else len(data)
    while bulk := _WORD.match(data, place):
        end = bulk.end() + int(bulk[1])
        if data[end : end + 2] != _END:
            return []
        words.append(data[bulk.end() : end])
        place = end + 2
    return words if found and place == len(data) and len(words) == int(found[1]) else []


def _sizes(words: list[bytes]) -> list[bytes]:
    """How the sizes of these words are written."""
    sizes = list(map(len, words))
    return [_SIZES[size] for size in sizes] if max(sizes, default=0) < 256 else [b"$%d" % size for size in sizes]


def reply(most: int, *, first: bool = False) -> Talk[Value]:
    """One reply of at most `most` bytes: bulk strings are bytes, simple ones `Status`, nulls None, errors `Refused`.

    Raises `Broken` where it is no such reply; on `first` contact `Foreign`.
    """
    reading = _Reading(1, most, Foreign if first else Broken)
    yield Parse(reading, most)
    return reading.values[0]


def ask_all(
    messages: Iterable[Message], most: int, values: list[Value] | None = None, whole: int = LARGEST
) -> Talk[list[Value]]:
    """Sends all of them, then reads a reply to each, of at most `most` bytes: one round trip.

    `values`: where the replies go, so that those before a fault are not lost; `whole`: bytes of all replies together,
    of which the first may be larger.
    """
    commands = tuple(messages)
    reading = _Reading(len(commands), most, Broken, values, whole)
    if commands:
        yield SendAll(commands)
        yield Parse(reading, min(most * len(commands), max(most, whole) + _LINE, LARGEST))
    return reading.values


class _Reading:
    """Replies as they come in; `values` are of use once they are whole.

    `_arrays` are those not full yet, outermost first, each with the number of values that it will have: the first is
    that of the replies, the others are in a reply. `_left` is what is left of the bytes that a reply may have.
    """

    __slots__ = ("_arrays", "_fault", "_left", "_most", "_place", "_whole", "values")

    def __init__(
        self, count: int, most: int, fault: type[Fault], values: list[Value] | None = None, whole: int = LARGEST
    ) -> None:
        self._left = self._most = most
        self._whole = whole
        self._fault, self._place = fault, 0
        self.values = [] if values is None else values
        self._arrays: list[tuple[list[Value], int]] = [(self.values, count)]

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`. The loop is the hot one of all that Redis says, and holds what is usual in it."""
        place, size = start + self._place, len(data)
        values, count = self._arrays[-1]
        while place < size:
            kind = data[place]
            end = data.find(_END, place + 1, place + 1 + _LINE)
            if end < 0:
                return self._to_come(data, place, start)
            text = data[place + 1 : end]
            after = end + 2
            value: Value
            if kind == _BULK and text.isdigit() and len(text) < 10:
                after += int(text) + 2
                if after > size or after - place > self._left:
                    return self._to_come(data, place, start, after)
                if data[after - 2 : after] != _END:
                    raise Broken("a bulk string longer than it said")
                value = data[end + 2 : after - 2]
            elif kind == _ARRAY:
                number = self._number(text)
                if number > 0:
                    values, count = self._deeper(number, after - place)
                    place = after = self._row(data, after) if number >= _ROW else after
                    if len(values) < count:
                        continue
                    value = self._arrays.pop()[0]
                    values, count = self._arrays[-1]
                else:
                    value = [] if number == 0 else None
            else:
                value = self._single(kind, text)
            self._left -= after - place
            if self._left < 0:
                raise TooLarge("a reply larger than was asked for")
            self._fault = Broken
            place = after
            values.append(value)
            if len(self._arrays) == 1:
                self._left = min(self._most, self._whole - place + start)
            while len(values) == count:
                if len(self._arrays) == 1:
                    return place
                value = self._arrays.pop()[0]
                values, count = self._arrays[-1]
                values.append(value)
                if len(self._arrays) == 1:
                    self._left = min(self._most, self._whole - place + start)
        self._place = place - start
        return size + 1

    def _to_come(self, data: bytes, place: int, start: int, after: int = 0) -> int:
        """Where to read on, for a value that begins at `place` and is not all there; it is to end at `after`."""
        if data[place] not in b"+-:$*":
            raise self._fault("not a RESP reply")
        if not after and len(data) - place > _LINE:
            raise Broken("a line without an end")
        if after - place > self._left:
            raise TooLarge("a reply larger than was asked for")
        self._place = place - start
        return after or len(data) + 1

    def _deeper(self, number: int, size: int) -> tuple[list[Value], int]:
        """An array of so many values begins; each of them has a byte at least."""
        self._left -= size
        if number > self._left:
            raise TooLarge("a reply larger than was asked for")
        if len(self._arrays) > _DEPTH:
            raise Broken("an array deeper than any reply")
        self._arrays.append(([], number))
        return self._arrays[-1]

    def _row(self, data: bytes, place: int) -> int:
        """Takes bulk strings of an array together, as long as there is no end of line in them; the place after them.

        Each time so many are looked at as there is room for in the window; where one is not as expected, all of these
        are left to `read`.
        """
        values, count = self._arrays[-1]
        while count - len(values) >= _ROW:
            lines = data[place : place + _WINDOW].split(_END, 2 * (count - len(values)))
            words = lines[1:-1:2]
            heads = lines[: 2 * len(words) : 2]
            size = sum(map(len, heads)) + sum(map(len, words)) + 4 * len(words)
            if not words or heads != _sizes(words) or size > self._left:
                break
            values += words
            self._left -= size
            place += size
        return place

    def _single(self, kind: int, text: bytes) -> Value:
        """A value of one line, or a null."""
        if kind == _SIMPLE:
            return Status(text)
        if kind == _ERROR:
            return _refused(text)
        if kind not in (_INTEGER, _BULK):
            raise self._fault("not a RESP reply")
        number = self._number(text)
        if kind == _INTEGER:
            return number
        if number >= 0:
            raise TooLarge("a reply larger than was asked for")
        return None

    def _number(self, text: bytes) -> int:
        if not (text.isdigit() and len(text) <= _DIGITS) and not _NUMBER.fullmatch(text):
            raise self._fault("a RESP reply without its number")
        self._fault = Broken
        return int(text)


def _refused(text: bytes) -> Refused:
    code, _, more = text.decode("utf-8", "replace").partition(" ")
    return Refused(code.upper(), more.lower())


_BEGINS = re.compile(rb"\+PONG\r|\+OK\r|-[A-Z]{2,20} ")


def begins(first: bytes) -> bool:
    """Whether these first bytes of a connection may be RESP: the answer to PING, or an error whatever was asked.

    >>> begins(b"+PONG\\r\\n"), begins(b"-DENIED Redis is running"), begins(b"+OK POP3 server ready\\r\\n")
    (True, True, False)
    """
    return _BEGINS.match(first) is not None
