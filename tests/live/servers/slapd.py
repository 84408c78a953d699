"""OpenLDAP of Debian: open, also where it refuses the anonymous bind alone or shows some attributes, locked in two
ways, and with all hidden or refused entry by entry.
"""

from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.remedies import Shut, restarted

SOURCE = "Debian packages `slapd` and `ldap-utils`"
NEEDS: tuple[str, ...] = ("slapd", "ldap-utils")

PORT = 389
_HEAD = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
{everywhere}
database mdb
maxsize 67108864
suffix "dc=crm"
rootdn "cn=admin,dc=crm"
rootpw {password}
directory {folder}
access to attrs=userPassword by * auth
{first}
access to * by {who} read
{here}
"""
_SOME = "access to attrs=entry,children,cn,sn,mail,telephoneNumber by * read"
"""The attributes that hold what is asked for, and not the class of an entry."""
_LABELS = frozenset({"person.name", "contact.email", "contact.phone"})


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, who: str = "*", everywhere: str = "", here: str = "", first: str = "") -> Running:
    folder = place.work / "db"
    folder.mkdir(exist_ok=True)
    text = _HEAD.format(password=PASSWORD, folder=folder, who=who, everywhere=everywhere, here=here, first=first)
    (place.work / "slapd.conf").write_text(text, "ascii")
    return run(place, ["slapd", "-d", "0", "-f", place.work / "slapd.conf", "-h", f"ldap://{place.address}:{PORT}"])


def _seed(place: Place) -> None:
    """200 people below ou=people, with a hash of a password that nobody may read."""
    entries = [
        "dn: dc=crm\nobjectClass: dcObject\nobjectClass: organization\ndc: crm\no: crm",
        "dn: ou=people,dc=crm\nobjectClass: organizationalUnit\nou: people",
    ]
    for number, person in enumerate(place.people):
        told = {"cn": person["name"], "sn": person["name"], "mail": person["email"], "telephoneNumber": person["phone"]}
        lines = [f"{name}: {value}" for name, value in told.items()]
        entries.append("\n".join([f"dn: uid={number},ou=people,dc=crm", "objectClass: inetOrgPerson", *lines]))
    login = ["-x", "-H", f"ldap://{place.address}:{PORT}", "-D", "cn=admin,dc=crm", "-w", PASSWORD]
    call(place, ["ldapadd", *login], stdin="\n\n".join(entries) + "\n")


_OPEN = Expect("open", "ldap", "OpenLDAP", records=200, collection="ou=people,dc=crm", labels=_LABELS)
_server = partial(Server, ports=(PORT,), seed=_seed)

SERVERS: tuple[Server, ...] = (
    _server("slapd-open", "127.77.142.1", expect={PORT: _OPEN}, start=_start),
    _server("slapd-locked", "127.77.142.2", expect={PORT: Expect("locked", "ldap")},
            start=partial(_start, everywhere="disallow bind_anon\nrequire authc")),
    _server("slapd-unbound", "127.77.142.3", expect={PORT: _OPEN},
            start=partial(_start, everywhere="disallow bind_anon")),
    _server("slapd-required", "127.77.142.4", expect={PORT: Expect("locked", "ldap", "OpenLDAP")},
            start=partial(_start, here="require authc")),
    _server("slapd-some", "127.77.142.6", expect={PORT: _OPEN}, start=partial(_start, who="users", first=_SOME)),
    _server("slapd-told", "127.77.142.7", expect={PORT: Expect("unknown", "ldap", "OpenLDAP")},
            start=partial(_start, who="users read by anonymous auth by *")),
    _server("slapd-hidden", "127.77.142.5", expect={PORT: Expect("unknown", "ldap", "OpenLDAP")},
            start=partial(_start, who="users")),
)  # fmt: skip


def _for_users(place: Place, rights: str, asked: str) -> Running:
    """In the words of `slapd.conf`, where a setting of the tree `cn=config` is named without its `olc`."""
    who = rights.removeprefix("olcAccess: to * by ").removesuffix(" by * none").removesuffix(" read")
    return _start(place, who, everywhere=asked.replace("olcRequires:", "require"))


SHUT = (
    Shut(
        "slapd-open",
        ("olcAccess: to * by users read by * none", "olcRequires: authc"),
        restarted(_for_users),
        stands=("BASE", "dc=crm"),
    ),
)
