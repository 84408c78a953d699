"""Asks again, by name, for what a service let be read before: a list that is refused today is no proof that this is."""

from collections.abc import Iterable, Mapping

from leftopen.journal import JournalError
from leftopen.model import Access, Again, DoorState, Status
from leftopen.net.session.session import Session
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire.talk import Late, Spent

_NOBODY = frozenset({Status.REFUSED, Status.UNREACHABLE, Status.BARRED, Status.CONDUCT, Status.LOCAL})
"""Where there is nobody to ask, or where we may not."""


def worth(again: Again | None, finding: Finding | None, status: Status) -> bool:
    """Whether asking by name can show more than the finding does: not where it is open, or where nobody listens."""
    open_door = finding is not None and (finding.access.exposed or finding.access is Access.EMPTY)
    return again is not None and not open_door and status not in _NOBODY


def but_for_us(states: Mapping[str, DoorState]) -> dict[str, DoorState]:
    """What is left of these where all was refused to whoever asks from here, so that others may be given it."""
    return {door: DoorState.UNDECIDED if state is DoorState.SHUT else state for door, state in states.items()}


async def ask_again(service: Session, probes: Iterable[Probe], again: Again) -> dict[str, DoorState]:
    """What became of each door. The time that is left of the service's budget has to do. Raises `JournalError`.

    Where several probes know the protocol (one a transport), those at home on this port ask first; in TLS or without,
    as it was met now, then as it was before. What was refused is asked for a second time, each in a connection of its
    own, as far as the budget goes: where connections are dealt in turn among several servers, one of them may refuse.
    """
    known = [probe for probe in probes if again.protocol in probe.spec.protocols and probe.reread]
    known.sort(key=lambda probe: service.target.port not in probe.spec.ports)
    states = dict.fromkeys(again.doors, DoorState.UNDECIDED) if known else {}
    refused: list[tuple[Probe, bool, str]] = []
    layers = dict.fromkeys((service.in_tls, again.tls))
    for probe, layer in ((probe, layer) for probe in known for layer in layers):
        left = [door for door in again.doors if states[door] is DoorState.UNDECIDED]
        service.hang_up()
        service.in_tls = layer
        for door in left:
            try:
                state = await _reread(service, probe, door)
            except (Late, Spent, OSError):
                break
            if state is not None:
                states[door] = state
            if state is DoorState.SHUT:
                refused.append((probe, layer, door))
    for probe, layer, door in refused:
        service.hang_up()
        service.in_tls = layer
        try:
            states[door] = await _reread(service, probe, door) or DoorState.SHUT
        except Late:
            continue  # the first refusal stands
        except (Spent, OSError):
            break
    return states


async def _reread(service: Session, probe: Probe, door: str) -> DoorState | None:
    """What became of one door; None where that is not decided by a fault, a name that the grammar does not take, or a
    bug. Raises `Late`, `Spent`, `OSError`, `JournalError`."""
    try:
        return await service.reread(probe, door)
    except (Late, Spent, OSError, JournalError):
        raise
    except Exception:  # noqa: BLE001 - not decided, whatever it was
        return None
