"""Asks a store that refuses once more, in a connection of its own, before it is called locked.

Something may share the connections of one port among several servers, of which one lets anybody in. Where they are
dealt in turn, the second connection reaches another one.
"""

from leftopen.journal import JournalError
from leftopen.model import Access
from leftopen.net.session.policy import ConductError
from leftopen.net.session.session import Session
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire.talk import LOGIN, Fault

FEW = 4
"""Connections up to which a service is asked again: one that is asked in many ways has been reached many times."""


def worth(service: Session, probe: Probe, finding: Finding) -> bool:
    """Whether a second time may show more, and costs neither a login nor many connections."""
    logs_in = any(verb.endswith(LOGIN) for verb in probe.spec.verbs)
    few = service.budget.connections <= FEW
    return finding.access is Access.LOCKED and probe.spec.kind == "store" and few and not logs_in


async def asked_again(service: Session, probe: Probe, finding: Finding) -> Finding:
    """What the second connection found where that is open to anybody; else what the first one did.

    Raises `ConductError`, `JournalError` and `OSError`.
    """
    if not worth(service, probe, finding):
        return finding
    service.afresh()
    try:
        second = await service.run(probe)
    except (ConductError, JournalError, OSError):
        raise
    except Fault:
        return finding
    except Exception:  # noqa: BLE001 - a bug in a probe that has come to an end before takes nothing from that
        return finding
    return second if second.access.exposed or second.access is Access.EMPTY else finding
