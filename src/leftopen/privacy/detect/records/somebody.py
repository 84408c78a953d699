"""Whether the records of a store are about somebody, and what is no claim where nothing in them says so.

A place (`comuna`, `district`, `plz`) is where somebody lives only beside somebody; registers, statistics and logs of
machines are full of places. A single word for a faith, an illness or an offence in a record of which nothing else is of
a person may be the subject of a lesson or what a plant has; but it is more often all that is left of somebody whose
name was taken out, so that it is no claim only where a name speaks of such a thing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import firms, lexicon, wares
from leftopen.privacy.detect.answers import answered
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.person_names import part
from leftopen.privacy.detect.records import evident, faults, homes, limits, shapes
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import own_words, units
from leftopen.privacy.detect.values import distinct_texts, whole
from leftopen.privacy.detect.weigh import THINGS
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

PLACE, _NAME, _HEALTH = "contact.address", "person.name", "special.health"
_NETWORK = "about.network"
_SITES = ("about.nature", "about.place", "about.plant")
"""What has a position and is nobody's: what is measured out of doors, and what stands there."""
_CRAFT, _MACHINE = "about.craft", "about.machine"
"""Ships and buses, which two words tell: a taxi's trip may have a number of a route."""
_OF_THINGS_TOO = ("id.", "credential.", "vehicle.", "minor.")
"""How labels begin of what one name alone does not show somebody by, where others are of things."""
_ON_A_WIRE = "network."
"""How labels begin that tell nothing of who has a machine beside a word for one: a server's card."""
_OF_A_VENUE = frozenset(("about.venue", "about.firm", "about.match"))
"""Concepts of names whose telephone or address is told (`alamat_stadion`)."""
_FACE = "biometric.face_attribute"
SPECIAL = ("special.", "criminal.", _FACE)
TRAITS = (*SPECIAL, "person.gender", "person.age")
"""Labels of what one of a crowd is; animals, clothes, lessons and laws have them too."""
Judgements = Sequence[tuple[Column, list[Decision]]]
"""The fields of a record with what is told of each."""
_WHO = (
    "person.",
    "contact.",
    "id.",
    "finance.card",
    "finance.iban",
    "finance.account",
    "finance.wallet",
    "finance.income",
    "credential.",
    "network.",
    "biometric.",
    "vehicle.",
    "minor.",
)
"""Labels that show that somebody is meant."""
_ASKED = ("person.name", "person.birth_date", "contact.email", "contact.phone", "credential.", "special.religion")
"""Labels of what forms ask for in words that are no answer to it."""
_CROWD = 10_000
"""People of a place that are counted are fewer; their numbers are mostly longer."""
_CROWDED, _FIGURES = "about.crowd", 5
_NUMBERS = frozenset(("id", "no", "nr", "num", "key", "code", "ref", "fk"))
UNITS = frozenset(("kg", "kgs", "g", "gr", "lb", "lbs", "oz", "cm", "mm", "m", "in", "inch", "ft"))
"""Units at the end of names for what a body or a thing measures."""
_OF_A_GROUP = ("person.age", "minor.child")
"""Labels of what tells for which ages something is, too."""
_WHOLE = later(r"(?=.*\d).*[^\W\d_]{3}")
_HOUSE = later(r"(?<![\w-])[0-9]{1,4}(?:[ -]?[A-Za-z])?(?![\w-])|^[0-9]{1,4}[-/][0-9]{1,4}(?![\w-])")
"""What may be a number of a house, by itself or in an address."""
_TIME, _TIMES = later(r"\d{4}-\d\d-\d\d[T ]\d|\d\d?[./]\d\d?[./]\d{4} \d|\d\d?:\d\d|1[0-9]{9}(?:[0-9]{3})?(?:\.|$)"), 8
"""A moment, and values that are looked at for one."""
_DAY_AND_TIME = later(r"\d{4}[-/.]\d\d[-/.]\d\d[T ]{1,2}\d\d:\d\d|\d\d?[./-]\d\d?[./-]\d{4},? \d\d?:\d\d")
_CHARACTERS = 80
_PARTICLE = 2
"""Letters of a part of a name that is no word."""
_DIGITS = later(r"\d+")
_WORDS = later(r"[^\W\d_]+")


