"""Apache Kafka 3.9 (KRaft): open, empty, behind SASL, and with rules that let everybody list a topic and read none.

Topics are made by whoever asks for one, as by default. Every broker has a second listener for whoever seeds it, with
SASL.
"""

import json
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, call, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted
from tests.live.servers import _jvm, _tls

SOURCE = "Java archives 3.9.0, by Maven"
NEEDS = (*_jvm.NEEDS, *_tls.NEEDS)

_KIT = _jvm.Kit("kafka-3.9", "kafka", "3.9.0")
PORT, CONTROLLER, OURS = 9092, 9093, 9191
TOPIC = "crm.customers"
_CLUSTER = "bGVmdG9wZW4ta2Fma2EtMQ"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


def get(home: Path) -> str | None:
    """Fetch the broker."""
    return _jvm.get(home, (_KIT,))


def _java(place: Place, *main: str | Path) -> list[str]:
    # of the programs' words only errors are wanted
    quiet = {"org.slf4j.simpleLogger.defaultLogLevel": "error"}
    return _jvm.java(place, 320, [_KIT.path(place.home) / "lib" / "*"], *main, **quiet)


def _start(place: Place, everybody: str = "PLAINTEXT", more: Mapping[str, str] | None = None) -> Running:
    """Start a broker whose client listener is of the kind `everybody`."""
    at = place.address
    login = f'{_PLAIN} username="app" password="{PASSWORD}" user_app="{PASSWORD}";'
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{at}:{CONTROLLER}",
        "listeners": f"CLIENT://{at}:{PORT},CONTROLLER://{at}:{CONTROLLER},OURS://{at}:{OURS}",
        "advertised.listeners": f"CLIENT://{at}:{PORT},OURS://{at}:{OURS}",
        "inter.broker.listener.name": "OURS",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": f"CLIENT:{everybody},CONTROLLER:SASL_PLAINTEXT,OURS:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms": "PLAIN",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        **{f"listener.name.{name}.plain.sasl.jaas.config": login for name in ("client", "controller", "ours")},
        "log.dirs": str(place.work / "data"),
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "1",
        "log.cleaner.dedupe.buffer.size": "4194304",
        **(more or {}),
    }
    file = place.work / "server.properties"
    file.write_text("".join(f"{key}={value}\n" for key, value in settings.items()), "ascii")
    client = {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.jaas.config": login}
    (place.work / "client.properties").write_text("".join(f"{key}={value}\n" for key, value in client.items()), "ascii")
    call(place, _java(place, "kafka.tools.StorageTool", "format", "-t", _CLUSTER, "-c", file))
    return run(place, _java(place, "kafka.Kafka", file))


def _seed(place: Place) -> None:
    """One record a person, of JSON under the number of the person, the half of them compressed."""
    rows = [f"{number}\t{json.dumps(person, ensure_ascii=False)}\n" for number, person in enumerate(place.people)]
    client = ["--bootstrap-server", f"{place.address}:{OURS}", "--producer.config", f"{place.work}/client.properties"]
    half = len(rows) // 2
    for codec, part in (("none", rows[:half]), ("gzip", rows[half:])):
        options = ["--topic", TOPIC, "--property", "parse.key=true", f"--compression-codec={codec}"]
        call(place, _java(place, "kafka.tools.ConsoleProducer", *client, *options), stdin="".join(part))


def _seed_and_rule(place: Place) -> None:
    """Records, and the right to describe their topic for everybody."""
    _seed(place)
    client = ["--bootstrap-server", f"{place.address}:{OURS}", "--command-config", f"{place.work}/client.properties"]
    rule = ["--add", "--allow-principal", "User:*", "--operation", "Describe", "--topic", TOPIC]
    call(place, _java(place, "kafka.admin.AclCommand", *client, *rule))


def _state(place: Place) -> Mapping[str, int]:
    """The topics that there are on disk: asking makes none."""
    names = [path.name for path in (place.work / "data").iterdir() if path.is_dir()]
    return {"topics": len([name for name in names if not name.startswith("__")])}


def _ready(place: Place) -> bool:
    """The ports open when all is loaded; give its log a moment to be written."""
    if not (place.work / "data").is_dir():
        raise LabError("it has no folder of data")
    time.sleep(0.5)
    return True


_RULES = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:app",
}
_expect = partial(Expect, protocol="kafka", product="Kafka")
_OPEN = _expect("open", records=200, collection=TOPIC, labels=PEOPLE_LABELS)
_LIMITED = _expect("metadata", records=200, collection=TOPIC)
_ports = (PORT, CONTROLLER, OURS)
_server = partial(Server, ports=_ports, memory=250, ready=_ready, state=_state)

SERVERS: tuple[Server, ...] = (
    _server("kafka-open", "127.77.139.1", expect={PORT: _OPEN}, start=_start, seed=_seed),
    _server(
        "kafka-locked",
        "127.77.139.2",
        expect={PORT: _expect("locked")},
        start=partial(_start, everybody="SASL_PLAINTEXT"),
        seed=_seed,
    ),
    _server("kafka-empty", "127.77.139.3", expect={PORT: _expect("empty")}, start=_start),
    _server(
        "kafka-limited",
        "127.77.139.4",
        expect={PORT: _LIMITED},
        start=partial(_start, more=_RULES),
        seed=_seed_and_rule,
    ),
)


_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


def _with_logins(place: Place, _: str, mechanism: str, rules: str, nobody: str) -> Running:
    """As it stands, with TLS and a login for clients; ours and the controller's listener ask for one already."""
    cert, key = _tls.certificate(place)
    (place.work / "both.pem").write_text(key.read_text("ascii") + cert.read_text("ascii"), "ascii")
    file = place.work / "server.properties"
    told = file.read_text("ascii").replace("CLIENT:PLAINTEXT", "CLIENT:SASL_SSL")
    more = (
        f"listener.name.client.{mechanism}",
        f"listener.name.client.scram-sha-512.sasl.jaas.config={_SCRAM} required;",
        "listener.name.client.ssl.keystore.type=PEM",
        f"listener.name.client.ssl.keystore.location={place.work}/both.pem",
        rules,
        nobody,
        "super.users=User:app",
    )
    file.write_text(told + "\n".join(more) + "\n", "ascii")
    return run(place, _java(place, "kafka.Kafka", file))


SHUT = (
    Shut(
        "kafka-open",
        (
            "listener.security.protocol.map=…:SASL_SSL",
            "sasl.enabled.mechanisms=SCRAM-SHA-512",
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found=false",
        ),
        restarted(_with_logins),
        check=False,
    ),
)
