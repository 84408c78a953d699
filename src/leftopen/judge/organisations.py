"""Names of organisations: which are the same, which are hosters, and which say nothing. The lists are `traps.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

from leftopen.scope.domains import registered

_MOST = 300
"""Characters of a name that are looked at; registries and certificates have shorter ones."""
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"[^\W\d_]+|\d+")
_LEAST, _STRETCH, _SHORT = 4, 6, 3
"""Letters of a word that is enough to know an organisation by."""
_UNLIKE = {"hosters": 7, "device_makers": 5, "store_makers": 7}
"""Letters of a name on each list from which on it may begin a word: with fewer many words of others do (`amazon`)."""


@cache
def _traps() -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / "traps.toml").read_text("utf-8"))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _traps()[name])


@cache
def _bare_set(name: str) -> frozenset[str]:
    return frozenset(bare(word) for word in _traps()[name])


def bare(name: str) -> str:
    """Letters and digits alone, case folded."""
    return "".join(char for char in name[:_MOST].casefold() if char.isalnum())


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a name without legal forms and little words; of a domain, of the label that was registered.

    >>> words("Harbour Watch, Ltd."), words("db.harbour-watch.example"), words("University of Northmoor")
    (('harbour', 'watch'), ('harbour', 'watch'), ('university', 'northmoor'))
    """
    if "." in name and " " not in name and (domain := registered(name)) is not None:
        name = domain.split(".", 1)[0]
    found = [word.casefold() for word in _WORD.findall(name[:_MOST])]
    kept = [word for word in found if word not in _set("legal_forms") | _set("little_words")]
    return tuple(kept or found)


def same(one: str, other: str) -> bool:
    """Whether two spellings (names, domains, words of clusters) are of one organisation.

    >>> same("Harbour Watch, Ltd", "harbourwatch.example"), same("University of Northmoor", "northmoor.example")
    (True, True)
    >>> same("Hengda Clinic", "Hengda Logistics"), same("National Bank of Arden", "National Bank of Corran")
    (False, False)
    """
    left, right = _core(one), _core(other)
    if not left or not right:
        return False
    if "".join(left) == "".join(right):
        return True
    fewer, more = sorted((set(left), set(right)), key=len)
    known = {word for word in fewer if word not in _set("common_words")}
    return fewer <= more and any(len(word) >= _LEAST for word in known)


def _core(name: str) -> tuple[str, ...]:
    """The words that are no additions of those who run machines (`prod`, `cluster`, `01`)."""
    return tuple(word for word in words(name) if word not in _set("additions") and not word.isdigit())


def stands_in(name: str, other: str) -> bool:
    """Whether a name of a collection is called after somebody: what is theirs in it is written at one stretch.

    >>> stands_in("CityEye Platform", "cityeye_faces_2025"), stands_in("Harbour Watch", "harbour-watch.logs")
    (True, True)
    >>> stands_in("Fairhaven Clinic", "clinics"), stands_in("analytics", "analytics_daily")
    (False, False)
    """
    core = _core(name)
    known = [word for word in core if word not in _set("common_words")]
    for wanted in ("".join(core), "".join(known)):
        if known and len(wanted) >= (_STRETCH if wanted.isascii() else _SHORT) and wanted in bare(other):
            return True
    return False


def telling(name: str) -> bool:
    """Whether a name has a word that not everybody could have.

    >>> telling("analytics-prod"), telling("user_events"), telling("harbour-watch"), telling("青山视界")
    (False, False, True, True)
    """
    return any(word not in _set("common_words") for word in _core(name))


def hosting(name: str) -> bool:
    """Whether a name says that its bearer gives addresses or machines to others.

    >>> hosting("Stratohost GmbH"), hosting("Fairhaven Clinic"), hosting("Northwind Cloud Services BV")
    (True, False, True)
    """
    folded = [word.casefold() for word in _WORD.findall(name[:_MOST])]
    ends = tuple(_set("hosting_ends"))
    return (
        any(word in _set("hosting_words") or word.endswith(ends) for word in folded)
        or any(phrase in " ".join(folded) for phrase in _set("hosting_phrases"))
        or _led(name, "hosters")
    )


