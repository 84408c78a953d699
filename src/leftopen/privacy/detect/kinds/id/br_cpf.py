"""Individual taxpayer number of Brazil (Cadastro de Pessoas Físicas, CPF).

What: nine digits and two check digits, written 000.000.000-00. Issuer: Receita Federal. Source: Lei 14.534/2023 (the
one general number of a citizen) and Instrução Normativa RFB 2.172/2024; the check digits come from `stdnum.br.cpf`.
Eleven equal digits pass them and were issued to nobody. Without its dots and dash only the field's name can tell it.

>>> valid("529.982.247-25"), valid("52998224725"), valid("529.982.247-26"), valid("111.111.111-11")
(True, True, False, False)
>>> plausible([52998224725]), plausible(["***.982.247-**"]), plausible(["13912345678"])
(True, True, False)
"""

import re
from collections.abc import Sequence
from typing import Any

from stdnum.br import cpf

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import checksum

LABEL = "id.br.cpf"
CLAIM = "checked"
CONCEPTS = ("id.br.cpf",)
PATTERN = r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"

_WRITTEN = re.compile(r"[0-9*xX]{3}\.[0-9]{3}\.[0-9]{3}-[0-9*xX]{2}")
_DIGITS = 11


def valid(text: str) -> bool:
    """True for eleven digits, bare or with dots and dash, whose check digits are right."""
    figures = normal(text) if _WRITTEN.fullmatch(text) or checksum.digits(text) else ""
    return len(set(figures)) > 1 and bool(cpf.is_valid(figures))


def plausible(values: Sequence[Any]) -> bool:
    """True for the written form, hidden digits and wrong checks too, and for bare digits that are valid."""
    return any(_could(v) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool))


def _could(value: str | int) -> bool:
    text = f"{value:0{_DIGITS}d}" if isinstance(value, int) else value[:30].strip()  # as a number it lost its zeros
    return _WRITTEN.fullmatch(text) is not None or valid(text)


def normal(text: str) -> str:
    """The eleven digits."""
    figures = text.strip().replace(".", "").replace("-", "")
    return figures if len(figures) == _DIGITS and checksum.digits(figures) else ""


def mask(values: Sequence[Any]) -> str:
    """The first and the last two characters."""
    return masks.masked(next((str(v).strip() for v in values if plausible([v])), ""))
