"""`leftopen probes`."""

from typing import Literal

import msgspec

from leftopen.face import console
from leftopen.face.console import DONE
from leftopen.face.tables import table
from leftopen.probes import probes as every


def probes(*, format: Literal["table", "json"] = "table") -> int:
    """List the protocols that leftopen can prove open; as JSON, with all that it may ever send.

    Example: leftopen probes --format json

    Parameters
    ----------
    format
        table or json.
    """
    rows = [
        {
            "name": probe.name,
            "title": probe.words.get("title", probe.name),
            "protocols": list(probe.spec.protocols),
            "ports": list(probe.spec.ports),
            "says": sorted(probe.spec.verbs),
        }
        for probe in every()
    ]
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode({"probes": rows}), indent=2).decode() + "\n")
    else:
        specs = [(probe.name, probe.spec) for probe in every()]
        cells = [
            (name, ", ".join(spec.protocols), ", ".join(map(str, spec.ports)), f"{len(spec.verbs)} requests")
            for name, spec in specs
        ]
        console.out(table(("probe", "protocols", "usual ports", "may send"), cells))
    return DONE
