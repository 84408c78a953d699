"""From what a probe read to the service as reported: here records end, and opinions begin."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from leftopen.judge.remedy import remedy
from leftopen.judge.severity import severity
from leftopen.judge.window import window
from leftopen.model import Access, Certificate, Problem, Service, Sketch, Stage, Status, Target, Tried
from leftopen.net.session.driver import Outcome
from leftopen.privacy.capture import capture
from leftopen.privacy.redact import redacted
from leftopen.privacy.sketch import Sketcher
from leftopen.probes import probes
from leftopen.raw import Finding
from leftopen.scope import authority_proof, ranges
from leftopen.scope.file import Scope

_NAME = 300
"""Characters of a name in a certificate; a host name has 253 at most."""


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
            return _service(outcome, protocol="unknown", access=Access.UNKNOWN, proof=outcome.says), (), problems
        try:
            service, sketches = self._described(outcome, outcome.finding)
        except Exception as error:  # noqa: BLE001 - one service must not end the run
            return _undescribed(outcome, outcome.finding), (), (*problems, _bug(outcome.target, error))
        return service, sketches, problems

    def _described(self, outcome: Outcome, finding: Finding) -> tuple[Service, tuple[Sketch, ...]]:
        seen = capture(finding, self._sketcher)
        service = _service(
            outcome,
            protocol=seen.protocol,
            access=seen.access,
            proof=seen.proof,
            product=seen.product,
            version=seen.version,
            catalog=seen.catalog,
            facts=seen.facts,
            doors=seen.doors,
            window=window(seen.spans),
        )
        address = ranges.plain(service.address)
        public = ranges.within(self._public, address.version, int(address))
        judged = replace(
            service,
            severity=severity(service, public=public),
            remedy=remedy(service, self._words[seen.protocol], seen.remedy),
        )
        return judged, seen.sketches


def _undescribed(outcome: Outcome, finding: Finding) -> Service:
    """What stays proved of a service that we failed to describe: that it is open must not be lost with the rest."""
    says = "What an anonymous reader gets was proved; what it holds could not be described."
    return _service(outcome, protocol=finding.protocol, access=finding.access, proof=says)


def _bug(target: Target, error: Exception) -> Problem:
    """A bug of ours in one service; its type only, as its text may hold a value."""
    says = f"what was read could not be described ({type(error).__name__})"
    return Problem(target.address, target.port, Stage.DESCRIBE, says, Status.BUG)


def _masked(certificate: Certificate | None) -> Certificate | None:
    """The certificate without the mail addresses and numbers of people that its names may hold."""
    if certificate is None:
        return None
    subject, issuer = redacted(certificate.subject, _NAME), redacted(certificate.issuer, _NAME)
    return replace(
        certificate, subject=subject, issuer=issuer, names=tuple(redacted(n, _NAME) for n in certificate.names)
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
        **known,
    )
