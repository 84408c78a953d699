"""From what a probe read to the service as reported: here records end, and opinions begin."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from leftopen.judge.bounds import left_out
from leftopen.judge.remedy import remedy
from leftopen.judge.severity import severity
from leftopen.judge.window import window
from leftopen.model import Access, Certificate, Problem, Service, Sketch, Stage, Status, Target, Tried
from leftopen.net.session.budget import MOST_CPU
from leftopen.net.session.driver import Outcome
from leftopen.privacy import redact
from leftopen.privacy.capture import Captured, capture
from leftopen.privacy.redact import redacted
from leftopen.privacy.sketch import Sketcher
from leftopen.probes import probes
from leftopen.raw import Finding
from leftopen.scope import authority_proof, ranges
from leftopen.scope.file import Scope

_NAME = 300
"""Characters of a name in a certificate; a host name has 253 at most."""

_REALM = 120
_LEAST = 0.5
"""Seconds of processor time that describing a service may take, at least, however much asking it took."""


class Assessed(Struct, frozen=True):
    """What is known of a target: the service with its sketches, None where nothing can be said but its problems.

    `connections`: how many it took; `tried`: the logins tried on its device so far.
    """

    target: Target
    service: Service | None
    sketches: tuple[Sketch, ...] = ()
    problems: tuple[Problem, ...] = ()
    connections: int = 0
    tried: tuple[Tried, ...] = ()


class Assessor:
    """Describes the outcomes of one run; `resolved` are the (name, address) pairs of the scope's host names."""

    def __init__(self, scope: Scope, resolved: Iterable[tuple[str, str]], sketcher: Sketcher) -> None:
        self._public = authority_proof.public(scope, resolved)
        self._sketcher = sketcher
        self._words = {word: probe.words for probe in probes() for word in probe.spec.protocols}

    def describe(self, outcome: Outcome) -> Assessed:
        """What is known after this outcome; the records in it are dropped."""
        service, sketches, problems = self._known(outcome)
        return Assessed(outcome.target, service, sketches, problems, outcome.footprint.connections, outcome.tried)

    def _known(self, outcome: Outcome) -> tuple[Service | None, tuple[Sketch, ...], tuple[Problem, ...]]:
        problems = outcome.problems
        if outcome.finding is None:
            if problems and not outcome.again:
                return None, (), problems
            return _unknown(outcome), (), problems
        try:
            seen = capture(outcome.finding, self._sketcher, max(_LEAST, MOST_CPU - outcome.cpu))
            service = _described(outcome, seen)
        except Exception as error:  # noqa: BLE001 - one service must not end the run
            return _undescribed(outcome, outcome.finding), (), (*problems, _bug(outcome.target, "described", error))
        service, more = self._judged(service, seen)
        return service, seen.sketches, (*problems, *_cut(outcome.target, seen), *more)

    def _judged(self, service: Service, seen: Captured) -> tuple[Service, tuple[Problem, ...]]:
        """The service with what we think of it: an opinion that fails costs only itself."""
        address = ranges.plain(service.address)
        public = ranges.within(self._public, address.version, int(address))
        steps: tuple[tuple[str, Callable[[Service], Service]], ...] = (
            ("dated", lambda known: replace(known, window=window(seen.spans))),
            ("weighed", lambda known: replace(known, severity=severity(known, public=public))),
            ("advised on", lambda known: replace(known, remedy=remedy(known, self._words[seen.protocol], seen.remedy))),
        )
        problems = []
        for what, step in steps:
            try:
                service = step(service)
            except Exception as error:  # noqa: BLE001 - what was found must not be lost with it
                problems.append(_bug(Target(service.address, service.port), what, error))
        return service, tuple(problems)


def _described(outcome: Outcome, seen: Captured) -> Service:
    return _service(
        outcome,
        protocol=seen.protocol,
        access=seen.access,
        proof=seen.proof,
        product=seen.product,
        version=seen.version,
        catalog=seen.catalog,
        facts=seen.facts,
        doors=seen.doors,
        mail_domains=seen.mail_domains,
        doubted=seen.doubted,
    )


def _unknown(outcome: Outcome) -> Service:
    """What no probe knows; the realm of a login is what a person may know it by."""
    known: dict[str, Any] = {"protocol": "unknown", "access": Access.UNKNOWN, "proof": outcome.says}
    realm = redacted(outcome.realm.text, _REALM).strip() if outcome.realm else ""
    if realm:
        known |= {"proof": f"{outcome.says}; the login is for “{realm}”", "facts": {"realm": realm}}
    return _service(outcome, **known)


def _cut(target: Target, seen: Captured) -> Iterator[Problem]:
    """What of a catalogue has no room in a report, or took too long to look at."""
    if seen.unread:
        says = f"{seen.unread} records were not looked at: {MOST_CPU:g} seconds of processor time used up"
        yield Problem(target.address, target.port, Stage.DESCRIBE, says, Status.BUDGET)
    if seen.left_out:
        yield left_out(target.address, target.port, seen.left_out, "fields")
    if seen.stores_left_out:
        yield left_out(target.address, target.port, seen.stores_left_out, "collections")


def _undescribed(outcome: Outcome, finding: Finding) -> Service:
    """What stays proved of a service that we failed to describe: that it is open must not be lost with the rest."""
    says = "What an anonymous reader gets was proved; what it holds could not be described."
    return _service(outcome, protocol=finding.protocol, access=finding.access, proof=says)


def _bug(target: Target, what: str, error: Exception) -> Problem:
    """A bug of ours in one service; its type only, as its text may hold a value."""
    says = f"what was read could not be {what} ({type(error).__name__})"
    return Problem(target.address, target.port, Stage.DESCRIBE, says, Status.BUG)


def _masked(certificate: Certificate | None) -> Certificate | None:
    """The certificate without the names, addresses and numbers of people that it may hold."""
    if certificate is None:
        return None
    return replace(
        certificate,
        subject=redact.subject(certificate.subject, _NAME),
        issuer=redact.subject(certificate.issuer, _NAME),
        names=tuple(redacted(name, _NAME) for name in certificate.names),
    )


def _service(outcome: Outcome, **known: Any) -> Service:
    target = outcome.target
    return Service(
        id=target.id,
        address=target.address,
        port=target.port,
        transport=target.transport,
        tls=outcome.tls,
        footprint=outcome.footprint,
        certificate=_masked(outcome.certificate),
        again=dict(outcome.again),
        icon=outcome.icon,
        host=target.host,
        **known,
    )
