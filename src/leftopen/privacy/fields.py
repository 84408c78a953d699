"""The fields of one store: reads records, then tells each field's path, type and labels.

A key of a record is shown where it is made of words that the product knows, where most records of its map have it, or
where the server declared it as a column; any other may be a value, and is `*` (see `redact`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from leftopen.model import Field, Label
from leftopen.privacy import described, headings, keys, packed
from leftopen.privacy.detect import bare, concepts, standing, wares
from leftopen.privacy.detect.calls import called
from leftopen.privacy.detect.evidence import KEPT, Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.person_names import known
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.decide import decide, labels_of
from leftopen.privacy.detect.records.unnamed import ANY_COUNTRY
from leftopen.privacy.detect.weights import number
from leftopen.privacy.flatten import NODES, Node, Tree, value_like
from leftopen.privacy.mask import BLOCK
from leftopen.privacy.pairs import Pairs, is_name
from leftopen.privacy.pieces import tails
from leftopen.privacy.redact import plain, redacted
from leftopen.privacy.sayings import Sayings
from leftopen.privacy.together import Cells, Spread, TooMany

MOST = 1000
"""Fields that one store's result describes."""
_PATH = 512
_TYPE = 40
_RECORDS = 5
"""Records from which on such a share means something."""
_OF_FAMILY = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9]{0,23}[.:=|/_-]{1,2}){1,4}\{?(?=\+\d)"
    r"|(?:[A-Za-z]{1,24}[:=|/_-]{1,2}){1,3}\{?(?=[+\d]|[^\s@:]{1,64}@)"
)
"""Words for what is kept of somebody before a key that is theirs, which Redis spreads by what stands in braces."""
_WORDS, _SHORT = re.compile(r"\w+"), 2
_FAMILY = 8
"""Declared siblings of one type without a word that is known, from which on they may be data of a mapping that grew."""


