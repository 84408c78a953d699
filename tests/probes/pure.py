"""Runs probes over HTTP against pure servers of the lab: no sockets, no transcripts."""

from collections.abc import Callable, Mapping

from leftopen.lab.web import Answer, Ask
from leftopen.raw import Finding
from leftopen.wire.talk import Device, Fault, Pause, Ration, Request, Response, SampleLimits, T, Talk

Server = Callable[[Ask], Answer | Fault]


def ask_of(request: Request) -> Ask:
    """The request as the lab's server reads it."""
    head, _, body = request.message.data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}
    return Ask(method, path, dict(pair.split("=", 1) for pair in query.split("&") if pair), headers, body)


def run(
    probe: Callable[[SampleLimits], Talk[Finding]], server: Server, limits: SampleLimits | None = None
) -> tuple[Finding, list[Ask]]:
    """The finding, and what was asked."""
    asked = list[Ask]()
    return play_on(probe(limits or SampleLimits()), server, asked), asked


def play_on(talk: Talk[T], server: Server, asked: list[Ask] | None = None) -> T:
    """What a talk over HTTP returns; a fault that the server gives is thrown into it. `asked` gets the requests."""
    try:
        op = next(talk)
        while True:
            if isinstance(op, Pause | Ration | Device):
                op = talk.send(None)
                continue
            assert isinstance(op, Request)
            ask = ask_of(op)
            if asked is not None:
                asked.append(ask)
            reply = server(ask)
            if isinstance(reply, Fault):
                op = talk.throw(reply)
                continue
            headers = {name.lower(): value for name, value in reply.headers.items()}
            op = talk.send(Response(reply.status, "", headers, reply.body[: op.most], len(reply.body) > op.most))
    except StopIteration as done:
        value: T = done.value
        return value


def altered(server: Server, changes: Mapping[str, Answer | Fault]) -> Server:
    """The server, which answers otherwise where the path ends so."""

    def answer(ask: Ask) -> Answer | Fault:
        return next((change for end, change in changes.items() if ask.path.endswith(end)), None) or server(ask)

    return answer


def pages(known: Mapping[str, Answer], elsewhere: Answer) -> Server:
    """A server with a few paths, and one answer for all others."""
    return lambda ask: known.get(ask.path, elsewhere)
