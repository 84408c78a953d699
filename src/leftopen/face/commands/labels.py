"""`leftopen labels`."""

from typing import Literal

import msgspec

from leftopen.face import console
from leftopen.face.console import DONE
from leftopen.face.tables import table
from leftopen.privacy.detect.labels import labels as every


def labels(*, format: Literal["table", "json"] = "table") -> int:
    """List the kinds of personal data that leftopen knows, with what the law calls them.

    Example: leftopen labels --format json

    Parameters
    ----------
    format
        table or json.
    """
    known = every()
    if format == "json":
        rows = [{"label": name, **msgspec.to_builtins(meaning)} for name, meaning in known.items()]
        console.out(msgspec.json.format(msgspec.json.encode({"labels": rows}), indent=2).decode() + "\n")
    else:
        cells = [(name, m.title, m.enisa, m.law.get("gdpr", ""), m.law.get("pipl", "")) for name, m in known.items()]
        console.out(table(("label", "what", "ENISA class", "GDPR", "PIPL"), cells))
    return DONE
