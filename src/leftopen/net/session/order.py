"""The probes in the order in which they are tried on a port."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from leftopen.probes import Probe


class Order:
    """The probes in the order in which they are tried: those first whose opening is worth a connection anywhere, then
    by name, so that every run is like every other."""

    def __init__(self, probes: Iterable[Probe]) -> None:
        self._all = sorted(probes, key=lambda probe: (not probe.spec.anywhere, probe.spec.anywhere, probe.name))
        self._hinted: dict[int, list[Probe]] = defaultdict(list)
        for probe in self._all:
            for port in probe.spec.ports:
                self._hinted[port].append(probe)
        for probe in self._all:
            for port in {*probe.spec.wide} - {*probe.spec.ports}:
                self._hinted[port].append(probe)
        self._of: dict[int, list[Probe]] = {}

    def hinted(self, port: int) -> Sequence[Probe]:
        """Those that this port hints at: it is one of their own, or one where they are met."""
        return self._hinted.get(port, ())

    def of(self, port: int) -> Sequence[Probe]:
        """All, those first that this port hints at."""
        few = self._hinted.get(port)
        if few is None:
            return self._all
        if port not in self._of:
            self._of[port] = [*few, *(probe for probe in self._all if probe not in few)]
        return self._of[port]
