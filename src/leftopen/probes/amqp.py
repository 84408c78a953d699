"""Brokers that speak AMQP 0-9-1: RabbitMQ, LavinMQ, Qpid. `metadata` where a session without a login is let into the
virtual host `/`, while one of a random name is refused.

Sources: see `wire.amqp`; RabbitMQ documentation ("Access Control": ANONYMOUS, which releases from 4.0 on offer). What a
broker says first names its product, release and cluster and the logins it takes. Where these have no ANONYMOUS it is
locked; the account `guest` is never tried, since that would be a login, and a broker is no appliance. The protocol
lists no queues, and a message that is read is taken, so that this is the most that is ever said.
"""

import secrets

from leftopen.model import Access, DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, Phrase
from leftopen.wire import amqp
from leftopen.wire.talk import Broken, Closed, Foreign, Late, SampleLimits, Spent, Talk, redial, send

SPEC = Spec(
    protocols=("amqp",),
    ports=(5672, 5671),
    over="raw",
    verbs=frozenset({"protocol header", "connection.start-ok anonymous", "connection.tune-ok", "connection.open"}),
    recognises=amqp.recognises,
    opening=amqp.header(),
)
_HOST = "/"
_DOOR = f"virtual host {_HOST}"
_ANONYMOUS = "ANONYMOUS"
_LOGINS = ("PLAIN", "AMQPLAIN", "EXTERNAL", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512")
"""Logins that a proof may name: a broker may call others as it likes."""
_REFUSED = 403
_FACTS = ("cluster_name", "platform")


def probe(limits: SampleLimits) -> Talk[Finding]:  # noqa: ARG001 - there are no records to limit
    """Asks a broker that speaks AMQP."""
    yield from send(amqp.header())
    told = yield from amqp.start()
    if isinstance(told, str):
        words = f"It speaks version {told} of AMQP and not 0-9-1, so that nothing was asked."
        return Finding("amqp", Access.UNKNOWN, Phrase(words))
    try:
        access, words = yield from _judged(told)
    except (Broken, Closed, Foreign, Late, Spent) as fault:
        access, words = (
            Access.UNKNOWN,
            f"It takes sessions without a login, but {fault.fate} before one began",
        )
    open_door = [_DOOR] if access is Access.METADATA else []
    facts = {name: told.properties[name][:100] for name in _FACTS if told.properties.get(name)}
    product, version = told.properties.get("product", "")[:60] or None, told.properties.get("version", "")[:40] or None
    return Finding("amqp", access, Phrase(f"{words}."), product=product, version=version, facts=facts, doors=open_door)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """The virtual host that let us in."""
    if door != _DOOR:
        return DoorState.UNDECIDED
    yield from send(amqp.header())
    told = yield from amqp.start()
    if isinstance(told, str):
        return DoorState.UNDECIDED
    if _ANONYMOUS not in told.mechanisms:
        return DoorState.SHUT if told.mechanisms else DoorState.UNDECIDED
    refusal = (yield from _begun()) or (yield from _let_into(_HOST))
    if refusal is None:
        return DoorState.OPEN
    return DoorState.SHUT if refusal.code == _REFUSED else DoorState.UNDECIDED


def _judged(told: amqp.Start) -> Talk[tuple[Access, str]]:
    """The access, and the proof without its stop."""
    if _ANONYMOUS not in told.mechanisms:
        if not told.mechanisms:
            return Access.UNKNOWN, "It says of no way to begin a session"
        named = ", ".join(name for name in _LOGINS if name in told.mechanisms)
        return Access.LOCKED, f"It begins no session without a login: it takes {named or 'others'}"
    refusal = yield from _begun()
    if refusal is not None:
        access = Access.LOCKED if refusal.code == _REFUSED else Access.UNKNOWN
        return access, f"A session without a login was refused (code {refusal.code})"
    if (yield from _let_into(f"leftopen-{secrets.token_hex(6)}")) is None:
        return Access.DECOY, "It let a session without a login into a virtual host that does not exist"
    yield from redial()
    yield from send(amqp.header())
    yield from amqp.start()
    if (yield from _begun()) is not None:
        return Access.UNKNOWN, "It began a session without a login once, and not again"
    refusal = yield from _let_into(_HOST)
    if refusal is not None:
        return Access.UNKNOWN, f"It began a session without a login, and let it not into {_HOST} (code {refusal.code})"
    words = f"It let a session without a login into the virtual host {_HOST}, and refused one of a random name"
    return Access.METADATA, f"{words}; which queues there are it does not list, and no message was asked for"


def _begun() -> Talk[amqp.Closed | None]:
    """Begins a session without a login, after the broker's start."""
    yield from send(amqp.anonymous())
    return (yield from amqp.tune())


def _let_into(host: str) -> Talk[amqp.Closed | None]:
    yield from send(amqp.tuned())
    yield from send(amqp.open_host(host))
    return (yield from amqp.opened())
