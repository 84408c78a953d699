"""Leave to ask third parties: `given(...)` is its only maker, and every way to a socket of this package takes one.

It is another thing than a `Permit`: that lets the targets of a scope be asked; this lets registries, the resolver and
the web servers of domains be asked about them, and no target at all, but where a permit for it is there.
"""

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from typing import final

from leftopen.model import Lookups
from leftopen.net.admission import Permit
from leftopen.scope import file, ranges
from leftopen.scope.file import Scope
from leftopen.scope.guard import Guard

_MAKER = object()


@final
@dataclass(frozen=True, slots=True)
class Leave:
    """What may be asked. `barred`: (address, port) pairs that were audited; `scope`: whose targets are not asked, and
    whose exclusions never; `permit`: where there is one, what it allows may be asked.
    """

    lookups: Lookups
    barred: frozenset[tuple[str, int]]
    scope: Scope | None
    permit: Permit | None
    maker: InitVar[object]
    dns: tuple[str, int] | None = field(init=False)

    def __post_init__(self, maker: object) -> None:
        if maker is not _MAKER:
            raise TypeError("a Leave is made by given alone")
        object.__setattr__(self, "dns", file.server(self.lookups.dns) if self.lookups.dns else None)

    def about(self, address: str, own: str | None) -> bool:
        """Whether an address may be asked about: one of a private network only at a server that the scope names."""
        return own is not None or ranges.plain(address).is_global

    def why_not(self, address: str, port: int, own: str | None) -> str | None:
        """None where a web server that somebody else named may be asked there, otherwise the reason in words.

        `own`: the resolver that the scope names, for which private addresses are meant.
        """
        item = ranges.plain(address)
        number = int(item)
        if ranges.within(ranges.NEVER, item.version, number) or ranges.tunnelled(item.version, number):
            return "nobody's address"
        excluded = self.permit.guard.exclude if self.permit else self.scope.exclude if self.scope else ()
        if ranges.within(excluded, item.version, number):
            return "excluded by the scope"
        if own is None and not item.is_global:
            return "an address of a private network"
        if self.permit is not None and self.permit.why_not(address, port) is None:
            return None
        target = (str(item), port) in self.barred or (
            self.scope is not None and Guard(self.scope).allows(address, port)
        )
        return "a target of the scope" if target else None


def given(
    lookups: Lookups | None,
    *,
    offline: bool = False,
    targets: Iterable[tuple[str, int]] = (),
    scope: Scope | None = None,
    permit: Permit | None = None,
) -> Leave | None:
    """Leave where `[lookups]` stands in the scope and neither it nor the user says offline; otherwise None.

    `targets`: the services that were audited, which are not asked without a `permit`.
    """
    if lookups is None or lookups.offline or offline:
        return None
    barred = frozenset((str(ranges.plain(address)), port) for address, port in targets)
    return Leave(lookups, barred, scope, permit, _MAKER)
