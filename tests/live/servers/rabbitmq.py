"""RabbitMQ of Debian with its management plugin; either port always asks for a login."""

from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run

SOURCE = "Debian package `rabbitmq-server`"
NEEDS: tuple[str, ...] = ("rabbitmq-server",)

PORT = 15672
_AMQP = 5672
_EPMD, _DISTRIBUTION = 4500, 25500
"""What its parts talk through on 127.0.0.1, and from which the ports of each network of the lab are counted."""


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _start(place: Place) -> Running:
    """The broker with a name service of its own, so that both end together; `guest` does not exist."""
    (place.work / "plugins").write_text("[rabbitmq_management].\n", "ascii")
    (place.work / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = {place.address}:{_AMQP}\nmanagement.tcp.ip = {place.address}\n"
        f"management.tcp.port = {PORT}\ndefault_user = app\ndefault_pass = {PASSWORD}\n",
        "ascii",
    )
    network = int(place.address.split(".")[1])
    env = {
        "HOME": str(place.work),
        "ERL_EPMD_PORT": str(_EPMD + network),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"{place.name}@localhost",
        "RABBITMQ_DIST_PORT": str(_DISTRIBUTION + network),
        "RABBITMQ_CONFIG_FILE": str(place.work / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(place.work / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(place.work / "data"),
        "RABBITMQ_LOG_BASE": str(place.work / "log"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }
    both = f"epmd -port {_EPMD + network} -address 127.0.0.1 & exec /usr/lib/rabbitmq/bin/rabbitmq-server"
    return run(place, ["bash", "-c", both], env=env)


_LOCKED = Expect("locked", "rabbitmq", "RabbitMQ")

_AMQP_LOCKED = Expect("locked", "amqp", "RabbitMQ", "3.")

SERVERS: tuple[Server, ...] = (
    Server(
        "rabbitmq-locked",
        "127.77.148.1",
        (PORT, _AMQP),
        {PORT: _LOCKED, _AMQP: _AMQP_LOCKED},
        _start,
        memory=200,
    ),
)