def shown(judged: Judgements, about: frozenset[str]) -> bool:
    """True where somebody is known, or two fields tell what they are."""
    spoken = things(judged, about)
    if _of_ages(judged):
        return known(judged, about)
    traits = sum(any(_trait(column, verdict, spoken) for verdict in verdicts) for column, verdicts in judged)
    if traits == 1 and (aged(judged) or any(evident.since(column) for column, _ in judged)):
        traits += any("person.gender" in _labels(verdicts) for _, verdicts in judged)
    return traits >= number("two_words") or known(judged, about)


def _trait(column: Column, verdict: Decision, spoken: bool) -> bool:
    """True for a claim of a trait; of an illness by its name alone (`symptom` of a device) not where names are
    `spoken` of things, unless it is an answer or a figure."""
    label = detectors()[verdict.bit].label
    if not verdict.claimed or not label.startswith(TRAITS):
        return False
    if not (spoken and label == _HEALTH) or column.agrees[verdict.bit] or column.whole[verdict.bit]:
        return True
    return answered(column.kept) or not (column.kept and is_lettered(column.kept))


def aged(judged: Judgements) -> bool:
    """True where numbers stand under a word for an age, which may be one for anything else (`Alter`)."""
    clear = number("clear")
    return any(column.hints.get("person.age", 0.0) >= clear and all(map(whole, column.kept)) for column, _ in judged)


def described(judged: Judgements, but: tuple[str, ...] = ()) -> bool:
    """True where traits of one who is not named are told together, as cameras and registers tell them: two of special
    kinds, or three of which two are of a face or special. `but`: how labels begin that do not count."""
    told = [[label for label in _labels(verdicts) if not label.startswith(but)] for _, verdicts in judged]
    first = [next((label for label in labels if label.startswith(SPECIAL)), "") for labels in told]
    special = sum(map(bool, first))
    kinds = {label for label in first if label and label != _FACE}
    plain = {label for labels in told for label in labels if label.startswith(TRAITS) and not label.startswith(SPECIAL)}
    return len(kinds) > 1 or (special > 1 and len(kinds) + first.count(_FACE) + len(plain) > 2)


def captions(judged: Judgements) -> bool:
    """True where several fields hold what a form writes beside them: `Bitte Passwort eingeben` in `password`.

    One alone may hold poor passwords (`password1`).
    """
    return sum(any(caption(column, verdict) for verdict in verdicts) for column, verdicts in judged) >= number(
        "two_words"
    )


def caption(column: Column, verdict: Decision) -> bool:
    """True where all of several values are words for the kind itself and have no figure."""
    detector = detectors()[verdict.bit]
    if not verdict.claimed or not detector.label.startswith(_ASKED):
        return False
    texts = sorted(distinct_texts(column.kept, _CHARACTERS), key=len)  # the short ones are read soonest
    if len(texts) < number("two_words") or any(any(map(str.isdigit, text)) for text in texts):
        return False
    if detector.label.startswith(SPECIAL) and (column.agrees[verdict.bit] or column.whole[verdict.bit]):
        return False  # `special.religion` over words for faiths is an answer
    return all(_calls(text, detector.concepts) for text in texts)


def _calls(text: str, concepts: frozenset[str]) -> bool:
    return any(hint.concept in concepts for word in (text, *units(text)) for hint in read(word))


def case(judged: Judgements) -> bool:
    """True where a name is of a case or a device by which somebody is told apart without being known: `encounter`."""
    return any("about.case" in column.hints for column, _ in judged)


