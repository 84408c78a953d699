"""What a decision on a field depends on besides what its values show: values of one record that are alike in both are
decided alike, so that it need not be made again.

`detect.weigh` and `detect.decide` look at the values themselves in few places; what they see there is told here.
"""

from collections.abc import Hashable, Sequence
from functools import cache
from typing import Any

from leftopen.privacy.detect import backgrounds, firms, rivals, wares
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Shown, bits_of
from leftopen.privacy.detect.person_names import full
from leftopen.privacy.detect.records import nature
from leftopen.privacy.detect.records.around import named
from leftopen.privacy.detect.records.crowds import CROWD, crowd, totalled
from leftopen.privacy.detect.records.nature import animals, game
from leftopen.privacy.detect.records.somebody import is_lettered, of_all
from leftopen.privacy.detect.records.subject import PLACE
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weigh import NAMED_SO, OTHERS, PLACES, agreeing, background, constant, settles
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.detect.within import stray

_NOTHING: tuple[Hashable, ...] = ()


@cache
def _by_chance() -> int:
    """The bits of kinds whose values are weighed against those of nobody."""
    return sum(1 << bit for bit, each in enumerate(detectors()) if each.claim == "checked" and each.chance)


@cache
def _places() -> int:
    return sum(1 << bit for bit, each in enumerate(detectors()) if each.label == PLACE)


class Alike:
    """One field, by its column. `plain`: a single value that no check passes says nothing more than what it shows."""

    __slots__ = (
        "_aged",
        "_born",
        "_column",
        "_crowd",
        "_forms",
        "_living",
        "_named",
        "_opposed",
        "_place",
        "_settled",
        "_weighed",
        "plain",
    )

    def __init__(self, column: Column) -> None:
        told = [agreeing().get(detectors()[bit].label) for bit in column.called]
        self._column = column
        self._forms = [form for form in told if form is not None]
        hints = (hint for part in column.node.parts for hint in read(part))
        clear = {hint.concept for hint in hints if hint.strength >= number("clear")}
        self._living, self._crowd = not clear.isdisjoint(("about.animal", "about.plant", "about.game")), CROWD in clear
        self._opposed = not column.hints.keys().isdisjoint((*OTHERS, *NAMED_SO))
        self._aged, self._born = "person.age" in column.hints, "person.birth_date" in column.hints
        self._place = any(detectors()[bit].label == PLACE for bit in column.called)
        self._named = any(detectors()[bit].label == "person.name" and column.names[bit] < 1.0 for bit in column.called)
        self.plain = not (self._forms or self._living or self._crowd or self._place or self._named)
        self.plain = self.plain and not (self._aged or self._born)
        asked = (bit for bit in column.asked if detectors()[bit].claim == "checked")
        self._weighed = _by_chance() | sum(1 << bit for bit in asked)
        self._settled = [bit for bit in column.called if detectors()[bit].claim == "checked"]

    def asks(self, shown: Shown) -> bool:
        """True where a single value that shows this may say more."""
        return bool(not self.plain or shown.inside or shown.whole & (self._weighed | _places()))

    def of(self, kept: Sequence[Any], shown: Shown) -> tuple[Hashable, ...]:
        """What values say that show this."""
        if len(kept) > 1 and any(isinstance(value, str) for value in kept):
            return (hash(tuple((type(value), str(value)) for value in kept)),)
        if not self.asks(shown) and len(kept) < number("few"):
            return _NOTHING
        weighed = shown.whole & self._weighed
        place = self._place or shown.whole & _places()
        found: list[Hashable] = [len(kept)]
        if self._forms:
            texts = [value.strip()[:120] for value in kept if isinstance(value, str)]
            found += (sum(form.match(text) is not None for text in texts) for form in self._forms)
        if weighed:
            distinct = sorted(set(rivals.plain(kept)))
            found.append(len(distinct))
            found += (background(self._column, bit, distinct) for bit in bits_of(weighed))
        found += (_heard(bit, kept, opposed=self._opposed) for bit in bits_of(shown.inside))
        if place:
            found.append(is_lettered(kept))
        if self._named:
            found.append(named(kept))
        if self._living:
            found += (animals(kept), nature.answers(kept), nature.lettered(kept))
        if self._aged:
            found.append(nature.aged(kept))
        if self._born:
            found.append(nature.long_ago(kept))
        if self._crowd:
            found.append(crowd(kept))
        if len(kept) >= number("few"):
            found += self._of_several(kept)
        return tuple(found)

    def _of_several(self, kept: Sequence[Any]) -> list[Hashable]:
        """What is only asked of so many values."""
        column = self._column
        name = column.node.parts[-1] if column.node.parts else ""
        rivalry = [tuple(rivals.told(kept, name, place, column.hints).items()) for place in PLACES]
        texts = distinct_texts(kept)
        people = tuple(sorted(map(full, texts))) if len(texts) >= number("people") else ()
        return [
            *rivalry,
            people,
            wares.of_wares(texts),
            constant(kept),
            of_all(kept),
            totalled(kept),
            game(kept),
            *(told(kept) for told in (firms.of_firms, firms.of_venues, firms.of_roles, firms.of_mobiles)),
            *(settles(detectors()[bit], kept) for bit in self._settled),
        ]


def _heard(bit: int, kept: Sequence[Any], *, opposed: bool) -> float:
    """What hits inside the texts of one record depend on of `stray`: nothing where it is rare enough for a claim, nor
    where it is not and they say as much as a hint may, unless a name is against them (`opposed`)."""
    if detectors()[bit].claim == "context":
        return 0.0
    expected = stray(bit, kept)
    ratio = backgrounds.beyond(1, expected)
    if ratio >= number("enough_in_text"):
        return 0.0
    hint = way("hint_text", ratio / number("enough_in_text"))
    return expected if opposed or expected >= 1 or hint < number("most_of_a_hint") else -1.0
