"""A full report about people and places that do not exist; used by the tests of every format."""

from msgspec.structs import replace

from leftopen.model import (
    Access,
    Authorisation,
    Catalog,
    Certificate,
    Collection,
    Duty,
    Estate,
    Field,
    Footprint,
    Label,
    Link,
    Parts,
    Party,
    People,
    Problem,
    Report,
    Run,
    ScopeNote,
    Service,
    Severity,
    Stage,
    Status,
    Tool,
    Window,
)


def label(name: str, confidence: float, example: str, share: float = 1.0) -> Label:
    return Label(name, confidence, share, round(25 * share), example)


FACES = Service(
    id="10.20.0.15:9200/tcp",
    address="10.20.0.15",
    port=9200,
    protocol="elasticsearch",
    product="Elasticsearch",
    version="6.8.23",
    access=Access.OPEN,
    proof=(
        "GET /_cat/indices listed 2 indices and GET /face_capture/_search returned records without credentials; "
        "an index that does not exist was refused with 404, as Elasticsearch does."
    ),
    footprint=Footprint(2, 9, 61233, 2210, 0.41),
    catalog=Catalog(
        (
            Collection(
                "face_capture",
                2563112,
                913221871,
                "2018-12-11T03:22:10Z",
                25,
                (
                    Field("抓拍时间", "date"),
                    Field("民族", "keyword", (label("special.ethnicity", 0.97, "█族"),)),
                    Field(
                        "人脸特征",
                        "float[512]",
                        (label("biometric.face_embedding", 0.93, "vector of 512, unit norm"),),
                    ),
                    Field("身份证号", "keyword", (label("id.cn.resident", 0.99, "1████████████████2", 0.96),)),
                    Field("person.phones[].number", "keyword", (label("contact.phone", 0.88, "+██ ███ ███ ██ 07"),)),
                    Field("camera_id", "keyword"),
                    Field("remark", "text", (label("person.name", 0.31, "L██ W██", 0.12),)),
                ),
            ),
            Collection("device_status", 412, 88211, "2021-04-02T10:00:00Z", 25, (Field("device", "keyword"),)),
        ),
        2,
    ),
    window=Window(
        "2018-12-11T03:22:10Z",
        "2026-11-23T08:59:12Z",
        "2021-04-02T10:00:00Z",
        ("index creation date", "min and max of 抓拍时间"),
    ),
    severity=Severity(
        4.5,
        4.5,
        5.0,
        "very high",
        Parts(4, 1.0, 0.5),
        ("large scale", "special categories", "biometric"),
        ("special categories and identifiers of the same people in one record", "anybody could read it: loss 0.5"),
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
    ),
    estate="estate-1",
    remedy=(
        "Bind Elasticsearch to a private address: network.host in elasticsearch.yml.",
        "Enable xpack.security (free since 6.8 and 7.1) and set passwords.",
        "Ask who read it meanwhile: proxy and firewall logs since 2018-12-11.",
    ),
    facts={"cluster_name": "vision-prod", "cluster_uuid": "q3f█████████████████wA"},
)

PEOPLE = Service(
    id="10.20.0.15:27017/tcp",
    address="10.20.0.15",
    port=27017,
    tls=True,
    protocol="mongodb",
    product="MongoDB",
    version="4.2.24",
    access=Access.OPEN,
    proof="listDatabases named 3 databases and find on persons returned records without credentials; "
    "an unknown command was refused with code 59, as MongoDB does.",
    footprint=Footprint(1, 7, 40112, 1204, 0.22),
    catalog=Catalog(
        (
            Collection(
                "registry.persons",
                91877,
                51200441,
                None,
                25,
                (
                    Field("name", "string", (label("person.name", 0.91, "M███ E██████"),)),
                    Field("mail", "string", (label("contact.email", 0.99, "m███@e██████.org", 0.92),)),
                    Field("idNo", "string", (label("id.cn.resident", 0.99, "3████████████████X", 0.88),)),
                    Field("born", "date", (label("person.birth_date", 0.95, "19██-██-██"),)),
                    Field("_id", "objectId"),
                ),
            ),
        ),
        31,
    ),
    window=Window("2020-02-29T12:00:00Z", "2026-11-22T23:10:00Z", None, ("creation times in object ids",)),
    severity=Severity(3.5, 3.5, 4.0, "high", Parts(3, 1.0, 0.5), (), ("identity numbers name the people directly",)),
    estate="estate-1",
    remedy=("Start mongod with --auth and bindIp 127.0.0.1.",),
    certificate=Certificate(
        "CN=vision.example",
        "CN=vision.example",
        ("vision.example",),
        "ab" * 32,
        "2024-01-01T00:00:00Z",
        "2034-01-01T00:00:00Z",
    ),
    facts={"replica_set": "rs-vision"},
)

