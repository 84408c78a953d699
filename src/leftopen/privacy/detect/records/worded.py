"""What a field holds by its words alone, where its name tells nothing: faiths, peoples, illnesses, unions, parties.

Words of one closed set tell it, and what agrees with a name of the kind counts beside one of them. Where hardly a word
is on any list (brands of medicines, complaints in a patient's own words), stems that illnesses and substances have in
most languages tell it (`agreeing.toml`), and parties and unions those of one country, since short names are also codes
of something else in another one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from leftopen.privacy.detect import lexicon, phrases, stems, weigh
from leftopen.privacy.detect.answers import closed_word
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.person_names import part
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.weigh import THINGS
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

OF_NOTHING = ("other.kind", "other.part", "other.whether")
"""Concepts of names that say no more than `category`, `code` or `whether`."""
_HEALTH = "special.health"
_NAME = "person.name"
_ETHNICITY = "special.ethnicity"
_FERTILITY = "special.fertility"
STEMMED = (_HEALTH, _FERTILITY, "criminal.record")
"""Labels of what is told in more words than any list has; of offences, those that are said of who did them:
what was stolen is told of its owner, too."""
_AMOUNT = "finance.amount"
_GENETIC = "special.genetic"
_GENE = "about.gene"
"""Symbols of genes that are looked at in people (HGNC, genenames.org)."""
_VARIANT = later(
    r"(?i)rs[0-9]{5,12}|[A-Z]{1,4}[0-9]{0,2}[*][0-9]{2,3}(?::[0-9]{2,3}){1,3}[A-Z]?|[A-Z0-9_.]{2,16}:[cgmnp][.].{2,40}"
)
"""A variant of dbSNP (`rs429358`, of some length: `RS232` is a plug), an allele of HLA (`A*02:01`, hla.alleles.org) or
a change as HGVS names it."""
_BLOOD = later(
    r"(?:(?:ab|[abo0])[12]? ?(?:[(](?:iv|i{1,3})[)])?|iv|i{1,3}),? ?[(]?(?:rh)? ?[(]?(?:[-+−]|pos|neg)[.)]{0,2}"
)
"""A group of blood with its rhesus factor: `A+`, `0 Rh-`, `A(II) Rh+`, `II(Rh+)`."""
_OF = {"special.religion": ("about.venue",)}
"""What a name may tell besides: whose church it is is a faith, too (`iglesia`)."""
_DECIDING = ("special.religion", "special.politics", "special.union", "special.sex_life")
"""Labels whose words say against an ambiguous name what a field holds."""
_DOUBTED = ("special.", "criminal.")
"""What such a name may be of."""
_LISTED = ("special.politics", "special.union")
"""Labels of what is called by names of its own in each country."""
_LETTERS = 9
"""How many letters such names have together that are no codes of anything: three of three (`AKP`, `CHP`, `MHP`)."""
_SIDES = "none.side"
"""Words for sides, which parties have and eyes, seats and cameras too."""


def by_words(column: Column, bit: int, *, agreeing: bool) -> float:
    """The share of values that are words of the closed set of a kind, 0 where that is no claim.

    That is where few of them are, all are the same, or the name tells of something else.

    `agreeing`: words that only agree with a name count, too, as somebody is known.

    A word over names of peoples beside those of persons: the name is of no language that is known, the values are.
    """
    detector = detectors()[bit]
    if not detector.label.startswith("special.") or detector.see is None or not column.whole[bit]:
        return 0.0
    said = _said(column)
    besides = {*detector.concepts, *SOMEBODY, *_OF.get(detector.label, ())}
    if not tells_nothing(column, besides, said) and not _doubted(column, bit, besides):
        return 0.0
    found = {text: times for text, times in said.items() if detector.see([text])}
    share = sum(found.values()) / max(1, said.total())
    least = number("enough" if not column.hints.keys().isdisjoint(detector.concepts) else "told_by_words")
    if share >= least and len(found) >= number("two_words"):
        return share
    return _agreeing(detector.label, said) if agreeing else 0.0


def tells_nothing(column: Column, besides: set[str], said: Counter[str]) -> bool:
    """True where a name tells nothing besides, or only what words are not: a moment (`dato` is one in Danish), names of
    people where none is one (`so`), an amount where none has a figure (`القيمة` is any value in Arabic), or numbers
    where none is such (`cf_853`)."""
    nothing = {*OF_NOTHING, "other.qualifier"} if "other.kind" in column.hints else OF_NOTHING  # `type` says both
    told = {each for each in column.hints if each not in nothing and not each.startswith("time.")}
    told -= besides | no_numbers(column)
    told -= {_AMOUNT} if _AMOUNT in told and not any(map(_figured, said)) else set()
    return not told or (told == {_NAME} and 2 * sum(part(text.title()) > 0 for text in said) < len(said))


def no_numbers(column: Column) -> set[str]:
    """Numbers of somebody that a name calls and no value is: fields that users add are called `cf_853`."""
    return {each for each in column.hints if each.startswith("id.") and not _agreed(column, each)}


def _figured(text: str) -> bool:
    return any(map(str.isdigit, text))


def _doubted(column: Column, bit: int, besides: set[str]) -> bool:
    """True where a name is ambiguous and may be of something special, and values are of a closed set of another kind:
    `conviction` over faiths. Words for peoples are those for languages and dishes, too, and so decide nothing."""
    told = {each for each in column.hints if each not in OF_NOTHING} - besides
    if detectors()[bit].label not in _DECIDING or not told or not told <= column.weak:
        return False
    return all(each.startswith(_DOUBTED) and not _agreed(column, each) for each in told)


def _agreed(column: Column, concept: str) -> bool:
    """True where enough values agree with a kind of that concept."""
    bits = (bit for bit in (*column.agrees, *column.whole) if concept in detectors()[bit].concepts)
    return any(max(column.agrees[bit], column.whole[bit]) >= number("enough") * column.examined for bit in bits)


def contradicted(column: Column, bit: int) -> bool:
    """True where the values of an ambiguous name for something special are words of another such kind."""
    return any(
        other != bit
        and not detectors()[bit].concepts & detectors()[other].concepts
        and by_words(column, other, agreeing=False) > 0
        for other in column.whole
        if detectors()[other].label in _DECIDING
    )


def apart(column: Column, verdicts: list[Decision]) -> list[Decision]:
    """Claims without those of an ambiguous name that may be of either where values are words of the other alone
    (`antecedentes: condenado`), and with what is finer than health where a part of a treatment says so."""
    doubted = [v for v in verdicts if v.claimed and detectors()[v.bit].concepts & column.weak and _doubtful(v.bit)]
    if doubted and _coloured(column):
        verdicts = [v for v in verdicts if v not in doubted or detectors()[v.bit].label != _ETHNICITY]
        doubted = [v for v in doubted if v in verdicts]
    agreed = [v for v in doubted if any(_agreed(column, each) for each in detectors()[v.bit].concepts)]
    if agreed and len(agreed) < len(doubted):
        verdicts = [v for v in verdicts if v in agreed or v not in doubted]
    if 0.0 < column.hints.get(_HEALTH, 0.0) <= number("name_held"):
        health = bit_of(_HEALTH)
        claimed = any(v.bit == health and v.claimed for v in verdicts)
        if claimed and (share := _agreeing(_FERTILITY, _said(column))):
            return [_decision(column, _FERTILITY, share), *(v for v in verdicts if v.bit != health)]
    return verdicts


def _coloured(column: Column) -> bool:
    """True where a text is a colour that no people is called by: `cor` is that of a rose, too."""
    return not lexicon.closed("none.colour").isdisjoint(_said(column))


def _doubtful(bit: int) -> bool:
    return detectors()[bit].label.startswith(_DOUBTED)


def described(columns: Sequence[Column]) -> bool:
    """True where fields hold words of two kinds that only people have: whatever they are called, somebody is meant."""
    kinds = {
        detectors()[bit].label for column in columns for bit in column.whole if by_words(column, bit, agreeing=True)
    }
    return len(kinds) >= number("two_words")


def told(column: Column) -> Decision | None:
    """What the words of a field whose name tells nothing are of, though no closed set has them."""
    said = _said(column)
    if len(said) < number("agreeing_words") or not tells_nothing(column, {*SOMEBODY, *THINGS}, said):
        return None
    if all(map(_BLOOD.fullmatch, said)) and any(text.startswith(("o", "0", "ab")) or "rh" in text for text in said):
        return _decision(column, _HEALTH, 1.0)  # grades are A and B, too, and neither O nor AB
    coded = next(
        (label for label, form in ((_HEALTH, _coded), (_GENETIC, _VARIANT.fullmatch)) if all(map(form, said))), ""
    )
    if coded:
        return _decision(column, coded, 1.0)
    if not column.hints.keys().isdisjoint(THINGS):
        return None
    shares = [(label, _of_one_country(label, said)) for label in _LISTED]
    shares += [(label, _agreeing(label, said)) for label in STEMMED]
    shares.append((_GENETIC, _all_of(_GENE, said)))
    return next((_decision(column, label, share) for label, share in shares if share), None)


def _coded(text: str) -> bool:
    """True for a code of an illness or a medicine by its form."""
    return weigh.agreeing()[_HEALTH].match(text.upper()) is not None


def _decision(column: Column, label: str, share: float) -> Decision:
    return found(column, bit_of(label), way("agreed", share), share=share)


def _said(column: Column) -> Counter[str]:
    """The words of a field as often as they are said, without answers and those of anything."""
    texts = (text for value in column.kept if isinstance(value, str) and (text := closed_word(value)))
    return Counter(text for text in texts if text not in lexicon.of_anything())


def _agreeing(label: str, said: Counter[str]) -> float:
    """The share of words that agree with a name of a kind, 0 where few do or none is of illness by its form or list."""
    listed, coded = lexicon.closed(label), label == _HEALTH
    sure = {text for text in said if text in listed or _stemmed(label, text) or (coded and _coded(text))}
    if not sure:
        return 0.0
    found = {text for text in said if text in sure or lexicon.agrees(label, text)}
    if len(found) < number("agreeing_words"):
        return 0.0
    share = _share(said, found)
    return share if share >= number("mostly_agreeing") else 0.0


def _stemmed(label: str, text: str) -> bool:
    """True for words with a stem of a kind, anywhere in them where no spaces part them: `咳嗽三天`."""
    return stems.tells(label, text) or (phrases.unspaced(text) and stems.within(label, text))


def _of_one_country(label: str, said: Counter[str]) -> float:
    """The share of words that are names of parties, or of unions, of the country that has most of them."""
    sides = lexicon.closed(_SIDES)
    best = 0.0
    for listed in _lists(label):
        found = {text for text in said if text in listed} - sides
        if len(found) >= number("agreeing_words") and sum(map(len, found)) >= _LETTERS:
            best = max(best, _share(said, found))
    return best if best >= number("mostly_agreeing") else 0.0


def _all_of(kind: str, said: Counter[str]) -> float:
    """The share of words of a set that stand for nothing by themselves, as each is of anything, too; 0 of few."""
    found = said.keys() & lexicon.closed(kind)
    share = _share(said, found) if len(found) >= number("agreeing_words") else 0.0
    return share if share >= number("mostly_agreeing") else 0.0


def _share(said: Counter[str], found: Iterable[str]) -> float:
    return sum(said[text] for text in found) / said.total()


@cache
def _lists(label: str) -> tuple[frozenset[str], ...]:
    """The words of a kind in each language that has some."""
    both = (label, f"{label}?")
    each = (
        frozenset(word.casefold() for kind in both for word in language.values.get(kind, ()))
        for language in lexicon.wordless().values()
    )
    return tuple(filter(None, each))