def site(judged: Judgements, *, of_things: bool = False) -> bool:
    """True where positions are of what stands or is measured out of doors: a word says so, or they are beside places
    or numbers of people and no time, as that of a phone has: a tracker comes back to the same few, too; or nothing in
    records `of_things` is a time at all."""
    told = Counter(concept for column, _ in judged for concept, say in column.hints.items() if say >= number("clear"))
    roads = of_roads(judged)
    places = any(
        verdict.claimed
        and detectors()[verdict.bit].label == PLACE
        and (is_place(column.kept) or (roads and is_lettered(column.kept)))
        for column, verdicts in judged
        for verdict in verdicts
    )
    crafts = told[_CRAFT] >= number("two_words")
    if case(judged):
        return crafts or not told.keys().isdisjoint(_SITES)
    placed = places or "about.count" in told
    if of_things and not placed:
        placed = not (_timed(judged) or any(_of_houses(column) for column, _ in judged))
    still = placed and "time.moment" not in told
    return crafts or still or not told.keys().isdisjoint(_SITES)


def _timed(judged: Judgements) -> bool:
    """True where a field holds times of day or of Unix, as what follows somebody does, whatever it is called."""
    return any(column.kept and all(map(_TIME.match, map(str, column.kept[:_TIMES]))) for column, _ in judged)


def moments(kept: Sequence[Any]) -> bool:
    """True for days with a time of day, which are moments whatever their field is called.

    >>> moments(["2025-02-11T08:14:09Z"]), moments(["2025-02-11"]), moments([1739261649]), moments([])
    (True, False, False, False)
    """
    texts = kept[:_TIMES]
    return bool(texts) and all(isinstance(text, str) and _DAY_AND_TIME.match(text[:_CHARACTERS]) for text in texts)


def known(judged: Judgements, about: frozenset[str]) -> bool:
    """True where a name is of somebody, or a field tells who they are or where to reach them."""
    machine = any(column.hints.get(_MACHINE, 0.0) >= number("clear") for column, _ in judged)
    roads = of_roads(judged)
    spoken = things(judged, about)
    unproved = 0
    for column, verdicts in judged:
        for verdict in verdicts:
            label = detectors()[verdict.bit].label
            who = verdict.claimed and label.startswith(_WHO) and not label.startswith(TRAITS)
            if who and not of_nobody(column, verdict, roads=roads) and not (machine and label.startswith(_ON_A_WIRE)):
                unproved += 1
                if unproved >= number("two_words") or not (spoken and _by_name_alone(column, verdict)):
                    return True
    if not SOMEBODY.isdisjoint(about):
        return True
    named = [
        column
        for column, _ in judged
        if of_somebody(column)
        and not (firms.of_roles(column.kept) or firms.of_firms(column.kept) or grown(column.kept))
        and not evident.of_nobody(column)
    ]
    counted = sum(map(counts, named))
    return len(named) > (counted if counted >= number("two_words") else 0)


def _by_name_alone(column: Column, verdict: Decision) -> bool:
    """True for a number, a password or a plate that no value proves: things have such, too (`nid` of a dam)."""
    named = detectors()[verdict.bit].label.startswith(_OF_THINGS_TOO)
    return named and not (column.whole[verdict.bit] or column.agrees[verdict.bit])


def _labels(verdicts: Iterable[Decision]) -> list[str]:
    return [detectors()[verdict.bit].label for verdict in verdicts if verdict.claimed]


def clear(column: Column, verdict: Decision) -> bool:
    """True where a name calls a kind without doubt: `last_name`, whatever grows and is a surname, too (`Linde`)."""
    return column.names[verdict.bit] >= number("clear") and not detectors()[verdict.bit].concepts & column.weak


def of_somebody(column: Column, *, by_its_own: bool = False) -> bool:
    """True where a name of a field, or of what it stands in, is of somebody; `by_its_own`: that of the field."""
    parts = column.node.parts[-1:] if by_its_own else column.node.parts
    words = (word for part in parts for word in (part, *units(part)))
    hints = (hint for word in words for hint in read(word) if not hint.weak)
    return any(hint.concept in SOMEBODY and hint.strength >= number("speaks") for hint in hints)


