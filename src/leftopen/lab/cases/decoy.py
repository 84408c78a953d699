"""A server that says yes to everything: whoever believes it reports stores that are not there."""

from leftopen.lab import decoy
from leftopen.lab.people import Town
from leftopen.lab.planted import Planted

NEVER_OPEN = frozenset({"decoy", "unknown"})
ANY = frozenset({"elasticsearch", "opensearch", "mongodb", "redis", "rtsp", "camera", "onvif", "postgresql", "unknown"})


def plant(town: Town) -> list[Planted]:
    """The same decoy on the port of each store."""
    del town
    return [
        Planted(f"decoy on {port}", "127.81.0.60", port, decoy.serve, ANY, NEVER_OPEN)
        for port in (9200, 27017, 6379, 8554)
    ]
