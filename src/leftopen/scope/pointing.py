"""Which addresses a host name of the scope is permission for. Pure.

Who owns a name decides what it points to. A name of somebody else that points to this machine, to its link or to the
service at which a cloud hands out credentials must not have leftopen ask there: such an address is permitted by itself
only. One that points to private space is everyday use.
"""

from leftopen.scope import ranges
from leftopen.scope.file import Scope
from leftopen.scope.ranges import NEVER, NOBODY

LOOPBACK = ranges.merge(map(ranges.parse, ("127.0.0.0/8", "::1")))
"""RFC 1122, 3.2.1.3 and RFC 4291, 2.5.3."""

LINK = ranges.merge(map(ranges.parse, ("169.254.0.0/16", "fe80::/10", "fec0::/10")))
"""RFC 3927, RFC 4291, 2.5.6 and 2.5.7; most clouds serve the metadata of a machine at 169.254.169.254."""

METADATA = ranges.merge(
    map(
        ranges.parse,
        (
            "100.100.100.200",  # Alibaba Cloud
            "168.63.129.16",  # Azure, the host of a machine
            "192.0.0.192",  # Oracle Cloud, classic
            "fd00:ec2::254",  # AWS, IPv6
            "fd20:ce::254",  # Google Cloud, IPv6
        ),
    )
)
"""Where clouds serve the metadata of a machine outside of link-local space; from the makers' documentation."""


def why_not(name: str, address: str, scope: Scope) -> str | None:
    """None where this name of the scope is permission for the address that it points to, otherwise why it is not."""
    where = _where(name, ranges.single(address))
    if where is None or _named(name, ranges.single(address), scope):
        return None
    return f"points to {address}, {where}: a name is no permission for that"


def _where(name: str, at: ranges.AddressRange) -> str | None:
    place = at.version, at.first
    if ranges.within(NEVER, *place) or ranges.tunnelled(*place):
        return f"which is nobody's address ({NOBODY})"
    if ranges.within(LOOPBACK, *place):  # RFC 6761, 6.3: these names are this machine for everybody
        return None if name == "localhost" or name.endswith(".localhost") else "which is this machine itself"
    if ranges.within(LINK, *place):
        return "which is on the link of this machine"
    if ranges.within(METADATA, *place):
        return "where a cloud serves the metadata of a machine"
    return None


def _named(name: str, at: ranges.AddressRange, scope: Scope) -> bool:
    """Whether the scope names the address too, with all the ports at which the name is asked."""
    if ranges.within(NEVER, at.version, at.first):
        return False
    if ranges.within(scope.targets, at.version, at.first):
        return True
    ports = {host.port for host in scope.hosts if host.name == name}
    pinned = {
        item.port
        for item in scope.pinned
        if item.range.version == at.version and item.range.first <= at.first <= item.range.last
    }
    return ports <= pinned
