"""One file per kind of personal data, in a folder per family. The `.toml` holds its `[label]` and, as data, all that
can be said so: `[[number]]` rows (see `numbers`), an `[answer]` (see `answers`) or a `[pattern]` (see `forms`), and
`[examples]` that the tests hold it to (`good`, `bad` values; `fields`, `not_fields` names, `beside` those that tell it
beside what is personal alone; `[examples.others]`: fields of other things that look like it, with their values).
`[[company]]` rows say what the rest of its record adds (see `company`). Where data cannot say it, a module of the same
name stands beside it, with a docstring (name, what it is, who issues it, source, doctests good and bad) and these
names; what is made from data has the same.

    LABEL      the label, told in some `.toml` (see `privacy.labels`)
    CLAIM      "checked": a value alone can prove it; "named": the field's name must agree; "context": its company
    CONCEPTS   concepts of field names that speak for it (see `privacy.concepts`)
    valid      (text) -> bool: formally one of these; never raises
  and, where they help:
    GENERIC    concepts of field names under which a value that is `valid` counts as if a pattern had found it
    OF         label of the same kind elsewhere: this one is told in its place where the record is of its country
    YIELDS     prefixes of labels; where one of them is claimed of the same field, this one is not
    placed     (text, start, end) -> bool: false where what stands around a hit makes it something else
    WORD       True: in running text it is one word, and mixed as `find` has it where others follow
    LOOSE      True: nearly any value is plausible, so that the name must leave no doubt
    PATTERN    RE2 pattern that finds candidates inside text, each then checked by `valid`; a group of
               it that matched is the candidate
    MARKS      texts one of which every match of PATTERN has (`@`), for one that is better looked for apart
    CHANCE     share of random look-alikes that pass `valid` (0.1 for Luhn); 0 for formats nobody meets by chance
    FITS       confidence that the field's name and `plausible` values reach without `valid` ones (default: that of all)
    ALSO       True: may stand beside another label on the same values
    plausible  (values) -> bool: the values of one record fit, given that the field's name agrees (default: `valid`)
    see        (values) -> bool: the values alone show it, whatever their type (vectors, images, pairs); it is not asked
               about numbers alone, which show nothing
    TOGETHER   True: `plausible` and `see` may say of several values what they say of none of them alone
    LEAST      characters of the shortest text that `see` takes (default 0)
    MOST       characters of the longest text that has its CUE (default: any)
    closed     () -> the words that `see` takes, case folded, where it is only about such
    formed     (text) -> bool: texts that are `numbers.similar` to this may be `valid`
    lengths    () -> how many characters a `valid` one may have
    find       (text) -> spans of running text that are one, for what no pattern can tell
    CUE        RE2 pattern of what every text has that `see` or `find` takes, so that others need no look
    BEYOND     RE2 pattern of the same, of what no text in ASCII has (default: CUE tells all)
    FOLDED     True: CUE is looked for in the case-folded text
    forget     () -> drops what is remembered of texts
    normal     (text) -> str: equal for equal people or things, for linking
    mask       (values) -> str: the masked example (default: blocks with the ends)

What is found here is the registry: there is no list to edit, and what lacks the contract stops the program.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Literal, get_args

import re2

from leftopen.privacy import mask as masks
from leftopen.privacy.data import tomls
from leftopen.privacy.detect.answers import answer
from leftopen.privacy.detect.company import Circle, companies
from leftopen.privacy.detect.forms import form
from leftopen.privacy.detect.labels import Meaning, labels
from leftopen.privacy.detect.numbers import NumberKind, rows
from leftopen.privacy.detect.weights import number
from leftopen.privacy.detect.wordbook import concepts

Claim = Literal["checked", "named", "context"]
Values = Sequence[Any]
_NEEDED = ("LABEL", "CLAIM", "CONCEPTS", "valid")


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector as the engine runs it; see the names above. `by_valid`: what is `plausible` is what is `valid`."""

    name: str
    label: str
    meaning: Meaning
    claim: Claim
    concepts: frozenset[str]
    doc: str
    valid: Callable[[str], bool]
    pattern: str | None
    marks: tuple[str, ...]
    chance: float
    fits: float
    also: bool
    loose: bool
    word: bool
    generic: frozenset[str]
    yields: tuple[str, ...]
    of: str
    plausible: Callable[[Values], bool]
    by_valid: bool
    together: bool
    see: Callable[[Values], bool] | None
    least: int
    most: int | None
    closed: Callable[[], frozenset[str]] | None
    formed: Callable[[str], bool] | None
    lengths: Callable[[], frozenset[int]] | None
    usual: Callable[[str], bool] | None
    held: bool
    proved: Callable[[str], bool]
    year: Callable[[str], str] | None
    sole: Callable[[str], bool] | None
    company: Circle | None
    find: Callable[[str], Iterable[tuple[int, int]]] | None
    cue: str | None
    beyond: str
    folded: bool
    forget: Callable[[], None] | None
    placed: Callable[[str, int, int], bool] | None
    normal: Callable[[str], str]
    mask: Callable[[Values], str]


