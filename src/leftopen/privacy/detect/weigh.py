"""What the values and the name of one field say of each kind, as ways to a claim (see `weights`).

Values alone make a claim only where their form proves it (a checksum that their background does not explain, an
address with an @); everything else needs the field's name to agree, and an ambiguous name (`name`, `vector`) needs
values of the kind or the company of other personal fields. Each way has a strength, what speaks against it, and rivals
that are of nobody.
"""

import re
from collections.abc import Sequence
from functools import cache
from math import log
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.data import toml
from leftopen.privacy.detect import backgrounds, homonyms, rivals, wares, weights
from leftopen.privacy.detect.decision import Decision, Evidence
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, bit_of, detectors
from leftopen.privacy.detect.paths import own_name
from leftopen.privacy.detect.person_names import full
from leftopen.privacy.detect.persons import PEOPLE, calls_people
from leftopen.privacy.detect.postal import LONGEST, formed
from leftopen.privacy.detect.standing import of_path
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts, mostly_figures, nearly_all
from leftopen.privacy.detect.weights import number
from leftopen.privacy.detect.within import proved, within
from leftopen.privacy.later import later

OTHERS = ("other.time", "other.order", "other.hash", "other.qualifier", "other.kind", "other.thing")
THINGS = (
    "about.animal",
    "about.plant",
    "about.game",
    "about.article",
    "about.machine",
    "about.place",
    "about.count",
    "about.nature",
    "about.substance",
)
"""What a record may be about that is no person."""
NAMED_SO = frozenset(("about.venue", "about.craft"))
"""What is called as people are: schools, ships."""
_COUNTERPARTY = "finance.counterparty"
"""Concept of names for who pays, is paid, sends or gets something: people or firms."""
_MAKERS = frozenset(("about.maker", "about.firm"))
"""Concepts of names for who makes, sells or runs something: firms, and people who do so alone (`betreiber`)."""
PLACES: tuple[rivals.Against, ...] = ("chance", "named", "loose")
_NAMELESS = frozenset(("column", "col", "field", "unnamed"))


def weigh(column: Column) -> list[Decision]:
    """What the field's own values and name say, the strongest first; no two exclusive labels for the same values."""
    column.count()
    if column.proof:
        return [Decision(bit, weights.way("proved", 1.0), round(column.examined), named=False) for bit in column.proof]
    verdicts = []
    for bit in evidence(column):
        detector = detectors()[bit]
        confidence, matches = _confidence(column, bit, detector)
        if confidence > 0:
            verdicts.append(Decision(bit, confidence, matches, column.names[bit] >= number("agrees")))
    least = _least_people(column)
    if least and not any(verdict.claimed for verdict in verdicts) and (sure := people(column, least)):
        verdicts = [verdict for verdict in verdicts if verdict.bit != name_bit()]
        verdicts.append(Decision(name_bit(), sure, round(column.examined), named=False))
    verdicts = _with_addresses(column, verdicts)
    verdicts.sort(key=lambda verdict: (-verdict.confidence, -verdict.matches))
    return _explain(column, [verdict for verdict in _rest(column, verdicts) if verdict.confidence >= number("least")])


def _with_addresses(column: Column, verdicts: list[Decision]) -> list[Decision]:
    """The same with addresses that their form tells where nothing else is claimed but names of people: where most texts
    are addresses, those are names of streets."""
    bit, names = bit_of("contact.address"), name_bit()
    if any(verdict.claimed and (verdict.named or verdict.bit != names) for verdict in verdicts):
        return verdicts
    share = _addresses(column)
    if share < number("mostly_addresses"):
        return verdicts
    sure = Evidence("addresses", share, _against(column, detectors()[bit])).confidence
    if sure < CLAIM:
        return verdicts
    rest = [each for each in verdicts if each.bit != bit and not (each.bit == names and share > CLAIM)]
    column.samples.setdefault(bit, column.kept[:1])
    return [*rest, Decision(bit, sure, round(share * column.examined), named=False)]


def _addresses(column: Column) -> float:
    """The share of texts that are addresses from end to end, 0 of few texts."""
    texts = distinct_texts(column.kept, LONGEST + 1)  # cut, a longer one is none
    if len(texts) < number("people"):
        return 0.0
    see = detectors()[bit_of("contact.address")].see
    return sum(formed(text) or (see is not None and see([text])) for text in texts) / len(texts)


