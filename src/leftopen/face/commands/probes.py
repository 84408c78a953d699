"""`leftopen probes`."""

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from leftopen.face import console
from leftopen.face.console import DONE
from leftopen.face.tables import table
from leftopen.probes import probes as every
from leftopen.probes import proofs


def probes(*, format: Literal["table", "json"] = "table") -> int:
    """List the protocols that leftopen can prove open, and the servers that each is proved against.

    As JSON, with all that it may ever send, and how each of those servers was set up.

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
            "says": sorted(probe.spec.says),
            "proved": [proof._asdict() for proof in proofs(probe.name)],
        }
        for probe in every()
    ]
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode({"probes": rows}), indent=2).decode() + "\n")
    else:
        specs = [(probe.name, probe.spec) for probe in every()]
        cells = [
            (
                name,
                ", ".join(spec.protocols),
                ", ".join(map(str, spec.ports)),
                f"{len(spec.says)} requests",
                _told(name),
            )
            for name, spec in specs
        ]
        console.out(table(("probe", "protocols", "usual ports", "may send", "proved against"), cells))
    return DONE


def _listed(several: Iterable[object]) -> str:
    return ", ".join(map(str, several))


_SERVER = re.compile(r"[A-Z][\w.-]*(?: [A-Z][\w.-]*)* v?\d+(?:\.\d+)*|[\w.-]+ \d+(?:\.\d+)+")
"""The name of a server and its version."""


def _told(name: str) -> str:
    """The servers that answered themselves; where there are none, that answers were written after a source."""
    found = proofs(name)
    real = dict.fromkeys(match[0] for proof in found if proof.real and (match := _SERVER.search(proof.against)))
    return ", ".join(real) or (f"answers after documentation ({len(found)})" if found else "")
