"""What a field holds: evidence of its values, of its name and against it, weighed into a confidence per label.

The values of some records wait until they are counted together (`Column.count`): equal ones are examined once, and all
patterns are looked for in the distinct ones at once (see `patterns`). A value is examined by what its field's name and
its own shape allow: the patterns, then `valid` of those that hit, then the detectors that the name calls for.

Of the first `FULL` records that have the field, running text is examined in all, and other values in the first `WHOLE`;
after that one in `STRIDE`, and beyond `LATE` records one in `LATE_STRIDE`. Other texts are skimmed for what patterns
find (see `skim`). A field is settled once `SETTLED` different values showed nearly all the same; of them one in
`SETTLED_STRIDE` is examined from then on and counts for the others, but running text is as before. So the time and
memory for a field stay bounded; shares are estimates then, of `WHOLE` values to 0.03 (their standard error).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from leftopen.privacy.detect import backgrounds, kinds, standing
from leftopen.privacy.detect.apart import Apart
from leftopen.privacy.detect.calls import called
from leftopen.privacy.detect.look import Shown, Text, bits_of, look, looks, patterns_alone, texts_of
from leftopen.privacy.detect.patterns import HEAD
from leftopen.privacy.detect.skim import Skim, holder, roomy_ones, wordy
from leftopen.privacy.detect.values import BLANK, CELL, altered, counted, fit, kind, measurable, textual, whole_number
from leftopen.privacy.flatten import Node

FULL = 500
WHOLE = 192
STRIDE = 32
LATE, LATE_STRIDE = 4096, 128
"""Records of a field whose values are all examined where they are running text, and where they are not; of how many one
is examined after that, and after how many records fewer, as hundreds tell a share by then."""
SETTLED, SETTLED_STRIDE = 64, 128
"""Different values after which a field may be settled, and of how many values one is examined then."""
KEPT = 64
"""Values kept per field while reading, for the evidence against."""
_MEMO = 1024
_SHORT = 64
_LONG_MEMO = 32
"""Texts of a field and what they showed that are kept: short ones, and long ones, which repeat more seldom."""
_TRIED, _MOST = 24, 0.5
"""Values after which a kind that a name calls in general is asked no more unless that share was valid."""
_NEARLY = 0.95
"""Share of a field's values from which on it is taken to hold such alone, and what is left to be a stray."""
_TOGETHER, _WAITING = 64, 65_536
"""Records, and about how many characters, of a field that are looked at together."""
_OFTEN = 0.1
"""Share of examined texts from which on a kind in them, or that they are, is told well enough by those."""

NUMBERS = ("present", "examined", "looks", "little", "enum")  # what a column counts of its records
COUNTERS = ("types", "whole", "inside", "fits", "masks", "agrees", "hits", "spotted")  # and of what they showed


