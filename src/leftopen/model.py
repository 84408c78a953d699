"""The values that travel through leftopen, all frozen; field names are those of `report.json`.

Nothing here has ever held a person's data: records as read are in `raw`, and end in `privacy.capture`.
Times are ISO 8601 UTC strings ending in `Z`; unknown numbers and times are None, never 0 or "".
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct, field

SCHEMA = "leftopen.report/1"
CLAIM = 0.5
"""A label with at least this confidence is a claim; below it is a hint that never raises severity."""

TransportProtocol = Literal["tcp", "udp"]
Level = Literal["low", "medium", "high", "very high"]
Role = Literal["operator", "hoster", "vendor", "origin", "subject_org"]


def utc(moment: datetime | None = None) -> str:
    """A moment, by default this one, as it is written in a report: `2026-01-31T23:59:59Z`."""
    return (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Access(StrEnum):
    """What an anonymous reader gets; the closed set of the report."""

    OPEN = "open"
    METADATA = "metadata"
    EMPTY = "empty"
    FACTORY = "factory"
    LOCKED = "locked"
    DECOY = "decoy"
    UNKNOWN = "unknown"

    @property
    def exposed(self) -> bool:
        """True where somebody without a right to it can read something that was not meant for them."""
        return self in (Access.OPEN, Access.METADATA, Access.FACTORY)


class Status(StrEnum):
    """What asking one target, or one step of it, came to. Programs compare this; sentences are made for people only."""

    IDENTIFIED = "identified"
    REFUSED = "refused"
    """The other side itself said that nobody listens at the port: the only proof of that there is."""
    UNREACHABLE = "unreachable"
    CLOSED = "closed"
    """It closed the connection before it had answered."""
    SILENT = "silent"
    """No answer in time, or no connection."""
    FOREIGN = "foreign"
    """It answers, in nothing that a probe knows."""
    BROKEN = "broken"
    """It broke its own protocol."""
    BUDGET = "budget"
    """What may be asked of it was used up."""
    BARRED = "barred"
    """It is not in the scope, or excluded from it: it was not asked."""
    CONDUCT = "conduct"
    """A rule of conduct would have been broken: nothing more was sent."""
    LOCAL = "local"
    """This machine could not do it."""
    UNRESOLVED = "unresolved"
    """A name without an address."""
    BUG = "bug"
    """A bug of ours."""
    UNJUDGED = "unjudged"
    """What it lets anyone read could not be told: the run is not complete."""
    CUT = "cut"
    """It told more than a report has room for."""
    UNDECIDED = "undecided"


class Stage(StrEnum):
    """Where in a run something could not be done."""

    RESOLVE = "resolve"
    SCOPE = "scope"
    SWEEP = "sweep"
    CONNECT = "connect"
    PROVE = "prove"
    DESCRIBE = "describe"
    CORRELATE = "correlate"
    RENDER = "render"


class Door(Struct, frozen=True, order=True):
    """What was read at a service without a right to it: a collection, a path, a call, as it is named there.

    `exact`: the name is as the service knows it, so that it can be asked for again; False where it was masked or cut.
    """

    name: str
    exact: bool = True


class DoorState(StrEnum):
    """What asking for a door again has shown."""

    OPEN = "open"
    SHUT = "shut"
    """It was refused for want of a right."""
    UNDECIDED = "undecided"


class Again(Struct, frozen=True, order=True):
    """What a service let be read when it was asked before: asked for again by name, whatever it lists today."""

    protocol: str
    tls: bool
    doors: tuple[str, ...]


class Target(Struct, frozen=True, order=True):
    """One address and port that the scope allows to ask. `address` is a literal IP, never a name."""

    address: str
    port: int
    host: str | None = None
    transport: TransportProtocol = "tcp"
    again: Again | None = None

    @property
    def id(self) -> str:
        """`10.0.0.1:9200/tcp`, `[2001:db8::1]:9200/tcp`."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{address}:{self.port}/{self.transport}"


class Label(Struct, frozen=True):
    """One kind of personal data that a field holds: `share` = `matches` / records that have the field."""

    label: str
    confidence: float
    share: float
    matches: int
    example: str

    @property
    def claimed(self) -> bool:
        """True for a claim, False for a hint."""
        return self.confidence >= CLAIM


class Field(Struct, frozen=True):
    """A field of stored records. `path` is dotted, arrays as `[]`, masked where a key is itself a value."""

    path: str
    type: str
    labels: tuple[Label, ...] = ()


