"""The icon of a web site whose store is open: one request more, on the connection that there is where it is kept.

It is asked for where a finding is to be attributed, of no other web server, of no camera, and not when a door is asked
again. Whatever comes of it, the finding stands.
"""

from leftopen.journal import JournalError
from leftopen.model import Access
from leftopen.net.session.session import Session
from leftopen.probes import Probe
from leftopen.raw import Finding
from leftopen.wire import icon

_OPEN = (Access.OPEN, Access.METADATA)


def worth(service: Session, probe: Probe | None, finding: Finding | None) -> bool:
    """Whether there is anything to attribute, and a web server that has time to answer."""
    if probe is None or finding is None or service.target.again is not None or service.busy:
        return False
    return probe.spec.has_site and finding.access in _OPEN


async def number(service: Session) -> int | None:
    """The number of its icon (`wire.icon`); None where it has none, or does not give it. Raises `JournalError`."""
    try:
        return await service.ask(icon.ask(), icon.VERBS)
    except JournalError:
        raise
    except Exception:  # noqa: BLE001 - a fault, a budget that is used up, a bug: no icon, and the finding stands
        return None
