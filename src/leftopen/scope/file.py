"""The scope file (TOML): who permitted what, for which targets, until when, and how gently.

`load` refuses whatever it does not understand, naming file, line and remedy: a typo in `exclude` must never
widen a scope.
"""

import datetime as dt
import difflib
import errno
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from leftopen import regular
from leftopen.model import Lookups
from leftopen.scope import ranges
from leftopen.scope.ranges import AddressRange

NamedPorts = Mapping[str, Sequence[int]]
"""What the words "default" and "wide" stand for; the probes know (`probes.named_ports`)."""

MOST_BYTES = 4 << 20

DAYS = 90
"""How long the authorisation of an example holds: about as long as an audit with its retests."""

_PLACEHOLDER = re.compile(r"\s*<.*>\s*\Z", re.DOTALL)
_NUMBER = re.compile(r"(^|\.)(0[xX][0-9A-Fa-f]*|[0-9]+)\.?\Z")
"""The end of what is read as an IPv4 address in an old spelling (0x7f.1), and never is a name (WHATWG URL, 3.5)."""

_HOST = re.compile(r"(?=.{1,253}\Z)(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?\Z")


_TABLES = ("name", "targets", "exclude", "ports", "authorisation", "limits", "checks", "lookups")


class ScopeError(Exception):
    """A scope file that cannot be used; its text is one line: file, line, what is wrong, what to do."""

    def __init__(self, path: Path | str, line: int | None, says: str, remedy: str) -> None:
        self.path, self.line, self.says, self.remedy = str(path), line, says, remedy
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {says}. {remedy}")


class Limits(Struct, frozen=True):
    """`[limits]`: seconds, bytes and counts that the run keeps to."""

    rate: int = 2000
    per_host: int = 4
    timeout: float = 3.0
    service_seconds: float = 30.0
    sample_records: int = 25
    sample_collections: int = 20
    sample_bytes: int = 262_144


class Checks(Struct, frozen=True):
    """`[checks]`: what is asked only where the scope says so in words."""

    factory_credentials: bool = False


class Permission(Struct, frozen=True):
    """`[authorisation]`: who said yes, where that is written down, the last day on which it holds (or, as a `datetime`,
    the time at which it ends), and the proof."""

    by: str
    reference: str
    expires: dt.date
    proof: str | None = None

    @property
    def until(self) -> dt.datetime:
        """The first moment at which it holds no longer: midnight (UTC) after the last day, or the time given."""
        if isinstance(self.expires, dt.datetime):
            return self.expires if self.expires.tzinfo else self.expires.replace(tzinfo=dt.UTC)
        return day_after(self.expires)


def day_after(last: dt.date) -> dt.datetime:
    """The moment (UTC) at which what holds up to and including this day ends."""
    if last == dt.date.max:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), dt.UTC)


class Host(Struct, frozen=True):
    """A host name in scope; `port` None means every port of the scope."""

    name: str
    port: int | None = None


class Pinned(Struct, frozen=True):
    """`address:port` in scope, whatever `ports` says."""

    range: AddressRange
    port: int


class Scope(Struct, frozen=True):
    """A scope as loaded: address ranges are merged, ports sorted, `digest` is `sha256:` of the file's bytes."""

    name: str
    targets: tuple[AddressRange, ...]
    pinned: tuple[Pinned, ...]
    hosts: tuple[Host, ...]
    exclude: tuple[AddressRange, ...]
    exclude_hosts: frozenset[str]
    ports: tuple[int, ...]
    authorisation: Permission | None
    limits: Limits
    checks: Checks
    lookups: Lookups | None
    digest: str
    text: str
    path: str

    def expired(self, now: dt.datetime) -> bool:
        """True when the authorisation holds no longer; `now` knows its time zone."""
        return self.authorisation is not None and now >= self.authorisation.until


def is_name(text: str) -> bool:
    """Whether this may be the name of a host.

    >>> is_name("db.example.org"), is_name("10.0.0.1"), is_name("a b"), is_name("a\\r\\nb")
    (True, False, False, False)
    """
    return _HOST.match(text) is not None and _NUMBER.search(text) is None


