"""How bad is it, by a published method whose every step is shown.

ENISA, "Recommendations for a methodology of the assessment of severity of personal data breaches", v1.0, December 2013:
SE = DPC x EI + CB. DPC 1..4 is the kind of data (annex 1), EI 0.25..1 how easily the people are identified (annex 2),
CB what happened to it (annex 3). Below 2 low, below 3 medium, below 4 high, else very high.

`score` uses what is proven; `low` the least that the same facts allow; `high` what it would be if somebody had already
abused it. Only claims (confidence of 0.5 or more) count. A person may overrule the score, with a reason.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from msgspec.structs import replace

from leftopen.model import Access, Collection, Level, Override, Parts, People, Scale, Service, Severity
from leftopen.privacy.detect.labels import Meaning, labels
from leftopen.probes import kind_of

TOP = 6.0
"""The highest score: DPC x EI reaches 4, and the circumstances add up to 2 (confidentiality, integrity and availability
0.5 each, malicious intent 0.5)."""
BANDS: tuple[tuple[Level, float, float], ...] = (
    ("low", 0.0, 2.0),
    ("medium", 2.0, 3.0),
    ("high", 3.0, 4.0),
    ("very high", 4.0, TOP),
)
"""ENISA's words for a score (section 3): from, and below; the last up to and with `TOP`. Stated nowhere else."""
BASE = {"simple": 1, "behavioural": 2, "financial": 3, "sensitive": 4}
MANY = 100
"""ENISA flags a breach of more than 100 people."""
KEYS = frozenset({"credential.password", "credential.api_key", "credential.token"})
"""ENISA rates credentials like what they open, which is not known: one step more than what lies beside them."""
PUBLIC, INTERNAL = 0.5, 0.25
ABUSED = 0.5
RANSOM = re.compile(
    r"(?<![a-z])read[ _-]{0,2}me(?:to)?(?![a-z])|how[ _-]?to[ _-]?(?:recover|restore|decrypt)"
    r"|how[ _-]?to[ _-]?get[ _-]?(?:back|my|your)|please[ _-]?read|(?:recover|restore|decrypt)[ _-]?(?:your|my)"
    r"|missing[ _-]?(?:data|databases|indexes)\b|\bmeow\b|ransom|warning[ _-]?your|all[ _-]?your[ _-]?data"
    r"|h4ck3d|hacked[ _-]?by|(?<![a-z])pwned|recovery[ _-]?warning|we[ _-]?have[ _-]?your[ _-]?(?:data|db|files)"
    r"|(?:back|secure|protect|lost)[ _-]?your[ _-]?(?:data|db|stuff|mongo)",
    re.IGNORECASE,
)
Ease = tuple[float, float, float, list[str]]
"""EI as the least, the proven and the most, with reasons."""
SCALES: tuple[tuple[Scale, int], ...] = (("few", 100), ("many", 10_000), ("very many", 1_000_000))
"""How many people or records: up to and with. ENISA's line is 100; the others are steps of a hundred."""
EFFECTS: Mapping[Level, str] = {
    "low": "negligible: people may meet a few annoyances, which they overcome without trouble",
    "medium": "limited: people may meet real annoyances, which they overcome in spite of a few difficulties",
    "high": "significant: people may meet serious consequences, which they overcome with real difficulty",
    "very high": "maximum: people may meet consequences, even irreversible ones, which they may not overcome",
}
"""CNIL, "Privacy Impact Assessment: knowledge bases" (2018), scale of severity, by the level with the same place."""
OPENS: tuple[tuple[str, str], ...] = (
    ("credential.token", "opens running sessions: whoever has a token is logged in as its owner until it ends"),
    ("credential.api_key", "opens other services: keys of programs were readable"),
    ("credential.password_hash", "may open accounts: hashes of passwords can be guessed at"),
    ("credential.password", "opens accounts: passwords were readable, and people use them elsewhere too"),
)
CVSS = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:{c}/VI:N/VA:N/SC:N/SI:N/SA:N"


