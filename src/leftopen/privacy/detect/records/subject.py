"""What records are about where it is no person: animals, wares, numbers of people, laws and lessons, networks, places.

Several names of one record say so, or its values (`Both sexes`), and nobody in it can be reached.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import firms
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records import creatures, evident, listed, nature, somebody
from leftopen.privacy.detect.records.around import named
from leftopen.privacy.detect.records.crowds import CROWD, crowd, numbers, serial, tallied, totalled
from leftopen.privacy.detect.records.nature import animals, game
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weigh import THINGS, people
from leftopen.privacy.detect.weights import number

PLACE = "contact.address"
_OF_PEOPLE = ("person.", "special.", "minor.", "criminal.", "biometric.face_attribute")
_KEPT = frozenset(("person.gender", "special.ethnicity"))
"""Labels of names of fields under which words for animals are of such: a sex (`heifer`), a race. Under others of people
they may be what somebody is allergic to, or is called."""
_REACHES = ("contact.", "id.", "finance.card", "finance.iban", "finance.account", "credential.", "person.birth_date")
"""Labels that show that a person is meant after all."""
_MEASURE = "other.measure"
"""Concept of names of counts and shares: where half of all fields are such, the records are about none but numbers."""
_PATIENT = "about.patient"
"""Concept of names that a clinic alone has."""
_NO_ANIMAL = ("special.religion", "special.politics", "special.union", "special.sex_life", "criminal.")
"""Labels of what no animal has, while whom to reach stands beside animals, too: their owner."""
_PLANT = "about.plant"
_LIVING = ("about.animal", _PLANT)
"""What a single word tells where nobody is known."""
_GAME = "about.game"
_TRAITED = frozenset((*_LIVING, _GAME, "about.count"))
"""Subjects that are told by their sex, age, race and illnesses, too: animals, characters, sums of people."""
_PAID = "finance.transaction"
"""Label of what somebody pays; of wares that nobody is told to have bought it is their price."""
_SOLD = ("about.substance", "about.article")
_HEALTH = "special.health"
_OF_DRUGS = (_HEALTH, "special.fertility", "person.")
"""Labels of what a register or a shop tells of each drug: illnesses, who may take it."""
_INCOME = "finance.income"
"""Label of what numbers of people have on the average."""
_OF_A_BEAST = frozenset(("id.xx.passport", _INCOME))
"""Labels of what horses have: passports, and what they won."""
_MACHINE = "about.machine"
_CRAFT = "about.craft"
_BUILT = frozenset((_MACHINE, _CRAFT, "about.place", "about.nature"))
"""Subjects that have no gender and age together, as who travels with a train or rates a museum has."""
_GENETIC = "special.genetic"
"""Label of what strains have, which come from somebody or have a parent."""
_TOLD_OF = ("special.", "criminal.")
_OWN = (*_TOLD_OF, "person.age")
"""How labels begin of what is told of who has to do with something else, as well."""
_GROWN = frozenset(("person.gender", "person.age"))
_CALLED = frozenset((*_LIVING, _GAME))
"""Subjects that have names as people have them."""
_TEXT, _COUNT, _NETWORK, _SIGHT = "about.text", "about.count", "about.routing", "about.place"
_MATCH = "about.match"
_FIRM, _CONTACTS = "about.firm", (PLACE, "contact.phone", "contact.email")
_SUBJECTS = frozenset((*THINGS, _TEXT, _NETWORK, _MATCH, "about.craft", "about.firm"))
_TOTALLED = ("person.gender", "person.age", "special.religion", "special.ethnicity")
"""Labels whose values are summed up: of nobody it is told that they are of both sexes or of all ages."""
_WORDLESS = frozenset((_TEXT, _MATCH, _NETWORK, "about.craft", "about.firm"))
"""Subjects beside which names of people are still theirs: a referee's, a captain's, a teacher's."""
_OF_SITES = frozenset((PLACE, "location.coordinates"))
_LISTED = (_SIGHT, _COUNT, _MATCH, "about.firm", "about.nature")
_OF_SOMEBODY = (
    "person.birth_date",
    "contact.email",
    "id.",
    "finance.",
    "credential.",
    "network.",
    "vehicle.",
    "minor.",
    "biometric.",
)
"""Labels that no list of places has."""
_POSITION = "location.coordinates"
_NAME, _BORN = "person.name", "person.birth_date"
_LONG_AGO = 1900
"""No year of birth is before it, written in full."""
_BARE = frozenset(
    (
        "ip",
        "ipv",
        "ipv4",
        "ipv6",
        "v4",
        "v6",
        "4",
        "6",
        "addr",
        "address",
        "adresse",
        "mac",
        "hwaddr",
        "value",
        "content",
        "private",
        "public",
        "internal",
        "external",
        "elastic",
    )
)
_BESIDE = frozenset(("peer", "neighbor", "neighbour", "router", "remote", "local", "as"))
"""Words of names for an address that do not say whose it is, and those that routers call each other by."""


