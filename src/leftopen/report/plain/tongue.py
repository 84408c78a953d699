"""A language of the report: its sentences, nouns, dates and lists, and what other parts say in English, said in it.

The words are data, one file per language in `languages/`. Sentences have names and {variables}. What a language knows
of the catalogues that leftopen has anyway (kinds of data, laws, duties, clues) stands in tables of its file under the
names that those catalogues use; English needs none of them, as the catalogues speak it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, get_args

from leftopen.harmless import clean
from leftopen.judge.clues import table
from leftopen.model import Duty
from leftopen.report.plain import text

Language = Literal["en", "zh"]
"""The languages, by the word of the command line; there is a file of that name for each."""
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LONGEST = 400
"""Characters of a sentence that is looked for among those known; longer ones are shown as they are."""
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_MEETING = re.compile("[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]")
"""A Chinese character beside a Latin letter or digit."""


class Tongue:
    """One language; `word` is that of the command line, `tag` the one of the page (BCP 47), `colon` its mark."""

    def __init__(self, word: str, told: Mapping[str, Any]) -> None:
        self.word = word
        self.tag: str = told["tag"]
        self.colon: str = told["colon"]
        self._told = told

    def say(self, key: str, **values: object) -> str:
        """The sentence of this name with its variables filled in; numbers get their thousands marked."""
        shown = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return self._filled(self._told["say"][key], shown)

    def knows(self, key: str) -> bool:
        """Whether there is a sentence of this name."""
        return key in self._told["say"]

    def count(self, noun: str, number: int) -> str:
        """A number with its noun: `2 services`."""
        one, several = self._told["count"][noun]
        return self._filled(one if number == 1 else several, {"n": self.number(number)})

    def number(self, number: int | None) -> str:
        """A number with its thousands marked; what is not known is said so."""
        return self.say("unknown") if number is None else f"{number:,}"

    def percent(self, share: float) -> str:
        """A share in percent."""
        return self._form("percent", n=f"{100 * share:.0f}")

    def listed(self, items: Sequence[str], most: int = 6) -> str:
        """A list in a sentence: `a, b and c`; `a, b and 3 more`."""
        head, rest = list(items[:most]), len(items) - most
        comma: str = self._told["comma"]
        if rest > 0:
            return self._form("more", head=comma.join(head), n=rest)
        return self._glued([comma.join(head[:-1]), self._told["and"], head[-1]] if len(head) > 1 else head)

    def joined(self, items: Sequence[str]) -> str:
        """Things that stand beside each other, apart from a sentence: `a; b`."""
        return str(self._told["semicolon"]).join(items)

    def sentences(self, said: Sequence[str]) -> str:
        """Sentences one after the other."""
        return str(self._told["between"]).join(said)

    def day(self, iso: str | None) -> str:
        """A date; what is no date stays as it is."""
        when = text.parse(iso)
        if when is None:
            return clean(iso or "", 40) or self.say("unknown")
        return self._form("day", y=when.year, m=when.month, d=when.day, month=self._told["months"][when.month - 1])

    def since(self, iso: str | None) -> str:
        """A date of a window, as exact as it is told there: the first day of a month stands for the month."""
        when = text.parse(iso)
        if when is None or (when.day, when.hour, when.minute, when.second) != (1, 0, 0, 0):
            return self.day(iso)
        return self._form("month", y=when.year, m=when.month, month=self._told["months"][when.month - 1])

    def span(self, first: str | None, last: str | None) -> str:
        """From one date of a window to another; one month where they are days of the same."""
        begin, end = self.since(first), self.since(last)
        if begin == end:
            return begin
        one, other = text.parse(first), text.parse(last)
        if one and other and (one.year, one.month) == (other.year, other.month):
            return self.since(one.replace(day=1, hour=0, minute=0, second=0).isoformat())
        return self.say("span", first=begin, last=end)

    def tick(self, when: datetime, *, day: bool) -> str:
        """A month or a day, short enough for an axis."""
        month: str = self._told["months"][when.month - 1]
        return self._form("day_short" if day else "month_short", y=when.year, m=when.month, d=when.day, short=month[:3])

    def moment(self, iso: str | None) -> str:
        """A date and time."""
        when = text.parse(iso)
        return self._form("moment", day=self.day(iso), time=f"{when:%H:%M}") if when else self.day(iso)

    def size(self, number: int) -> str:
        """Bytes in binary units."""
        return self.count("byte", number) if number < 1024 else text.size(number)

    def name_of(self, label: str, english: str) -> str:
        """What a kind of data is called."""
        return str(self._table("labels").get(label, english))

    def law(self, english: str) -> str:
        """A category under the GDPR."""
        return str(self._table("laws").get(english, english))

    def duty(self, duty: Duty) -> Duty:
        """A duty in this language; one that it does not know as it is."""
        known = self._table("duties").get(duty.regime)
        if known is None:
            return duty
        return Duty(known["regime"], known["who"], known["clock"], known["starts"], known["source"])

    def phrase(self, english: str) -> str | None:
        """What another part of leftopen says in English, in this language; None where it does not know the sentence."""
        if self.word == "en":
            return english
        if len(english) > _LONGEST:
            return None
        for pattern, own in self._patterns:
            if found := pattern.fullmatch(english):
                values = {name: self._kinds(value) for name, value in found.groupdict().items()}
                return self._filled(own, values)
        return None

    def _kinds(self, value: str) -> str:
        """A part of a phrase: where it lists kinds of data by their names, these in this language."""
        from leftopen.privacy.detect.labels import labels

        titles = {meaning.title: label for label, meaning in labels().items()}
        found, left = [], value
        while left:
            # A title can hold a comma itself, so that the list cannot be split at commas.
            title = max((t for t in titles if left == t or left.startswith(f"{t}, ")), key=len, default=None)
            if title is None:
                return value
            found.append(self.name_of(titles[title], title))
            left = left[len(title) :].removeprefix(", ")
        return self.listed(found, len(found))

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        pairs = [(sentence, self._told["phrases"][key]) for key, sentence in _read("en")["phrases"].items()]
        pairs += [
            (kind.says, self._table("clues")[key]) for key, kind in table().clue.items() if key in self._table("clues")
        ]
        return [(_pattern(sentence), own) for sentence, own in pairs]

    def _table(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._told.get(name, {})
        return found

    def _form(self, key: str, **values: object) -> str:
        return self._filled(self._told[key], values)

    def _filled(self, sentence: str, values: Mapping[str, object]) -> str:
        parts = _VARIABLE.split(sentence)
        return self._glued([str(values[part]) if odd % 2 else part for odd, part in enumerate(parts)])

    def _glued(self, parts: Sequence[str]) -> str:
        """Parts one after the other, with a space where the language wants one between its own letters and Latin ones.

        Only there: a name of a stranger that mixes both stays as it is.
        """
        glued = ""
        for part in parts:
            meeting = glued[-1:] + part[:1]
            glued += f" {part}" if self._told["spaced"] and _MEETING.fullmatch(meeting) else part
        return glued


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _VARIABLE.split(sentence)
    return re.compile("".join(f"(?P<{part}>.+?)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)))


def variables(sentence: str) -> Iterator[str]:
    """The names of the variables of a sentence."""
    yield from _VARIABLE.findall(sentence)


@cache
def tongue(word: str = "en") -> Tongue:
    """The language of this word. Raises KeyError for one that there is not."""
    if word not in LANGUAGES:
        raise KeyError(word)
    return Tongue(word, _read(word))


@cache
def _read(word: str) -> Mapping[str, Any]:
    file = resources.files("leftopen.report.plain") / "languages" / f"{word}.toml"
    return tomllib.loads(file.read_text("utf-8"))
