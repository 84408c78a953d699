"""Whose a field is by the name that it stands in, or by what its own name begins with: `kapal[].umur` is a ship's age,
`manufacturer_phone` is reached by nobody, whoever the rest of the record is about.

The nearest name decides, so that `hotel.guest.phone` is a guest's; and where what stands in a name tells of somebody,
all of it may be theirs (`hotel.phone` beside `hotel.guest_name`).
"""

from collections.abc import Callable, Iterator
from functools import cache

from leftopen.privacy.detect import firms
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records import listed
from leftopen.privacy.detect.records.somebody import Judgements
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weigh import people
from leftopen.privacy.detect.weights import number

_AGES = frozenset(("person.age",))
_STATES = _AGES | {"special.health"}
_LIVES = _STATES | {
    "person.gender",
    "person.birth_date",
    "special.fertility",
    "special.ethnicity",
}
"""What animals and plants have as people do."""
_TRAITS = frozenset(("person.gender", "special.fertility", "criminal.record"))
_WHERE = frozenset((*listed.OF_A_PLACE, "location.coordinates"))
_SITE = _WHERE | _AGES
_ITS = {
    "about.animal": _LIVES,
    "about.plant": _LIVES,
    "about.game": _LIVES,
    "about.craft": _STATES | {"vehicle.plate"},
    "about.machine": _STATES,
    "about.substance": frozenset(("special.health",)),
    "about.venue": _SITE,
    "about.place": _SITE,
    "about.firm": _WHERE,
    "about.maker": _WHERE,
}
"""What is no person's of that which a name is of: the state of a machine, how to reach who made it."""
_HEADED = ("about.firm", "about.maker")
"""Concepts of what the first words of a name may be of (`제조사전화`); a `stop_address` may be where somebody lives."""
_POSITION = "location.coordinates"
_STANDING = (*_HEADED, "about.venue", "about.place")
"""The same of a position: that of a venue is nobody's (`venue_lat`)."""
_PEOPLE = SOMEBODY | {"about.guardian"}
_LONGEST = 8
"""Units of the longest word before another one: characters of scripts without spaces."""
_SHORTEST, _UNSPACED = 4, "\u0e00"
"""Letters of the shortest such word, as `ca` (a company) begins `calle` and `cap`; one that stands apart may have one
less (`ca_street` is of a customer). In scripts without spaces, which come later, one has two."""
_REACHED = ("contact.", "location.")
"""How concepts begin of how to reach something, or where it is."""
_LETTERS = 16
"""Letters of the longest word that others are written together with."""


def of_things(judged: Judgements) -> dict[int, frozenset[int]]:
    """The columns (by place) and in each the bits of what is a thing's, by the names around it."""

    @cache
    def theirs() -> frozenset[tuple[str, ...]]:
        every = [above for column, _ in judged for above in _holding(column)]
        every += [column.node.parts[:-1] for column, verdicts in judged if any(map(_of_people_alone, verdicts))]
        return frozenset(every)

    found: dict[int, frozenset[int]] = {}
    for at, (column, verdicts) in enumerate(judged):
        claims = [verdict for verdict in verdicts if verdict.claimed]
        concept = _owner(column, claims, theirs) if claims else ""
        bits = frozenset(verdict.bit for verdict in claims if concept and _its(column, verdict, concept))
        if bits:
            found[at] = bits
    return found


def _of_people_alone(verdict: Decision) -> bool:
    """True for a trait that no place and no machine has, so that an age beside it is somebody's: `hospital.sex`."""
    return verdict.claimed and detectors()[verdict.bit].label in _TRAITS


def _its(column: Column, verdict: Decision, concept: str) -> bool:
    """True for what is told of a thing; who runs a place alone gives their own mobile telephone."""
    label = detectors()[verdict.bit].label
    if concept in (*_HEADED, "about.venue") and listed.of_a_role(column, verdict):
        return True
    return label in _ITS[concept] and not (label == "contact.phone" and firms.of_mobiles(column.kept))


def _owner(column: Column, claims: list[Decision], theirs: Callable[[], frozenset[tuple[str, ...]]]) -> str:
    """The concept of the thing whose a field is, "" where there is none or it may be somebody's; `theirs` are the names
    in which something of somebody stands, which are looked for where one asks."""
    parts = column.node.parts
    mailbox = any(listed.of_a_role(column, verdict) for verdict in claims)  # `supplier.contact`
    if not parts or people(column) > 0 or not (mailbox or _told(parts[-1]).isdisjoint(_PEOPLE)):
        return ""
    at = any(detectors()[verdict.bit].label == _POSITION for verdict in claims)
    if head := _headed(parts[-1], _STANDING if at else _HEADED):
        each = not at and listed.distinct(column) == len(column.kept)
        return "" if each and () in theirs() else head  # nobody has a hotline of their own
    for end in range(len(parts) - 1, 0, -1):
        told = _told(parts[end - 1])
        if not told.isdisjoint(_PEOPLE):
            return ""
        if concept := next((each for each in _ITS if each in told), ""):
            return "" if parts[:end] in theirs() else concept
    return ""


def _headed(name: str, heads: tuple[str, ...] = _HEADED) -> str:
    """The concept of the words that a name begins or ends with, where they are of a firm and the rest tells how to
    reach it or where it is."""
    for words, rest in _ends(units(name)):
        told = {hint.concept for hint in read(words) if hint.strength >= 1.0 and not hint.weak}
        concept = next((each for each in heads if each in told), "")
        if concept and any(hint.concept.startswith(_REACHED) for hint in read(rest)):
            return concept
    return ""


def _ends(its: list[str]) -> Iterator[tuple[str, str]]:
    """The words at either end of a name with the rest, longest first; the beginnings of what is written together."""
    least = _SHORTEST if its and its[0] < _UNSPACED else 2
    if len(its) == 1:
        yield from ((its[0][:end], its[0][end:]) for end in range(min(len(its[0]) - 1, _LETTERS), least - 1, -1))
    for length in range(min(len(its) - 1, _LONGEST), 0, -1):
        for some, rest in ((its[:length], its[length:]), (its[-length:], its[:-length])):
            if length > 1 or len(some[0]) >= least - 1:
                yield " ".join(some), " ".join(rest)


def _holding(column: Column) -> Iterator[tuple[str, ...]]:
    """The names in which something stands that is of somebody: those above the last that says so."""
    parts = column.node.parts
    said = [at for at, part in enumerate(parts) if not _told(part).isdisjoint(_PEOPLE)]
    if people(column) > 0:
        said.append(len(parts) - 1)
    for end in range(max(said, default=-1) + 1):
        yield parts[:end]


def _told(part: str) -> frozenset[str]:
    """What a name says without doubt, or a word of it."""
    hints = [hint for word in (part, *units(part)) for hint in read(word)]
    people = {hint.concept for hint in hints if hint.concept in _PEOPLE and not hint.weak}
    whole = {hint.concept for hint in read(part) if hint.strength >= number("clear") and not hint.weak}
    return frozenset(people | whole)