def grown(kept: Sequence[Any]) -> bool:
    """True where most of several different values are words for what grows: `Eiche` under `baumpartner`.

    >>> grown(["Fichte", "Kiefer", "Buche"]), grown(["Fichte"] * 9), grown(["Ada Fichte", "Jo Kurz", "Max Buche"])
    (True, False, False)
    """
    texts = {text.casefold() for text in distinct_texts(kept)}
    return len(texts) > number("two_words") and len(texts & lexicon.closed("about.plant")) > CLAIM * len(texts)


def counts(column: Column) -> bool:
    """True for small whole numbers under a word for people: how many they are (`students`), where several are so; in
    writing, as tables have them, under one that is of several."""
    called = own_words(column.node.parts)
    told = [int(value) if _CROWDED in column.hints and _counted(value) else value for value in column.kept]
    numbers = all(type(value) is int and 0 <= value < _CROWD for value in told)
    return numbers and bool(column.kept) and _NUMBERS.isdisjoint(called)


def _counted(value: Any) -> bool:
    """True for a number in writing that is no code."""
    return isinstance(value, str) and len(value) < _FIGURES and value.isdecimal() and not value.startswith("0")


def is_lettered(kept: Sequence[Any]) -> bool:
    """True where hardly a text has a figure."""
    values = [value for value in kept if isinstance(value, str)]
    return 2 * sum(any(c.isdigit() for c in value[:_CHARACTERS]) for value in values) < len(values)


def is_place(kept: Iterable[Any]) -> bool:
    """True for a part of an address that is a place, or its number: no street, and words never beside figures.

    >>> is_place(["Lebu", "Talca"]), is_place([75001, 13002]), is_place(["12 High Street"]), is_place(["Elm Street"])
    (True, True, False, False)
    """
    texts = [str(value)[:_CHARACTERS] for value in kept if isinstance(value, (str, int))]
    return 2 * sum(_WHOLE.match(text) is not None or _street(text) for text in texts) < len(texts)


def _street(text: str) -> bool:
    words = _WORDS.findall(text.casefold())
    return any(word in lexicon.streets("words") or word.endswith(lexicon.streets("endings")) for word in words)


def sites(kept: Sequence[Any]) -> bool:
    """True where most of several texts are called as streets, schools or shops are.

    >>> sites(["Church Road", "Mill Lane", "Queen's School"]), sites(["Ada Street", "Max Kurz", "Jo Lind", "Eva Ray"])
    (True, False)
    >>> sites(["Dr. Ada Kurz", "Fahad Al Amri", "St John Ray"]), sites(["Mill St", "Elm Dr", "Oak Ct"])
    (False, True)
    """
    texts = distinct_texts(kept)
    known = sum(_street(_without_particles(text)) or firms.venue(text) for text in texts)
    return len(texts) > number("two_words") and known > CLAIM * len(texts)


def of_roads(judged: Judgements) -> bool:
    """True where a name is of what stands out of doors and no field has a number of a house: streets without one are
    those of a town, or where its lamps and trees stand. A number of up to four figures may be one."""
    told = {concept for column, _ in judged for concept, say in column.hints.items() if say >= number("clear")}
    return not told.isdisjoint((*_SITES, _MACHINE)) and not any(_of_houses(column) for column, _ in judged)


def _of_houses(column: Column) -> bool:
    called = PLACE in column.hints or "other.part" in column.hints
    texts = [str(value) for value in column.kept if isinstance(value, (str, int))] if called else []
    return bool(texts) and 2 * sum(_HOUSE.search(text[:_CHARACTERS]) is not None for text in texts) > len(texts)


def _without_particles(text: str) -> str:
    """A text without words of two letters, but for the last: before a name they are titles and parts of it (`Dr`,
    `Al`), behind one a sort of street."""
    *words, last = _WORDS.findall(text) or [""]
    return " ".join([*(word for word in words if len(word) > _PARTICLE), last])


