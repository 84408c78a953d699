"""Icons of web sites: which number a product shows by itself, and so says nothing of who runs it (`icons.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct


class Icon(Struct, frozen=True, forbid_unknown_fields=True):
    """A product's own icon, in each of its forms; `maker` is who makes it, `source` where that is known from."""

    product: str
    maker: str
    numbers: tuple[int, ...]
    source: str


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    icon: tuple[Icon, ...]


@cache
def table() -> tuple[Icon, ...]:
    """The known icons. A row with a key missing or unknown stops the program."""
    text = (resources.files(__package__) / "icons.toml").read_text("utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), _Table).icon
    except msgspec.ValidationError as error:
        raise ValueError(f"leftopen.judge: icons.toml: {error}") from None


@cache
def _by_number() -> Mapping[int, Icon]:
    return {number: icon for icon in table() for number in icon.numbers}


def known(number: int | None) -> Icon | None:
    """Whose icon this is by default; None for one that may be of somebody's own.

    >>> known(1611729805).product, known(7)
    ('Elasticsearch', None)
    """
    return None if number is None else _by_number().get(number)
