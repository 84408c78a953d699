"""What every probe of a data store does, told once: greet, control, list, figure, sample, date, and the verdict.

A probe gives `walk` a `Catalogue`: it says what is asked and how answers read. What is chosen, how the budget is shared
out, what a fault means and which access the evidence amounts to is decided here, for all protocols alike:

- families before places, and the largest first (`choice`);
- the budget counts bytes as they were read (`took`), whatever sizes were promised;
- `open` says that records were shown, `metadata` why none was, `empty` only that all was listed and each was asked.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from leftopen.model import Access
from leftopen.raw import Finding, Phrase, Quoted, Raw, RawCollection
from leftopen.survey.choice import chosen, family
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, Reply, SampleLimits, Spent, Talk, ration


class Unsigned(Foreign):
    """The greeting was refused, by the product or by something before it: what lists as the product does is it."""


PAGE = 131_072
"""Bytes that may come beyond the budget once records were shown: a page that is on its way, and what a protocol says
around its values."""

RESERVE = 16_384
"""Bytes of the budget that are kept for each entry to come, as long as there are so many."""


@dataclass(slots=True, eq=False)
class Entry:
    """A collection that was listed.

    `key`: how the protocol calls it; `weight`: bytes of one of its records, as far as known; `want`: records to ask
    for, 0 where none is to be kept; `asked`: a read of it was answered, with records or with none; `shown`: records
    that were read, whether kept or not; `ended`: that read would have shown more, had there been more; `place`: where
    it stands (a database), part of its family; `opaque`: what is in it is never read; `family`: see `choice`, once it
    was asked.
    """

    key: Any
    store: RawCollection
    weight: int = 1
    want: int = 0
    asked: bool = False
    shown: int = 0
    ended: bool = False
    place: str = ""
    opaque: bool = False
    family: tuple[str, str] | None = None

    @property
    def size(self) -> int:
        """What it is chosen by: records, counted or by its bytes; 0 where nobody knows, -1 where there are none."""
        if self.opaque:
            return min(0, self.store.records or 0)
        if self.store.records is None:
            return (self.store.bytes or 0) // max(1, self.weight)
        return self.store.records or -1

    def claims_more(self, shown: int, asked: int) -> bool:
        """Whether it says that it has more than a page showed on which there was room for more."""
        return 0 < shown < asked and shown < (self.store.records or 0)

    @property
    def refuted(self) -> bool:
        """Whether it says that it has more than a read to its end showed, or less than any read did."""
        said = self.store.records
        return said is not None and (self.shown > said or (self.ended and 0 < self.shown < said))

    def weigh(self) -> None:
        """Takes the mean size of a record from the figures, where these tell it."""
        if self.store.records and self.store.bytes:
            self.weight = max(1, self.store.bytes // self.store.records)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the proof: what is listed and what is in it, by which requests, and what the control was.

    `{}` in `read` stands for the name of the collection that gave the first record; `collections`: where the plural is
    more than an s.
    """

    collection: str
    record: str
    listed: str
    read: str
    control: str
    collections: str = ""

    def some(self, count: int) -> str:
        """`3 indices`."""
        plural = self.collections or f"{self.collection}s"
        return f"{count or 'no'} {self.collection if count == 1 else plural}"

    def reading(self, name: str) -> list[str | Quoted]:
        """`read` with the name of a collection in it."""
        before, there, after = self.read.partition("{}")
        return [before, Quoted(name), after] if there else [before]


