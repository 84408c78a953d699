"""Which services in doubt are traps, as the others of their host are.

A trap seldom stands alone: whoever sets one up gives it the ports of many stores. So a service that said yes to what
cannot be there, which some careless makers' do too, is a decoy where at least `LEAST` others at its address are by
tells of their own. Nothing that was shown to be open, locked or empty is looked at again, whatever stands beside it.
Where the number comes from: docs/decisions/0030.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from leftopen.model import Access, Service

LEAST = 3
"""Decoys at one address, by their own tells, that settle a doubt about another service there."""


def settled(services: Sequence[Service]) -> list[Service]:
    """The same services, those that were in doubt with what their host says of them."""
    traps = Counter(service.address for service in services if service.access is Access.DECOY)
    return [_beside(service, traps[service.address]) for service in services]


def _beside(service: Service, traps: int) -> Service:
    if not (service.doubted and service.access is Access.UNKNOWN and traps >= LEAST):
        return service
    proof = f"{service.proof} {traps} other services at this address are decoys by what they said themselves."
    return replace(service, access=Access.DECOY, proof=proof)
