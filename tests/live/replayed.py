"""A web server that answers as a transcript has it, for products of which no real one can be had.

Its answers were written after the documentation that the transcript names. A random name of the program stands for the
one of the transcript; what is not in there is not found, with the headers that all its answers have.
"""

import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from leftopen.lab.web import Answer
from tests.probes.doubts import Question, recorded, written
from tests.talk import Script

_RANDOM = re.compile(r"(leftopen[-_])[0-9a-f]+")
_MOST = 1 << 20
_SECONDS = 30.0


@contextmanager
def replayed(script: Script, address: str, port: int) -> Iterator[int]:
    """While inside, this transcript's server listens there; its port, where 0 was asked for."""
    answers = {_still(question): answer for question, answer in recorded(script).items()}
    listening = socket.create_server((address, port))

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                threading.Thread(target=_talk, args=(near, answers), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _still(question: Question) -> Question:
    method, target, body = question
    return method, _RANDOM.sub(r"\1", target), body


def _talk(near: socket.socket, answers: Mapping[Question, Answer]) -> None:
    """One connection, until it says what is no request."""
    with suppress(OSError, ValueError), near, near.makefile("rb") as said:
        near.settimeout(_SECONDS)
        while line := said.readline(_MOST).decode("latin-1"):
            method, target, _ = line.split(" ")
            size = 0
            while (header := said.readline(_MOST).decode("latin-1").strip().lower()) and header:
                name, _, value = header.partition(":")
                size = int(value) if name == "content-length" else size
            near.sendall(answer(answers, (method, target, said.read(min(size, _MOST)))))


def answer(answers: Mapping[Question, Answer], question: Question) -> bytes:
    """What is sent for a question."""
    return written(answers.get(_still(question)) or Answer(404, b"not found", _shared(answers)))


def _shared(answers: Mapping[Question, Answer]) -> dict[str, str]:
    """The headers that are the same in all of them."""
    first, *others = answers.values()
    return {name: value for name, value in first.headers.items() if all(a.headers.get(name) == value for a in others)}