class Fields:
    """Collects records and classifies their fields. `about`: concepts of the store's name; `keep`: values a field.

    `declared`: the fields that a server told of a store of its own, by path; None for a file of the user's, whose keys
    are shown unless they are somebody's name or number, or stand in a map beside one.
    """

    def __init__(
        self, about: frozenset[str] = frozenset(), keep: int = KEPT, declared: Mapping[str, str] | None = None
    ) -> None:
        self.about, self.keep = about, keep
        self.declared = None if declared is None else {path.replace("[]", "") for path in declared}
        self.tree = Tree(self._cell)
        self.pairs = Pairs(self._collect)
        self._halves: set[Node] = set()
        self._keyed: dict[tuple[str, ...], Node] = {}
        self._twins: list[Node] = []
        self._last: tuple[Node, bool] | None = None
        self._headed: tuple[Node, headings.Headings] | None = None
        self._sayings = Sayings()
        self.records = 0

    def take(self, record: Any) -> None:
        """Reads one record."""
        self.records += 1
        self.tree.take(record)
        self.pairs.end(record)

    def take_all(self, records: Sequence[Any]) -> None:
        """Reads several records at once."""
        try:
            spread = Spread(self.tree, records)
        except TooMany:
            for record in records:
                self.take(record)
            return
        spread.settle()
        self.records += len(records)
        self.tree.records += len(records)
        for node, cells in spread.found.items():
            if node.column is None:
                self._begin(node)
            if cells.single:
                node.column.take_all(cells.values)
            else:
                node.column.take_lists(cells.values, (values for _, values in cells.each()))
            for late in tails(cells.values):
                node.column.skim_over(late)
        self._pair(spread.found, records)

    def _pair(self, found: Mapping[Node, Cells], records: Sequence[Any]) -> None:
        """Offers the halves of pairs of each record that may have both."""
        halves = [node for node in found if node in self._halves]
        places = {node.parts[:-1] for node in halves if is_name(node.parts[-1])}
        places &= {node.parts[:-1] for node in halves if not is_name(node.parts[-1])}
        if not places:
            return
        offered: dict[int, list[tuple[Node, list[Any]]]] = {}
        for node in halves:
            if node.parts[:-1] in places:
                for owner, values in found[node].each():
                    offered.setdefault(owner, []).append((node, values))
        for owner in sorted(offered):
            for node, values in offered[owner]:
                self.pairs.offer(node, values)
            self.pairs.end(records[owner])

    def _begin(self, node: Node) -> Column:
        """The column of a field that is met first."""
        column: Column = self._column(node)
        node.column = column
        if self.pairs.concerns(node):
            self._halves.add(node)
        return column

    def _cell(self, node: Node, values: list[Any]) -> None:
        column = node.column or self._begin(node)
        column.take(values)
        for late in tails(values):
            column.skim_over(late)
        if node in self._halves:
            self.pairs.offer(node, values)

    def _collect(self, node: Node, values: list[Any]) -> None:
        self.column(node).take(values)

    def column(self, node: Node) -> Column:
        """The column of a field, whatever told of it."""
        if node.column is None:
            node.column = self._column(node)
        found: Column = node.column
        return found

    def _column(self, node: Node) -> Column:
        return Column(node, self.about | standing.around(node.parts), self.keep)

    def judge(self, sayings: Sayings | None = None) -> list[Judged]:
        """Every field with its verdicts; maps whose keys turned out to be values are collapsed first. `sayings`: what
        the file or the store says of its fields."""
        self._sayings = sayings if sayings is not None else self._sayings
        for node in self.tree.walk():
            if node.column is not None:
                node.column.count()
        for node in list(self.tree.walk()):
            if node.apart:
                keys.settle(node)
            values = keys.values(node, self.records) or self._strange(node)
            if values:
                keys.collapse(node, values)
            if node.keys:
                self._name_keys(node)
        for node in self.tree.walk():
            if node.column is None and node is not self.tree.root and not (node.children or node.items):
                node.column = self._column(node)
        self._name()
        nodes = [node for node in self.tree.walk() if node.column is not None]
        told = [each for node in nodes for each in self.pairs.told.get(node.parts, ())]
        nodes = nodes[:NODES]
        keyed = [self._keyed[node.parts] for node in nodes if node.parts in self._keyed]
        keyed += [twin for node in nodes if (twin := self._twin(node)) is not None]
        columns = [each.column for each in (*nodes, *told, *keyed)]
        judged = decide(columns, self.about)
        if twins := described.twins(judged[: len(nodes)], sayings, self.about):
            judged = described.among(decide([*columns, *(twin.column for twin in twins)], self.about), twins)
        shown, rest = judged[: len(nodes)], judged[len(nodes) :]
        beside: dict[tuple[str, ...], list[Judged]] = {}
        for each in rest[len(told) :]:
            beside.setdefault(each.column.node.parts, []).append(each)
        folded = self._fold(shown, rest[: len(told)])
        return [_joined(each, beside.get(each.column.node.parts, [])) for each in folded]

    def _twin(self, node: Node) -> Node | None:
        """The same field with what its values hold, where each is packed by itself, or which national numbers they are
        though nothing calls them so."""
        column = node.column
        column.count()
        bits: tuple[int, ...] = ()
        texts = packed.opened(column.kept)
        if not texts and not _answered(column):
            texts, bits = bare.proved(column.kept)
        if not texts:
            return None
        twin = Node(node.parts)
        twin.column = self._column(twin)
        twin.column.proof = bits if len(bits) < 2 else (bit_of(ANY_COUNTRY),)
        twin.column.take_all(texts)
        twin.column.count()
        twin.column.samples.update(dict.fromkeys(twin.column.proof, texts[:1]))
        self._twins.append(twin)
        return twin

    def drop(self) -> None:
        """Lets go of all values that were kept, at once: columns and their nodes hold each other."""
        beside = (node for told in self.pairs.told.values() for node in told)
        for node in (*self.tree.walk(), *beside, *self._keyed.values(), *self._twins):
            node.column = None
            node.touched, node.keys, node.once = [], [], {}

    def _fold(self, judged: list[Judged], told: list[Judged]) -> list[Judged]:
        """Fields with what pairs told of them; a field that names others is no name of a person."""
        if not told:
            return judged
        by_parts: dict[tuple[str, ...], list[Judged]] = {}
        for parts, nodes in self.pairs.told.items():
            own = {id(node) for node in nodes}
            by_parts[parts] = [each for each in told if id(each.column.node) in own]
        naming = {parts[:-1] for parts in by_parts}
        result = []
        for each in judged:
            parts = each.column.node.parts
            if parts in by_parts:
                result.append(_joined(each, by_parts[parts]))
            elif parts[:-1] in naming and is_name(parts[-1]):
                result.append(Judged(each.column, []))
            else:
                result.append(each)
        return result

    def _strange(self, node: Node) -> list[str]:
        """The keys of a map within a server's records that are not shown and hold things of one shape."""
        if self.declared is None or node is self.tree.root:
            return []
        strange = [key for key, child in keys.named(node) if not concepts.read(key) and self._part(node, child) == "*"]
        return strange if len(strange) > 1 and keys.alike([node.children[key] for key in strange]) else []

    def _name(self) -> None:
        """Settles how each path is shown."""
        for node in self.tree.walk():
            above = node.shown or ""
            if node.items is not None:
                node.items.shown = f"{above}[]"
            for child in node.children.values():
                part = self._part(node, child)
                child.shown = f"{above}.{part}" if above else part

    def _part(self, node: Node, child: Node) -> str:
        part = child.parts[-1]
        if value_like(part):
            return keys.numbered_name(part) if node.rows >= _RECORDS and any(map(str.isalpha, part)) else "*"
        if part == "*" or plain(part):
            return part
        if self.declared is None and self._sayings.column(child.parts):
            return part if self._headings(node).column(part) else redacted(part, keys.PART)
        if self.declared is None:
            constant = node.rows >= _RECORDS and keys.most_have(node, child)
            said = headings.worded(part) or self._headings(node).column(part) or headings.unlike(child, node)
            if constant and said:
                return part
            return _known_words(part) if self._peopled(node) else redacted(part, keys.PART)
        if node.rows >= _RECORDS:
            shown = keys.most_have(node, child)
        else:
            shown = node is self.tree.root and part in self.declared
        return redacted(part, keys.PART) if shown else "*"

    def _headings(self, node: Node) -> headings.Headings:
        """The keys of the map whose fields are being named."""
        if self._headed is None or self._headed[0] is not node:
            self._headed = node, headings.Headings(node)
        return self._headed[1]

    def _peopled(self, node: Node) -> bool:
        """Whether a key of this map, within a record, names somebody: then others that are no known word may, too."""
        if node is self.tree.root:
            return False
        if self._last is None or self._last[0] is not node:
            strange = (key for key, _ in keys.named(node) if not plain(key))
            self._last = node, any(redacted(key, keys.PART) != key for key in strange)
        return self._last[1]

    def _name_keys(self, node: Node) -> None:
        """Keys that are values are classified as if they were a field: `accounts.*`, beside what stands there."""
        star = node.children.get("*")
        if star is None:
            return
        if star.column is None:
            of_keys = star
        else:
            self._keyed[star.parts] = of_keys = Node(star.parts)
        of_keys.column = self._column(of_keys)
        for key in node.keys:
            of_keys.column.take([_without_family(key)])