def severity(service: Service, *, public: bool) -> Severity | None:
    """The severity of one service, None where nothing is exposed. `public`: its address is routed on the internet."""
    if not service.access.exposed:
        return None
    held = claims(service.catalog.collections)
    if kind_of(service.protocol) == "camera":
        kind, reasons = (2, ["a camera shows people and where they go (behavioural data)"])
        ease = (0.25, 0.5, 0.75, ["people on a picture can be recognised, more so with a place (annex 2: picture)"])
    else:
        kind, reasons = _context(held)
        ease = _ease(service.catalog.collections)
    low_ei, ei, high_ei, identified = ease
    vector = CVSS.format(c="H" if held and service.access is Access.OPEN else "L")
    scale, scale_says = _scale(held, records_of(service.catalog.collections))
    breach, happened = _breach(service, public=public)
    records = records_of(service.catalog.collections)
    return Severity(
        score=_round(kind * ei + breach),
        low=_round(kind * low_ei + breach),
        high=_round(kind * high_ei + breach + (0 if breach > PUBLIC else ABUSED)),
        level=level(kind * ei + breach),
        parts=Parts(kind, ei, breach),
        flags=tuple(_flags(held, records)),
        why=(*reasons, *identified, *happened),
        cvss4=vector,
        cvss4_score=_cvss(vector),
        scale=scale,
        scale_says=scale_says,
        opens=tuple(_opens(service, held)),
        effect=EFFECTS[level(kind * ei + breach)],
    )


def overridden(found: Severity, score: float, *, by: str, at: str, reason: str) -> Severity:
    """The severity with a person's score in place of the computed one; both are kept. `at`: ISO 8601 UTC.

    Raises ValueError for a score that ENISA's scale does not have, and without a name and a reason.
    """
    if not 0 <= score <= TOP:
        raise ValueError(f"a severity is between 0 and {TOP:g}")
    if not by.strip() or not reason.strip():
        raise ValueError("an override needs who says so, and why")
    computed, computed_level = found.score, found.level
    if found.override is not None:
        computed, computed_level = found.override.computed, found.override.computed_level
    own = Override(_round(score), level(score), by.strip(), at, reason.strip(), computed, computed_level)
    return replace(found, score=own.score, level=own.level, effect=EFFECTS[own.level], override=own)


def sized(found: Severity | None, people: People | None, records: int) -> Severity | None:
    """The severity of an estate with how many it concerns: `people` as estimated, else `records`."""
    if found is None:
        return None
    number = people.high if people is not None else records
    scale = _step(number)
    if people is not None:
        says = f"{people.low:,} to {people.high:,} people" if people.low != people.high else f"{people.low:,} people"
        says += f" in up to {records:,} records" if records else ""
    else:
        says = found.scale_says
    return replace(found, scale=scale if number else found.scale, scale_says=says)


def records_of(collections: Iterable[Collection]) -> int:
    """The records of the largest collection that holds something of people: others may hold the same people."""
    return max((each.records or each.sampled for each in collections if _named(each)), default=0)


def _scale(held: Mapping[str, Meaning], records: int) -> tuple[Scale, str]:
    if not held or not records:
        return "not known", "how many people are concerned is not known"
    return _step(records), f"{records:,} records that hold something of people"


def _step(number: int) -> Scale:
    return next((word for word, most in SCALES if number <= most), "mass")


def _opens(service: Service, held: Mapping[str, Meaning]) -> Iterable[str]:
    """What else it opens, apart from what is in it."""
    for label, says in OPENS:
        if label in held:
            yield says
    if service.access is Access.FACTORY:
        yield "opens the device itself: the maker's published login was accepted"
    elif kind_of(service.protocol) == "camera":
        yield "opens a view into the place: whoever connects sees what the camera sees"


@cache
def _cvss(vector: str) -> float:
    """The score of a CVSS 4.0 vector (first.org/cvss/v4.0)."""
    from cvss import CVSS4  # late: few commands need it

    return float(CVSS4(vector).base_score)


def worst(severities: Iterable[Severity | None]) -> Severity | None:
    """The severest of several, None where there is none."""
    return max((item for item in severities if item), key=lambda item: (item.score, item.high), default=None)


def level(score: float) -> Level:
    """ENISA's word for a score.

    >>> level(1.99), level(2), level(3.5), level(4)
    ('low', 'medium', 'high', 'very high')
    """
    return next((level for level, _, below in BANDS[:-1] if score < below), BANDS[-1][0])


def claims(collections: Iterable[Collection]) -> Mapping[str, Meaning]:
    """The labels claimed in these collections, with what they mean."""
    known = labels()
    found = {
        label.label: known[label.label]
        for collection in collections
        for field in collection.fields
        for label in field.labels
        if label.claimed and label.label in known
    }
    return dict(sorted(found.items()))


def _named(collection: Collection) -> bool:
    return any(label.claimed for field in collection.fields for label in field.labels)


