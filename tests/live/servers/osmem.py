"""osmem-server, which answers as OpenSearch does and keeps its indices in memory; it knows no authentication."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import Expect, LabError, Place, Running, Server, run, venv
from tests.live.people import FACE_LABELS, PEOPLE_LABELS, faces

SOURCE = "Python package `osmem-server` 0.1.6"
NEEDS: tuple[str, ...] = ()


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "osmem", ["osmem-server==0.1.6"])


def _start(place: Place) -> Running:
    programs = list((place.home / "venv" / "osmem").glob("lib/python3.*/site-packages/osmem_server/bin/osmem-server"))
    if not programs:
        raise LabError("osmem-server is not installed: python -m tests.live.lab get")
    return run(place, [programs[0], "-addr", f"{place.address}:9200", "-no-stdin-watch", "-no-ja"])


def _seed(place: Place) -> None:
    """The people in the index `customers`, their face captures in `faces`."""
    records: dict[str, Sequence[Mapping[str, object]]] = {"customers": place.people, "faces": faces(place.people)}
    lines = []
    for index, documents in records.items():
        for number, document in enumerate(documents):
            lines += [json.dumps({"index": {"_index": index, "_id": str(number)}}), json.dumps(document)]
    body = ("\n".join(lines) + "\n").encode()
    url = f"http://{place.address}:9200/_bulk?refresh=true"
    with urlopen(Request(url, body, {"Content-Type": "application/x-ndjson"}), timeout=120) as answer:
        if json.load(answer)["errors"]:
            raise LabError("osmem-server refused a document")


def _state(place: Place) -> dict[str, int]:
    """Records of each index."""
    with urlopen(f"http://{place.address}:9200/_cat/indices?format=json", timeout=120) as answer:
        return {row["index"]: int(row["docs.count"]) for row in json.load(answer)}


_OPEN = Expect("open", "opensearch", records=200, collection="customers", labels=PEOPLE_LABELS | FACE_LABELS)

SERVERS: tuple[Server, ...] = (
    Server("osmem-open", "127.77.21.1", (9200,), {9200: _OPEN}, _start, _seed, memory=256, state=_state),
)
