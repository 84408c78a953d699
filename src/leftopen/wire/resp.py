r"""RESP2, the protocol of Redis and its kin: commands that only read, and bounded replies.

Source: https://redis.io/docs/latest/develop/reference/protocol-spec/ . A command is an array of bulk strings. Its verb
is the command in upper case; for `CLIENT` and `MEMORY`, which hold commands of many kinds, the subcommand follows.

>>> command("SCAN", 0, "COUNT", 10).data
b'*4\r\n$4\r\nSCAN\r\n$1\r\n0\r\n$5\r\nCOUNT\r\n$2\r\n10\r\n'
>>> verb_of(command("CLIENT NO-TOUCH", "ON").data)
'CLIENT NO-TOUCH'
"""

import re
from dataclasses import dataclass

from leftopen.wire.talk import Broken, Fault, Foreign, Message, Talk, exact, line

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
_NUMBER = re.compile(rb"-?[0-9]{1,19}")
_BULK = re.compile(rb"\$([0-9]{1,9})\r\n")


@dataclass(frozen=True, slots=True)
class Refused:
    """An error reply: its first word, and the rest in lower case to look into, never to show."""

    code: str
    text: str

    def __repr__(self) -> str:
        return f"<Refused {self.code if self.code.isalpha() else '?'}>"


Value = bytes | int | None | Refused | list["Value"]


def command(verb: str, *args: str | bytes | int) -> Message:
    """A command. Arguments of ours are `str` or `int`; `bytes` came from the peer and are not shown."""
    words = [word.encode("ascii") for word in verb.split()] + [
        arg if isinstance(arg, bytes) else str(arg).encode("utf-8") for arg in args
    ]
    data = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
    shown = " ".join([verb, *("…" if isinstance(arg, bytes) else str(arg) for arg in args)])
    return Message(GRAMMAR, verb, data, shown)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one command."""
    head = re.match(rb"\*([1-9][0-9]{0,2})\r\n", data)
    words: list[bytes] = []
    place = head.end() if head else len(data)
    while bulk := _BULK.match(data, place):
        end = bulk.end() + int(bulk[1])
        if data[end : end + 2] != b"\r\n":
            return ""
        words.append(data[bulk.end() : end])
        place = end + 2
    if not head or place != len(data) or len(words) != int(head[1]):
        return ""
    first = words[0].decode("ascii", "replace").upper()
    if first in _CONTAINERS:
        return f"{first} {words[1].decode('ascii', 'replace').upper()}" if len(words) > 1 else ""
    return first


def reply(most: int, *, first: bool = False) -> Talk[Value]:
    """One reply of at most `most` bytes: simple and bulk strings are bytes, nulls None, errors `Refused`.

    Raises `Broken` where it is no such reply; on `first` contact `Foreign`.
    """
    return (yield from _value(_Room(most, Foreign if first else Broken), 0))


class _Room:
    """What is left of the bytes that a reply may have, and how to complain."""

    def __init__(self, most: int, fault: type[Fault]) -> None:
        self._left, self.fault = most, fault

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Broken("a reply larger than was asked for")


def _value(room: _Room, depth: int) -> Talk[Value]:
    kind = yield from exact(1)
    if kind not in (b"+", b"-", b":", b"$", b"*"):
        raise room.fault("not a RESP reply")
    text = yield from line(_LINE)
    room.take(len(text) + 3)
    if kind == b"+":
        return text
    if kind == b"-":
        return _refused(text)
    if not _NUMBER.fullmatch(text):
        raise room.fault("a RESP reply without its number")
    number = int(text)
    room.fault = Broken
    if kind == b":":
        return number
    if number < 0:
        return None
    if kind == b"*":
        return (yield from _array(room, number, depth))
    room.take(number + 2)
    data = yield from exact(number + 2)
    if data[-2:] != b"\r\n":
        raise Broken("a bulk string longer than it said")
    return data[:-2]


def _array(room: _Room, number: int, depth: int) -> Talk[Value]:
    room.take(number)
    if depth >= _DEPTH:
        raise Broken("an array deeper than any reply")
    values: list[Value] = [None] * number
    for place in range(number):
        values[place] = yield from _value(room, depth + 1)
    return values


def _refused(text: bytes) -> Refused:
    code, _, more = text.decode("utf-8", "replace").partition(" ")
    return Refused(code.upper(), more.lower())
