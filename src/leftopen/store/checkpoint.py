"""What a run has done so far, one JSON object a line, so that a run that was cut short goes on where it stopped.

Lines: `run` (its identity and the key of its walk), `position` (how far the sweep is), `open` (a port that answered),
`service` (a service as judged, masked, or the problems with which a target is done too), `lost` (the network that was
lost). A last line cut short by a crash is ignored. Sketches are not kept: their key is dropped with the run that made
them.

Each line ends with `mac`, an HMAC-SHA256 (RFC 2104) over the `mac` of the line before and its own bytes, with a secret
of this user's (`signing.derived`): what lies in a folder is input, and a line counts only where this user wrote it,
after the last one that counts. One that was changed, moved or slipped in is passed over with all that followed it, and
what it stood for is asked again. Where the user can have no key the secret is empty: the chain shows
accidents alone.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct, field

from leftopen import regular, signing
from leftopen.model import Problem, Service, Target, Tried

NAME = "progress.jsonl"
_LINE = 16 << 20
_TAIL = b',"mac":"'


class CheckpointError(Exception):
    """The checkpoint cannot be written or does not belong to this run; its text is one line with the remedy."""


class Begun(Struct, frozen=True, tag="run", tag_field="kind"):
    """The identity of the run: its id, the digest of its scope, the hex key of its walk, when it started.

    `scope` tells what is asked, and how, from that of another scope (`plan.matter`), `targets` the pairs from those of
    another walk (`plan.whereabouts`), `listed` the list (`plan.listing`). A second one in a file begins another walk.
    """

    id: str
    scope: str
    key: str
    started: str
    targets: str = ""
    listed: str = ""


class Position(Struct, frozen=True, tag="position", tag_field="kind"):
    """Everything in the walk before `at` is done; the counts are those of these pairs and of no others."""

    at: int
    asked: int
    silent: int
    dropped: int


class Answered(Struct, frozen=True, tag="open", tag_field="kind"):
    """A port that answered."""

    target: Target


class Done(Struct, frozen=True, tag="service", tag_field="kind"):
    """A target that was asked, with the service there, if any, and what could not be done."""

    target: Target
    service: Service | None
    problems: tuple[Problem, ...] = ()


class LoginsTried(Struct, frozen=True, tag="logins", tag_field="kind"):
    """Factory logins that were tried: they count in later sittings."""

    tried: tuple[Tried, ...]


class CutOff(Struct, frozen=True, tag="lost", tag_field="kind"):
    """The run ended early, as there was no way any more to this address, which there was."""

    address: str
    port: int


Line = Begun | Position | Answered | Done | CutOff | LoginsTried


class Past(Struct):
    """What earlier sittings of the run left: the last `position`, and what is `done`, by target id."""

    begun: Begun | None = None
    position: Position = Position(0, 0, 0, 0)
    opened: dict[str, Target] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)
    lost: CutOff | None = None
    tried: dict[str, Tried] = field(default_factory=dict)
    mac: str = ""

    def keep(self, allowed: Callable[[Target], bool]) -> None:
        """Forgets what may not be asked, any more or ever, and services that are not those of their targets."""
        self.opened = {name: target for name, target in self.opened.items() if allowed(target)}
        self.done = {name: done for name, done in self.done.items() if allowed(done.target) and _own(done)}

    @property
    def waiting(self) -> list[Target]:
        """Ports that answered and were not asked to the end."""
        return [target for name, target in self.opened.items() if name not in self.done]

    @property
    def reached(self) -> list[tuple[str, int]]:
        """An address of each IP version to which there was a way: the one that was lost, if any, or the last found."""
        served = [done.target for done in self.done.values() if done.service is not None]
        ends = [(self.lost.address, self.lost.port)] if self.lost is not None else []
        found = [(target.address, target.port) for target in (*served, *self.opened.values())]
        return list({":" in address[0]: address for address in found + ends}.values())


class Checkpoint:
    """Appends to the file; `past` is what it held before."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self.path = path
        self._secret = _secret()
        self.past = Past() if fresh else read(path, self._secret)
        self._mac = self.past.mac
        self._encode = msgspec.json.Encoder().encode
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | (os.O_TRUNC if fresh else 0)
            self._file = regular.opened(path, flags)
        except OSError as error:
            raise CheckpointError(f"{path}: cannot be written ({error.strerror}). Choose another --out.") from None
        if not fresh:
            self._append(b"\n")  # ends a line that a crash cut short

    def note(self, line: Line) -> None:
        """Appends a line and hands it to the system. Raises CheckpointError."""
        body = self._encode(line)[:-1]
        mac = _next(self._secret, self._mac, body)
        self._append(b'%b%b%b"}\n' % (body, _TAIL, mac.encode()))
        self._mac = mac

    def _append(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            remedy = "Make room there, then go on with --resume."
            raise CheckpointError(f"{self.path}: cannot be written ({error.strerror}). {remedy}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        os.close(self._file)


def drop(folder: Path) -> None:
    """Takes the checkpoint away: the run is whole, and its report is written."""
    (folder / NAME).unlink(missing_ok=True)


def read(path: Path, secret: bytes | None = None) -> Past:
    """What the file holds that this user wrote; `secret`: see `signing.derived`.

    Raises CheckpointError where there is none or no line of a run that counts.
    """
    past, secret = Past(), _secret() if secret is None else secret
    decode = msgspec.json.Decoder(Line).decode
    try:
        with os.fdopen(regular.opened(path, os.O_RDONLY), "rb") as file:
            while line := file.readline(_LINE):
                body, _, mac = line.rstrip(b"\n").rpartition(_TAIL)
                if not hmac.compare_digest(mac, _next(secret, past.mac, body).encode() + b'"}'):
                    continue  # cut short by a crash, or not ours
                past.mac = mac[:-2].decode()
                with suppress(msgspec.DecodeError, UnicodeDecodeError):  # of another version
                    _take(past, decode(body + b"}"))
    except FileNotFoundError:
        raise CheckpointError(f"{path}: there is no run to resume. Start one without --resume.") from None
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from None
    if past.begun is None:
        says = "holds no run to resume, at least none that this user wrote and nobody changed"
        raise CheckpointError(f"{path}: {says}. Start another one without --resume, with another --out.")
    return past


def _secret() -> bytes:
    try:
        return signing.derived("checkpoint")
    except signing.NoKey:
        return b""


def _next(secret: bytes, mac: str, body: bytes) -> str:
    """The `mac` of a line that follows the one with this `mac`."""
    return hmac.new(secret, mac.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def _own(done: Done) -> bool:
    """Whether the service of a line is the one at its target."""
    target, service = done.target, done.service
    return service is None or (service.id, service.address, service.port) == (target.id, target.address, target.port)


def _take(past: Past, line: Line) -> None:
    match line:
        case Begun():
            past.begun, past.position = line, Position(0, 0, 0, 0)
        case Position():
            past.position = line
        case LoginsTried(tried):
            past.tried |= {one.device: one for one in tried}
        case Answered(target):
            past.opened[target.id] = target
        case Done(target):
            past.done[target.id] = line
        case CutOff():
            past.lost = line