def _context(held: Mapping[str, Meaning]) -> tuple[int, list[str]]:
    """DPC with its reasons (annex 1): the highest category, raised where ENISA says so."""
    if not held:
        return 1, ["no personal data was recognised in what was sampled (lowest category)"]
    top = max(BASE[meaning.enisa] for meaning in held.values())
    kinds = [meaning.title for meaning in held.values() if BASE[meaning.enisa] == top]
    word = next(name for name, base in BASE.items() if base == top)
    reasons = [f"{word} data: {', '.join(kinds[:6])}"]
    if top == 1 and sum(meaning.enisa == "simple" for meaning in held.values()) >= 5:
        top, reasons = 2, [*reasons, "raised by 1: many kinds of data about each person"]
    if 1 < top < 4 and "location.trace" in held:
        top, reasons = top + 1, [*reasons, "raised by 1: where people were over time"]
    if top == 3 and {"finance.card", "finance.transaction"} <= held.keys():
        top, reasons = top + 1, [*reasons, "raised by 1: full card numbers beside what was paid with them"]
    if top < 4 and KEYS & held.keys():
        top, reasons = top + 1, [*reasons, "raised by 1: passwords, keys or tokens that open more than was read"]
    if top < 4 and "minor.child" in held:
        top, reasons = top + 1, [*reasons, "raised by 1: children"]
    return top, reasons


def _ease(collections: Iterable[Collection]) -> Ease:
    """EI as (low, proven, high) with reasons (annex 2): the easiest combination within one collection."""
    best: tuple[float, float, float, list[str]] = (
        0.25,
        0.25,
        0.25,
        ["no identifying data was recognised (negligible)"],
    )
    for collection in collections:
        held = claims([collection])
        best = max(best, _combination(held), key=lambda item: item[:3])
    return best


def _combination(held: Mapping[str, Meaning]) -> Ease:
    identity = [name for name in held if name.startswith("id.")]
    name = "person.name" in held
    contact = [label for label in ("contact.email", "contact.phone", "contact.address") if label in held]
    face = "biometric.face_embedding" in held or "biometric.face_image" in held
    if identity and name:
        return 0.75, 1.0, 1.0, ["an identity number and the name in one record (maximum)"]
    if identity and (contact or face or "person.birth_date" in held):
        told = "a face" if face else "contact data or the birth date"
        return 0.75, 1.0, 1.0, [f"an identity number and {told} in one record (maximum)"]
    if name and (contact or "person.birth_date" in held):
        return 0.75, 1.0, 1.0, ["the full name with birth date or contact data (maximum)"]
    if face:
        place = any(label in held for label in ("location.coordinates", "location.trace"))
        told = "a face linked to a place and a time (maximum)" if place else "a face alone (significant)"
        return 0.75, 1.0 if place else 0.75, 1.0, [told]
    if identity:
        return 0.25, 0.75, 1.0, ["an identity number, which tells more with access to a register (significant)"]
    if "contact.email" in held:
        return 0.25, 0.75, 1.0, ["an e-mail address, which can be searched for (significant)"]
    if contact:
        return 0.25, 0.5, 0.75, ["a phone number or address without a name (limited)"]
    if name:
        return 0.25, 0.5, 0.75, ["a name that several people may have (limited)"]
    linked = max((meaning.identifying for meaning in held.values()), default=0.0)
    if linked >= 0.5:
        return 0.25, 0.5, 0.75, ["an identifier that leads to a person with other data (limited)"]
    return 0.25, 0.25, 0.5, ["nothing that leads to a person by itself (negligible)"]


def _breach(service: Service, *, public: bool) -> tuple[float, list[str]]:
    """CB with its reasons (annex 3). That writing may be possible is no loss of integrity: it was not tested."""
    if public:
        total, reasons = PUBLIC, ["readable without a password from the internet, by an unknown number of people"]
    else:
        total, reasons = INTERNAL, ["readable without a password by whoever is in this network"]
    if any(RANSOM.search(collection.name) for collection in service.catalog.collections):
        total += 0.5 + ABUSED
        reasons.append("a collection is named like a ransom note: data may be lost, and somebody had bad intent")
    return total, reasons


def _flags(held: Mapping[str, Meaning], records: int) -> Iterable[str]:
    if records > MANY and held:
        yield "large scale"
    if any(meaning.special for meaning in held.values()):
        yield "special categories"
    if any(name.startswith("biometric.") for name in held):
        yield "biometric"
    if "minor.child" in held:
        yield "minors"
    if any(name.startswith("credential.") for name in held):
        yield "credentials"


def _round(score: float) -> float:
    return round(score, 2)
