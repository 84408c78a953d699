"""mongo-java-server 1.47: MongoDB's protocol as old drivers speak it, without the newer greeting `hello`."""

from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run
from tests.live.servers import _jvm
from tests.live.servers._mongodb import LABELS, seed, state

SOURCE = "Java archive 1.47.0, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("mongo-java-server-1.47", "mongo-java-server", "1.47.0", sources=("MongoJavaServer",))


def get(home: Path) -> str | None:
    """Fetch the server and build the launcher."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place) -> Running:
    path = _KIT.path(place.home)
    classpath = [path / "built" / "MongoJavaServer.jar", path / "lib" / "*"]
    return run(place, _jvm.java(place, 128, classpath, "MongoJavaServer", place.address, "27017"))


_OPEN = Expect("open", "mongodb", records=200, collection="crm.customers", labels=LABELS)

SERVERS: tuple[Server, ...] = (
    Server("mongojava-open", "127.77.36.1", (27017,), {27017: _OPEN}, _start, seed, memory=110, state=state),
)
