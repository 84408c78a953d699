"""Whom to tell when neither owner nor hoster acts: national CSIRT and data protection authority, a file a country.

The file's name is the country (ISO 3166-1, lower case). Each entry has its public source and the day on which it was
held against public lists. Addresses change, and some authorities take reports by a form alone: a mail address stands
there only where two lists agree on it, the page always. Nothing is sent to them but by `cases notify`.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec
from msgspec import Struct

from leftopen.cases.model import CaseError, Further, Rung

RUNGS: tuple[Rung, ...] = ("csirt", "authority")
_HAS_A_PLACE = ("owner", "hoster")


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """One office of a country. `mail` is None where it is reached by its page alone."""

    name: str
    page: str
    source: str
    mail: str | None = None


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    checked: dt.date
    csirt: Office | None = None
    authority: Office | None = None


class Country(NamedTuple):
    """A country that a case has to do with, and why that is thought."""

    code: str
    why: str


@cache
def known() -> Mapping[str, _File]:
    """All countries. A file with a key missing or unknown stops the program with its name."""
    found = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            try:
                told = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
            except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
                raise ValueError(f"leftopen.cases.authorities: {file.name}: {error}") from None
            found[file.name.removesuffix(".toml")] = told
    return found


def countries(
    labels: Iterable[str], contacts: Iterable[tuple[str, str]], registered: Iterable[tuple[str, str]] = ()
) -> tuple[Country, ...]:
    """The countries that a case has to do with, the surest first: where the owner's domain or network is, else the
    hoster's, then whose identity numbers are in the data. `contacts`: roles and addresses; `registered`: roles and
    countries of the registry. Countries without a file are not told.
    """
    mails = [(role, _domain(address), "mail is at a domain of this country") for role, address in contacts]
    nets = [(role, country.casefold(), "network is in this country by the registry") for role, country in registered]
    found: dict[str, str] = {}
    for wanted, (role, code, how) in ((wanted, each) for wanted in _HAS_A_PLACE for each in (*mails, *nets)):
        if role == wanted and code in known():
            found.setdefault(str(code), f"the {role}’s {how}")
    for label in sorted(set(labels)):
        kind, _, rest = label.partition(".")
        number = rest.partition(".")[0]
        if kind == "id" and number in known():
            found.setdefault(number, "numbers that this country gives to people are in the data")
    return tuple(Country(code, why) for code, why in found.items())


def further(places: Iterable[Country]) -> tuple[Further, ...]:
    """Those further up in these countries, CSIRTs first."""
    told = [(place, known()[place.code]) for place in places if place.code in known()]
    return tuple(
        Further(
            rung, place.code.upper(), office.name, office.mail or office.page, office.page, office.source,
            file.checked.isoformat(), place.why,
        )
        for rung in RUNGS
        for place, file in told
        if (office := getattr(file, rung)) is not None
    )  # fmt: skip


def office(role: Rung, code: str | None, places: Iterable[Country]) -> Further:
    """The office of a role: of a country that is named, else of the only one that the case has to do with.

    Raises CaseError, which says which are known.
    """
    said = code.strip().casefold() if code else None
    if said is not None:
        if said not in known():
            raise CaseError(f"--country: of {code!r} no {role} is known here. Known are: {_codes(known())}.")
        places = (Country(said, "named by a person"),)
    found = [each for each in further(places) if each.role == role]
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(f"{each.country} ({each.why})" for each in found)
        raise CaseError(f"Which {role} is not clear: {told}. Say which country: --country {found[0].country}")
    raise CaseError(f"No {role} is known for this case. Say which country: --country NL, or whom: --to ADDRESS")


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(code.upper() for code in codes)


def _domain(address: str) -> str | None:
    """The country of an address by the end of its domain; None for one of no country, or of one without a file."""
    end = address.rpartition("@")[2].rstrip("/.").rpartition(".")[2].casefold()
    code = {"uk": "gb"}.get(end, end)
    return code if "@" in address and code in known() else None