def _least_people(column: Column) -> str:
    """The weight that the share of full names must reach: less below a word for somebody (`cliente`); "" where the name
    tells anything else. Members of a church or a union are called by it: `parrocchiano`, `조합원`."""
    told = column.hints.keys() - _MAKERS - ({"about.article"} if "about.maker" in column.hints else set())
    if not told or (_COUNTERPARTY in told and told <= PEOPLE | {_COUNTERPARTY}):
        return "mostly_people"
    if all(concept.startswith("special.") or concept == "other.part" for concept in column.hints):
        return "mostly_people"
    if homonyms.of_numbers(column):
        return "mostly_people"
    if "other.kind" in column.hints and calls_people(column):
        return "mostly_people"  # `Kind` is a child in German
    own = [hint for hint in of_path(own_name(column.node.parts)) if hint.strength >= number("clear")]
    return "some_people" if own and column.hints.keys() <= PEOPLE | {"person.name"} else ""


def name_bit() -> int:
    """The bit of names of people."""
    return bit_of("person.name")


def _rest(column: Column, verdicts: list[Decision]) -> list[Decision]:
    """Weighs weak formats again among the values that a strong one leaves: a column may hold phones and e-mails."""
    strong = (verdict.bit for verdict in verdicts if verdict.claimed)
    first = next((bit for bit in strong if not detectors()[bit].yields), None)
    if first is None:
        return verdicts
    left = column.examined - column.whole[first]
    again = []
    for verdict in verdicts:
        detector = detectors()[verdict.bit]
        if verdict.bit != first and not verdict.claimed and detector.chance and not verdict.named and left > 0:
            own = sum(
                count for mask, count in column.masks.items() if mask >> verdict.bit & 1 and not mask >> first & 1
            )
            told = _values(column, verdict.bit, detector, left, own)._replace(against=_against(column, detector))
            sure = told.confidence if own else 0.0
            again.append(verdict._replace(confidence=max(sure, verdict.confidence)))
        else:
            again.append(verdict)
    return again


def evidence(column: Column) -> list[int]:
    """The detectors that anything speaks for."""
    if not column.examined:
        return list(column.called)
    return sorted({*column.whole, *column.inside, *column.fits, *column.spotted})


def _confidence(column: Column, bit: int, detector: Detector) -> tuple[float, int]:
    """How sure, and in how many records: by name and values, or by values alone where those say more."""
    name = column.names[bit]
    if not column.examined:
        clear = name >= number("clear") and detector.claim != "context" and not detector.concepts & column.weak
        return (number("never_filled") if clear else 0.0), 0
    whole, fits = column.whole[bit], column.fits[bit]
    sure = max(told.confidence for told in ways(column, bit))
    return (sure, round(whole + column.within(bit)[0])) if name < number("agrees") else (sure, max(whole, fits))


def ways(column: Column, bit: int) -> list[Evidence]:
    """All ways that the evidence of a filled field takes to one kind."""
    detector = detectors()[bit]
    alone = _unnamed(column, bit, detector, agrees=column.names[bit] >= number("agrees"))
    if column.names[bit] < number("agrees"):
        return alone
    named = _named(column, bit, detector)
    if _named_above(column, detector):
        named = named._replace(against=("named_above",))
    return [named._replace(rivals=named.rivals + _explained(column, bit, detector, named)), *alone]


def _named_above(column: Column, detector: Detector) -> bool:
    """True where a field's own name does not call a kind, but together with those above it does: `phone.number`."""
    own = of_path(own_name(column.node.parts))
    return not any(hint.concept in detector.concepts and hint.strength >= number("agrees") for hint in own)


