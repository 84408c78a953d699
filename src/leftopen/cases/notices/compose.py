"""The words of a notice: subject and blocks, in one language, for one recipient; the law first, no story of attacks."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from rich.cells import cell_len

from leftopen.cases.notices.facts import DoorFacts, Facts
from leftopen.cases.notices.languages import NoticeLanguage, language
from leftopen.cases.notices.recipients import Recipient
from leftopen.harmless import clean

WIDTH = 76
"""Columns of the text, below the 78 that RFC 5322 (2.1.1) asks for."""
_UNBROKEN, _ONE_LINE = ("zh-Hans",), 100_000
"""Languages without spaces: a line break would stand as a space in the middle of a sentence."""
_LADDER = ("owner", "hoster", "csirt", "authority")
_ENGLISH = "en"
_OPENS = "credential"
_GRAVE = ("high", "very high")


class Sender(Struct, frozen=True):
    """Who writes: `name` with organisation, `address` of their mail; `phone`, `page` where they have them. `key`: the
    fingerprint of their signing key, None where there is none.
    """

    name: str | None = None
    address: str | None = None
    phone: str | None = None
    page: str | None = None
    key: str | None = None
    post: tuple[str, ...] = ()


class Block(Struct, frozen=True):
    """A heading, a paragraph or a list."""

    kind: Literal["head", "par", "list", "steps"]
    text: str = ""
    items: tuple[str, ...] = ()


class NoticeText(Struct, frozen=True):
    """What is told; `tag`: BCP 47."""

    tag: str
    subject: str
    blocks: tuple[Block, ...]


def notice(name: str, facts: Facts, recipient: Recipient, sender: Sender, *, machine: bool = False) -> NoticeText:
    """The notice in the language of this name; `machine`: the same goes with it in XARF."""
    words = language(name)
    return NoticeText(
        words.tag, subject(words, facts), tuple(_blocks(words, facts, recipient, sender, machine=machine))
    )


def subject(words: NoticeLanguage, facts: Facts) -> str:
    """The subject: the number of the case and the first place that is open."""
    more = len(facts.doors) - 1
    form = words.subject.many if more else words.subject.one
    return form.format(case=facts.case, asset=facts.doors[0].place, more=words.count(words.counted.more, more))


def text(told: NoticeText) -> str:
    """The notice as plain text."""
    width = _ONE_LINE if told.tag in _UNBROKEN else WIDTH
    return "\n\n".join("\n".join(_lines(block, width)) for block in told.blocks) + "\n"


def _lines(block: Block, width: int) -> Iterator[str]:
    if block.kind == "head":
        yield block.text
        yield "-" * min(cell_len(block.text), WIDTH)
    elif block.kind == "par":
        for line in block.text.split("\n"):
            yield from _wrapped(line, "", width)
    else:
        for number, item in enumerate(block.items, 1):
            yield from _wrapped(item, f"{number}. " if block.kind == "steps" else "- ", width)


def _wrapped(line: str, mark: str, width: int) -> list[str]:
    """Lines broken at spaces only: an address or a word of a command stays whole."""
    return textwrap.wrap(
        line,
        width,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _blocks(words: NoticeLanguage, facts: Facts, to: Recipient, sender: Sender, *, machine: bool) -> Iterator[Block]:
    said, part, heads = words.text, words.role[to.role], words.heads
    yield Block("par", said.greeting)
    grave = facts.level in _GRAVE and any(door.kinds for door in facts.doors) and to.role == "owner"
    high = said.high.format(level=_level(words, facts.level)) if grave else ""
    yield Block("par", words.sentences(part.legal, high))
    why = part.why.format(asset=facts.doors[0].place)
    yield Block("par", words.sentences(_reminder(words, facts, to), why, part.ask))
    yield Block("head", heads.found)
    for door in facts.doors:
        yield Block("par", _door(words, door))
        yield Block("list", items=tuple(_about(words, door)))
    if facts.people:
        yield Block("par", said.people.format(people=_range(words, *facts.people)))
    yield Block("head", heads.close)
    yield from _steps(words, facts)
    yield Block("head", heads.not_done)
    login = said.factory if facts.tried else said.no_login
    yield Block("par", words.sentences(said.sample, said.not_done, login))
    yield Block("head", heads.ask)
    answer = said.answer.format(case=facts.case)
    yield Block("par", words.sentences(answer, said.again, said.xarf if machine else ""))
    yield Block("head", heads.verify)
    yield Block("par", words.sentences(*_who(words, facts, sender)))
    if sender.key:
        yield Block("par", said.key.format(fingerprint=sender.key))
    yield Block("par", words.sentences(said.back if sender.key else "", said.careful))
    yield Block("head", heads.told)
    yield Block("par", words.sentences(*_told(words, facts, to)))
    yield Block("par", said.regards)
    yield Block("par", "\n".join(_signature(words, sender)))
    if words.tag != _ENGLISH:
        yield from _detailed(words, facts)


def _reminder(words: NoticeLanguage, facts: Facts, to: Recipient) -> str:
    """That this very contact was written to before; nothing where it was not."""
    before = [each.at for each in facts.told if each.recipient.casefold() == to.address.casefold()]
    return words.text.reminder.format(date=words.day(min(before))) if before else ""


def _door(words: NoticeLanguage, door: DoorFacts) -> str:
    return words.text.door.format(place=door.place, product=door.product, access=words.access[door.access.value])


def _about(words: NoticeLanguage, door: DoorFacts) -> Iterator[str]:
    """What is told of one place: kinds, counts, times."""
    said = words.text
    kinds = [words.kinds.get(kind, words.kinds["other"]) for kind in door.kinds]
    if kinds:
        yield said.kinds.format(kinds=words.semicolon.join(dict.fromkeys(kinds)))
    elif door.collections:
        yield said.no_kinds
    if door.collections and door.records is None:
        yield said.extent_unknown
    elif door.records is not None:
        yield said.extent.format(
            records=words.count(words.counted.records, door.records),
            collections=words.count(words.counted.collections, door.collections),
        )
    if door.names:
        yield said.names.format(names=words.comma.join(door.names))
    seen = said.seen if words.at(door.first) != words.at(door.last) else said.seen_once
    yield seen.format(first=words.at(door.first), last=words.at(door.last))
    if door.since:
        yield said.since.format(since=words.since(door.since))
    if door.data_from:
        yield said.data.format(since=words.since(door.data_from))
    if door.level:
        yield said.severity.format(level=_level(words, door.level))


def _steps(words: NoticeLanguage, facts: Facts) -> Iterator[Block]:
    """How to shut each product, in the language of the notice; in English each has steps of its own."""
    said = words.text
    if words.tag == _ENGLISH and all(door.steps for door in facts.doors):
        yield from _detailed(words, facts)
        yield from (Block("par", line) for line in _revoked(words, facts))
        return
    ports = [str(port) for port in sorted({door.port for door in facts.doors})]
    first = said.limits.format(ports=words.listed(ports)) if len(ports) > 1 else said.limit.format(port=ports[0])
    products: dict[tuple[str, str, tuple[str, ...]], str | None] = {}
    for door in facts.doors:
        key = door.product, door.family, door.settings
        products[key] = products.get(key) or door.check
    yield Block("steps", items=(first, *_shut(words, products), *_revoked(words, facts), said.logs))
    if words.tag == _ENGLISH:
        yield from _detailed(words, facts)


def _revoked(words: NoticeLanguage, facts: Facts) -> Iterator[str]:
    """What opens other doors is worth more than its own: it is to be replaced, whoever has read it."""
    if any(_OPENS in door.kinds for door in facts.doors):
        yield words.text.revoke


def _shut(words: NoticeLanguage, products: Mapping[tuple[str, str, tuple[str, ...]], str | None]) -> Iterator[str]:
    """A step for each family of products, with the settings and the check of each product of it."""
    said = words.text
    families = dict.fromkeys(family for _, family, _ in products)
    for family in families:
        each = [words.login.get(family, words.login["store"])]
        own = [(product, settings, check) for (product, of, settings), check in products.items() if of == family]
        each += [
            said.settings.format(product=product, settings=words.comma.join(settings))
            for product, settings, _ in own
            if settings
        ]
        yield words.sentences(*each)
        yield from dict.fromkeys(said.check.format(command=check) for _, _, check in own if check)


def _detailed(words: NoticeLanguage, facts: Facts) -> Iterator[Block]:
    """The steps of each product and version, in English."""
    own = dict.fromkeys((door.product, door.steps) for door in facts.doors if door.steps)
    for product, steps in own:
        yield Block("par", words.text.own.format(product=product))
        yield Block("steps", items=steps)


def _who(words: NoticeLanguage, facts: Facts, sender: Sender) -> Iterator[str]:
    said = words.text
    yield said.who.format(sender=_named(words, sender))
    if facts.authorised:
        by, reference = clean(facts.authorised.by, 200), clean(facts.authorised.reference, 100)
        yield said.authorised.format(by=by, reference=reference)
    if sender.phone:
        yield said.phone.format(phone=sender.phone)
    if sender.page:
        yield said.page.format(page=sender.page)


def _told(words: NoticeLanguage, facts: Facts, to: Recipient) -> Iterator[str]:
    """Who was told before, and who will be: the rungs above this one that were not told yet."""
    said = words.text
    before = [each for each in facts.told if each.recipient.casefold() != to.address.casefold()]
    if before:
        each = [said.told.format(role=_role(words, one.role), date=words.day(one.at)) for one in before[:10]]
        yield said.so_far.format(told=words.listed(list(dict.fromkeys(each))))
    else:
        yield said.alone
    place = _LADDER.index(to.role) if to.role in _LADDER else 0
    had = {each.role for each in facts.told}
    later = [(role, at) for role, at in facts.plan if role in _LADDER[place + 1 :] and role not in had]
    if later:
        plan = [said.from_.format(role=_role(words, role), date=words.day(at)) for role, at in later]
        yield said.plan.format(told=words.listed(plan))
    yield said.last


def _role(words: NoticeLanguage, role: str) -> str:
    return words.roles.get(role, words.roles["owner"])


def _level(words: NoticeLanguage, level: str | None) -> str:
    return words.levels[(level or "low").replace(" ", "_")]


def _range(words: NoticeLanguage, low: int, high: int) -> str:
    if low >= high:
        return words.count(words.counted.people, high)
    form = words.text.range if low else words.text.up_to
    return form.format(low=words.number(low), high=words.count(words.counted.people, high))


def _named(words: NoticeLanguage, sender: Sender) -> str:
    return sender.name or sender.address or words.text.unnamed


def _signature(words: NoticeLanguage, sender: Sender) -> Iterator[str]:
    yield _named(words, sender)
    yield from (each for each in (sender.address, sender.phone, sender.page) if each and each != sender.name)
