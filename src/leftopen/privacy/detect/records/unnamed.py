"""What values tell of somebody under a name that tells nothing, in records of people: `cid`, `jmb`, `upan_dinaya`.

National numbers in bare digits are looked for only where a name calls them, as one number in ten passes some check. All
different values of a field do not: where each of ten and more passes the same check, and hardly any that has another
digit does, they are such numbers, whatever the field is called. Kinds that are told by a date or a form alone have no
say, as numbers of orders begin with dates, too: what has one digit changed passes those as well. So are numbers of
vehicles and of telephones that have a check digit.

Dates that span a generation, of which the first are long past, are those of birth where no other field has those:
people are hired, and documents issued, within fewer years.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from leftopen.privacy.detect import checksum, codes, wares
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.homonyms import calls_none
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.numbers import LONGEST, similar
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.values import distinct_texts, nearly_all
from leftopen.privacy.detect.weigh import constant, nameless
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

ANY_COUNTRY = "id.xx.national"
_ANY_NUMBER = "id.national"
_BORN = "person.birth_date"
_PASSWORD, _HASH = "credential.password", "credential.password_hash"
_LEAST = 10
"""Different values that must pass: one in ten does by chance."""
_ASKED = 24
"""Values that are asked at most."""
_CHANGED = 0.2
"""Share of values with one other digit that may pass: of one check digit hardly any does."""
_SHORTEST = 7
_DEVICES = {"vehicle.vin": checksum.vin, "network.imei": checksum.imei}
_SOMEBODY = frozenset(("person.name", "person.gender", "about.person", "about.patient"))
"""What is said of people alone: stations and shops have addresses, too."""
_TOLD = ("other.order", "other.hash", "other.time")
_YEAR = later(r"(?:[^:]*[^\d:])?((?:18|19|20)\d\d)(?:[^\d].*)?|((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SPAN, _EARLY = 25, 1970
"""Years between the first and the last date, and before which the first is."""
_CHARACTERS = 24


def told(column: Column, record: frozenset[str], *, personal: bool = True) -> Decision | None:
    """What the values of a field are of which nothing is claimed, beside somebody; `record`: what it says besides.

    Numbers are also told below another name than somebody's (`doc.number`), dates only beside what is `personal`.
    """
    if tells_other(column):
        return None
    if record.isdisjoint(_SOMEBODY) and not any(each.startswith("id.") for each in record):
        return None
    born = personal and _BORN not in record and calls_none(column)
    return _numbered(column) or (_born(column) if born else None)


def tells_other(column: Column) -> bool:
    """True where a name says that values are something else, as numbers of wares are, or all are the same one."""
    if wares.numbers(column.node.parts[-1] if column.node.parts else ""):
        return True
    return constant(column.kept) or any(column.hints.get(each, 0.0) >= number("clear") for each in _TOLD)


def hashed(column: Column, near: frozenset[str]) -> Decision | None:
    """Hashes in a column that is called nothing, where its table or its file is called passwords: each has its own."""
    if _PASSWORD not in near or not nameless(column) or len(column.kept) < number("few"):
        return None
    bit = bit_of(_HASH)
    own = len(set(map(str, column.kept))) == len(column.kept)
    every = own and all(detectors()[bit].plausible([value]) for value in column.kept)
    return found(column, bit, way("beside", 1.0)) if every else None


def _numbered(column: Column) -> Decision | None:
    """A national number, or a vehicle or a telephone of somebody."""
    texts = numbers(column.kept)
    if not texts:
        return None
    bit = _number(column, texts)
    if bit is None and (bit := _device(texts)) is None:
        return None
    share = min(1.0, len(column.kept) / max(1, round(column.examined)))
    return found(column, bit, way("proved", share), samples=texts)


def _number(column: Column, texts: Sequence[str]) -> int | None:
    passed = [] if codes.counted(texts) else [bit for bit in _candidates(texts) if _passes(bit, texts)]
    if not passed and not (_ANY_NUMBER in column.hints and _of_several(texts)):
        return None
    return passed[0] if len(passed) == 1 else bit_of(ANY_COUNTRY)


def _device(texts: Sequence[str]) -> int | None:
    """A vehicle or a telephone: all of many pass the check that their makers keep."""
    label = next((label for label, valid in _DEVICES.items() if all(map(valid, map(str.upper, texts)))), "")
    return bit_of(label) if label else None


def numbers(kept: Sequence[Any]) -> list[str]:
    """Different numbers, as many as are asked; none where any value is something else, or they are few."""
    values = [value for value in kept if value not in ("", None)]
    if not all(isinstance(value, (str, int)) and not isinstance(value, bool) for value in values):
        return []
    texts = dict.fromkeys(str(value).strip() for value in values)
    fits = all(text.isascii() and _SHORTEST <= len(text) <= LONGEST and any(map(str.isdigit, text)) for text in texts)
    return list(texts)[:_ASKED] if fits and len(texts) >= _LEAST else []


def _candidates(texts: Sequence[str]) -> Iterator[int]:
    """National numbers with a check of which the first has the form, each once where countries issue it alike."""
    first = texts[0]
    for bit in _checked():
        detector = detectors()[bit]
        sizes = detector.lengths
        has = detector.formed
        if (sizes is None or len(first) in sizes()) and (has is None or has(similar(first))):
            yield bit


@cache
def _checked() -> tuple[int, ...]:
    return tuple(
        bit
        for bit, each in enumerate(detectors())
        if each.claim == "checked" and each.label.startswith("id.") and not each.yields and not each.of
    )


def _passes(bit: int, texts: Sequence[str]) -> bool:
    """True where all but dirt pass the check of a kind, and hardly any with a digit changed."""
    valid = detectors()[bit].valid
    if not nearly_all(valid, texts, number("holds")):
        return False
    changed = [text for each in texts[:_LEAST] for text in _others(each)]
    return sum(map(valid, changed)) <= _CHANGED * len(changed)


def _of_several(texts: Sequence[str]) -> bool:
    """True where numbers are of several countries: a few checks take all of them, and hardly any with a digit changed.

    Those that take most come first; of numbers of anything each would take a tenth, and all together most others too.
    """
    taken = {bit: {text for text in texts if detectors()[bit].valid(text)} for bit in _checked()}
    left, kinds = set(texts), list[int]()
    while left and taken:
        bit = max(taken, key=lambda bit: len(taken[bit] & left))
        of_this = taken.pop(bit)
        if len(of_this & left) < number("two_words"):
            break
        kinds.append(bit)
        left -= of_this
    if len(left) > (1 - number("holds")) * len(texts):
        return False
    changed = [text for each in texts for text in _others(each)]
    passed = sum(any(detectors()[bit].valid(text) for bit in kinds) for text in changed)
    return passed <= _CHANGED * len(changed)


def _others(text: str) -> Iterator[str]:
    """A text with one digit more by one, at each place."""
    for at, c in enumerate(text):
        if c.isdigit():
            yield f"{text[:at]}{(int(c) + 1) % 10}{text[at + 1 :]}"


def _born(column: Column) -> Decision | None:
    texts = distinct_texts(column.kept, _CHARACTERS) - {""}
    valid = detectors()[bit_of(_BORN)].valid
    texts = (
        {text for text in texts if valid(text)}
        if nearly_all(valid, sorted(texts), number("mostly_agreeing"))
        else set()
    )
    years = [int(year[1] or year[2]) for text in texts if (year := _YEAR.fullmatch(text))]
    if len(texts) < _LEAST or len(years) < len(texts) or min(years) >= _EARLY or max(years) - min(years) < _SPAN:
        return None
    return found(column, bit_of(_BORN), way("beside", 1.0), samples=sorted(texts))