def _led(name: str, known: str) -> bool:
    """Whether a name begins with one of a list: with whole words, or with letters enough to be no other word's begin.

    >>> [_led(name, "store_makers") for name in ("Mongo Inc.", "MongoDBs", "Mongolian Railway")]
    [True, True, False]
    """
    begins = _bare_set(known)
    whole = bare(name)
    if any(part in begins for part in accumulate(_PART.findall(name[:_MOST].casefold()))):
        return True
    return whole.startswith(tuple(begin for begin in begins if len(begin) >= _UNLIKE[known]))


def freemail(domain: str) -> bool:
    """Whether anybody can have an address there, or it is an access provider's or made for examples."""
    label = domain.casefold().split(".", 1)[0]
    return domain.casefold() in _set("freemail") or label in _set("freemail_labels")


def hidden(name: str) -> bool:
    """Whether words stand there in place of a name.

    >>> hidden("REDACTED FOR PRIVACY"), hidden("Domains By Proxy, LLC"), hidden("N/A"), hidden("Organisation unknown")
    (True, True, True, True)
    >>> hidden("Fairhaven Clinic"), hidden("Northern Ambulances"), hidden("Hidden Valley School")
    (False, False, False)
    """
    found = _WORD.findall(name.casefold())
    nobodys = "█" in name or all(word in _set("hidden_words") for word in found)
    return nobodys or any(phrase in " ".join(found) for phrase in _set("hidden"))


def formed(name: str) -> bool:
    """Whether a name says of itself that it is no person's: a legal form stands in it, or what an organisation is.

    >>> formed("Weber Logistik GmbH"), formed("University of Northmoor"), formed("Anna de Weber")
    (True, True, False)
    """
    found = {word.casefold() for word in _WORD.findall(name[:_MOST])}
    return bool(found & (_set("legal_forms") | _set("common_words")))


def store_maker(name: str) -> bool:
    """Whether this is who makes a store itself: its name stands everywhere, and says nothing of anybody."""
    return _led(name, "store_makers")


def device_maker(name: str) -> bool:
    """Whether this is who makes devices and appliances, and signs their first certificates."""
    return _led(name, "device_makers")


def white_label(name: str) -> bool:
    """Whether this is a platform that others run under their own names."""
    return bare(name) in _bare_set("platforms")


def allocation(kind: str | None) -> bool:
    """Whether a type of network is one of those from which others get theirs."""
    return bool(kind) and _typed(str(kind), "allocations")


def assignment(kind: str | None) -> bool:
    """Whether a type of network is one for the use of its holder alone."""
    return bool(kind) and not allocation(kind) and _typed(str(kind), "assignments")


def _typed(kind: str, table: str) -> bool:
    folded = " ".join(_WORD.findall(kind.casefold()))
    return any(re.search(rf"\b{re.escape(each)}\b", folded) for each in _set(table))


def generic_pointer(host: str, address: str) -> bool:
    """Whether a reverse name is made of the address, or of words of hosters.

    >>> generic_pointer("static-192-0-2-7.net.example", "192.0.2.7"), generic_pointer("mail.fair.example", "192.0.2.7")
    (True, False)
    """
    numbers = re.findall(r"\d+", address)
    domain = registered(host, by_registry=True) or ""
    labels = host.casefold().removesuffix(domain).strip(".")
    found = re.findall(r"\d+", host)
    if ":" not in address and len(numbers) == 4:
        hexed = "".join(f"{int(number):02x}" for number in numbers)
        if hexed in labels or sum(number in found for number in dict.fromkeys(numbers[1:])) >= 2:
            return True
    parts = {part for part in re.split(r"[\d.\-_]+", labels) if part}
    return bool(parts & _set("generic_pointers")) or hosting(domain.split(".", 1)[0])