CAMERA = Service(
    id="10.20.0.16:554/tcp",
    address="10.20.0.16",
    port=554,
    protocol="rtsp",
    product="Example Cam",
    version=None,
    access=Access.FACTORY,
    proof="DESCRIBE was answered 401 without credentials and 200 with the login that the maker publishes; "
    "no frame was fetched.",
    footprint=Footprint(1, 3, 812, 420, 0.06),
    catalog=Catalog((Collection("/stream1"),), 1),
    severity=Severity(2.5, 2.5, 3.0, "medium", Parts(2, 1.0, 0.5), (), ("a camera shows people one can recognise",)),
    estate="estate-1",
    remedy=("Set a password of your own.", "Take the camera off the open network."),
)

SESSIONS = Service(
    id="[fd00::20:7]:6379/tcp",
    address="fd00::20:7",
    port=6379,
    protocol="redis",
    product="Redis",
    version="7.2.4",
    access=Access.METADATA,
    proof="INFO was answered without credentials; GET on a listed key was refused with NOPERM.",
    footprint=Footprint(1, 5, 4410, 220, 0.03),
    catalog=Catalog((Collection("session:*", 8120), Collection("cache:*", 112)), 2),
    severity=Severity(1.25, 1.0, 1.75, "low", Parts(1, 0.75, 0.5)),
    estate="estate-2",
    remedy=("Take INFO and SCAN away from the default user with ACL SETUSER.",),
)

LOCKED = Service(
    id="10.20.0.40:5432/tcp",
    address="10.20.0.40",
    port=5432,
    protocol="postgresql",
    product="PostgreSQL",
    version=None,
    access=Access.LOCKED,
    proof="The server asked for a password (SCRAM-SHA-256).",
    footprint=Footprint(1, 1, 90, 60, 0.01),
)
EMPTY = Service(
    id="10.20.0.41:11211/tcp",
    address="10.20.0.41",
    port=11211,
    protocol="memcached",
    product="memcached",
    version="1.6.21",
    access=Access.EMPTY,
    proof="stats items listed nothing without credentials.",
    footprint=Footprint(1, 2, 900, 40, 0.01),
    remedy=("Listen on 127.0.0.1 only.",),
)
DECOY = Service(
    id="10.20.0.42:9200/tcp",
    address="10.20.0.42",
    port=9200,
    protocol="elasticsearch",
    access=Access.DECOY,
    proof="An index with a random name was served records too: it answers yes to everything.",
)
UNKNOWN = Service(
    id="10.20.0.43:1883/tcp",
    address="10.20.0.43",
    port=1883,
    protocol="mqtt",
    access=Access.UNKNOWN,
    proof="CONNECT was accepted; no topic came in the time given.",
)