class Collection(Struct, frozen=True):
    """An index, collection, table or key family; `sampled` = records read to describe the fields.

    `holds`: what these taken together are, by the names of `privacy.detect.stores`.
    """

    name: str
    records: int | None = None
    bytes: int | None = None
    created: str | None = None
    sampled: int = 0
    fields: tuple[Field, ...] = ()
    holds: tuple[str, ...] = ()


class Catalog(Struct, frozen=True):
    """`listed` is how many collections the service named, which may be more than are described."""

    collections: tuple[Collection, ...] = ()
    listed: int | None = None


class Footprint(Struct, frozen=True):
    """What asking this service cost it."""

    connections: int = 0
    requests: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    seconds: float = 0.0


class Certificate(Struct, frozen=True):
    """The certificate that a TLS service presented, self-signed or not."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    spki_sha256: str
    not_before: str
    not_after: str


class Window(Struct, frozen=True):
    """Since when the data is there and, where it can be told, since when it is open.

    Times that a server made are told to the day (midnight), those of events to the month (its first day); a day of
    somebody's life is not told.
    """

    data_from: str | None = None
    data_to: str | None = None
    open_since: str | None = None
    basis: tuple[str, ...] = ()


class Span(Struct, frozen=True):
    """A span of dates that a store showed: `first`/`last` ISO 8601 UTC; `path` None for creation dates."""

    basis: str
    first: str | None
    last: str | None
    path: str | None = None


class Parts(Struct, frozen=True):
    """ENISA's parts: data processing context 1..4, ease of identification 0.25..1, circumstances of the breach."""

    dpc: int
    ei: float
    cb: float


Scale = Literal["not known", "few", "many", "very many", "mass"]


class Override(Struct, frozen=True):
    """A person's judgement in place of the computed one, which stays readable here."""

    score: float
    level: Level
    by: str
    at: str
    reason: str
    computed: float
    computed_level: Level


class Severity(Struct, frozen=True):
    """ENISA SE = DPC x EI + CB, with the range and the reasons behind each part: how bad it is for each person.

    `scale` says how many it concerns, `opens` what else it opens (one line each), `effect` what CNIL's scale makes of
    the level in words; `cvss4` rates the open door itself, with its score. `override`: what a person put in its place;
    the score and the level are then theirs.
    """

    score: float
    low: float
    high: float
    level: Level
    parts: Parts
    flags: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    cvss4: str | None = None
    method: str = "ENISA"
    cvss4_score: float | None = None
    scale: Scale = "not known"
    scale_says: str = ""
    opens: tuple[str, ...] = ()
    effect: str = ""
    override: Override | None = None


class Sketch(Struct, frozen=True):
    """Keyed sketch of the identifying values of one kind in one collection: tells overlap and number, not values.

    `minhash` holds the smallest keyed 64-bit hashes; `seen` counts the sampled values. Never leaves memory: the key
    is dropped at the end of the audit and the sketch is no part of any report.
    """

    collection: str
    label: str
    seen: int
    minhash: tuple[int, ...]


class MailDomain(Struct, frozen=True):
    """A registrable domain in which at least ten different people of a store have their mail; who, is not kept."""

    domain: str
    people: int


class Service(Struct, frozen=True, kw_only=True):
    """One service that answered, what it let an anonymous reader see, and how bad that is."""

    id: str
    address: str
    port: int
    transport: TransportProtocol = "tcp"
    tls: bool = False
    protocol: str
    product: str | None = None
    version: str | None = None
    access: Access
    proof: str
    footprint: Footprint = Footprint()
    catalog: Catalog = Catalog()
    window: Window = Window()
    severity: Severity | None = None
    estate: str | None = None
    remedy: tuple[str, ...] = ()
    certificate: Certificate | None = None
    facts: dict[str, str] = field(default_factory=dict)
    """Masked facts that link or attribute: cluster_name, cluster_uuid, replica_set, vendor, model, realm, title."""
    doors: tuple[Door, ...] = ()  # what was read
    mail_domains: tuple[MailDomain, ...] = ()  # whose people its records are about, by the domains of their mail
    again: dict[str, DoorState] = field(default_factory=dict)
    """What was read before and was asked for again by name, where nothing is open to all any more."""
    icon: int | None = None  # the number of its site's icon, `http.favicon.hash` of others (`wire.icon`)
    host: str | None = None  # the name that it was asked by, of the scope or a list: who is asked by another may refuse
    doubted: bool = False
    """It said yes to what cannot be there, as decoys do and careless makers' products too (see `judge.decoys`)."""


class Link(Struct, frozen=True):
    """Why two or more services belong together; `strength` 0..1."""

    kind: str
    services: tuple[str, ...]
    strength: float
    says: str