class Column:
    """The counters of one field. Bits 0… are detectors in order: `whole` values, `inside` text, `fits` its name.

    `asked` are those that it calls in general, `general` those of them that are still asked.
    `names` is how clearly the field's name speaks for each detector, `called` those that it calls. `agrees`, `little`
    and `enum` count what `Shown` tells of kinds that nearly any value fits; `hits` are `inside` as often as was looked,
    `looks` times, without the weight of those left out; `spotted` are such in texts that were skimmed besides.
    `apart` tells those inside texts apart.
    `proof` are those that all values prove (see `bare`); `weighed` is what was found of all, until more are counted.
    """

    __slots__ = (
        "agrees",
        "apart",
        "asked",
        "called",
        "distinct",
        "enum",
        "examined",
        "fits",
        "general",
        "hints",
        "hits",
        "inside",
        "keep",
        "kept",
        "last",
        "little",
        "looks",
        "masks",
        "memo",
        "most",
        "names",
        "node",
        "passed",
        "present",
        "proof",
        "samples",
        "settled",
        "size",
        "skim",
        "spotted",
        "types",
        "waiting",
        "weak",
        "weighed",
        "weight",
        "whole",
    )

    def __init__(self, node: Node, around: frozenset[str], keep: int = KEPT) -> None:
        self.node, self.keep = node, keep
        self.proof: tuple[int, ...] = ()
        self.present, self.examined = 0, 0.0
        self.types: Counter[str] = Counter()
        self.whole: Counter[int] = Counter()
        self.inside: Counter[int] = Counter()
        self.fits: Counter[int] = Counter()
        self.masks: Counter[int] = Counter()
        self.agrees: Counter[int] = Counter()
        self.hits: Counter[int] = Counter()
        self.spotted: Counter[int] = Counter()
        self.apart = Apart()
        self.skim: Skim | None = None
        self.weighed: dict[str, float] = {}
        self.little = self.enum = self.looks = 0
        self.kept: list[Any] = []
        self.samples: dict[int, list[Any]] = {}
        self.memo: dict[str, Shown] = {}
        self.waiting: list[list[Any]] = []
        self.last: list[Any] = []
        self.size = self.distinct = self.passed = 0
        self.weight = 1
        self.settled = False
        self.hints, self.weak, self.names, self.called, self.asked = called((node.parts, around))
        self.general = self.asked
        self.most = _TRIED if self.general else _TOGETHER

    def take(self, values: list[Any]) -> None:
        """The values of this field in one record; they are counted with those of others, or by `count`."""
        self.present += 1
        words = any(map(wordy, values))
        if self.settled and not words and len(values) == 1:
            self._pass(values)
        elif self.present <= (FULL if words else WHOLE):
            self._wait(values, 1)
            return
        elif self.present % (stride := _stride(self.present)) == 0:
            self._wait(values, stride)
            return
        else:
            self._keep(values)
        if holder(values):
            self.skim = self.skim or Skim()
            if self.skim.take(values):
                self._count_skimmed(self.skim)

    def take_all(self, values: Sequence[Any]) -> None:
        """The only values of this field in so many records: as `take` of each, in a fraction of the time."""
        all_of = FULL if len(self.kept) < self.keep or (self.present < FULL and any(map(wordy, values))) else WHOLE
        first = max(0, min(len(values), all_of - self.present))
        self._take_first(values[:first] if first < len(values) else values)
        rest = values[first:] if first else values
        if not rest:
            return
        early = LATE - self.present
        if 0 < early < len(rest):
            self.take_all(rest[:early])
            self.take_all(rest[early:])
            return
        before, self.present = self.present, self.present + len(rest)
        stride = _stride(self.present)
        texts = roomy_ones(rest)
        if self.settled:
            apart = [at for at in texts if wordy(rest[at])]
            chosen = [at for at in apart if not (before + at + 1) % stride]
            self._pass_all(rest, apart)
        else:
            chosen = list(range(-(before + 1) % stride, len(rest), stride))
        for at in chosen:
            self._wait([rest[at]], stride)
        if texts:
            skipped = set(chosen)
            self.skim_over([rest[at] for at in texts if at not in skipped])

    def skim_over(self, texts: Sequence[Any]) -> None:
        """Texts of which only patterns are looked for."""
        self.skim = self.skim or Skim()
        if self.skim.take_all(texts):
            self._count_skimmed(self.skim)

    def take_lists(self, values: Sequence[Any], lists: Iterable[list[Any]]) -> None:
        """The values of so many records that may have several, as `take` of each; `values` are all of them."""
        plain = self.present >= FULL and not self.settled and not roomy_ones(values)
        if not plain or (self.skim is None and len(self.kept) < self.keep):
            for each in lists:
                if self.present < WHOLE and not self.settled:
                    self.present += 1
                    self._wait(each, 1)
                else:
                    self.take(each)
            return
        skim = self.skim = self.skim or Skim()
        for each in lists:
            self.present += 1
            stride = _stride(self.present)
            if not self.present % stride:
                self._wait(each, stride)
            elif len(each) > 1:
                skim.looks += 1

    def _take_first(self, values: Sequence[Any]) -> None:
        """Values of which all are examined, as long as the field is not settled."""
        at = 0
        while at < len(values) and self.present < WHOLE and not self.settled:
            some = values[at : at + max(1, min(self.most - len(self.waiting), WHOLE - self.present))]
            at += len(some)
            self.present += len(some)
            self.waiting += [[value] for value in some]
            self.size += sum(len(value) if type(value) is str else 1 for value in some)
            if len(self.waiting) >= self.most or self.size >= _WAITING:
                self._count_waiting()
        for value in values[at:]:
            self.take([value])

    def _pass_all(self, values: Sequence[Any], texts: Sequence[int]) -> None:
        """The values of a settled field but for those in `texts`, as `_pass` of each."""
        if texts:
            aside = set(texts)
            values = [value for at, value in enumerate(values) if at not in aside]
        at = 0
        while len(values) - at >= (needed := SETTLED_STRIDE - self.passed):
            at += needed
            self.last, self.passed = [values[at - 1]], SETTLED_STRIDE
            self._count_passed()
        if at < len(values):
            self.last = [values[-1]]
            self.passed += len(values) - at

    def _count_skimmed(self, skim: Skim) -> None:
        """Counts what patterns find in texts that are not examined, but for what hardly any text here lacks."""
        known = {bit for bit, count in self.hits.items() if count >= _OFTEN * self.looks}
        known |= {bit for bit, count in self.whole.items() if count >= _OFTEN * self.examined}
        for found in map(Text, skim.holding(known)):
            spotted = found.inside & ~sum(1 << bit for bit in known)
            self.apart.hear(found)
            for bit in {bit for bit, _, _ in found.glance.spans if spotted >> bit & 1}:
                self.spotted[bit] += 1
                self.samples.setdefault(bit, [found.text])

    def within(self, bit: int) -> tuple[float, int, int]:
        """In how many records it stands inside a text; that as it was counted, and in how many."""
        if self.skim is None or not self.spotted[bit]:
            return self.inside[bit], self.hits[bit], self.looks
        found = self.hits[bit] + self.spotted[bit]
        return found, found, self.looks + self.skim.looks

    def _wait(self, values: list[Any], weight: int) -> None:
        if weight != self.weight:
            self._count_waiting()
            self.weight = weight
        self.waiting.append(values)
        if len(values) == 1:
            value = values[0]
            self.size += len(value) if type(value) is str else 1
        else:
            self.size += HEAD
        if len(self.waiting) >= self.most or self.size >= _WAITING:
            self._count_waiting()

    def _pass(self, values: list[Any]) -> None:
        """One value of a settled field, which stands for those before it that were passed over, too."""
        self._keep(values)
        self.last = values
        self.passed += 1
        if self.passed == SETTLED_STRIDE:
            self._count_passed()

    def _keep(self, values: list[Any]) -> None:
        """Keeps values that are not examined, of as many records as those that are."""
        if len(self.kept) < self.keep and self.present <= FULL:
            self.kept += self._fitting(values)[: self.keep - len(self.kept)]

    def _count_passed(self) -> None:
        passed, self.passed = self.passed, 0
        if len(self.kept) < self.keep:  # what passed is kept already
            self._count_waiting()
            self.waiting, self.weight = [self.last], passed
            self._count_waiting(keep=False)
        else:
            self._wait(self.last, passed)

    def count(self) -> None:
        """Counts what was taken and waits."""
        self.weighed.clear()
        if self.passed:
            self._count_passed()
        self._count_waiting()
        if self.skim is not None:
            self._count_skimmed(self.skim)

    def _count_waiting(self, *, keep: bool = True) -> None:
        """Counts equal values once, and looks for all patterns in the distinct ones together."""
        if not self.waiting:
            return
        waiting, self.waiting, self.size = self.waiting, [], 0
        room = self.keep - len(self.kept) if keep else 0
        kinds = {type(values[0]) if len(values) == 1 else None for values in waiting}
        told: dict[str, Shown] = {}
        if kinds == {str}:
            told = self._count_texts([values[0] for values in waiting], room)
        elif (kinds == {int} or kinds == {float}) and all(map(_ordinary, only := [values[0] for values in waiting])):
            self._count_numbers(only, room)
        else:
            told = self._count_each(waiting, room)
        if self.general and self.examined >= _TRIED:
            self.general = tuple(bit for bit in self.general if self.whole[bit] >= _MOST * self.examined)
        self._settle(told)

    def _count_texts(self, texts: list[str], room: int) -> dict[str, Shown]:
        """Texts that are each all of a record's values, of which `room` are kept; gives what new ones show."""
        self.types["text"] += self.weight * len(texts)
        many = Counter(texts := [text for text in texts if text not in BLANK])
        told = self._look(text for text in many if text not in self.memo)
        fitting = {text: [text] if _bare(text) else self._fitting([text]) for text in many}
        self.kept += [value for text in texts for value in fitting[text]][: max(0, room)]
        shown: dict[Shown, list[Any]] = {}
        for text, times in many.items():
            _add(shown, told.get(text) or self.memo[text], times, fitting[text])
        self._count_shown(shown)
        return told

    def _count_numbers(self, numbers: list[Any], room: int) -> None:
        """The same of numbers, all whole or all fractions."""
        self.types[kind(numbers)] += self.weight * len(numbers)
        self.kept += numbers[: max(0, room)]
        if type(numbers[0]) is float and not self.called:
            self._count(_FRACTION, len(numbers), numbers[:1])
            return
        many = Counter(numbers)
        texts = texts_of(many)
        quiet = not (self.called or self.general)
        shown: dict[Shown, list[Any]] = {}
        for number, times in many.items():
            own = [texts[number]] if texts else []
            alone = quiet and patterns_alone(own[0].whole, own[0].inside)
            _add(shown, alone or look([number], own, self.called, self.general), times, [number])
        self._count_shown(shown)

    def _count_each(self, waiting: list[list[Any]], room: int) -> dict[str, Shown]:
        """The same of any values."""
        fresh = [values[0] for values in waiting if len(values) == 1 and type(values[0]) is str]
        told = self._look(dict.fromkeys(text for text in fresh if text not in BLANK and text not in self.memo))
        others = self._others(waiting)
        shown: dict[Shown, list[Any]] = {}
        for values in waiting:
            single = len(values) == 1 and type(values[0]) is str
            each = self._text_shown(values, told) if single else next(others)
            if each is not None:
                seen, examined = each
                if room > 0:
                    self.kept += examined[:room]
                    room -= len(examined)
                _add(shown, seen, 1, examined)
        self._count_shown(shown)
        return told

    def _count_shown(self, shown: Mapping[Shown, list[Any]]) -> None:
        for seen, each in shown.items():
            self._count(seen, *each)

    def _look(self, texts: Iterable[str]) -> dict[str, Shown]:
        """What texts show that each are all of a record's values, as far as they are remembered or needed now."""
        fitting = {text: [text] if _bare(text) and not altered(text) else self._fitting([text]) for text in texts}
        told = dict(
            zip(
                fitting,
                looks([values[0] for values in fitting.values()], self.called, self.general, self.apart.hear),
                strict=True,
            )
        )
        for text, shown in told.items():
            self._remember(text, shown)
        return told

    def _fitting(self, values: list[Any]) -> list[Any]:
        values = fit(values)
        return [whole_number(value) for value in values] if self.called or self.general else values

    def _text_shown(self, values: list[str], told: dict[str, "Shown"]) -> "tuple[Shown, list[Any]] | None":
        """What a record shows that has one text here, and of which values; None where it is empty."""
        self.types["text"] += self.weight
        text = values[0]
        shown = told.get(text) or self.memo.get(text)
        if shown is None:
            return None
        return shown, values if text.isascii() and len(text) <= _SHORT else self._fitting(values)

    def _others(self, waiting: list[list[Any]]) -> "Iterator[tuple[Shown, list[Any]] | None]":
        """The same of each record that has something else: several values, or one that is no text."""
        cells = []
        for values in waiting:
            if len(values) == 1 and type(values[0]) is str:
                continue
            held = [value for value in values[:CELL] if value is not None]
            self.types[kind(held)] += self.weight
            cells.append(self._fitting(held))
        texts = texts_of(value for values in cells for value in values)
        for text in texts.values():
            self.apart.hear(text)
        for values in cells:
            if not values:
                yield None
            elif not self.called and set(map(type, values)) == {float}:
                yield _FRACTION, values
            else:
                own = [texts[value] for value in values if textual(value)]
                yield look(values, own, self.called, self.general), values

    def _settle(self, fresh: Mapping[str, "Shown"]) -> None:
        """Settles the field once enough different values showed the same, or hardly any showed anything else."""
        if self.settled or self.weight > 1:
            return
        self.distinct += sum(not wordy(text) for text in fresh)
        most, least = _NEARLY * self.examined, (1 - _NEARLY) * self.examined
        shown = (*self.whole.values(), *self.fits.values(), *self.inside.values())
        self.settled = self.distinct >= SETTLED and all(count >= most or count <= least for count in shown)

    def _remember(self, text: str, shown: "Shown") -> None:
        if len(text) <= HEAD and len(self.memo) < (_MEMO if len(text) <= _SHORT else _LONG_MEMO):
            self.memo[text] = shown

    def _count(self, shown: "Shown", times: int, values: list[Any]) -> None:
        """Adds what so many records show, the first of them `values`."""
        weight = times * self.weight
        self.looks += times
        self.examined += weight
        self.little += weight * shown.little
        self.enum += weight * shown.enum
        for mask in shown.masks:
            self.masks[mask] += weight
        if shown.inside:
            self.hits.update(dict.fromkeys(bits_of(shown.inside), times))
        if shown.agrees:
            self.agrees.update(dict.fromkeys((bit for bit in self.called if shown.agrees >> bit & 1), weight))
        for counter, bits in ((self.whole, shown.whole), (self.inside, shown.inside), (self.fits, shown.fits)):
            for bit in bits_of(bits):
                counter[bit] += weight
                if bit not in self.samples:
                    self.samples[bit] = values

    def absorb(self, other: "Column") -> None:
        """Adds the counters of a column whose node was collapsed into this one's."""
        self.count()
        other.count()
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.skim is not None:
            self.skim = self.skim or Skim()
            self.skim.looks += other.skim.looks
        self.apart.absorb(other.apart)
        for name in COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.kept = (self.kept + other.kept)[: self.keep]
        self.samples = {**other.samples, **self.samples}


_FRACTION = Shown((), 0, 0, 0)
"""What fractions show where no name calls them anything."""


def _add(shown: dict[Shown, list[Any]], seen: Shown, times: int, examined: list[Any]) -> None:
    """Counts records that show the same; `shown`: how often each was seen, and the values of the first record."""
    if seen in shown:
        shown[seen][0] += times
    else:
        shown[seen] = [times, examined]


def _bare(text: str) -> bool:
    """True for a text that is examined as it stands."""
    return text.isascii() and len(text) <= HEAD


def _ordinary(value: Any) -> bool:
    """True for a number that is examined as it stands."""
    return measurable(value) and counted(value) is value


def _stride(present: int) -> int:
    """Of how many values one is examined where so many are present."""
    return STRIDE if present <= LATE else LATE_STRIDE


def keep(own: Callable[[str], bool]) -> None:
    """Keeps what field names tell that are made of the product's `own` words."""
    called.keep(lambda field: standing.owned(field[0], own))
    standing.keep(own)


def forget() -> None:
    """Drops every value that was remembered."""
    backgrounds.forget()
    kinds.forget()
