"""What the REST interface of Elasticsearch and of OpenSearch has in common, in every release of the lab."""

import base64
import json
import urllib.request
from collections.abc import Mapping, Sequence
from urllib.error import HTTPError

from tests.live.frame import PASSWORD, LabError, Place
from tests.live.people import FACE_LABELS, PEOPLE_LABELS, faces

HTTP, TRANSPORT = 9200, 9300
USER = "app"
HASH = "$2a$04$leftopenlableftopenlaOQRPShNu08VNCTqzcesE8owVL1xdgDn2"
"""bcrypt of the lab's password, for the user files of both products."""
LABELS = PEOPLE_LABELS | FACE_LABELS

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def settings(place: Place, **more: object) -> str:
    """The settings file of a single node that binds its own address only, as YAML; values are written as JSON."""
    common: Mapping[str, object] = {
        "cluster.name": "city-search",
        "node.name": place.name,
        "network.host": place.address,
        "http.port": HTTP,
    }
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**common, **more}.items())


def ask(place: Place, method: str, path: str, body: bytes | None = None, login: bool = False) -> bytes:
    """The body of the answer to one request. Raises OSError (HTTPError among them) when there is no good answer."""
    kind = "application/x-ndjson" if path.startswith("/_bulk") else "application/json"
    headers = {"Content-Type": kind}
    if login:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    request = urllib.request.Request(f"http://{place.address}:{HTTP}{path}", body, headers, method=method)
    with _OPENER.open(request, timeout=120) as answer:
        return bytes(answer.read())


def ready(place: Place, login: bool = False) -> bool:
    """Whether the node has formed its cluster, and its security is up where it has any."""
    try:
        ask(place, "GET", "/_cluster/health", login=login)
    except OSError:
        return False
    return True


def seed(place: Place, login: bool = False, typed: bool = False) -> None:
    """Write `customers` and `face_capture`. `typed`: releases before 7 want a mapping type for each record."""
    _write(place, "customers", place.people, login, typed)
    _write(place, "face_capture", faces(place.people), login, typed)


def state(place: Place, login: bool = False) -> dict[str, int]:
    """Records of each index and how often it was written to."""
    indices = json.loads(ask(place, "GET", "/_stats/docs,indexing", login=login))["indices"]
    counts: dict[str, int] = {}
    for name, index in indices.items():
        docs, writes = index["primaries"].get("docs", {}), index["primaries"].get("indexing", {})
        counts[f"{name}: records"] = docs.get("count", 0)
        counts[f"{name}: writes"] = writes.get("index_total", 0) + writes.get("delete_total", 0)
    return counts


def _write(place: Place, index: str, records: Sequence[Mapping[str, object]], login: bool, typed: bool) -> None:
    where = {"_index": index, "_type": "doc"} if typed else {"_index": index}
    lines = [
        line for number, record in enumerate(records) for line in ({"index": {**where, "_id": str(number)}}, record)
    ]
    body = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
    try:
        said = json.loads(ask(place, "POST", "/_bulk?refresh=true", body, login))
    except HTTPError as error:
        raise LabError(f"{place.name}: {index} was not written: {error.code} {error.read(300)!r}") from error
    if said["errors"]:
        raise LabError(f"{place.name}: {index} was not written: {said['items'][0]}")