def _named(column: Column, bit: int, detector: Detector) -> Evidence:
    """What the field's name and values that fit it say together."""
    name, total = column.names[bit], column.examined
    share, fit = column.whole[bit] / total, column.fits[bit] / total
    if detector.loose and detector.label.startswith("special.") and people(column):
        return Evidence("hint_called", fit * name)  # a column of people is no answer: `조합원`, `gestante`
    if detector.loose and name < number("clear") and not column.whole[bit]:
        # Part of a name is as good as an ambiguous one: `partai_pilihan` over parties.
        told = _agreed(column, bit, detector, fit)
        return told if told.way == "agreed" else Evidence("hint_called", fit * name)
    if detector.label == "person.name" and "other.part" in column.hints and mostly_figures(column.kept):
        return Evidence("hint_called", fit * name)  # `EmpCode` over `EMP042`
    if detector.claim == "checked" and share >= number("enough"):
        return Evidence("called_and_checked", share)
    if fit < number("enough"):
        return Evidence("hint_called", fit)
    if detector.concepts & column.weak:
        return _agreed(column, bit, detector, fit)
    if detector.claim == "context" or (detector.loose and not share and _enumerated(column)):
        return Evidence("hint_called", fit)
    best = number("called_at_best") if detector.claim == "named" else detector.fits
    return Evidence("called", weights.odds(best) / weights.odds(number("called_at_best")) * fit * name)


def _agreed(column: Column, bit: int, detector: Detector, fit: float) -> Evidence:
    """What an ambiguous name says: a claim where the values are of its kind, as nothing else called so holds."""
    if detector.label == "person.name":
        share = _people(column)
        return Evidence("people", share) if share >= number("mostly_people") else Evidence("hint_ambiguous", fit)
    share = column.agrees[bit] / column.examined
    if (form := agreeing().get(detector.label)) is not None:
        texts = [value.strip() for value in column.kept if isinstance(value, str)]
        share = max(share, sum(form.match(text[:120]) is not None for text in texts) / max(1, len(column.kept)))
    return Evidence("agreed", share * fit) if share >= CLAIM else Evidence("hint_ambiguous", fit)


@cache
def agreeing() -> dict[str, re.Pattern[str]]:
    """Label to the form of what agrees with an ambiguous name of it."""
    return {label: later(form) for label, form in toml("leftopen.privacy.detect", "agreeing.toml").items()}


def people(column: Column, least: str = "mostly_people") -> float:
    """How sure texts are full names of people, whatever the field is called: many do, one does not."""
    share = _people(column)
    return weights.way("people", share) if share >= number(least) else 0.0


def _people(column: Column) -> float:
    """See `_counted_people`; counted once."""
    if "people" not in column.weighed:
        column.weighed["people"] = _counted_people(column)
    return column.weighed["people"]


def _counted_people(column: Column) -> float:
    """The share of full names of people in texts, 0 in those of things and in few of them: but where a word for
    somebody calls these and each is such a name, as in a list of shifts."""
    texts = distinct_texts(column.kept)
    if len(texts) < number("few_people"):
        return 0.0
    told = [full(text) for text in texts]
    if not any(told) or of_thing(column) or wares.of_wares(texts):
        return 0.0
    if len(texts) < number("people") and not (calls_people(column) and min(told) >= number("full_name")):
        return 0.0
    return sum(told) / len(told)


def models(column: Column) -> float:
    """How sure texts are full names of people beside what is personal, where the name of the field is of a thing that
    people may be, too, and nothing above it says what (`model_name`): nearly all are."""
    texts = distinct_texts(column.kept)
    own = {hint.concept for hint in of_path(own_name(column.node.parts))}
    if len(texts) < number("people") or not own == column.hints.keys() == {"other.thing"}:
        return 0.0
    told = [full(text) for text in texts]
    return weights.way("people", sum(told) / len(told)) if sum(map(bool, told)) >= number("nearly") * len(told) else 0.0


def nameless(column: Column) -> bool:
    """True where a field is called nothing: `column1`, `f3`, `_c0`, `2`."""
    words = [unit for unit in units(column.node.parts[-1]) if not unit.isdecimal()] if column.node.parts else []
    return not column.hints and all(len(word) == 1 or word in _NAMELESS for word in words)


def of_thing(column: Column) -> bool:
    """True where its own name or that of what it stands in is of a thing."""
    above = {hint.concept for hint in of_path(column.node.parts[:-1])}
    own = {hint.concept for hint in of_path(own_name(column.node.parts)) if hint.strength >= number("clear")}
    return (
        "other.thing" in column.hints
        or not own.isdisjoint(NAMED_SO)
        or bool(above.intersection((*THINGS, "about.thing")))
    )