def _known_words(key: str) -> str:
    """A key beside one of somebody: the words in it that are the product's own, and nothing of any other.

    >>> _known_words("Zyxa Qwop"), _known_words("Kepemilikan motor (42)"), _known_words("user zyxa")
    ('█████████', '███████████ motor (42)', 'user ████')
    """
    words = _WORDS.findall(key[: keys.PART])
    if not any(len(word) > _SHORT and plain(word) for word in words):
        return BLOCK * min(len(key), keys.PART // 4)
    return redacted(_WORDS.sub(_ours, key[: keys.PART]), keys.PART)


def _ours(word: re.Match[str]) -> str:
    counts = word[0].isdecimal() and len(word[0]) <= _SHORT
    return word[0] if counts or plain(word[0]) else BLOCK * len(word[0])


def _without_family(key: str) -> str:
    """A key that is a value, without the words before it that say which family it is of.

    >>> _without_family("otp:+4930901820"), _without_family("u_10442"), _without_family("anna@example.org")
    ('+4930901820', '10442', 'anna@example.org')
    >>> [_without_family(key) for key in ("app2.otp.+4930901820", "cart:{4711}", "anna.berg@example.org")]
    ['+4930901820', '4711', 'anna.berg@example.org']
    """
    found = _OF_FAMILY.match(key)
    return key[found.end() :].removesuffix("}") if found else key


def _answered(column: Column) -> bool:
    """True where a name calls numbers or texts of a form and the values are such, or codes of wares: nothing else is
    asked of them."""
    if column.node.parts and wares.numbers(column.node.parts[-1]):
        return True
    called = (bit for bit in column.called if detectors()[bit].label != ANY_COUNTRY)
    called = (bit for bit in called if not detectors()[bit].loose and detectors()[bit].claim != "context")
    return any(max(column.whole[bit], column.fits[bit]) >= number("enough") * column.examined for bit in called)


def _joined(judged: Judged, told: list[Judged]) -> Judged:
    """The field with the surest of the verdicts on it and on those that it is told to be."""
    if not told:
        return judged
    best = {verdict.bit: verdict for verdict in judged.verdicts}
    for column, verdicts in told:
        for verdict in verdicts:
            if verdict.bit not in best or best[verdict.bit].confidence < verdict.confidence:
                best[verdict.bit] = verdict
                judged.column.samples[verdict.bit] = column.samples.get(verdict.bit, [])
    if any(verdict.claimed and verdict.bit in column.proof for column, verdicts in told for verdict in verdicts):
        best = {bit: each for bit, each in best.items() if detectors()[bit].label != ANY_COUNTRY or len(best) == 1}
    return Judged(judged.column, sorted(best.values(), key=lambda verdict: -verdict.confidence))


class Described(NamedTuple):
    """The fields as reports show them; `left_out`: how many there are besides."""

    fields: tuple[Field, ...]
    left_out: int


def describe(judged: list[Judged], declared: Mapping[str, str] | None = None, most: int = MOST) -> Described:
    """The fields as reports show them; those only `declared` by the server are told by their names alone.

    Fields that are shown alike become one, with the surest of their labels. Those with labels come first, where
    there are more than `most`.
    """
    types = {path.replace("[]", ""): kind for path, kind in (declared or {}).items()}
    fields: dict[str, Field] = {}
    for each in _foremost(judged, most):
        column = each.column
        path = path_of(column.node)
        kind = types.pop(column.node.path.replace("[]", ""), None)
        shown = redacted(kind, _TYPE, code=True) if kind else ""
        _add(fields, Field(path, shown or _type(column), labels_of(each)))
    room = max(0, most - len(judged))
    told = _Declared(judged, list(types)[:room])
    for plain_path in list(types)[:room]:
        node = told.node(plain_path)
        _add(fields, Field(path_of(node), redacted(types[plain_path], _TYPE, code=True), _told_by_name(node)))
    return Described(tuple(fields.values()), max(0, len(judged) - most) + max(0, len(types) - room))


def _foremost(judged: list[Judged], most: int) -> list[Judged]:
    """At most so many, in their order: those of which something is known before all others."""
    if len(judged) <= most:
        return judged
    known_first = sorted(range(len(judged)), key=lambda place: not judged[place].verdicts)
    return [judged[place] for place in sorted(known_first[:most])]


def _told_by_name(node: Node) -> tuple[Label, ...]:
    """The labels of a field of which nothing but the name is told; most names call no kind."""
    around = standing.around(node.parts)
    _, _, _, kinds, _ = called((node.parts, around))
    if not kinds:
        return ()
    return labels_of(decide([Column(node, around, 0)])[0])


def _type(column: Column) -> str:
    return column.types.most_common(1)[0][0] if column.types else "null"


def _add(fields: dict[str, Field], field: Field) -> None:
    before = fields.get(field.path)
    if before is None:
        fields[field.path] = field
    elif field.labels:
        best: dict[str, Label] = {}
        for label in (*before.labels, *field.labels):
            if label.label not in best or best[label.label].confidence < label.confidence:
                best[label.label] = label
        labels = sorted(best.values(), key=lambda label: -label.confidence)
        fields[field.path] = Field(before.path, before.type, tuple(labels))


class _Declared:
    """Paths that only the server told, as they are shown: below the top of its records only in words that are known, as
    a mapping of a search engine grows by what is written.
    """

    def __init__(self, judged: Iterable[Judged], paths: list[str]) -> None:
        data = any(_hidden(each.column.node) for each in judged)
        top = [path for path in paths if "." not in path]
        strange = sum(not plain(path) for path in top)
        self._grown = data or strange >= max(_FAMILY, 0.5 * len(top))

    def node(self, path: str) -> Node:
        """The node of a path, with `*` for keys that may be values.

        A dot within a key cannot be told from one between keys, so that what is personal is masked before it is parted.
        """
        parts = redacted(path, _PATH).split(".")
        kept: list[str] = []
        for above, part in enumerate(parts):
            strange = (above or self._grown) and not plain(part)
            value = value_like(part) or BLOCK in part or strange
            kept.append("*" if value or (known(part) and not concepts.read(part)) else part)
        node = Node(tuple(kept))
        node.shown = node.path
        return node


def _hidden(node: Node) -> bool:
    """True for a field at the top of a record whose key is not shown."""
    return node.shown is not None and node.shown.partition(".")[0].startswith("*")


def path_of(node: Node) -> str:
    """The path as shown: as it was judged, else with what is personal in a key masked."""
    if node.shown is not None:
        return node.shown or "."
    parts = (part if plain(part) else redacted(part, keys.PART) for part in node.parts)
    return ".".join(parts).replace(".[]", "[]") or "."