@dataclass(slots=True)
class Survey:
    """The evidence so far; a verdict can be given at any moment.

    `locked`, `decoy`, `undecided`: a sentence without its stop, where the evidence is that; `barred`: how reading was
    refused ("refused with 403"); `controlled`: the control behaved as the real product does; `whole`: nothing was left
    out of the list; `aside`: words about what the list held besides; `problem`: what ended it early; `left`: bytes that
    samples may still take; `odd`: records that were mended, or were not to be read; `shown`: a read showed some;
    `rationed`: no more bytes may come than are left of the budget and a page.
    """

    protocol: str
    limits: SampleLimits
    words: Words
    product: str | None = None
    version: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    remedy: str | None = None
    locked: str | None = None
    decoy: str | None = None
    undecided: str | None = None
    barred: str | None = None
    controlled: bool = False
    whole: bool = True
    aside: str = ""
    problem: str | None = None
    odd: int = 0
    ended: bool = False
    listed: int | None = None
    found: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    shown: bool = False
    rationed: bool = False
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.limits.sample_bytes

    @property
    def settled(self) -> bool:
        """Whether nothing more need be asked."""
        return not self.controlled or bool(self.locked or self.decoy)

    # --- the budget ---------------------------------------------------------------------------------------------------

    def share(self) -> None:
        """Says of each entry that was not asked yet how many records are asked for, by the sizes as far as known."""
        left = self.left
        waiting = [entry for entry in self.entries if entry.store.records != 0 and not (entry.asked or entry.opaque)]
        for place, entry in enumerate(waiting, 1):
            room = _part(left, len(waiting) - place)
            entry.want = min(self.limits.records, max(1, room // entry.weight)) if left > 0 else 0
            left -= min(room, entry.weight * min(entry.want, entry.store.records or entry.want))

    def room(self) -> int:
        """Bytes that the next page may take, for those who ask one entry after the other."""
        return _part(self.left, sum(1 for entry in self.entries if entry.want and not entry.asked) - 1)

    def took(self, size: int) -> None:
        """Counts bytes of a sample as they were read."""
        self.left = max(0, self.left - size)

    def keep(
        self,
        entry: Entry,
        records: Iterable[Any],
        *,
        shown: int | None = None,
        ended: bool = False,
        more: bool = False,
    ) -> None:
        """Takes the records that a read showed, no more than are wanted; `shown` says how many there were in all. What
        is no record is left out, and an answer of nothing else is none: it does not show that there are none.
        `ended`: it would have shown more, had there been more, so that a count of more is refuted; `more`: it says
        itself that there is more, or that parts did not answer: a page of these without a record shows nothing."""
        found = list(records)
        kept = [each for each in found if isinstance(each, Mapping)]
        self.odd += len(found) - len(kept)
        if (found and not kept) or (more and not (kept or shown)):
            entry.store.records = entry.store.records or None
            return
        entry.asked = True
        self.shown = self.shown or bool(kept)
        entry.shown += len(kept) if shown is None else shown
        entry.ended = ended
        entry.store.raws.extend(map(Raw, kept[: max(0, entry.want - len(entry.store.raws))]))

    # --- the verdict --------------------------------------------------------------------------------------------------

    def judged(self) -> tuple[Access, Phrase]:
        """The access that the evidence amounts to, and the proof."""
        words, shown = self.words, sum(entry.shown for entry in self.entries)
        named = f"{words.listed} named {words.some(self.listed or 0)}{self.aside} without a login"
        then = f"; then {self.problem}" if self.problem else ""
        if self.decoy:
            return Access.DECOY, Phrase(f"{self.decoy}.")
        if self.locked and not shown:
            return Access.LOCKED, Phrase(f"{self.locked}.")
        if self.undecided and not shown:
            return Access.UNKNOWN, Phrase(f"{self.undecided}{then}.")
        if not self.controlled and not self.problem:
            return Access.UNKNOWN, Phrase(f"{named}, but the control did not behave as the product does.")
        if shown and self.controlled:
            return Access.OPEN, self._shown(named, shown, f"; {words.control}{then}.")
        if self.barred and self.controlled:
            return Access.METADATA, Phrase(f"{named}, but reading was {self.barred}; {words.control}{then}.")
        if self.problem:
            until = named if self.listed is not None else "It was recognised"
            return Access.UNKNOWN, Phrase(f"{until}, but {self.problem} before anything was read.")
        if any(entry.store.records for entry in self.found):
            return Access.METADATA, Phrase(
                f"{named}, with their counts, but no {words.record} was shown; {words.control}."
            )
        if self.ended and self.hollow:
            return Access.EMPTY, Phrase(f"{named}, and nothing is in there; {words.control}.")
        if not self.found:
            return Access.UNKNOWN, Phrase(f"{named}; there may be some that it does not name.")
        asked = sum(1 for entry in self.found if entry.asked or entry.store.records == 0)
        return Access.UNKNOWN, Phrase(f"{named}, of which {asked} hold no {words.record}; the others were not asked.")

    def _shown(self, named: str, shown: int, end: str) -> Phrase:
        first = next(entry for entry in self.entries if entry.shown)
        entered = sum(1 for entry in self.entries if entry.asked)
        worth = sum(1 for entry in self.found if entry.asked or entry.store.records != 0)
        records = f"{shown} {self.words.record}" + ("s" if shown > 1 else "")
        counted = f"; {entered} of {worth} that may hold any were entered" if entered < worth else ""
        odd = f"; {self.odd} of what came was not well formed, and was mended or left out" if self.odd else ""
        less = next((entry for entry in self.entries if entry.refuted), None)
        how = "were all that a read gave" if less and less.ended else "were read"
        said = f"; the store says {less.store.records:,}, and {less.shown:,} {how}" if less else ""
        gave = f" gave {records}{odd}{said}{counted}{end}"
        return Phrase(f"{named}, and ", *self.words.reading(first.store.name), gave)

    @property
    def hollow(self) -> bool:
        """All was listed, and each was asked; a count of none is believed only of what is never read, and of those for
        which there is no room where reads of the others found that such counts are true."""
        looked = {id(entry) for entry in self.entries if not entry.opaque}
        each = all(entry.asked or (entry.store.records == 0 and id(entry) not in looked) for entry in self.found)
        return self.whole and each and self.listed == len(self.found)

    def finding(self) -> Finding:
        """The verdict with what was read."""
        access, proof = self.judged()
        for entry in self.entries:
            if entry.refuted:  # not before: what is told to be large is asked gently as long as it is asked
                entry.store.records = None
            if entry.store.records is None and entry.ended:
                entry.store.records = entry.shown or None
        hidden = access in (Access.DECOY, Access.LOCKED)
        return Finding(
            self.protocol,
            access,
            proof,
            product=self.product,
            version=self.version,
            stores=() if hidden else [entry.store for entry in self.entries],
            listed=None if hidden else self.listed,
            facts=self.facts,
            remedy=self.remedy,
        )


def _part(left: int, to_come: int) -> int:
    """What one entry may take of the budget: all but a little for each of those to come, and at least a quarter."""
    return max(left - RESERVE * max(0, to_come), left // 4)


class Catalogue(ABC):
    """What a protocol says of itself. `counted`: of how many entries the figures are asked, where the list has none;
    `doubted`: that the greeting or the control was refused says nothing before the list was refused too, since a
    proxy may have refused what it does not know and let through what is read.
    """

    counted = 100
    doubted = False

    @abstractmethod
    def greet(self, survey: Survey) -> Talk[None]:
        """Raises `Foreign`; says who it is."""

    @abstractmethod
    def control(self, survey: Survey) -> Talk[None]:
        """Asks for what cannot be there; sets `controlled`, `decoy` or `locked`."""

    @abstractmethod
    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All that is listed; `whole` is set False where these are not all."""

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - the list may tell them
        """Fills in counts, sizes and weights, where the list did not tell them; may add to `entries` and `found`."""
        yield from ()

    @abstractmethod
    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Reads `want` records of each (`survey.keep`); where that is 0, shows that one could be read and keeps none.
        Sets `barred` where it is refused."""

    def beside(self, survey: Survey) -> Talk[list[Entry]]:  # noqa: ARG002 - not every protocol has any
        """Asked where all that is listed was read, and nothing was in it: what may stand beside that list. Sets `whole`
        False where that cannot be told."""
        yield from ()
        return []

    def dates(self, survey: Survey) -> Talk[None]:  # noqa: ARG002 - not every protocol tells any
        """Adds spans of time to `survey.entries`."""
        yield from ()


def walk(survey: Survey, catalogue: Catalogue) -> Talk[Finding]:
    """Asks a store what it lets anyone read. Raises `Foreign` of the greeting; faults after it end the survey early."""
    try:
        yield from catalogue.greet(survey)
    except Unsigned as refusal:
        yield from _by_its_list(survey, catalogue, refusal)
    try:
        yield from _ask(survey, catalogue)
    except (Broken, Closed, Foreign, Late, Spent) as fault:
        survey.problem = fault.fate
    if survey.rationed:
        yield from ration(None)
    return survey.finding()


def _ask(survey: Survey, catalogue: Catalogue) -> Talk[None]:
    greeted = not (survey.locked or survey.decoy or survey.undecided)
    if greeted:
        yield from catalogue.control(survey)
    if catalogue.doubted and (survey.locked or (greeted and survey.undecided and not survey.controlled)):
        yield from _doubt(survey, catalogue)
    elif not survey.settled:
        survey.found = yield from catalogue.entries(survey)
    if survey.settled:
        return
    survey.listed = len(survey.found)
    first = _first(survey.found, max(catalogue.counted, survey.limits.collections))
    yield from catalogue.figures(survey, first)
    survey.listed = len(survey.found)
    survey.entries = _first(first, survey.limits.collections)
    survey.share()
    worth = [entry for entry in survey.entries if entry.store.records != 0 and not entry.opaque]
    yield from _rationed(survey, catalogue.sample(survey, worth))
    yield from _recount(survey, catalogue)
    yield from _look_beside(survey, catalogue)
    yield from catalogue.dates(survey)
    survey.ended = True


def _rationed(survey: Survey, talk: Talk[None]) -> Talk[None]:
    """Has no more bytes come, once something was shown, than are left of the budget and a page: a peer may send much
    where it promised little. Before that nothing is known, and what is read is what the verdict needs."""
    reply: Reply = None
    fault: Fault | None = None
    try:
        while True:
            op = talk.send(reply) if fault is None else talk.throw(fault)
            if survey.shown and not survey.rationed:
                survey.rationed = True
                yield from ration(survey.left + PAGE)
            fault = None
            try:
                reply = yield op
            except Fault as thrown:
                fault = thrown
    except StopIteration:
        return
    finally:
        talk.close()


def _recount(survey: Survey, catalogue: Catalogue) -> Talk[None]:
    """Reads where nothing is counted, if nothing was shown elsewhere: counts may lie, and empty is what reads show."""
    if survey.decoy or survey.locked or survey.barred or any(entry.shown for entry in survey.entries):
        return
    none = [entry for entry in survey.entries if entry.store.records == 0 and not (entry.asked or entry.opaque)]
    for entry in none:
        entry.want = 1
    if none:
        yield from catalogue.sample(survey, none)
    for entry in none:
        if entry.shown:
            entry.store.records = None


def _look_beside(survey: Survey, catalogue: Catalogue) -> Talk[None]:
    """Reads what stands beside the list, where nothing was in what it named."""
    told = survey.shown or survey.barred or survey.undecided or any(entry.store.records for entry in survey.found)
    if told or not survey.hollow:
        return
    others = yield from catalogue.beside(survey)
    if not others:
        return
    survey.found += others
    survey.listed = len(survey.found)
    some = _first(others, survey.limits.collections)
    survey.entries += some
    survey.share()
    yield from _rationed(survey, catalogue.sample(survey, [each for each in some if not each.opaque]))


def _by_its_list(survey: Survey, catalogue: Catalogue, refusal: Unsigned) -> Talk[None]:
    """Whether something lists as the product does, where its greeting was refused; else it is `Foreign`."""
    try:
        found = yield from catalogue.entries(survey)
    except (Broken, Foreign):
        found = []
    if not found:
        raise Foreign(str(refusal))
    survey.locked = survey.barred = survey.undecided = None


def _doubt(survey: Survey, catalogue: Catalogue) -> Talk[None]:
    """Asks for the list all the same; what it names was not locked, and without any the refusal stands."""
    refusal = survey.locked, survey.undecided
    survey.locked = survey.undecided = None
    try:
        survey.found = yield from catalogue.entries(survey)
    finally:
        if not survey.found:
            survey.locked, survey.undecided = refusal
    if survey.found:
        survey.locked, survey.controlled, survey.whole = None, True, False
        survey.words = replace(survey.words, control="a random name was refused as what is not for everyone")


def _first(entries: list[Entry], most: int) -> list[Entry]:
    """Those that are looked into: see `choice`."""
    return chosen(entries, most, size=lambda entry: entry.size, family_of=_family)


def _family(entry: Entry) -> tuple[str, str]:
    if entry.family is None:  # it is asked twice for most
        entry.family = family(entry.place), family(entry.store.name)
    return entry.family