def _enumerated(column: Column) -> bool:
    """True where values are nearly all words of closed sets of anything, which agree with nearly any name."""
    return column.examined >= number("few") and column.enum >= number("nearly") * column.examined


def little(column: Column) -> bool:
    """True where values are flags, numbers, answers or words of closed sets of anything."""
    return column.little >= number("nearly") * column.examined


def _unnamed(column: Column, bit: int, detector: Detector, *, agrees: bool) -> list[Evidence]:
    """What values say without a name, and against them what else they look like."""
    total, whole = column.examined, column.whole[bit]
    inside, hits, looks = column.within(bit)
    against = () if agrees else _against(column, detector)
    told = [Evidence("hint_values", min(1.0, whole / total), against)]
    if detector.claim == "checked" and whole:
        told = [_values(column, bit, detector, total, whole)._replace(against=against)]
    if inside and detector.claim != "context":
        told.append(within(column, bit, hits, looks, against))
        if column.hits[bit] and looks > column.looks:  # not all that stands in texts is found by its pattern
            told.append(within(column, bit, column.hits[bit], column.looks, against, log(2)))
    return told


def _values(column: Column, bit: int, detector: Detector, total: float, own: float) -> Evidence:
    """What `own` values of `total` prove: their share where form proves them, else what their background does not
    explain.
    """
    share = min(1.0, own / total)
    called = bit in column.asked
    if not detector.chance and not called:
        return Evidence("proved", share)
    texts = sorted(set(rivals.plain(column.kept)))
    ratio = backgrounds.ratio(share, min(len(texts), round(total)), background(column, bit, texts))
    odds = _rivals(column, "chance") if ratio > 0 else 0.0
    return Evidence("beyond_chance", max(0.0, ratio) / number("most_of_a_ratio"), (), odds)


def background(column: Column, bit: int, texts: Sequence[str]) -> float:
    """P(passes the check of a kind | of nobody) of the distinct values of a field, by their shapes."""
    detector, called = detectors()[bit], bit in column.asked
    form = backgrounds.by_form(detector.name, detector.chance)
    typed = max(form, number("one_digit")) if called else form
    return backgrounds.mean(detector.name, texts, typed, called=called)


def _own(column: Column) -> str:
    return column.node.parts[-1] if column.node.parts else ""


def _explained(column: Column, bit: int, detector: Detector, told: Evidence) -> float:
    """What rivals take from a name and values that fit it: those that are proved, and those of loose kinds."""
    if (proved(detector) and column.whole[bit]) or told.way.startswith("hint"):
        return 0.0
    place: rivals.Against = "named" if column.whole[bit] else "loose"
    taken = _rivals(column, place)
    if not taken or told.way != "called" or not _issued(column, detector):
        return taken
    found = rivals.told(column.kept, _own(column), place, column.hints, column.weighed)
    known = rivals.rivals()
    return rivals.weight({name: odds for name, odds in found.items() if detector.label not in known[name].issued_as})


def _issued(column: Column, detector: Detector) -> bool:
    """True where a rival's form is also one that the kind is issued in, as tokens and keys are UUIDs.

    The identifier of a session (`session_id`) is more often one that a log counts by than one that lets somebody in.
    """
    counted = detector.claim != "named" and units(_own(column))[-1:] == ["id"]
    return detector.label in rivals.issued() and not counted


def _rivals(column: Column, place: rivals.Against) -> float:
    """What rivals take from any kind in this place: the same for all of them."""
    found = column.weighed.get(place)
    if found is None:
        told = rivals.told(column.kept, _own(column), place, column.hints, column.weighed)
        found = column.weighed[place] = rivals.weight(told)
    return found


def _against(column: Column, detector: Detector) -> tuple[str, ...]:
    """Weights against what values alone say: a name that means something else, one value only."""
    end = "_proved" if proved(detector) else ""
    others = ((concept, clear) for concept, clear in column.hints.items() if concept not in column.weak)
    against = (*OTHERS, *(NAMED_SO if detector.label == "person.name" else ()))
    other = any(concept in against and clear >= number("clear") for concept, clear in others)
    same = constant(column.kept)
    return (*([f"other_name{end}"] if other else ()), *([f"one_value{end}"] if same else ()))


