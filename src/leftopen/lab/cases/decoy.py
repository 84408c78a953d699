"""A server that says yes to everything: whoever believes it reports stores that are not there."""

from leftopen.lab import decoy
from leftopen.lab.people import Town
from leftopen.lab.planted import Planted
from leftopen.probes import probes

NEVER_OPEN = frozenset({"decoy", "unknown"})
ANY = frozenset({word for probe in probes() for word in probe.spec.protocols} | {"unknown"})
PRIVILEGED = 1024


def plant(town: Town) -> list[Planted]:
    """The same decoy on a usual port of each probe, one that needs no root."""
    del town
    ports = {next((port for port in probe.spec.ports if port >= PRIVILEGED), PRIVILEGED) for probe in probes()}
    return [Planted(f"decoy on {port}", "127.81.0.60", port, decoy.serve, ANY, NEVER_OPEN) for port in sorted(ports)]