def _alone(valid: Callable[[str], bool]) -> Callable[[Values], bool]:
    def plausible(values: Values) -> bool:
        return any(isinstance(v, (str, int)) and not isinstance(v, bool) and valid(str(v).strip()) for v in values)

    return plausible


def _plain(values: Values) -> str:
    return masks.masked(str(values[0]).strip())


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def load(module: Any) -> Detector:
    """A module, or what data became, as a detector; TypeError with its name where it breaks the contract."""
    name = module.__name__.partition(".kinds.")[2] or module.__name__
    missing = [each for each in _NEEDED if not hasattr(module, each)]
    if missing or not module.__doc__ or module.CLAIM not in get_args(Claim):
        raise TypeError(f"detector {name}: needs a docstring, a CLAIM of {get_args(Claim)} and {', '.join(_NEEDED)}")
    if module.LABEL not in labels():
        raise TypeError(f"detector {name}: label {module.LABEL} is told in no .toml")
    nameless = set(module.CONCEPTS) - concepts()
    if nameless:
        raise TypeError(f"detector {name}: no names/*.toml has words for {', '.join(sorted(nameless))}")
    pattern = getattr(module, "PATTERN", None)
    if pattern is not None:
        re2.compile(pattern)
    return Detector(
        name=name,
        label=module.LABEL,
        meaning=labels()[module.LABEL],
        claim=module.CLAIM,
        concepts=frozenset(module.CONCEPTS),
        doc=module.__doc__,
        valid=module.valid,
        pattern=pattern,
        marks=tuple(getattr(module, "MARKS", ())),
        chance=getattr(module, "CHANCE", 0.0),
        fits=getattr(module, "FITS", number("fits")),
        also=getattr(module, "ALSO", False),
        loose=getattr(module, "LOOSE", False),
        word=getattr(module, "WORD", False),
        generic=frozenset(getattr(module, "GENERIC", ())),
        yields=tuple(getattr(module, "YIELDS", ())),
        of=getattr(module, "OF", ""),
        plausible=getattr(module, "plausible", _alone(module.valid)),
        by_valid=not hasattr(module, "plausible"),
        together=getattr(module, "TOGETHER", False),
        see=getattr(module, "see", None),
        least=getattr(module, "LEAST", 0),
        most=getattr(module, "MOST", None),
        closed=getattr(module, "closed", None),
        formed=getattr(module, "formed", None),
        lengths=getattr(module, "lengths", None),
        usual=getattr(module, "usual", None),
        held=getattr(module, "held", False),
        proved=getattr(module, "proved", module.valid),
        year=getattr(module, "year", None),
        sole=getattr(module, "sole", None),
        company=companies().get(module.LABEL),
        find=getattr(module, "find", None),
        cue=getattr(module, "CUE", None),
        beyond=getattr(module, "BEYOND", ""),
        folded=getattr(module, "FOLDED", False),
        forget=getattr(module, "forget", None),
        placed=getattr(module, "placed", None),
        normal=getattr(module, "normal", _bare),
        mask=getattr(module, "mask", _plain),
    )


@cache
def detectors() -> tuple[Detector, ...]:
    """Every detector, by name."""
    return tuple(load(unit) for _, unit in sorted(_units(), key=lambda unit: unit[0]))


def _units() -> Iterator[tuple[str, Any]]:
    """Every unit by name: modules, and what data tells whole."""
    names = [each.name for each in walk_packages(__path__, f"{__name__}.") if not each.ispkg]
    for name in names:
        yield name.removeprefix(f"{__name__}."), import_module(name)
    for file, table in tomls(__name__):
        for row in rows(table, file):
            yield row.label, NumberKind(row, row.label)
        label = table.get("label", {}).get("name", "")
        for part, make in (("answer", answer), ("pattern", form)):
            if part in table:
                unit = make(table[part], label, file)
                yield unit.__name__, unit


def forget() -> None:
    """Drops what detectors remember of texts."""
    for detector in detectors():
        if detector.forget is not None:
            detector.forget()


@cache
def bit_of(label: str) -> int:
    """The bit of the detector of a label that one detector has."""
    return next(bit for bit, detector in enumerate(detectors()) if detector.label == label)


@cache
def by_concept() -> dict[str, tuple[int, ...]]:
    """The bits of the detectors that a concept of a field's name calls."""
    found: dict[str, list[int]] = {}
    for bit, detector in enumerate(detectors()):
        for concept in sorted(detector.concepts):
            found.setdefault(concept, []).append(bit)
    return {concept: tuple(bits) for concept, bits in found.items()}


@cache
def by_value() -> dict[str, tuple[int, ...]]:
    """The bits of the detectors whose valid values count under a general concept (`id.national`)."""
    found: dict[str, list[int]] = {}
    for bit, detector in enumerate(detectors()):
        for concept in sorted(detector.generic):
            found.setdefault(concept, []).append(bit)
    return {concept: tuple(bits) for concept, bits in found.items()}
