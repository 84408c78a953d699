"""What the name of a field says where it stands: with its parents' where its own says little, and whom they are about.

`phones[].number` is a telephone, whatever `allergies[]` has is health, and who `pupil.dob` is of is a child.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.concepts import Hint, read, tells
from leftopen.privacy.detect.paths import names_in
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weights import number
from leftopen.privacy.memo import Memo

_HOLDING = ("special.", "criminal.")
_NO_PARTS = {"special.health": ("about.article", "about.venue"), "criminal.record": ()}
_BODY = ("biometric.fingerprint", "biometric.iris", "biometric.voice")
"""How concepts begin whose parts are of them, whatever those are called, but wares; a crime has articles of a law."""
_FACE = "biometric.face"
_FINER = {"special.health": ("special.fertility", "special.genetic")}
"""What is told apart from what it is a part of."""
_CALLED = ("about.place", "about.venue", "about.firm", "about.machine", "about.article", "about.animal", "about.craft")
"""What has a name of its own that is none of a person, unless the values say so."""
_NAMED = frozenset(("other.thing", "other.part", "about.article", "about.venue"))
SOMEBODY = frozenset(("about.person", "about.patient", "about.child"))
_WHO = ("person.", "id.")
_NO_NAME = re.compile(r"column\d+")
"""What a part of a row is called where nothing names it."""
_CHILD, _CHILD_NAMED, _GUARDIAN = "minor.child", "about.child", "about.guardian"


@Memo
def of_path(path: tuple[str, ...]) -> tuple[Hint, ...]:
    """The concepts of a field: its own name, or with its parent's where its own says little (`phones[].number`).

    Who somebody is in a name for children, or right below one, is of a child too: `data_ur_dziecka`, `pupil.dob`.
    """
    if not (names := names_in(path)):
        return ()
    found = _of_names(names)
    if _NO_NAME.fullmatch(names[-1]):  # of a customer are a town and a language, too
        found = tuple(hint for hint in found if hint.concept != "person.name")
    if any(h.concept == _CHILD and h.strength == 1.0 for h in found):
        found = (*found, *_who_besides(names[-1], found))
    sure = (h for h in found if h.strength >= number("clear" if h.weak else "agrees"))  # not a part of `elev_id`
    if any(h.concept.startswith(_WHO) for h in sure) and _of_child(names):
        held = Hint(_CHILD, number("name_head"), weak=False)
        return (*(h for h in found if h.concept != _CHILD), held)
    return found


def of_store(name: str) -> frozenset[str]:
    """What the name of a store says it is about. An ambiguous word for somebody says nothing there, where no value
    tells which it is: `stars` are suns, performers and, in Slovene, parents."""
    told = (hint for hint in read(name) if hint.strength >= number("agrees"))
    return frozenset(h.concept for h in told if not (h.weak and h.concept in (*SOMEBODY, _GUARDIAN)))


def _of_child(names: list[str]) -> bool:
    """True where the name of a field speaks of children and of nobody who looks after them; or where the name right
    above does and its own of neither."""
    told = _about(names[-1])
    if len(names) > 1 and _CHILD_NAMED not in told and _GUARDIAN not in told:
        told = _about(names[-2])
    return _CHILD_NAMED in told and _GUARDIAN not in told


def _who_besides(name: str, found: tuple[Hint, ...]) -> Iterator[Hint]:
    """What a name that is of a child as a whole tells of who that is, without its first or its last word."""
    words = units(name)
    rest = {hint.concept: hint for some in (words[1:], words[:-1]) for hint in read(" ".join(some))}
    known = {hint.concept for hint in found}
    return (hint for concept, hint in rest.items() if concept.startswith(_WHO) and concept not in known)


def _about(name: str) -> set[str]:
    """What a name and each of its words tell, as phrases hide what they are of: `nino` is a child or a number."""
    told = [read(each) for each in {name, *units(name)}]
    both = [
        hints
        for hints in told
        if sum(h.strength == 1.0 and h.concept.startswith(("id.", _CHILD_NAMED)) for h in hints) > 1
    ]
    return {hint.concept for hints in told if hints not in both for hint in hints if not hint.weak}


def _of_names(names: list[str]) -> tuple[Hint, ...]:
    own = read(names[-1])
    says = _personal(own)
    called = len(names) > 1 and any(hint.concept == "about.name" for hint in own)
    if called and not _calls_somebody(names[-2]):
        if held := _held(names[-2:-1], own):
            return tuple(held)
        if any(hint.concept in _CALLED and hint.strength >= number("clear") for hint in read(names[-2])):
            return tuple(Hint(h.concept, h.strength, h.weak or h.concept == "person.name") for h in own)
    if len(names) > 1 and says and (thing := _of_a_thing(f"{names[-2]} {names[-1]}")):
        return thing
    if len(names) == 1 or any(not hint.weak for hint in says):
        return own
    both = [h for h in _personal(read(f"{names[-2]} {names[-1]}")) if h.strength >= number("clear")]
    if spanning := [h for h in both if not h.weak] or [h for h in both if h.strength == 1.0 and not says]:
        return (*spanning, *own)
    parent = [h for h in _personal(read(names[-2])) if h.strength >= number("agrees") and not h.weak]
    if says:
        parts = all(h.concept.startswith(_HOLDING) for h in says) and not _calls_somebody(names[-2])
        if parts and (held := _other_held(parent, says)):
            return (*held, *(hint for hint in own if hint not in says))
        agreed = {hint.concept for hint in parent} | _said_twice(names[-2], says) | _finer(parent)
        return tuple(Hint(h.concept, h.strength, h.weak and h.concept not in agreed) for h in own)
    vague = any(h.concept == "other.part" for h in own) or not any(map(str.isalpha, names[-1]))
    weak = [h for h in _personal(read(names[-2])) if h.strength == 1.0 and h.weak]
    told = [
        Hint(h.concept, h.strength * number("name_above"), h.weak)
        for h in (*parent, *(() if parent else weak))
        if vague
    ]
    return (*own, *(told or _held(names[:-1], own)))


def _calls_somebody(name: str) -> bool:
    """True for a word for whom something is recorded of, as well as that: an inmate has a name, a diagnosis has one."""
    return any(hint.concept in SOMEBODY and hint.strength >= number("agrees") for hint in read(name))


def _finer(parent: list[Hint]) -> set[str]:
    """What a parent makes clear besides itself: `treatment.transfer_date` may be of an embryo, which is health too."""
    return {fine for hint in parent for fine in _FINER.get(hint.concept, ())}


def _of_a_thing(phrase: str) -> tuple[Hint, ...]:
    """What two names, one below the other, say where together they are a known word for a thing: `font.family`."""
    told = read(phrase) if concepts.phrase(phrase) else ()
    thing = told and told[0].strength == 1.0 and "other.thing" in {hint.concept for hint in told}
    return told if thing and not _personal(told) else ()


def _said_twice(above: str, says: list[Hint]) -> set[str]:
    """What two ambiguous names tell, one below the other, is clear, but for what is special: `lohn.brutto`."""
    doubts = {hint.concept for hint in read(above) if hint.weak and hint.strength == 1.0}
    own = {hint.concept for hint in says if hint.strength == 1.0}
    return {concept for concept in doubts & own if not concept.startswith(_HOLDING)}


def _held(above: list[str], own: tuple[Hint, ...]) -> list[Hint]:
    """A part of something special is special, whatever it is called: `allergies[].substance`, not who made it."""
    told = (hint for name in reversed(above) for hint in read(name))
    nearest = [h for h in told if h.concept.startswith(_HOLDING) or (_of_body(h.concept) and not h.weak)]
    wares = _NO_PARTS.get(nearest[0].concept, ("about.article",)) if nearest else ()
    aside = {hint.concept for hint in own if hint.concept.startswith(("other.", "time.", *wares))}
    if any(hint.concept == "about.name" for hint in own):
        aside -= _NAMED  # what things and wares are called, in some languages, a medicine is
    if aside and not (aside == {"other.qualifier"} and nearest and _of_body(nearest[0].concept)):
        return []
    return [Hint(h.concept, number("name_held"), weak=False) for h in nearest[:1] if h.strength >= number("clear")]


def _of_body(concept: str) -> bool:
    """True for what a body is recognised by, of a face where the name says no more: `face.imagePath`."""
    return concept == _FACE or concept.startswith(_BODY)


def _other_held(parent: list[Hint], says: list[Hint]) -> list[Hint]:
    """What the parent clearly is of, where a part of it may be something special of another kind:
    `condamnations[].motif`."""
    told = {hint.concept for hint in says}
    held = [h for h in parent if h.concept.startswith(_HOLDING) and h.strength >= number("clear")]
    return [
        Hint(h.concept, number("name_held"), weak=False)
        for h in held[:1]
        if h.concept not in told and told.isdisjoint(_FINER.get(h.concept, ()))
    ]


@Memo
def around(path: tuple[str, ...]) -> frozenset[str]:
    """The concepts of the names above a field: whom or what the record is about."""
    return frozenset(hint.concept for part in path[:-1] for hint in read(part) if hint.strength >= number("agrees"))


def keep(own: Callable[[str], bool]) -> None:
    """Keeps what the names tell that are made of the product's `own` words."""
    concepts.keep(own)
    for cached in (of_path, around):
        cached.keep(lambda path: owned(path, own))


def owned(path: Iterable[str], own: Callable[[str], bool]) -> bool:
    """Whether each part of a path is made of the product's own words."""
    return all(part in ("[]", "*") or own(part) for part in path)


def _personal(hints: Iterable[Hint]) -> list[Hint]:
    return [hint for hint in hints if tells(hint.concept)]