def apart(judged: Judgements, about: frozenset[str]) -> dict[int, frozenset[int]]:
    """The columns (by place) and in each the bits of what would be personal if the records were about people, where
    they are about animals or things. `about`: concepts of their store's name."""
    said = _said(judged, about)
    subject = _subject(judged, said, about)
    most = listed.venues(judged) if _listed(judged, said) else 0
    sites = _OF_SITES if _sites(judged, said) else frozenset[str]()
    if subject is None and not most and not sites:
        return {}
    bought = _someone(judged) or (subject not in _LIVING and _people(judged))
    if subject == _COUNT:
        bought = listed.names_people(judged) or any(
            evident.coded(column) for column, _ in judged
        )  # `families` may be how many there are
    owned = subject in _CALLED and bool(_reached(judged, _REACHES) - {_BORN, *_OF_A_BEAST})
    elders = subject in _LIVING and any(people(column) > 0 for column, _ in judged)
    owners = owned and subject == "about.animal" and creatures.apart_from_owners(judged)
    if subject in _LIVING and nature.wild(judged):
        if not owned and not _people(judged):
            sites |= {_POSITION}  # where a plant stands, or a bird was seen
        owned = True  # what is called by its scientific name has no surname: who saw it has
    each = most > 0 and listed.each(judged)
    of_venues = (listed.OF_VENUES if each else listed.OF_VENUES - listed.CREEDS) | {_NAME}
    found = {}
    for at, (column, verdicts) in enumerate(judged):
        bits = [
            verdict.bit
            for verdict in verdicts
            if subject
            and not (owners and not creatures.called(column))
            and not (elders and detectors()[verdict.bit].label == _BORN and nature.long_ago(column.kept))
            and _nobodys(column, verdict, subject, owned=owned, bought=bought)
        ]
        if most and listed.distinct(column) <= most:  # names are left only where they are of hotels: see `_listed`
            bits += [v.bit for v in verdicts if detectors()[v.bit].label in of_venues or listed.of_a_role(column, v)]
        if each:
            bits += [v.bit for v in verdicts if listed.counted(column, v)]
        bits += [v.bit for v in verdicts if detectors()[v.bit].label in sites]
        if bits:
            found[at] = frozenset(bits)
    return found


def _nobodys(column: Column, verdict: Decision, subject: str, *, owned: bool, bought: bool) -> bool:
    label = detectors()[verdict.bit].label
    if label == _PAID and subject in _SOLD and not bought:
        return True
    if (subject == "about.animal" and label in _OF_A_BEAST and not owned) or (subject == _COUNT and label == _INCOME):
        return True
    if subject == _CRAFT and label.startswith("vehicle."):
        return not bought
    theirs = label.startswith(_OWN if subject in _BUILT else _TOLD_OF) and label != _GENETIC
    if bought and theirs and subject not in _LIVING and (somebody.clear(column, verdict) or _agree(column, verdict)):
        return False  # an injury of who works with a machine, the age of who drives it
    if subject == _PLANT and label == _HEALTH and creatures.measured_of_people(column):
        return False
    if subject == _NETWORK and label.startswith("network."):
        return (_BARE | _BESIDE).issuperset(units(column.node.parts[-1]))
    if not (label.startswith(_OF_PEOPLE) or place(column, verdict)):
        return False
    if label == _NAME and (subject in _WORDLESS or _names(column, verdict.bit, subject, owned=owned)):
        return somebody.no_names(column.kept)
    words = [word for part in column.node.parts for word in (part, *units(part))]
    own = {hint.concept for hint in listed.hints(words, "agrees") if not hint.weak}
    if "about.person" not in own:
        return True
    return subject == _COUNT and label == _NAME and somebody.no_names(column.kept)


def _agree(column: Column, verdict: Decision) -> bool:
    """True where enough values are words of a kind."""
    told = max(column.agrees[verdict.bit], column.whole[verdict.bit])
    return told >= number("enough") * column.examined