ESTATES = (
    Estate(
        "estate-1",
        (FACES.id, PEOPLE.id, CAMERA.id),
        (
            Link(
                "same-people",
                (FACES.id, PEOPLE.id),
                0.9,
                "about 87 % of the sampled ID numbers stand in both stores (keyed sketches)",
            ),
            Link(
                "same-name",
                (FACES.id, PEOPLE.id, CAMERA.id),
                0.5,
                "all are called vision",
            ),
            Link("same-host", (PEOPLE.id, CAMERA.id), 0.3, "neighbouring addresses in one /28"),
        ),
        (
            Party(
                "Example Vision Technology",
                "vendor",
                "likely",
                0.7,
                ("platform name in the login page's title", "index prefix"),
            ),
            Party(None, "operator", "unknown", 0.0, (), ("abuse@hoster.example (hoster, RDAP)",)),
        ),
        ("special.ethnicity", "biometric.face_embedding", "id.cn.resident", "contact.email", "person.name"),
        People(81000, 96000, "distinct ID numbers in the samples scaled by record counts"),
        FACES.severity,
        (
            Duty("PIPL 57", "operator", "immediately", "on awareness", "PIPL Art. 57"),
            Duty("GDPR 33", "controller", "72 hours", "on awareness", "Regulation (EU) 2016/679 Art. 33"),
        ),
    ),
    Estate("estate-2", (SESSIONS.id,), severity=SESSIONS.severity),
)


def report() -> Report:
    """One of everything: each access word, an estate of three with links, parties and duties, hints, an error."""
    return Report(
        Tool("leftopen", "0.1.0"),
        ScopeNote(
            "Example Org, autumn audit",
            "sha256:" + "4f" * 32,
            Authorisation("Chief Information Security Officer", "AUD-2026-114", "2027-01-31"),
        ),
        Run("01KEXAMPLE", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 2560, 9, 8, 1, asked=2560, silent=2551),
        (FACES, PEOPLE, CAMERA, SESSIONS, LOCKED, EMPTY, DECOY, UNKNOWN),
        ESTATES,
        (Problem("10.20.0.31", 6379, Stage.PROVE, "sent 1 byte a second; given up after 30 s", Status.BUDGET),),
    )


def nothing() -> Report:
    """An audit that found nothing and names no authorisation."""
    return Report(
        Tool("leftopen", "0.1.0"),
        ScopeNote("Quiet", "sha256:" + "00" * 32),
        Run("01KQUIET", "2026-11-23T09:00:00Z", "2026-11-23T09:00:01Z", 1, 0, 0, 0),
    )


EVIL = '"><script>alert(1)</script><img src=x onerror=alert()>\x1b[31m\u202egpj.exe\r\n| a | `b` | =1+1 \ud800 {{7*7}} '


def hostile(text: str = EVIL) -> Report:
    """The same text, or one that starts with it, in every place where a peer can put text."""
    field = Field(text, text, (Label("person.name", 0.9, 1.0, 25, text), Label(text, 0.2, 0.1, 2, text)))
    service = Service(
        id=text,
        address=text,
        port=1,
        protocol=text,
        product=text,
        version=text,
        access=Access.OPEN,
        proof=text,
        catalog=Catalog((Collection(text, 1, 1, text, 1, (field,)),), 1),
        window=Window(text, text, text, (text,)),
        severity=Severity(1.0, 1.0, 1.5, "low", Parts(1, 1.0, 0.0), (text,), (text,), text),
        estate=text,
        remedy=(text,),
        certificate=Certificate(text, text, (text,), text, text, text),
        facts={text: text},
    )
    estate = Estate(
        text,
        (text, text + "2"),
        (Link(text, (text, text + "2"), 1.0, text),),
        (Party(text, "vendor", "likely", 0.5, (text,), (text,)),),
        (text,),
        People(1, 2, text),
        service.severity,
        (Duty(text, text, text, text, text),),
    )
    return Report(
        Tool("leftopen", "0.1.0"),
        ScopeNote(text, text, Authorisation(text, text, text)),
        Run(text, "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 1, 1, 1, 1),
        (service,),
        (estate,),
        (Problem(text, 1, Stage.PROVE, text, probe=text),),
    )


def stranger() -> Report:
    """A hostile peer at a real address: what cannot be text of a peer is as a run makes it."""
    found = hostile()
    (service,) = found.services
    real = replace(service, id="127.0.0.1:9200/tcp", address="127.0.0.1", port=9200, protocol="elasticsearch")
    return replace(found, services=(real,))
