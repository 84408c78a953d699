"""What a probe read, before masking. A `Raw` or a `Finding` never leaves memory: `privacy.capture` ends it.

None of these types has a readable repr, can be pickled, copied or turned into JSON: whoever logs one by mistake logs
nothing. Every `str` in them that came from the other side is unmasked and untrusted.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from leftopen.model import Access


class Unprintable:
    """Base of everything that holds a person's data: repr says the type only, serialising is refused."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds unmasked data and is not serialised")

    def __copy__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds unmasked data and is not copied")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds unmasked data and is not copied")


class Raw(Unprintable):
    """One record as read: nested dicts and lists of JSON-like leaves (also bytes and datetime)."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value: Mapping[str, Any] | None = value

    def drop(self) -> None:
        """Forgets the record; what stays is the empty shell."""
        self.value = None


class Quoted(Unprintable):
    """Text that came from the other side inside a sentence of ours: an index name, a realm, a title."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Phrase(Unprintable):
    """A sentence of ours with `Quoted` parts, which `capture` masks: `Phrase("GET /", Quoted(name), "/_search")`."""

    __slots__ = ("parts",)

    def __init__(self, *parts: str | Quoted) -> None:
        self.parts = parts

    def __iter__(self) -> Iterator[str | Quoted]:
        return iter(self.parts)


class Times(Unprintable):
    """A span of dates asked of the server without records; `path` is the field, `None` for times that the server made
    itself: those are told to the day, and those of fields only where they are of events of enough people.

    `first` and `last` are epoch seconds; `basis` says how they were had, e.g. "index creation date".
    """

    __slots__ = ("basis", "first", "last", "path")

    def __init__(self, basis: str, first: float | None, last: float | None, path: str | None = None) -> None:
        self.basis, self.first, self.last, self.path = basis, first, last, path


class RawCollection(Unprintable):
    """A collection as read: its name, its figures, its declared field types, and the sampled records.

    `declared` maps field paths to the server's own type names (a mapping, a column list); `created` is epoch seconds;
    `said` maps them to the server's own words for them (a description), which may be anything;
    `family`: it is no store that somebody named, but keys that begin alike; `door`: how to ask for it again, or for the
    session in which it was read, where that is not by its name.
    """

    __slots__ = ("bytes", "created", "declared", "door", "family", "name", "raws", "records", "said", "times")

    def __init__(
        self,
        name: str,
        *,
        records: int | None = None,
        bytes: int | None = None,
        created: float | None = None,
        declared: Mapping[str, str] | None = None,
        raws: Iterable[Raw] = (),
        times: Iterable[Times] = (),
        family: bool = False,
        door: str | None = None,
    ) -> None:
        self.family, self.door = family, door
        self.name, self.records, self.bytes, self.created = name, records, bytes, created
        self.declared = dict(declared or {})
        self.said: dict[str, str] = {}
        self.raws = list(raws)
        self.times = list(times)


class Finding(Unprintable):
    """The verdict of a probe with what it read.

    `protocol` and `product` are words of ours; `version` and `facts` values come from the other side. `listed` is how
    many collections the service named. `proof` says what was read without credentials and which control confirmed it.
    `remedy` names the key in the probe's `.toml` whose steps apply (None: the default for the product). `doors` are
    words of ours for what was read (a path, a call); where there are none, it is the stores with records. `doubted`:
    see `model.Service`.
    """

    __slots__ = (
        "access",
        "doors",
        "doubted",
        "facts",
        "listed",
        "product",
        "proof",
        "protocol",
        "remedy",
        "stores",
        "version",
    )

    def __init__(
        self,
        protocol: str,
        access: Access,
        proof: Phrase | str,
        *,
        product: str | None = None,
        version: str | None = None,
        stores: Iterable[RawCollection] = (),
        listed: int | None = None,
        facts: Mapping[str, str] | None = None,
        remedy: str | None = None,
        doors: Iterable[str] = (),
        doubted: bool = False,
    ) -> None:
        self.protocol, self.access = protocol, access
        self.doors = list(doors)
        self.proof = proof if isinstance(proof, Phrase) else Phrase(proof)
        self.product, self.version = product, version
        self.stores = list(stores)
        self.listed = listed
        self.facts = dict(facts or {})
        self.remedy = remedy
        self.doubted = doubted
