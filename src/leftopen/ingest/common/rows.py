"""What reading another tool's file gives: services that it names, and what of it could not be read."""

import re
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from leftopen.harmless import clean
from leftopen.privacy.redact import redacted
from leftopen.scope import ranges

Says = Literal["open", "reachable"]
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*", re.ASCII)
"""The end of what is an IPv4 address in an old spelling, and never a name (WHATWG URL, 3.5)."""

_SECONDS = re.compile(r"\d{9,10}(?:\.\d{1,9})?", re.ASCII)
_DIGITS = re.compile(r"0*[0-9]{1,5}", re.ASCII)
_FRACTION = re.compile(r"\.(\d{6})\d+")
_PORTS = 65535
_REPORT = 40


class Listed(NamedTuple):
    """One service of a list: a host name or literal address, and a TCP port. `line` counts from 1.

    `protocol`: what the tool calls what answers there, None where it does not say. `at`: when it saw that, ISO 8601
    UTC. `source`: the tool, and which of its reports. `claim`: "open" where it says that data or a service can be used
    without a login, "reachable" where it says no more than that something answers.
    """

    line: int
    host: str
    port: int
    protocol: str | None = None
    at: str | None = None
    source: str = ""
    claim: Says = "reachable"


class Skipped(NamedTuple):
    """What of a file could not be read, or is nothing that is asked, and why; `line` None of the file as a whole.

    `broken`: it may have named a service that is not listed for that reason.
    """

    line: int | None
    says: str
    broken: bool = True


Row = Listed | Skipped


def row(line: int, host: Any, port: Any, transport: Any = "tcp", **told: Any) -> Row:
    """The row for a host and port as a tool wrote them, `told` as in Listed; a Skipped where they are unusable."""
    name = harmless(host)
    if name is None:
        return Skipped(line, "names no address that can be asked")
    number = whole(port)
    if number is None:
        return Skipped(line, "names no port")
    way = str(transport or "tcp").lower()
    if way in {"udp", "sctp", "icmp", "icmpv6", "arp", "quic"}:
        return Skipped(line, f"is over {way}, which is not asked", broken=False)
    return Listed(line, name, number, **told)


def source(tool: str, report: str) -> str:
    """The tool, and which of its reports, where a file says that; what may be a person's in it is masked."""
    return f"{tool} {redacted(report, _REPORT)}".strip()


def harmless(host: Any) -> str | None:
    """An address in its one representation (`scope.ranges`), or a host name in lower case; None for anything else, an
    IPv4 address in an old spelling (0x7f.1) and one of a link of another machine among that.
    """
    text = str(host).strip().strip("[]") if isinstance(host, str) else ""
    try:
        return None if "%" in text else str(ranges.plain(text))
    except ValueError:
        name = text.removesuffix(".")
        labels = name.split(".")
        usable = len(name) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
        return name.lower() if usable and not _NUMBER.fullmatch(labels[-1]) else None


def whole(port: Any) -> int | None:
    """A port number, whether a tool wrote it as a number or as digits; None for anything else."""
    if isinstance(port, str) and _DIGITS.fullmatch(port.strip()):
        port = int(port)
    return port if isinstance(port, int) and not isinstance(port, bool) and 0 < port <= _PORTS else None


def moment(told: Any) -> str | None:
    """A time as tools write it (ISO 8601, `2026-01-31 23:59:59` in UTC, seconds since 1970), in ISO 8601 UTC.

    >>> moment("2026-01-31 23:59:59"), moment(1501607463), moment("yesterday")
    ('2026-01-31T23:59:59Z', '2017-08-01T17:11:03Z', None)
    """
    text = str(told).strip()[:60] if isinstance(told, str | int | float) else ""
    try:
        if _SECONDS.fullmatch(text):
            when = datetime.fromtimestamp(float(text), UTC)
        else:
            when = datetime.fromisoformat(_FRACTION.sub(r".\1", text.removesuffix(" UTC").removesuffix(" (UTC)")))
            when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when.year >= 1990 else None


_KNOWN = {
    "elasticsearch": "elasticsearch elastic opensearch-or-elasticsearch",
    "opensearch": "opensearch",
    "kibana": "kibana",
    "mongodb": "mongodb mongod mongo",
    "redis": "redis redis-server",
    "memcached": "memcached memcache",
    "couchdb": "couchdb",
    "postgresql": "postgresql postgres",
    "mysql": "mysql mariadb",
    "cassandra": "cassandra cassandra-native",
    "clickhouse": "clickhouse",
    "influxdb": "influxdb",
    "neo4j": "neo4j",
    "etcd": "etcd etcd-client",
    "zookeeper": "zookeeper",
    "kafka": "kafka",
    "rabbitmq": "rabbitmq",
    "amqp": "amqp",
    "mqtt": "mqtt mqtt_anon mqtt-anon secure-mqtt",
    "nats": "nats",
    "solr": "solr",
    "hdfs": "hdfs hadoop",
    "rsync": "rsync rsyncd",
    "ftp": "ftp ftps",
    "ldap": "ldap ldaps ldap_tcp ldap-tcp",
    "smb": "smb microsoft-ds netbios-ssn cifs",
    "prometheus": "prometheus",
    "docker": "docker",
    "docker-registry": "docker-registry docker_registry",
    "kubernetes": "kubernetes",
    "mssql": "mssql ms-sql-s",
    "rtsp": "rtsp",
    "onvif": "onvif",
    "qdrant": "qdrant",
    "vnc": "vnc",
    "http": "http https http-proxy http-alt ssl_http ssl/http",
}
_PROTOCOLS = {word: name for name, words in _KNOWN.items() for word in words.split()}


def protocol(*words: Any) -> str | None:
    """What we call the service that a tool calls by the first of these words that we know.

    >>> protocol("wap-wsp", "Elasticsearch REST API"), protocol("MONGODB"), protocol(None)
    ('elasticsearch', 'mongodb', None)
    """
    for word in words:
        text = clean(word, 60).strip().lower() if isinstance(word, str) else ""
        if found := _PROTOCOLS.get(text) or _PROTOCOLS.get(text.partition(" ")[0]):
            return found
    return None