def load(path: Path | str, named: NamedPorts) -> Scope:
    """Read a scope file. Raises ScopeError."""
    path = Path(path)
    try:
        with regular.reading(path) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ScopeError(path, None, "no such file", "Write one with: leftopen init " + path.name) from None
    except OSError as error:
        remedy = "Name a file with a scope." if error.errno == errno.EINVAL else "Check its permissions."
        raise ScopeError(path, None, f"cannot be read ({error.strerror})", remedy) from None
    if len(data) > MOST_BYTES:
        raise ScopeError(
            path, None, "is larger than 4 MiB", "Name networks as CIDR blocks instead of single addresses."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ScopeError(path, line, "is not UTF-8 text", "Save it as UTF-8.") from None
    scope = parse(text, named, path)
    _Reader(text, named, path).files(scope.lookups)
    return scope


def parse(text: str, named: NamedPorts, path: Path | str = "scope") -> Scope:
    """A scope from its text; `path` is for messages. Raises ScopeError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        says = re.sub(r"\s*\(at .*\)", "", str(error)).rstrip(".")
        line = int(found[1]) if found else text.count("\n") + 1
        raise ScopeError(path, line, f"is not valid TOML: {says}", "Compare it with: leftopen init -") from None
    except RecursionError:
        raise ScopeError(path, None, "is nested too deeply", "Compare it with: leftopen init -") from None
    return _Reader(text, named, path).scope(document)


class _Reader:
    """Walks the document; knows in which line a key stands."""

    def __init__(self, text: str, named: NamedPorts, path: Path | str) -> None:
        self.text, self.named, self.path = text, named, path

    def line(self, table: str | None, key: str, value: object = None) -> int | None:
        """The line of `key` in `[table]`, or of a string within its array; None where it cannot be told."""
        within, start = None, None
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[\s*([\w.\"']+)\s*\]", line):
                within = header[1].strip("\"'")
                if start is None and within == key and table is None:
                    start = number
            elif within == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                start = number
            if start is not None and (value is None or str(value) in line):
                return number
        return start

    def fail(self, table: str | None, key: str, says: str, remedy: str, value: object = None) -> NoReturn:
        raise ScopeError(self.path, self.line(table, key, value), says, remedy)

    def known(self, table: str | None, found: Mapping[str, Any], names: tuple[str, ...]) -> None:
        for key in found:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                remedy = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(names)}."
                where = f" in [{table}]" if table else ""
                self.fail(table, key, f"unknown key {key!r}{where}", remedy)

    def scope(self, document: Mapping[str, Any]) -> Scope:
        self.known(None, document, _TABLES)
        targets, pinned, hosts = self.targets(document)
        exclude, exclude_hosts = self.exclude(document)
        return Scope(
            name=self.word(None, document, "name"),
            targets=ranges.merge(targets),
            pinned=tuple(pinned),
            hosts=tuple(hosts),
            exclude=ranges.merge(exclude),
            exclude_hosts=frozenset(exclude_hosts),
            ports=self.ports(document),
            authorisation=self.authorisation(document),
            limits=self.limits(document),
            checks=self.checks(document),
            lookups=self.lookups(document),
            digest="sha256:" + hashlib.sha256(self.text.encode()).hexdigest(),
            text=self.text,
            path=str(self.path),
        )

    def word(self, table: str | None, found: Mapping[str, Any], key: str) -> str:
        value = found.get(key)
        if not isinstance(value, str) or not value.strip():
            says = f"{key!r} is missing" if key not in found else f"{key!r} must be a text that is not empty"
            where = f" in [{table}]" if table else ""
            self.fail(table, key, says + where, f'Write: {key} = "…"')
        return value.strip()

    def table(self, document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = document.get(key, {})
        if not isinstance(value, dict):
            self.fail(None, key, f"{key!r} must be a table", f"Write [{key}] on a line of its own.")
        return value

    def strings(self, document: Mapping[str, Any], key: str, *, needed: bool) -> list[str]:
        value = document.get(key, [])
        if needed and (key not in document or value == []):
            says = f"{key!r} is missing" if key not in document else f"{key!r} names nothing"
            self.fail(None, key, says, f'Write: {key} = ["10.20.0.0/16", "db.example.org"]')
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(
                None, key, f"{key!r} must be a list of texts", f'Write: {key} = ["10.20.0.0/16", "db.example.org"]'
            )
        return [item.strip() for item in value]

    def targets(self, document: Mapping[str, Any]) -> tuple[list[AddressRange], list[Pinned], list[Host]]:
        spans: list[AddressRange] = []
        pinned: list[Pinned] = []
        hosts: list[Host] = []
        for item in self.strings(document, "targets", needed=True):
            address, port = self.split(item)
            if (span := self.range(item, address, "targets")) is None:
                hosts.append(Host(address.rstrip(".").lower(), port))
            elif not ranges.without((span,), ranges.NEVER) or ranges.through(span):
                says = f"{item!r} is nobody's address ({ranges.NOBODY})"
                self.fail(None, "targets", says, "Leave it out.", item)
            elif port is None:
                spans.append(span)
            else:
                pinned.append(Pinned(span, port))
        return spans, pinned, hosts

    def exclude(self, document: Mapping[str, Any]) -> tuple[list[AddressRange], list[str]]:
        spans: list[AddressRange] = []
        names: list[str] = []
        for item in self.strings(document, "exclude", needed=False):
            address, port = self.split(item)
            if port is not None:
                says = f"{item!r}: an exclusion covers every port of an address"
                self.fail(None, "exclude", says, f'Write: exclude = ["{address}"]', item)
            span = self.range(item, address, "exclude")
            if span is None:
                names.append(address.rstrip(".").lower())
            elif ranges.through(span):
                says = f"{item!r} spells an IPv4 address as one of a tunnel, of which none is asked"
                self.fail(None, "exclude", says, "Exclude the IPv4 address itself.", item)
            else:
                spans.append(span)
        return spans, names

    def split(self, item: str) -> tuple[str, int | None]:
        """`host:port`, `[v6]:port` or without a port."""
        if "://" in item:
            remedy = 'Write the host, with its port where only that is meant: "db.example.org:9200".'
            self.fail(None, "targets", f"{item!r} is a URL, and a scope names hosts", remedy, item)
        if item.startswith("["):
            address, closed, tail = item[1:].partition("]")
            if not closed or (tail and not tail.startswith(":")):
                says = f"{item!r} has a bracket that does not close, or more behind it than a port"
                self.fail(None, "targets", says, "Write ADDRESS or [v6]:port.", item)
            port = tail.removeprefix(":")
        elif item.count(":") == 1:
            address, _, port = item.partition(":")
        else:
            address, port = item, ""
        if not port and not item.endswith(":"):
            return address, None
        if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
            self.fail(
                None, "targets", f"{item!r} has no port from 1 to 65535", "Write address:port or [v6]:port.", item
            )
        return address, int(port)

    def range(self, item: str, address: str, key: str) -> AddressRange | None:
        """The range, or None for a host name."""
        if not re.fullmatch(r"[0-9./\s-]+|[0-9A-Fa-f:./%\s-]*:[0-9A-Fa-f:./%\s-]*", address):
            if is_name(address):
                return None
            remedy = "Targets are CIDR blocks, ranges, addresses, host names or host:port."
            self.fail(None, key, f"{item!r} is neither an address nor a host name", remedy, item)
        try:
            return ranges.parse(address)
        except ValueError as error:
            says, _, remedy = str(error).partition("; ")
            if not any(words in says for words in ("beyond its prefix", "run from", "spans")):
                says = f"{item!r} is not an address"
            meant = f"D{remedy[1:]}" if remedy.startswith("did you mean") else ""
            self.fail(None, key, says, meant or "Write a CIDR block, a range a-b or an address.", item)

    def ports(self, document: Mapping[str, Any]) -> tuple[int, ...]:
        value = document.get("ports", "default")
        remedy = 'Write: ports = "default", "wide" or [9200, 27017, "8000-8100"]'
        if isinstance(value, str):
            if value not in self.named:
                self.fail(None, "ports", f"{value!r} is no list of ports", remedy)
            return tuple(sorted(set(self.named[value])))
        if not isinstance(value, list):
            self.fail(None, "ports", "'ports' must be a word or a list", remedy)
        if not value:
            self.fail(None, "ports", "'ports' names none", remedy)
        ports: set[int] = set()
        for item in value:
            low, dash, high = str(item).partition("-")
            ends = (low.strip(), high.strip() if dash else low.strip())
            if isinstance(item, bool | float) or not all(re.fullmatch("[0-9]{1,9}", end) for end in ends):
                self.fail(None, "ports", f"{item!r} is no port", remedy, item)
            first, last = map(int, ends)
            if not (1 <= first <= 65535 and 1 <= last <= 65535):
                self.fail(None, "ports", f"{item!r} is not within 1 to 65535", remedy, item)
            if last < first:
                self.fail(None, "ports", f"{item!r} runs from the higher port", f'Write: "{last}-{first}"', item)
            ports.update(range(first, last + 1))
        return tuple(sorted(ports))

    def authorisation(self, document: Mapping[str, Any]) -> Permission | None:
        if "authorisation" not in document:
            return None
        table = self.table(document, "authorisation")
        self.known("authorisation", table, ("by", "reference", "expires", "proof"))
        expires = table.get("expires")
        if not isinstance(expires, dt.date):
            says = "'expires' in [authorisation] must be a date"
            self.fail("authorisation", "expires", says, "Write: expires = 2027-01-31 (without quotes)")
        proof = table.get("proof")
        if proof is not None and not (
            isinstance(proof, str) and (proof == "http" or re.fullmatch(r"(dns|mandate):\S.*", proof))
        ):
            remedy = 'Write: proof = "dns:example.org", "http" or "mandate:mandate.minisig"'
            self.fail("authorisation", "proof", "'proof' in [authorisation] is of no known kind", remedy)
        by, reference = self.word("authorisation", table, "by"), self.word("authorisation", table, "reference")
        for key, value in (("by", by), ("reference", reference)):
            if _PLACEHOLDER.match(value):
                says = f"{key!r} in [authorisation] is still a placeholder"
                remedy = {"by": "who permits the audit", "reference": "where the permission is written down"}[key]
                self.fail("authorisation", key, says, f"Write {remedy}, in place of {value}")
        return Permission(by, reference, expires, proof)

    def limits(self, document: Mapping[str, Any]) -> Limits:
        table = self.table(document, "limits")
        self.known("limits", table, Limits.__struct_fields__)
        defaults = Limits()
        most = {"rate": 1_000_000, "per_host": 1000, "timeout": 120, "service_seconds": 3600, "sample_records": 1000,
                "sample_collections": 1000, "sample_bytes": 64 << 20}  # fmt: skip
        values: dict[str, Any] = {}
        for key, value in table.items():
            whole = isinstance(getattr(defaults, key), int)
            kind = "a whole number" if whole else "a number"
            if (
                isinstance(value, bool)
                or not isinstance(value, int if whole else int | float)
                or not 0 < value <= most[key]
            ):
                says = f"{key!r} in [limits] must be {kind} above 0 and at most {most[key]}"
                self.fail("limits", key, says, f"The default is {getattr(defaults, key)}.")
            values[key] = value if whole else float(value)
        return Limits(**values)

    def checks(self, document: Mapping[str, Any]) -> Checks:
        table = self.table(document, "checks")
        self.known("checks", table, Checks.__struct_fields__)
        for key, value in table.items():
            if not isinstance(value, bool):
                self.fail("checks", key, f"{key!r} in [checks] must be true or false", f"Write: {key} = false")
        return Checks(**table)

    def lookups(self, document: Mapping[str, Any]) -> Lookups | None:
        """`[lookups]`; the file of networks is looked for beside the scope file."""
        if "lookups" not in document:
            return None
        table = self.table(document, "lookups")
        self.known("lookups", table, Lookups.__struct_fields__)
        for key, value in table.items():
            wanted, shown = (bool, "true or false") if key in ("offline", "security_txt") else (str, "a text")
            if not isinstance(value, wanted):
                self.fail("lookups", key, f"{key!r} in [lookups] must be {shown}", f"Write: {key} = {_LOOKUPS[key]}")
        found = Lookups(**table)
        if found.dns is not None and not _server(found.dns):
            says = "'dns' in [lookups] must be a literal address, with a port if it is not 53"
            self.fail("lookups", "dns", says, f"Write: dns = {_LOOKUPS['dns']}")
        if found.rdap is not None and not _URL.fullmatch(found.rdap):
            says = "'rdap' in [lookups] must be an http or https address"
            self.fail("lookups", "rdap", says, f"Write: rdap = {_LOOKUPS['rdap']}")
        return replace(found, asn=str(Path(self.path).parent / found.asn) if found.asn is not None else None)

    def files(self, lookups: Lookups | None) -> None:
        """Refuses a table of networks that cannot be read, before an audit is done and lacks it."""
        if lookups is None or lookups.asn is None or lookups.offline:
            return
        try:
            regular.reading(lookups.asn).close()
        except OSError as error:
            says = f"'asn' in [lookups]: {lookups.asn} cannot be read ({error.strerror})"
            self.fail("lookups", "asn", says, "Put the table there, or leave 'asn' out.")


_LOOKUPS = {
    "offline": "true",
    "security_txt": "true",
    "dns": '"127.0.0.1:5353"',
    "rdap": '"https://rdap.example.org"',
    "asn": '"asn.tsv"',
}
_URL = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?(/[!-~]*)?")


def _server(text: str) -> bool:
    """Whether this is `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`."""
    try:
        host, port = server(text)
        ranges.plain(host)
    except ValueError:
        return False
    return 1 <= port <= 65535


def server(text: str) -> tuple[str, int]:
    """The address and port of a name server, 53 where none stands there. Raises ValueError.

    >>> server("127.0.0.1:5353"), server("[::1]:54"), server("::1")
    (('127.0.0.1', 5353), ('::1', 54), ('::1', 53))
    """
    if text.startswith("["):
        host, _, tail = text[1:].partition("]")
        return host, int(tail.removeprefix(":") or 53)
    host, colon, port = text.partition(":")
    return (host, int(port)) if colon and ":" not in port else (text, 53)


def example(today: dt.date) -> str:
    """The commented scope file that `leftopen init` writes; its placeholders are refused until they are replaced."""
    text = (resources.files(__package__) / "example.toml").read_text("utf-8")
    return text.replace("EXPIRES", (today + dt.timedelta(days=DAYS)).isoformat())