class Party(Struct, frozen=True):
    """Somebody who may be responsible; `name` is None where the role is known to exist but not who holds it.

    `clues`: the reasons; `contradictions`: what speaks against it, naming both; `decide`: what would settle it;
    `country`: ISO 3166-1, where the registry has its networks.
    """

    name: str | None
    role: Role
    verdict: Literal["confirmed", "likely", "unknown"]
    confidence: float
    clues: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    decide: tuple[str, ...] = ()
    domain: str | None = None
    country: str | None = None


class People(Struct, frozen=True):
    """How many distinct people a store or estate holds, as a range, and how that was estimated.

    `basis` in words; as data: values of which `label` were counted in which `store`, in how many of its records
    (`sampled`).
    """

    low: int
    high: int
    basis: str
    label: str | None = None
    store: str | None = None
    sampled: int | None = None


class Duty(Struct, frozen=True):
    """A legal duty of the responsible party, shown and never run by leftopen."""

    regime: str
    who: str
    clock: str
    starts: str
    source: str


LookupState = Literal["offline", "done", "partial"]


class Estate(Struct, frozen=True):
    """Services that evidence says one operator runs. `lookups`: whether registries and names were asked whose it is."""

    id: str
    services: tuple[str, ...]
    links: tuple[Link, ...] = ()
    parties: tuple[Party, ...] = ()
    labels: tuple[str, ...] = ()
    people: People | None = None
    severity: Severity | None = None
    duties: tuple[Duty, ...] = ()
    lookups: LookupState = "offline"


class Problem(Struct, frozen=True):
    """Something that could not be done at one address; `says` is our own words, never the peer's.

    `probe`: the one that was asking, if any. Of a host name that could not be asked, `address` is the name, and `port`
    None.
    """

    address: str
    port: int | None
    stage: Stage
    says: str
    status: Status = Status.UNDECIDED
    probe: str | None = None

    @property
    def place(self) -> str:
        """Where, for people."""
        return self.address if self.port is None else f"{self.address}:{self.port}"


class Tried(Struct, frozen=True):
    """How often a factory login was tried on a device, and whether it showed a sign of lockout: then never again.

    `device` is one of the names by which it is known: `address 10.0.0.1`, `key SPKI`, `serial DIGEST`.
    """

    device: str
    tries: int
    locked_out: bool
    at: str


class Tool(Struct, frozen=True):
    """Who wrote the report."""

    name: str
    version: str


class Authorisation(Struct, frozen=True):
    """Who permitted the audit; `expires` is an ISO date, the last day on which it holds."""

    by: str
    reference: str
    expires: str
    proof: str | None = None


class Lookups(Struct, frozen=True):
    """`[lookups]` of a scope: whom attribution may ask. `dns`: `address:port`, None the machine's resolver; `rdap`: the
    address of a server, None the public ones; `asn`: a file of prefix, number and name.
    """

    offline: bool = False
    dns: str | None = None
    rdap: str | None = None
    asn: str | None = None
    security_txt: bool = False


class ScopeNote(Struct, frozen=True):
    """Which scope was audited; `digest` is `sha256:` and the hex digest of the scope file's bytes."""

    name: str
    digest: str
    authorisation: Authorisation | None = None
    names: dict[str, tuple[str, ...]] = {}
    """The host names of the scope, with the addresses that they had and at which they were asked."""
    lookups: Lookups | None = None
    """What it says of lookups, for those that are done later."""


class Run(Struct, frozen=True):
    """What was asked: `targets` address:port pairs in scope, `asked` of them, `answering` open, `dropped` not asked."""

    id: str
    started: str
    finished: str
    targets: int
    answering: int
    probed: int
    errors: int
    asked: int = 0
    silent: int = 0
    dropped: int = 0
    complete: bool = True
    """All of the scope was asked, and each service that was recognised was judged."""
    whole: bool = True
    """All of the scope was asked: there is nothing to go on with."""
    unjudged: int = 0
    """Services that could not be judged, or that this machine could not ask: no all-clear can be given of them."""
    lost: str | None = None
    """The part of the scope to which this machine has no way any more, for which the run ended early."""
    expired: bool = False
    """The permission ran out in the midst of the run, which ended early for that reason."""
    journal: str | None = None
    """The hash of the last line of the journal: with it a journal that was cut short or replaced is noticed."""


class Report(Struct, frozen=True):
    """`report.json`."""

    tool: Tool
    scope: ScopeNote
    run: Run
    services: tuple[Service, ...] = ()
    estates: tuple[Estate, ...] = ()
    errors: tuple[Problem, ...] = ()
    schema: str = SCHEMA
