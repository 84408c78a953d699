"""What a team says of itself once, in `config.toml` in the user's folder of settings.

Who writes, and by which server, stands in other tables of it (`notices.settings`).

[deadlines]
zone = "Europe/Amsterdam"   # deadlines end at the hour of this zone
country = "NL"              # whose national holidays are no working days
hour = 17
"""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct

from leftopen import regular, signing
from leftopen.cases.model import CaseError

FILE = "config.toml"
_LARGEST = 1 << 16


class HouseFile(NamedTuple):
    """The file: where it is, its mode, its tables."""

    path: Path
    mode: int
    tables: dict[str, Any]


class Deadlines(Struct, frozen=True, forbid_unknown_fields=True):
    """`[deadlines]`; None for what is not said."""

    zone: str | None = None
    country: str | None = None
    hour: int | None = None


def file() -> HouseFile | None:
    """The file; None where there is none. Raises CaseError for one that cannot be read, without repeating it."""
    try:
        path = signing.folder() / FILE
        with regular.reading(path) as opened:
            mode, data = os.fstat(opened.fileno()).st_mode, opened.read(_LARGEST)
    except (signing.NoKey, OSError):
        return None
    try:
        return HouseFile(path, mode, tomllib.loads(data.decode()))
    except (ValueError, tomllib.TOMLDecodeError):
        raise CaseError(f"{path}: cannot be read as TOML.") from None


def deadlines() -> Deadlines:
    """What the team says of its days. Raises CaseError."""
    found = file()
    if found is None or "deadlines" not in found.tables:
        return Deadlines()
    try:
        said = msgspec.convert(found.tables["deadlines"], Deadlines)
    except msgspec.ValidationError as error:
        raise CaseError(f"{found.path}: [deadlines]: {error}.") from None
    if said.hour is not None and not 0 <= said.hour <= 23:
        raise CaseError(f'{found.path}: [deadlines]: "hour" is 0 to 23.')
    if said.zone is not None and not _zone(said.zone):
        raise CaseError(f'{found.path}: [deadlines]: "zone" is no time zone. Write: zone = "Europe/Amsterdam"')
    if said.country and not _country(said.country):
        raise CaseError(f'{found.path}: [deadlines]: of "country" no holidays are known. Write: country = "NL"')
    return said


@cache
def _zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@cache
def _country(code: str) -> bool:
    import holidays  # late: it takes a while to load

    return code in holidays.list_supported_countries()