def things(judged: Judgements, about: frozenset[str]) -> bool:
    """True where a name of the records speaks of animals, plants, wares, machines, places or numbers of people, or they
    are for people of some ages."""
    told = (hint for column, _ in judged for part in column.node.parts for hint in read(part))
    if not about.isdisjoint(THINGS) or _of_ages(judged):
        return True
    return any(hint.concept in THINGS and hint.strength >= number("clear") and not hint.weak for hint in told)


def _of_ages(judged: Judgements) -> bool:
    """True where records are for people from one age to another, and no other field tells how old somebody is."""
    if not limits.of_ages(column.node.parts[-1] for column, _ in judged if column.node.parts):
        return False
    ages = [column for column, verdicts in judged if "person.age" in _labels(verdicts)]
    return all(any(map(limits.limit, column.node.parts[-1:])) or not all(map(whole, column.kept)) for column in ages)


def of_nobody(
    column: Column, verdict: Decision, *, of_things: bool = True, site: bool = False, roads: bool = False
) -> bool:
    """True for a claim that only stands beside somebody: a place, a gender or an age; a position in a `site`; what is
    special of somebody in records `of_things`; a street in records `of_roads`.
    """
    label = detectors()[verdict.bit].label
    if label == PLACE and roads and is_lettered(column.kept):
        return True
    if site and label.startswith("location."):
        return not homes.called(column)
    if label == _NAME:
        return (verdict.named and no_names(column.kept)) or of_none(column, verdict)
    if label.startswith(TRAITS):
        if of_somebody(column, by_its_own=True):
            return of_none(column, verdict)
        return of_things or not label.startswith(SPECIAL)
    if label == "contact.email":
        return firms.of_roles(column.kept)
    if label == "biometric.fingerprint" and shapes.digests(column.kept):
        return True
    if of_a_venue(column, verdict):
        return True
    if label == PLACE and _few_places(column.kept, named=verdict.named, of_things=of_things):
        return True
    return of_none(column, verdict) or (label == PLACE and is_place(column.kept))


def of_a_venue(column: Column, verdict: Decision) -> bool:
    """True for how to reach a shop or a stadium by the name of the field (`depot_phone`), on no mobile telephone."""
    reached = detectors()[verdict.bit].label in (PLACE, "contact.phone")
    return reached and not _OF_A_VENUE.isdisjoint(column.hints) and not firms.of_mobiles(column.kept)


def of_none(column: Column, verdict: Decision) -> bool:
    """True for what is nobody's whoever is beside: an address of a network's own (`gateway`, `dns1`), one of the inside
    that is called a machine's (`mgmt_ip`, `pod_ip`), a trait that is told of all and no one (`any`), names of firms,
    files under a word for an address, a yes or no under one for a name (`name_on_box`), names of saints, of streets and
    of accounts in a ledger, and what a thing weighs (`parcel_weight_kg`)."""
    label = detectors()[verdict.bit].label
    if label == _NAME and (answered(column.kept) or (not clear(column, verdict) and _saints_or_plants(column.kept))):
        return True
    if label == _NAME and (wares.of_ledgers(distinct_texts(column.kept)) or (not verdict.named and sites(column.kept))):
        return True
    if label == _NAME or (label == PLACE and not verdict.named and is_lettered(column.kept)):
        return firms.of_firms(column.kept)
    if label == _HEALTH and (_measure_of_a_thing(column) or blighted(column.kept)):
        return True
    if label.startswith("special.") and faults.of_machines(column, verdict.bit):
        return True
    if label == "special.fertility" and shapes.of_a_drug(column.kept):
        return True
    if label == PLACE and verdict.named and shapes.of_files(column.kept):
        return True
    if of_a_venue(column, verdict) or (label == "contact.email" and firms.of_roles(column.kept)):
        return shapes.few(column.kept) and len(set(map(str, column.kept))) > 1
    if label in _OF_A_GROUP and _for_all(column.kept):
        return True
    if label in shapes.OPINIONS and shapes.tallied(column.kept):
        return _NUMBERS.isdisjoint(own_words(column.node.parts))
    if label == "network.ip":
        return _own_of_a_network(column) or (_of_machine(column) and _internal(column.kept))
    return label.startswith(TRAITS) and of_all(column.kept)