def _names(column: Column, bit: int, subject: str, *, owned: bool) -> bool:
    """True for full names of people, and for parts of such under a name that leaves no doubt (`surname`); animals and
    plants have a `name` too, and are called as people are. Where somebody can be reached (`owned`), full names are
    those of who it is: `eigenaar` beside a telephone and a breed."""
    above = column.node.parts[:-1]
    if subject == _MACHINE and any(hint.concept == subject for part in above for hint in read(part)):
        return False  # machines are called as people are: `host.name`
    clear = column.names[bit] >= number("clear") and not detectors()[bit].concepts & column.weak
    if subject in _CALLED:
        return (clear or owned) and people(column) > 0
    return people(column) > 0 or (clear and named(column.kept))


def _subject(judged: Judgements, said: Mapping[str, int], about: frozenset[str]) -> str | None:
    """What the records are about where it is no person: several names say so, and nobody can be reached."""
    ranked = sorted(
        (subject for subject in said if said[subject]), key=lambda subject: (-said[subject], subject != _NETWORK)
    )
    return next((subject for subject in ranked if _holds(judged, subject, said, about)), None)


def _holds(judged: Judgements, subject: str, said: Mapping[str, int], about: frozenset[str]) -> bool:
    """True where nothing speaks against a subject, of which names tell that often."""
    told = said[subject] > (subject in about)  # a store's name alone tells nothing: `notes` may be of cattle
    lone = told and (subject in _LIVING or (subject == _COUNT and _tabled(judged)))
    alone = (lone and not somebody.known(judged, about)) or (subject == _TEXT and _coded(judged))
    if said[subject] < number("two_words") and not alone:
        return False
    if subject not in _TRAITED and somebody.described(judged, _OF_DRUGS if subject in _SOLD else ()):
        return False
    if subject in _SOLD and (any(people(column) > 0 for column, _ in judged) or (_traits(judged) and _aged(judged))):
        return False  # who bought it, or takes it
    if subject == "about.animal" and not said[_PLANT] and _older(judged, born=said[subject] < number("two_words")):
        return False
    if subject not in ("about.animal", _COUNT) and any(_of_patients(column) for column, _ in judged):
        return False
    if subject == _PLANT and ((_traits(judged) and not creatures.blighted(judged)) or _ill(judged)):
        return False
    if subject == _TEXT and (somebody.case(judged) or _aged(judged)):
        return False
    if subject in _BUILT and (_traits(judged) or _measured(judged)):
        return False
    if subject in _WORDLESS and _someone(judged):
        return False
    if subject == _NETWORK and _used(judged):
        return False
    reached = _reached(judged, _NO_ANIMAL if subject == "about.animal" else _REACHES)
    if subject == _GAME and _counted(judged):
        reached.discard(_BORN)
    return (
        not reached
        or (subject in (_SIGHT, _COUNT) and _listed(judged, said))
        or (subject == _COUNT and _years(judged, said[subject], reached))
    )


def _older(judged: Judgements, *, born: bool) -> bool:
    """True where one who has no owner's name above is older than animals are, by their age, and by the day of their
    birth (`born`) where hardly anything tells of an animal."""
    return any(nature.older(column, born=born) and not somebody.of_somebody(column) for column, _ in judged)


def _sites(judged: Judgements, said: Mapping[str, int]) -> bool:
    """True where three fields tell of a site, as what a power station yields, when it was built and which firm runs it,
    and all that may be of somebody is where it stands, without a moment at which one was there."""
    if not _claimed(judged) <= _OF_SITES or _someone(judged):
        return False
    told = said[_SIGHT] + said["about.nature"] + sum(firms.of_venues(column.kept) for column, _ in judged)
    timed = _timed(judged)
    told += not timed and any(listed.calls_each(column, verdicts) for column, verdicts in judged)
    return told > (number("few") if timed else number("two_words"))


def _timed(judged: Judgements) -> bool:
    """True where a name is of a moment, at which somebody was there."""
    return any("time.moment" in column.hints for column, _ in judged)


def _coded(judged: Judgements) -> bool:
    """True where each record has another illness and nobody is told of: a list of codes, as patients share some."""
    return not somebody.known(judged, frozenset()) and any(
        verdict.claimed
        and detectors()[verdict.bit].label == _HEALTH
        and listed.distinct(column) == len(column.kept) >= number("constant")
        for column, verdicts in judged
        for verdict in verdicts
    )


def _traits(judged: Judgements) -> bool:
    """True where a gender and an age are told, as no machine has both: a `runner` is somebody then."""
    claimed = _claimed(judged)
    return claimed >= _GROWN or ("person.gender" in claimed and somebody.aged(judged))


