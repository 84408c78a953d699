"""What stands around a field: what those beside it and the names above say, and which ways to a kind that opens."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from leftopen.model import CLAIM
from leftopen.privacy.data import beside as beside_of
from leftopen.privacy.detect import firms, wares
from leftopen.privacy.detect.decision import Decision, Evidence
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, bit_of, detectors
from leftopen.privacy.detect.person_names import part
from leftopen.privacy.detect.records import somebody
from leftopen.privacy.detect.records.vectors import of_a_model
from leftopen.privacy.detect.records.worded import OF_NOTHING, by_words, contradicted, described
from leftopen.privacy.detect.standing import SOMEBODY, of_path
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts, mostly_figures, nearly_all
from leftopen.privacy.detect.weigh import evidence, little, people
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_FACE = "biometric.face_attribute"
"""Beside what a camera tells of a face a flag is of that face, too: `minority` beside `glasses` and `beard`."""
_OF_FACES = "biometric.face"
"""How concepts of faces begin."""
_PATIENT = "about.patient"
"""Concept of names that a clinic alone has."""
_SAID = ("special.", "criminal.", "location.", "biometric.")
"""Labels that few other fields make of an ambiguous name: `condition`, `party`, `position` stand beside names of people
in most records. Their values must say so, or what tells more of somebody than how to reach them."""
_WHOLE = ("special.", "criminal.", "person.name")
"""Labels of which company makes nothing where an ambiguous word is but part of a name: `employee_grade`."""
_TOLD = ("special.", "criminal.")
"""Labels of which a clear word in a name that is longer is enough in records of people."""
_WORDED = ("special.religion", "special.ethnicity", "special.politics")
"""Labels of them that are told in words and flags: numbers are hours of lessons, votes, people."""
_UNCODED = frozenset((*_WORDED, "special.union", "special.sex_life"))
"""Labels of what has no codes but those of a closed set; illnesses and offences have numbers of their own."""
_CODE = later(r"[^\W\d_]{0,4}[-_/. ]?[0-9]{3,12}")
_STOPS = (".", "!", "?")
_PARTICLE = 2
"""Letters of words that names have without a capital: `de`, `al`."""
_BORN = "person.birth_date"
_WHO = (_BORN, "id.")
_KNOWN = ("person.name", "person.birth_date", "contact.", "id.")
"""How concepts begin that tell who somebody is; a code of an illness has a name, too."""
_OF_ANYTHING = ("person.gender", "person.age")
_DOUBTED = ("special.", "criminal.", "location.", "person.gender", "person.birth_date")
"""Labels whose ambiguous words may say something plain: `position` is of a job, `min` the least of something."""
_THINGS = frozenset(("about.thing", "about.machine", "about.craft"))
_OF_ANY_KIND = frozenset(("other.part", "other.kind", "other.whether"))
_HALVES = frozenset(("location.latitude", "location.longitude"))
"""Concepts of two fields that make one: each says its half beside the other, as `lat_dom` beside `lon_dom`."""
_PARTED = "about.name_part"
"""What a name of a field says to others that is a word for one part of a name: `Nume` beside `Prenume` is the other."""
_PLACES = 4
"""Places behind the point of degrees: some ten metres."""
_PERSONAL = ("person.", "contact.", "id.", "biometric.", "special.", "finance.card", "finance.iban")


class Judged(NamedTuple):
    """A column with its verdicts."""

    column: Column
    verdicts: list[Decision]


class Said(NamedTuple):
    """The concepts that are said near a field, and in the whole record; `somebody`: that is of somebody, wherever in it
    that is told."""

    near: frozenset[str]
    record: frozenset[str]
    somebody: bool

    def of(self, detector: Detector) -> frozenset[str]:
        """Those that count for a kind: one that a name calls has its company all over the record."""
        return self.record if detector.claim == "named" else self.near


class _Near:
    """What the fields around those of one parent say, each as often as it is said; `personal`: how many of those below
    that parent are claimed to be personal."""

    def __init__(self, said: Iterable[frozenset[str]], personal: int) -> None:
        self._said = Counter(chain.from_iterable(said))
        self._besides: dict[frozenset[str], frozenset[str]] = {}
        self.personal = personal

    def besides(self, own: frozenset[str]) -> frozenset[str]:
        """What others say than one field, which says `own`."""
        found = self._besides.get(own)
        if found is None:
            found = frozenset(concept for concept, times in self._said.items() if times > (concept in own))
            self._besides[own] = found
        return found


class Around:
    """The fields of one record as those beside them see them: counted once for each parent, not for each field."""

    def __init__(self, judged: list[Judged]) -> None:
        self._columns = [column for column, _ in judged]
        self._parents = [_parent(column) for column, _ in judged]
        self._said = [_said(each) for each in judged]
        self._claimed = [_claims(each) for each in judged]
        self._all = _Near(self._said, sum(self._claimed))
        self._described = described(self._columns)
        self._of: dict[tuple[str, ...], _Near] = {(): self._all}

    def field(self, index: int, about: frozenset[str]) -> tuple[Said, bool]:
        """What is said around a field, and whether it stands beside what is personal. `about`: of its store."""
        above = _above(self._columns[index]) | about
        near, record, personal = self._besides(index)
        patient = _PATIENT in record or not {"about.person", _PATIENT}.isdisjoint(about)
        known = self._all.personal > self._claimed[index] and any(concept.startswith(_KNOWN) for concept in record)
        somebody = known or patient or self._described
        return Said(above | near, above | record, somebody), personal or patient

    def _besides(self, index: int) -> tuple[frozenset[str], frozenset[str], bool]:
        """What the fields say that are near this one, and all of the record; whether one below its parent is personal:
        each time but for itself."""
        parent, own = self._parents[index], self._said[index]
        near = self._of.get(parent) or self._of.setdefault(parent, self._near(parent))
        record = self._all.besides(own)
        return record if near is self._all else near.besides(own), record, near.personal > self._claimed[index]

    def _near(self, parent: tuple[str, ...]) -> _Near:
        said = (said for other, said in zip(self._parents, self._said, strict=True) if _related(parent, other))
        below = zip(self._parents, self._claimed, strict=True)
        return _Near(said, sum(claimed for other, claimed in below if other[: len(parent)] == parent))


def beside_each(judged: list[Judged], about: frozenset[str] = frozenset()) -> Iterator[list[tuple[int, Evidence]]]:
    """What `beside` tells of each column that was weighed."""
    around = Around(judged)
    for index, (column, verdicts) in enumerate(judged):
        yield list(beside(column, verdicts, *around.field(index, about)))


def _parent(column: Column) -> tuple[str, ...]:
    """What a field stands in. A value of what is noted of a face is that: `mask.value` stands beside `beard.value`."""
    above = column.node.parts[:-1]
    if above and {hint.concept for hint in of_path(column.node.parts[-1:])} <= _OF_ANY_KIND:
        noted = any(hint.concept == _FACE for hint in of_path(above))
        return above[:-1] if noted else above
    return above


def _related(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _above(column: Column) -> frozenset[str]:
    """The concepts of the names above a field."""
    parts = column.node.parts
    hints = [hint for end in range(1, len(parts)) for hint in of_path(parts[:end])]
    return frozenset(hint.concept for hint in hints if hint.strength >= number("speaks") and not hint.weak)


def _said(judged: Judged) -> frozenset[str]:
    """What a field says to those beside it. Words of other sets (`none.enum`) refute a name of something special."""
    column = judged.column
    parts = column.node.parts
    hints = [hint for end in range(1, len(parts) + 1) for hint in of_path(parts[:end])]
    own = {hint.concept for hint in hints if hint.strength >= number("speaks") and not hint.weak}
    if column.hints.get(_OF_FACES, 1.0) < number("speaks"):
        own.discard("about.capture")  # `face_count` is of what is made of triangles, too
    own |= {concept for concept in _HALVES & column.hints.keys() if _exact(column.kept)}
    if _BORN not in column.hints and somebody.moments(column.kept):
        own.add("time.moment")  # `ingereden`, when a car came in
    if parts and "".join(units(parts[-1])) in _parts_of_names():
        own.add(_PARTED)
    if column.examined and column.enum >= number("nearly") * column.examined:
        own = {concept for concept in own if not concept.startswith(_TOLD)}
    if of_a_model(column):
        own.add("biometric.face")
    return frozenset(own | {detectors()[v.bit].label for v in judged.verdicts if v.claimed})


@cache
def _parts_of_names() -> frozenset[str]:
    """Words for one part of a name of people, joined."""
    return frozenset("".join(units(word)) for word in beside_of("leftopen.privacy.detect.kinds.person.name")["parts"])


def _exact(kept: Sequence[Any]) -> bool:
    """True for degrees with as many places as positions have: a word for a half is mostly one for a width or a length,
    too (`breite`, `längd`), which nobody measures so."""
    return len(kept) >= number("few") and nearly_all(_placed, kept, number("nearly"))


def _placed(value: Any) -> bool:
    _, _, places = str(value).replace(",", ".").partition(".")
    return isinstance(value, float | str) and len(places) >= _PLACES and places[:_PLACES].isdecimal()


def _claims(judged: Judged) -> bool:
    """Whether a field says that somebody is meant: not by a gender or an age, which clothes, animals and machines
    have too, nor by an ambiguous name for something special (`klacht`), which would vouch for others."""
    return any(
        v.claimed
        and _vouches(detectors()[v.bit], judged.column)
        and (judged.column.names[v.bit] >= number("clear") or detectors()[v.bit].claim == "checked" or _full(judged, v))
        for v in judged.verdicts
    )


def _full(judged: Judged, verdict: Decision) -> bool:
    """True for full names of people under a word for such in a longer name (`FIO_ZAD`), or for somebody (`klient`)."""
    column, detector = judged.column, detectors()[verdict.bit]
    named = column.names[verdict.bit] >= number("agrees") and not detector.concepts & column.weak
    called = not SOMEBODY.isdisjoint(column.hints)
    return (named or called) and detector.label == "person.name" and people(column) > 0


def _vouches(detector: Detector, column: Column) -> bool:
    if detector.label.startswith("special."):
        return not detector.concepts & column.weak
    if detector.label == "contact.email" and firms.of_roles(column.kept):
        return False
    return detector.label.startswith(_PERSONAL) and detector.label not in _OF_ANYTHING


def beside(column: Column, verdicts: Sequence[Decision], said: Said, personal: bool) -> Iterator[tuple[int, Evidence]]:
    """The ways that evidence takes by what stands around a field: what the record adds to a kind (see `company`), and
    an ambiguous name, or words of a kind under one that tells nothing, beside what is `personal`."""
    for bit in evidence(column):
        detector = detectors()[bit]
        fits = max(column.whole[bit], column.fits[bit])
        if not column.examined or not fits:
            continue
        share = fits / column.examined
        heard = said.of(detector) | _HALVES & column.hints.keys()
        told = detector.loose and not column.names[bit] and _clearer(column, bit, verdicts)
        if detector.company and not told and (strength := detector.company(heard) * share):
            yield bit, Evidence("hint_company" if _says_little(column, bit, detector) else "company", strength)
        sure = share >= CLAIM and (personal or _of_a_face(column, detector))
        if sure and (_vouched_for(column, bit, verdicts, said.near) or _told_in_part(column, bit, verdicts)):
            yield bit, Evidence("beside", share)
        if (personal or said.somebody) and (words := by_words(column, bit, agreeing=said.somebody)):
            yield bit, Evidence("agreed", words)


def _says_little(column: Column, bit: int, detector: Detector) -> bool:
    """True where company makes no claim: of words of other closed sets, of an ambiguous word in a longer name."""
    if detector.loose and column.enum >= number("nearly") * column.examined and not column.whole[bit]:
        return True
    if _state_of_a_thing(column, bit, detector):
        return True
    if detector.label == _BORN and detector.concepts & column.weak and all(map(_number, column.kept)):
        return True  # `ttl` is Indonesian for when and where somebody was born
    part = column.names[bit] < number("clear") and detector.label.startswith(_WHOLE)
    weak = detector.concepts & column.weak
    if weak and weak <= _HALVES and _exact(column.kept):
        return False
    return bool(weak) and (detector.claim == "context" or part)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _state_of_a_thing(column: Column, bit: int, detector: Detector) -> bool:
    """True where an ambiguous word for health is of a machine or another thing by its own name or the one above, and no
    value tells of an illness: `device.condition`, `machine_condition` beside a patient."""
    if detector.label != "special.health" or not detector.concepts & column.weak:
        return False
    if column.agrees[bit] or column.whole[bit]:
        return False
    above = (hint.concept for hint in of_path(column.node.parts[:-1]) if hint.strength == 1.0)
    return not _THINGS.isdisjoint((*column.hints, *above))


def _vouched_for(column: Column, bit: int, verdicts: Sequence[Decision], near: frozenset[str]) -> bool:
    """True where an ambiguous name is of the kind that it may be of, since it stands beside what is personal."""
    detector = detectors()[bit]
    return bool(
        any(verdict.bit == bit for verdict in verdicts)
        and detector.concepts & column.weak
        and (not (detector.loose and little(column)) or _FACE in near or _of_a_face(column, detector))
        and column.fits[bit]
        and not _clearer(column, bit, verdicts)
        and column.names[bit] >= number("clear")
        and not _says_else(column, bit)
        and (not detector.label.startswith(_SAID) or _told_beside(column, bit, near))
        and not _about_thing(column)
        and not _state_of_a_thing(column, bit, detector)
        and not (detector.label in _UNCODED and _numbered(column.kept))
        and (detector.label != "person.name" or _of_somebody(column, bit) or _other_part(column, near))
        and not _told_by_values(column, detector, verdicts)
    )


def _of_a_face(column: Column, detector: Detector) -> bool:
    """True for what may be noted of a face below a name for faces: it is of that one, though nobody is known."""
    return detector.label == _FACE and any(concept.startswith(_OF_FACES) for concept in _above(column))


def _numbered(kept: Sequence[Any]) -> bool:
    """True for numbers of things, most of them different, as a word of a closed set comes again.

    >>> _numbered([f"V-{n}" for n in range(1200, 1240)]), _numbered(["R-101", "R-102"] * 20), _numbered(["Islam"] * 9)
    (True, False, False)
    """
    texts = [str(value).strip() for value in kept if isinstance(value, (str, int))]
    coded = nearly_all(lambda text: _CODE.fullmatch(text) is not None, texts, number("nearly"))
    return coded and len(set(texts)) > CLAIM * len(texts)


def _says_else(column: Column, bit: int) -> bool:
    """True where an ambiguous name says something that is not sensitive just as clearly, so that company does not tell
    which, and the values are no words of its kind: a `position` beside names is that of a job."""
    detector = detectors()[bit]
    if not detector.label.startswith(_DOUBTED) or column.agrees[bit] >= CLAIM * column.examined:
        return False
    aside = ("about.", "time.", *(_TOLD if detector.label.startswith(_TOLD) else ()))
    others = column.hints.keys() - detector.concepts - _OF_ANY_KIND
    return any(not each.startswith(aside) and column.hints[each] >= column.names[bit] for each in others)


def _told_in_part(column: Column, bit: int, verdicts: Sequence[Decision]) -> bool:
    """True where a name has a clear word for something special and others that are not known: `судимость_ранее`.

    In records of people those say when, of whom or since when. Beside words that are of anything else they may say
    what it is that has to do with it.
    """
    detector = detectors()[bit]
    if not detector.label.startswith(_TOLD) or not number("agrees") <= column.names[bit] < number("clear"):
        return False
    if detector.concepts & column.weak or not column.hints.keys() <= {*detector.concepts, *SOMEBODY, *OF_NOTHING}:
        return False
    if detector.label.startswith(_WORDED) and all(isinstance(value, int | float) for value in column.kept):
        return False
    return column.fits[bit] > 0 and not _clearer(column, bit, verdicts) and people(column) == 0


def _of_somebody(column: Column, bit: int) -> bool:
    """True where a field is called nothing but `name`, or whose, or holds names: not for `module_name`, `dept_name`."""
    if _few_words(column.kept) or mostly_figures(column.kept) or _of_things(column.kept):
        return False  # `tenant` over `t1` and `t2`, `EmpCode` over `EMP042`, `CommonName` over `Church Road`
    if sentences(distinct_texts(column.kept)):
        return False  # `cust_description`
    if column.names[bit] == 1.0 or not column.hints.keys().isdisjoint(SOMEBODY):
        return True
    return named(column.kept)


def _other_part(column: Column, near: frozenset[str]) -> bool:
    """True for words in capitals under a bare word for a name, beside one for the other part of it."""
    if _PARTED not in near or "about.name" not in column.hints:
        return False
    texts = distinct_texts(column.kept)
    return bool(texts) and nearly_all(
        lambda text: text[:1].isupper() and text.replace(" ", "").isalpha(), [*texts], number("nearly")
    )


def sentences(texts: Collection[str]) -> bool:
    """True where most texts are written as sentences: three words and more, of which the first alone has a capital, or
    that end with a stop and have a longer word.

    >>> sentences(["Pays late.", "Wants a call back", "Moved to a new flat"]), sentences(["Ada von der Aue", "Jo Lind"])
    (True, False)
    """
    return sum(map(_sentence, texts)) > CLAIM * max(1, len(texts))


def _sentence(text: str) -> bool:
    first, *rest = text.split() or [""]
    if len(rest) < number("two_words"):
        return False
    small = [word[0].islower() for word in rest if len(word) > _PARTICLE and word[0].isalpha()]
    return any(small) and (text.endswith(_STOPS) or (all(small) and first[0].isupper()))


def _of_things(kept: Sequence[Any]) -> bool:
    """True for names of streets and shops, and of wares."""
    return somebody.sites(kept) or wares.of_wares(distinct_texts(kept))


def _few_words(kept: Sequence[Any]) -> bool:
    """True where a few texts come again and again, none of them a part of a name."""
    texts = distinct_texts(kept)
    return len(kept) >= number("constant") and len(texts) < number("few") and not any(map(part, texts))


def named(kept: Sequence[Any]) -> bool:
    """True where enough texts are names of people or parts of such."""
    texts = distinct_texts(kept)
    return sum(map(part, texts)) >= number("enough") * max(1, len(texts))


def _told_beside(column: Column, bit: int, near: frozenset[str]) -> bool:
    """True where what stands beside an ambiguous name tells its kind: the same, a face, or all of who somebody is."""
    label = detectors()[bit].label
    if label in near or any(concept.startswith("biometric.") for concept in near):
        return True
    return column.names[bit] == 1.0 and any(concept.startswith(_WHO) for concept in near)


def _told_by_values(column: Column, detector: Detector, verdicts: Sequence[Decision]) -> bool:
    """True where an ambiguous name may be of people or of something special of theirs, and values say it is the other:
    `clan` is a member in Croatian."""
    if detector.label.startswith(_TOLD) and contradicted(column, bit_of(detector.label)):
        return True
    if detector.label.startswith("special."):
        return people(column) > 0
    special = (v.bit for v in verdicts if detectors()[v.bit].label.startswith("special."))
    return detector.label == "person.name" and any(column.agrees[bit] >= CLAIM * column.examined for bit in special)


def _about_thing(column: Column) -> bool:
    """True where its own name is of a thing, or that of what it stands in says that the record is about one."""
    return "other.thing" in column.hints or any(h.concept == "about.thing" for h in of_path(column.node.parts[:-1]))


def _clearer(column: Column, bit: int, verdicts: Sequence[Decision]) -> bool:
    """True where the name says another kind without an ambiguous word, or nearly all values pass the check of one:
    `PINCODE` over postal codes, numbers of social security in `parties[].ssno`."""
    others = (other for other in verdicts if other.claimed and other.bit != bit and not detectors()[other.bit].also)
    return any(
        (other.named and not detectors()[other.bit].concepts & column.weak)
        or (detectors()[other.bit].claim == "checked" and column.whole[other.bit] >= number("nearly") * column.examined)
        for other in others
    )