def constant(kept: Sequence[Any]) -> bool:
    """True where many values are all the same.

    >>> letter = "Dear customer, thank you for all of your orders at this shop. You wrote us from {} again."
    >>> constant([letter.format(n) for n in range(20)]), constant([letter] * 20), constant([None, 1] * 20)
    (False, True, False)
    """
    if len(kept) < number("constant"):
        return False
    return len({value if isinstance(value, str) else str(value)[:64] for value in kept}) == 1


def _explain(column: Column, verdicts: list[Decision]) -> list[Decision]:
    """Keeps a weaker exclusive label only for values that no stronger one already explains.

    One that yields to finer labels explains nothing of theirs, however sure it is.
    """
    found = detectors()
    verdicts = sorted(verdicts, key=lambda verdict: bool(found[verdict.bit].yields))
    kept: list[Decision] = []
    taken = 0
    named = False
    called = any(each.named and each.claimed and not found[each.bit].also for each in verdicts)
    settled = any(_settled(column, each) for each in verdicts)
    by_value = bool(verdicts) and column.whole[verdicts[0].bit] >= number("agrees") * column.examined
    for verdict in verdicts:
        detector, bit = found[verdict.bit], 1 << verdict.bit
        strays = any(_strays(verdict, each) for each in verdicts)
        if strays or (settled and _chance(column, verdict)) or _fails(column, verdict, verdicts):
            continue
        if detector.also or not column.whole[verdict.bit]:
            sure = proved(detector)
            if detector.also or verdict.named or not (named or (called and not sure)):
                kept.append(verdict)
        else:
            mine = sum(count for mask, count in column.masks.items() if mask & bit)
            left = sum(count for mask, count in column.masks.items() if mask & bit and not mask & taken)
            apart = detector.claim == "checked" and verdict.claimed and left > number("most_apart") * mine and by_value
            if (mine and left < number("most_explained") * mine) or (
                named and not verdict.named and not proved(detector) and not apart
            ):
                continue
            kept.append(verdict)
        if not detector.also and verdict.claimed:
            taken |= bit
            named = named or verdict.named
    return kept


def _strays(verdict: Decision, by: Decision) -> bool:
    """True for what only looks so in a field that is called after any number: many have digits as telephones do."""
    detector, called = detectors()[verdict.bit], detectors()[by.bit]
    if not (called.yields and by.named and by.claimed) or verdict.named or detector.yields:
        return False
    return not proved(detector) and not detector.label.startswith(called.yields)


def _settled(column: Column, verdict: Decision) -> bool:
    """True where the name says a kind whose check nearly all values pass: what looks like them by chance is nothing."""
    detector = detectors()[verdict.bit]
    if not verdict.named or not verdict.claimed or detector.claim != "checked" or detector.yields:
        return False
    return settles(detector, column.kept)


def settles(detector: Detector, kept: Sequence[Any]) -> bool:
    """True where nearly all of enough values pass the check of a kind."""
    texts = [str(value).strip() for value in kept if isinstance(value, (str, int))]
    return len(texts) >= number("few") and nearly_all(detector.valid, texts, number("nearly"))


def _fails(column: Column, verdict: Decision, verdicts: Sequence[Decision]) -> bool:
    """True for a kind whose check the values fail, where the name says another one more clearly."""
    detector = detectors()[verdict.bit]
    if detector.claim != "checked" or not verdict.named or detector.also or detector.label.startswith("id."):
        return False
    if column.whole[verdict.bit] >= number("most_explained") * column.examined:
        return False
    return any(other.named and other.confidence > max(CLAIM, verdict.confidence) for other in verdicts)


def _chance(column: Column, verdict: Decision) -> bool:
    """True for what only looks like values that are settled: no name says it, nearly anything fits it (`nip` is a PIN
    in Malay, and a number with a check in Polish), or their check fails."""
    detector = detectors()[verdict.bit]
    if detector.label.startswith("id."):
        return not _settled(column, verdict)
    return detector.loose or not (verdict.named or proved(detector))
