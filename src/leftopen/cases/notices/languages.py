"""What notices say, by language: words and the forms of numbers, dates and lists, one file in `languages/` for each.

All files hold the same keys (msgspec refuses another one and a missing one) with the same variables (a test).
"""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal

from msgspec import Struct, convert

from leftopen.report.plain.text import parse

LANGUAGES = ("en", "zh", "nl", "de", "fr", "es", "pt")
ALIASES = {"zh-hans": "zh", "zh-cn": "zh", "pt-pt": "pt"}
FAMILIES = ("store", "camera", "files", "objects", "broker", "panel")
"""Families of products by how their door is shut, each with a sentence of its own."""
ROLES = ("owner", "hoster", "vendor", "csirt", "authority")
"""Whom a notice is for; the words differ."""
_MONTHS = 12

Forms = tuple[str, str]
"""For one and for several."""


class Counted(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns with their number."""

    records: Forms
    collections: Forms
    people: Forms
    more: Forms


class Subject(Struct, frozen=True, forbid_unknown_fields=True):
    """Of a mail about one place, and about several."""

    one: str
    many: str


class Heads(Struct, frozen=True, forbid_unknown_fields=True):
    """Headings."""

    found: str
    close: str
    not_done: str
    ask: str
    verify: str
    told: str


class Sentences(Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences; `{name}` is a variable."""

    greeting: str
    reminder: str
    high: str
    severity: str
    door: str
    kinds: str
    no_kinds: str
    extent: str
    extent_unknown: str
    names: str
    people: str
    range: str
    up_to: str
    seen: str
    seen_once: str
    since: str
    data: str
    limit: str
    limits: str
    settings: str
    check: str
    revoke: str
    logs: str
    own: str
    sample: str
    not_done: str
    no_login: str
    factory: str
    answer: str
    again: str
    who: str
    authorised: str
    key: str
    back: str
    phone: str
    page: str
    careful: str
    xarf: str
    alone: str
    so_far: str
    told: str
    plan: str
    from_: str
    last: str
    regards: str
    unnamed: str


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said to one role alone: what the law asks of it, why it is told, what it is asked to do."""

    legal: str
    why: str
    ask: str


class NoticeLanguage(Struct, frozen=True, forbid_unknown_fields=True):
    """One language.

    `month`: a month with its year; `first`: how its first day is written; `group`: between thousands; `singular`: of
    which numbers the first form of a noun is; `semicolon`: between phrases that may hold commas; `gap`: between
    sentences.
    """

    tag: str
    date: str
    month: str
    first: str
    moment: str
    group: str
    singular: Literal["one", "below_two", "none"]
    comma: str
    semicolon: str
    and_: str
    gap: str
    months: tuple[str, ...]
    counted: Counted
    kinds: Mapping[str, str]
    levels: Mapping[str, str]
    access: Mapping[str, str]
    roles: Mapping[str, str]
    subject: Subject
    heads: Heads
    text: Sentences
    login: Mapping[str, str]
    role: Mapping[str, Part]

    def number(self, number: int) -> str:
        """A number, its thousands set apart."""
        return f"{number:,}".replace(",", self.group)

    def count(self, forms: Forms, number: int) -> str:
        """A number with its noun."""
        one = (self.singular == "one" and number == 1) or (self.singular == "below_two" and number < 2)
        return forms[0 if one else 1].format(n=self.number(number))

    def day(self, iso: str) -> str:
        """A date; what is none stays as it is."""
        when = parse(iso)
        return self._day(when) if when else iso

    def since(self, iso: str) -> str:
        """A date as exact as windows are told: the first moment of a month stands for the month."""
        when = parse(iso)
        if when is None or when.day != 1 or when.hour or when.minute:
            return self.day(iso)
        return self.month.format(month=self.months[when.month - 1], year=when.year)

    def at(self, iso: str) -> str:
        """A date with its hour, in UTC."""
        when = parse(iso)
        if when is None:
            return iso
        return self.moment.format(date=self._day(when), hour=f"{when:%H}", minute=f"{when:%M}")

    def listed(self, items: Sequence[str]) -> str:
        """Items in a sentence."""
        if len(items) < 2:
            return "".join(items)
        return self.comma.join(items[:-1]) + self.and_ + items[-1]

    def sentences(self, *parts: str) -> str:
        """Sentences in one paragraph."""
        return self.gap.join(part for part in parts if part)

    def _day(self, when: dt.datetime) -> str:
        day = self.first if when.day == 1 else str(when.day)
        return self.date.format(day=day, month=self.months[when.month - 1], year=when.year)


def known(name: str) -> str | None:
    """The language that is meant by a name like `de`, `zh-Hans`, `DE`; None for one that there is not."""
    said = name.strip().lower().replace("_", "-")
    said = ALIASES.get(said, said)
    return said if said in LANGUAGES else None


@cache
def language(name: str) -> NoticeLanguage:
    """One of LANGUAGES."""
    text = resources.files(__package__).joinpath("languages", f"{name}.toml").read_text("utf-8")
    told = tomllib.loads(text)
    told["and_"] = told.pop("and", None)
    told["text"]["from_"] = told["text"].pop("from", None)
    found = convert(told, NoticeLanguage)
    if set(found.role) != set(ROLES) or set(found.roles) != set(ROLES) or len(found.months) != _MONTHS:
        raise ValueError(f"{name}.toml: needs the roles {', '.join(ROLES)} and twelve months")
    if set(found.login) != set(FAMILIES):
        raise ValueError(f"{name}.toml: [login] needs {', '.join(FAMILIES)}")
    return found