def _saints_or_plants(kept: Sequence[Any]) -> bool:
    return firms.of_saints(kept) or grown(kept)


def _few_places(kept: Sequence[Any], *, named: bool, of_things: bool) -> bool:
    """True for a few addresses again and again that no name tells (what letters end with), and in records of things for
    numbers of a few places: `Shelf 12`."""
    if not named:
        return shapes.few(kept)
    places = [_DIGITS.sub("", str(value)[:_CHARACTERS]) for value in kept]
    return of_things and shapes.few(places) and not any(map(_street, set(places)))


def _for_all(kept: Sequence[Any]) -> bool:
    """True for groups of ages of which some are all: those that something is for, as nobody is of all ages.

    >>> _for_all(["0-3", "all", "4-12", "all"]), _for_all(["18-30", "all"]), _for_all([34, "all", "all"])
    (True, False, False)
    """
    words = lexicon.closed("none.total") | lexicon.closed("none.any")
    told = [isinstance(value, str) and value.strip().casefold() in words for value in kept]
    return sum(told) > 1 and not any(map(whole, kept))


def _measure_of_a_thing(column: Column) -> bool:
    """True where a name without the unit at its end is of a thing: with it (`weight_kg`) a measure is a body's."""
    words = own_words(column.node.parts)
    if not words[1:] or words[-1] not in UNITS:
        return False
    return any(hint.concept == "other.thing" and hint.strength == 1.0 for hint in read(" ".join(words[:-1])))


def blighted(kept: Sequence[Any]) -> bool:
    """True where half of several words are illnesses and pests that plants and bees have and nobody else, and no other
    one is an illness of people: most of the rest say that there is none.

    >>> blighted(["mildew", "rust", "keine"]), blighted(["mildew", "rust", "asthma"]), blighted(["none", "no"])
    (True, False, False)
    """
    texts = {text.casefold() for text in distinct_texts(kept, _CHARACTERS)} - {""}
    ill = texts & lexicon.closed("about.blight")
    return 2 * len(ill) >= max(2, len(texts)) and not any(lexicon.agrees(_HEALTH, text) for text in texts - ill)


def _own_of_a_network(column: Column) -> bool:
    named = read(column.node.parts[-1]) if column.node.parts else ()
    return any(hint.concept == _NETWORK and hint.strength >= number("clear") for hint in named)


def _of_machine(column: Column) -> bool:
    above = (hint.concept for part in column.node.parts[:-1] for hint in read(part))
    return "about.machine" in column.hints or "about.machine" in above


def of_all(kept: Sequence[Any]) -> bool:
    """True where all values say that it is of anybody, or that nothing is asked: `不限`, `alle`."""
    sums, anybody = lexicon.closed("none.total"), lexicon.closed("none.any")
    if len(kept) < number("few") or not all(isinstance(value, str) for value in kept):
        return False
    return all((text := value.strip().casefold()) in anybody or text in sums for value in kept)


def no_names(kept: Sequence[Any]) -> bool:
    """True for a few texts that come again and again, none of them a name or a part of one: `Corp IT`, `Sivasspor`."""
    texts = distinct_texts(kept)
    return shapes.again(kept, texts) and not any(map(part, texts))


def _internal(kept: Iterable[Any]) -> bool:
    """True for addresses that are reached from inside alone."""
    texts = [text for value in kept if isinstance(value, str) and (text := value.partition("/")[0].strip())]
    return all(map(_private, texts))


def _private(text: str) -> bool:
    try:
        return ip_address(text).is_private
    except ValueError:
        return False
