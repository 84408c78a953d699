"""Names of countries and what belongs to one, as words of names of fields: `panama`, `costarricense`, `reniec`."""

from collections.abc import Mapping
from functools import cache

from leftopen.privacy.data import toml
from leftopen.privacy.detect.units import units


@cache
def words() -> Mapping[str, str]:
    """Each, its units joined, with the code of the country (ISO 3166-1, small letters).

    >>> words()["costarica"], words()["panamena"], words().get("pa")
    ('cr', 'pa', None)
    """
    told = toml("leftopen.privacy.detect", "countries.toml")
    names = [(country, each) for country, every in told["names"].items() for each in every[1:]]
    for part in ("only_called", "adjectives"):
        names += [(country, each) for country, every in told[part].items() for each in every]
    return {"".join(units(each)): country for country, each in names}


@cache
def codes() -> Mapping[str, str]:
    """Codes of two and three letters."""
    names = toml("leftopen.privacy.detect", "countries.toml")["names"]
    return {each: country for country, every in names.items() for each in (country, every[0])}