def _ill(judged: Judgements) -> bool:
    """True where illnesses are told that people have, as no plant has: `asthma` of who works in a `plant`."""
    bit = bit_of(_HEALTH)
    return any(max(column.agrees[bit], column.whole[bit]) > CLAIM * column.examined for column, _ in judged)


def _measured(judged: Judgements) -> bool:
    """True where two measures of a body are told, as what somebody wears tells them: a pulse, a blood pressure."""
    measures = [
        column
        for column, verdicts in judged
        for verdict in verdicts
        if verdict.claimed and detectors()[verdict.bit].label == _HEALTH and not nature.lettered(column.kept)
    ]
    return len(measures) >= number("two_words")


def _claimed(judged: Judgements) -> set[str]:
    """The labels that are claimed of any field."""
    return {detectors()[verdict.bit].label for _, verdicts in judged for verdict in verdicts if verdict.claimed}


def _listed(judged: Judgements, said: Mapping[str, int]) -> bool:
    """True where records are of hotels, schools or firms, one each: a word tells what only lists of such hold, there
    are as many names as ways to reach them, and nobody else is told of.

    Guests and pupils have telephones of their own, and share a hotel or a school.
    """
    most = listed.venues(judged)
    if not most or not (any(said[subject] for subject in _LISTED) or listed.each(judged)):
        return False
    for column, verdicts in judged:
        labels = {detectors()[v.bit].label for v in verdicts if v.claimed and not listed.of_a_role(column, v)}
        if not labels.isdisjoint(listed.OF_A_PLACE) and listed.distinct(column) > most:
            return False
        if any(label.startswith(_OF_SOMEBODY) for label in labels):
            return False
    return not _people(judged) and not _someone(judged)


def _years(judged: Judgements, names: int, reached: set[str]) -> bool:
    """True where numbers of people stand beside years of birth, and nobody is reached otherwise."""
    return (
        names > number("two_words")
        and reached == {_BORN}
        and all(set(map(len, map(str, column.kept))) == {4} for column in _born(judged))
    )


def _said(judged: Judgements, about: frozenset[str]) -> Counter[str]:
    """How many fields speak of each subject."""
    said: Counter[str] = Counter(each for each in _SUBJECTS if each in about and each != _COUNT)  # `cases`, one a line
    unsure: Counter[str] = Counter()
    measured = both = 0
    clear, summed = number("clear"), _summed()
    for column, _ in judged:
        told = [hint for part in column.node.parts for hint in read(part)]
        hints = {hint.concept for hint in told if hint.strength >= clear}
        measured += _MEASURE in {hint.concept for hint in told}
        owned = _LIVING if nature.kept_by_somebody(column) else ()  # whether somebody has one: `dog`
        if nature.lettered(column.kept) and not any(h.concept == _GAME and not h.weak for h in told):
            hints.discard(_GAME)  # a character has so much of defence, and who is accused another sort
        if serial(column.kept):
            hints.discard(_COUNT)  # `n` numbers the lines
        told_of = (_SUBJECTS & hints).difference(owned)
        if not hints.isdisjoint(_CONTACTS):
            told_of -= {_FIRM}  # who has a `branch_phone` is its customer, or the branch
        doubted = told_of.difference({_GAME}, (h.concept for h in told if not h.weak))
        unsure.update(doubted)  # a `plant` is a works, a `tier` one of customers
        told_of -= doubted
        both += told_of.issuperset(_LIVING)
        for subject in told_of:
            said[subject] += 1
        if not any(h.concept.startswith(_OF_PEOPLE) and h.concept not in _KEPT for h in told):
            said["about.animal"] += animals(column.kept)
            said[_PLANT] += _PLANT not in told_of and somebody.grown(column.kept)
        said[_GAME] += game(column.kept)
        said[_TEXT] += listed.chapters(column.kept)
        if _COUNT not in hints and ((CROWD in hints and crowd(column.kept)) or tallied(column)):
            said[_COUNT] += 1
        if not summed.isdisjoint(column.called) and (totalled(column.kept) or somebody.of_all(column.kept)):
            said[_COUNT] += round(number("two_words"))
    if said["about.animal"]:  # alone their form is that of numbers of cases
        said["about.animal"] += any(nature.marked(column) for column, _ in judged) + nature.wild(judged)
    first = max(_LIVING, key=lambda each: said[each])
    said[first] = sum(said[each] for each in _LIVING) - both  # a `species` may be of both
    for each, more in unsure.items():
        named_so = first if each in _LIVING else each
        said[named_so] += more if said[named_so] else 0
    if measured >= number("two_words") and 2 * measured >= len(judged):
        said[_COUNT] += measured
    return said


