"""Records a transcript from a real server: `python -m tests.record PROBE HOST PORT NAME --note "redis 7.0.15, ..."`.

Only for servers of our own, filled with invented people. Writes `tests/talks/PROBE/NAME.talk` (see `tests.talk`) with
the outcome as the probe sees it today: read it before it becomes the truth.
"""

import argparse
import json
import socket
import ssl
import sys
import time
from collections.abc import Iterable
from typing import Any

from leftopen.probes import probes
from leftopen.wire import http
from leftopen.wire.talk import (
    Broken,
    Closed,
    Device,
    Exact,
    Foreign,
    InTls,
    Late,
    Op,
    Parse,
    Pause,
    Ration,
    Redial,
    Reply,
    Request,
    Response,
    Rest,
    SampleLimits,
    Send,
    SendAll,
    StartTls,
    Until,
)
from tests.talk import TALKS, Step, messages, outcome, play, wrap

CHUNK = 65_536


class Live:
    """A blocking connection that answers operations and keeps what passed."""

    def __init__(self, host: str, port: int, *, source: str, tls: bool, timeout: float = 5.0) -> None:
        self._where, self._source, self._tls, self._timeout = (host, port), source, tls, timeout
        self.steps: list[Step] = []
        self._shared: dict[bytes, Response] = {}
        self._buffer = b""
        self._socket = self._dial()

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()

    def _dial(self) -> socket.socket:
        found = socket.create_connection(self._where, self._timeout, (self._source, 0) if self._source else None)
        return self._wrapped(found) if self._tls else found

    def _wrapped(self, plain: socket.socket) -> socket.socket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain)

    def _note(self, kind: str, data: bytes) -> None:
        if kind != "~" and self.steps and self.steps[-1].kind == kind:
            data = self.steps.pop().data + data
        self.steps.append(Step(kind, data))

    def answer(self, op: Op) -> Reply:
        """The reply to one operation."""
        if isinstance(op, Send | SendAll):
            data = b"".join(message.data for message in messages(op))
            self._note(">", data)
            self._write(data)
            return None
        if isinstance(op, Redial):
            self._note("~", b"redial")
            self._socket.close()
            self._buffer, self._socket = b"", self._dial()
            return None
        if isinstance(op, StartTls) and self._tls:
            self._note("~", b"in-tls")
            raise InTls("in TLS already")
        if isinstance(op, StartTls):
            self._note("~", b"tls")
            self._socket = self._wrapped(self._socket)
            return None
        if isinstance(op, Ration | Device):
            return None
        if isinstance(op, Pause):
            time.sleep(op.seconds)
            return None
        return self._request(op) if isinstance(op, Request) else self._read(op)

    def _write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Closed("the peer closed") from error

    def _more(self) -> bytes:
        try:
            got = self._socket.recv(CHUNK)
        except TimeoutError as error:
            self._note("~", b"late")
            raise Late("no answer in time") from error
        except OSError:
            got = b""
        if not got:
            self._note("~", b"close")
            raise Closed("the peer closed")
        return got

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        self._note("<", taken)
        return taken

    def _read(self, op: Exact | Until | Parse | Rest) -> bytes:
        try:
            if isinstance(op, Exact):
                while len(self._buffer) < op.n:
                    self._buffer += self._more()
                return self._take(op.n)
            if isinstance(op, Until):
                while (end := self._buffer.find(op.mark)) < 0 and len(self._buffer) < op.most:
                    self._buffer += self._more()
                if end < 0:
                    raise Broken("no end of line in time")
                return self._take(end + len(op.mark))
            if isinstance(op, Parse):
                return self._parse(op)
            while len(self._buffer) < op.most:
                self._buffer += self._more()
        except (Closed, Late):
            if not self._buffer:
                raise
            end_of_talk = self.steps.pop()
            data = self._take(len(self._buffer))
            self.steps.append(end_of_talk)
            if isinstance(op, Rest):
                return data
            raise
        return self._take(op.most)

    def _parse(self, op: Parse) -> bytes:
        try:
            while (end := op.reader.read(self._buffer, 0)) > len(self._buffer):
                if len(self._buffer) >= op.most:
                    raise Broken("no end of an answer in time")
                self._buffer += self._more()
        except (Broken, Foreign):
            self._take(len(self._buffer))
            raise
        self._take(end)
        return b""

    def _request(self, op: Request) -> Response:
        """Asks once for what is the same, as the driver does."""
        if not op.shared:
            return self._asked(op)
        if op.message.data not in self._shared:
            self._shared[op.message.data] = self._asked(op)
        return self._shared[op.message.data]

    def _asked(self, op: Request) -> Response:
        self._socket.close()
        self._socket, self._buffer = self._dial(), b""
        self._note(">", op.message.data)
        self._write(http.dress(op.message.data, "{}:{}".format(*self._where), "leftopen/test"))
        response = play(http.read_response(op.most, verb=op.message.verb), self)
        if self.steps[-1] == Step("~", b"close"):
            self.steps.pop()
        return response


def rows(note: str, limits: SampleLimits, steps: Iterable[Step], result: dict[str, Any]) -> list[str]:
    """The lines of a transcript."""
    said = [f"# {note}"]
    if limits != SampleLimits():
        given = {name: int(getattr(limits, name)) for name in limits.__slots__}
        said.append("~ limits " + " ".join(f"{name}={value}" for name, value in given.items()))
    for step in steps:
        said += [f"~ {step.data.decode()}"] if step.kind == "~" else [f"{step.kind} {row}" for row in wrap(step.data)]
    stores = result.pop("stores", None)
    ends = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in result.items()]
    if stores is not None:
        listed = ",\n".join(f"    {json.dumps(store, ensure_ascii=False)}" for store in stores)
        ends.append('  "stores": [' + (f"\n{listed}\n  ]" if listed else "]"))
    said += [f"= {row}" for row in ("{\n" + ",\n".join(ends) + "\n}").split("\n")]
    return said


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("probe")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("name")
    parser.add_argument("--note", required=True, help="which server, version and configuration")
    parser.add_argument("--records", type=int, default=5)
    parser.add_argument("--collections", type=int, default=20)
    parser.add_argument("--source", default="", help="our own address, to look like another host")
    parser.add_argument("--tls", action="store_true")
    args = parser.parse_args(argv)
    limits = SampleLimits(records=args.records, collections=args.collections)
    probe = next(probe for probe in probes() if probe.name == args.probe)
    live = Live(args.host, args.port, source=args.source, tls=args.tls)
    result = outcome(probe.talk(limits), live)
    live.close()
    path = TALKS / args.probe / f"{args.name}.talk"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(rows(args.note, limits, live.steps, result)) + "\n", "utf-8")
    sys.stdout.write(path.read_text("utf-8")[-3000:])


if __name__ == "__main__":
    main(sys.argv[1:])
