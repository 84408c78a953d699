"""Who is likely responsible, with the reasons: each role for itself, since real cases confuse them.

`operator` runs the store and is told first; `hoster` owns the address; `vendor` made the platform or device;
`origin` is where the data come from when another holds them; `subject_org` is whom the data's people belong to.

Clues (`clues.toml`: family, weight, what they contradict) are gathered by name: the organisation as registry or
certificate spells it, else the registrable domain, else the word as it stands. Pure: what was looked up comes in as
`Looked`. Nothing here is about a person.
"""

from collections.abc import Mapping, Sequence

from leftopen.judge import gather, organisations
from leftopen.judge.candidates import Candidate
from leftopen.judge.clues import Clue, sentences, weigh
from leftopen.judge.gather import Gathered
from leftopen.judge.looked import NOTHING, Looked
from leftopen.model import Party, Role, Service

_ORDER: tuple[Role, ...] = ("operator", "hoster", "vendor", "origin", "subject_org")
_WAYS: Mapping[Role, str] = {
    "hoster": "the holder of the network: whether it gives addresses to others",
    "vendor": "the label or the first page of the product: who makes it",
    "origin": "the operator, who knows where it has the records from",
    "subject_org": "the organisation itself: whether these people are its own",
}
_MOST = 6
"""Parties of one role that are told."""


def parties(
    services: Sequence[Service], looked: Looked = NOTHING, names: Mapping[str, Sequence[str]] | None = None
) -> tuple[Party, ...]:
    """The parties of an estate, operators first; a nameless operator where none is known.

    `names`: the host names of the scope with their addresses.
    """
    found = gather.gathered(services, looked, names or {})
    operators = _operators(found, looked)
    others: list[Party] = []
    for role in _ORDER[1:]:
        told = [_party(each, role, looked) for each in found.by_role[role]]
        others += sorted(told, key=lambda party: -party.confidence)[:_MOST]
    if not operators:
        operators = [Party(None, "operator", "unknown", 0.0, decide=_decide("unknown", (), looked))]
    return (*operators, *others)


def _operators(found: Gathered, looked: Looked) -> list[Party]:
    candidates = found.by_role["operator"]
    told = []
    for one in candidates:
        against = tuple(
            _contradiction(one, other) for other in candidates if other is not one and _contradict(one, other)
        )
        told.append(_party(one, "operator", looked, against))
    rank = {"confirmed": 0, "likely": 1, "unknown": 2}
    return sorted(told, key=lambda party: (rank[party.verdict], -party.confidence))[:_MOST]


def _contradict(one: Candidate, other: Candidate) -> bool:
    """Whether two names cannot both be the operator's: each has a clue that names its bearer."""
    return _firmest(one).told.contradicts and _firmest(other).told.contradicts


def _firmest(candidate: Candidate) -> Clue:
    return max(candidate.clues, key=lambda clue: (clue.told.contradicts, clue.told.weight))


def _contradiction(one: Candidate, other: Candidate) -> str:
    """A sentence that names both."""
    return f"{_firmest(one)} ({one.name}), but {_firmest(other)} ({other.name})"


def _party(candidate: Candidate, role: Role, looked: Looked, against: tuple[str, ...] = ()) -> Party:
    weighed = weigh(candidate.clues, contradicted=bool(against))
    families = tuple(sorted({clue.told.family for clue in candidate.clues}))
    return Party(
        name=candidate.name,
        role=role,
        verdict=weighed.verdict,
        confidence=weighed.confidence,
        clues=sentences(candidate.clues),
        contacts=_contacts(candidate, role, looked),
        contradictions=against,
        decide=_decide(weighed.verdict, families, looked, against)
        if role == "operator"
        else _ways(role, weighed.verdict),
        domain=next(iter(candidate.domains), None),
        country=_country(candidate, looked),
    )


def _contacts(candidate: Candidate, role: Role, looked: Looked) -> tuple[str, ...]:
    """Mail addresses and other URIs: security.txt of its domains; of who holds the network, that for abuse."""
    told = (looked.security[name].contacts for name in candidate.domains if name in looked.security)
    found = [contact for several in told for contact in several]
    if role == "hoster" or any(clue.told.family == "registry" for clue in candidate.clues):
        for network in looked.networks.values():
            if network.organisation and organisations.same(network.organisation, candidate.name):
                found += network.abuse
    return tuple(dict.fromkeys(each.removeprefix("mailto:") for each in found))


def _country(candidate: Candidate, looked: Looked) -> str | None:
    """In which country the registry has it, where its networks are of one."""
    found = {
        network.country
        for network in looked.networks.values()
        if network.country and network.organisation and organisations.same(network.organisation, candidate.name)
    }
    return found.pop() if len(found) == 1 else None


def _ways(role: Role, verdict: str) -> tuple[str, ...]:
    """What would settle a claim of another role than the operator's."""
    return () if verdict == "confirmed" else (_WAYS[role],)


def _decide(verdict: str, families: tuple[str, ...], looked: Looked, against: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What would settle it."""
    if verdict == "confirmed":
        return ()
    ways = []
    if against:
        ways.append("which of the two names is right: ask both, or look at who is billed for the machine")
    if looked.state == "offline":
        ways.append("registries and names were not asked: [lookups] in the scope, or leftopen attribute")
    if "pki" not in families:
        ways.append("a certificate with a name of its own on one of the services")
    if "registry" not in families and looked.state != "offline":
        ways.append("an entry of a registry, or a name that leads to the address")
    ways.append("the hoster, who knows its customer")
    return tuple(ways)