@cache
def _summed() -> frozenset[int]:
    """The bits of kinds whose values are summed up."""
    return frozenset(bit for bit, each in enumerate(detectors()) if each.label.startswith(_TOTALLED))


def _reached(judged: Judgements, reaches: tuple[str, ...]) -> set[str]:
    """The labels of those claims that show somebody who can be reached."""
    return {
        label
        for column, verdicts in judged
        for verdict in verdicts
        if verdict.claimed
        and (label := detectors()[verdict.bit].label).startswith(reaches)
        and not place(column, verdict)
        and not somebody.of_none(column, verdict)
        and not somebody.of_a_venue(column, verdict)
        and not listed.of_a_role(column, verdict)
    }


def _counted(judged: Judgements) -> bool:
    """True where what is called a birth are small whole numbers: seconds until a character is there."""
    return all(numbers(column.kept) and max(column.kept) < _LONG_AGO for column in _born(judged))


def _born(judged: Judgements) -> list[Column]:
    return [
        column
        for column, verdicts in judged
        if any(verdict.claimed and detectors()[verdict.bit].label == _BORN for verdict in verdicts)
    ]


def _people(judged: Judgements) -> bool:
    """True where a field holds names of people, or its own name is of somebody and its values are more than words."""
    return listed.names_people(judged) or any(
        somebody.of_somebody(column) and not (numbers(column.kept) or somebody.counts(column) or _moment(column))
        for column, _ in _unsaid(judged)
    )


def _tabled(judged: Judgements) -> bool:
    """True where a field holds how many people there were: `deaths` beside a `disease` and a year."""
    return any(column.hints.get(_COUNT, 0.0) >= number("clear") and crowd(column.kept) for column, _ in judged)


def _unsaid(judged: Judgements) -> Judgements:
    """The fields that do not hold a few words again and again, nor mailboxes of functions (`contact_email`)."""
    return [each for each in judged if not _worded(each[0].kept) and not firms.of_roles(each[0].kept)]


def _someone(judged: Judgements) -> bool:
    """True where a name is of somebody and its values are neither how many there are nor a few words of a law
    (`jedermann`): a key, names."""
    return any(
        somebody.of_somebody(column) and not (somebody.counts(column) or _moment(column))
        for column, _ in _unsaid(judged)
    )


def _used(judged: Judgements) -> bool:
    """True where an address is of one who uses a network: `src_ip`."""
    return any(
        verdict.claimed
        and detectors()[verdict.bit].label.startswith("network.")
        and not (_BARE | _BESIDE).issuperset(units(column.node.parts[-1]))
        and not somebody.of_none(column, verdict)
        for column, verdicts in judged
        for verdict in verdicts
    )


def _worded(kept: Sequence[Any]) -> bool:
    """True for a few words or figures again and again, neither names nor keys (a grammar has a first person)."""
    worded = all(
        isinstance(value, str) and (len(value) == 1 or not any(map(str.isdigit, value[:64]))) for value in kept
    )
    return worded and somebody.no_names(kept)


def _aged(judged: Judgements) -> bool:
    """True where a field holds years of age, as no law and no lesson does, or names of people."""
    for column, verdicts in judged:
        for verdict in verdicts:
            label = detectors()[verdict.bit].label
            if verdict.claimed and (
                (label == "person.age" and numbers(column.kept))
                or (label == _NAME and not somebody.no_names(column.kept))
            ):
                return True
    return False


def place(column: Column, verdict: Decision) -> bool:
    """True for an address that is no more than a place, as statistics have."""
    if detectors()[verdict.bit].label != PLACE:
        return False
    return somebody.is_lettered(column.kept) or somebody.is_place(column.kept)


def _of_patients(column: Column) -> bool:
    """True where a name is of one who is treated: `patient_id`."""
    return any(hint.concept == _PATIENT for hint in listed.hints(column.node.parts, "speaks")) and not _moment(column)


def _moment(column: Column) -> bool:
    """True for days under a name that holds but a word for somebody among others: `muayene_bitis` (end of an exam)."""
    said = [hint for hint in listed.hints(column.node.parts, "speaks") if hint.concept in SOMEBODY]
    days = bool(column.kept) and all(isinstance(value, str) and listed.DAY.match(value[:40]) for value in column.kept)
    return days and all(hint.strength < number("clear") for hint in said)
