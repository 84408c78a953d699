"""Financial transaction.

What: a line of a ledger: an amount that goes from or to somebody. Issuer: none. Source: the structure of the record,
as in ISO 20022 `pacs.008` (amount with currency, debtor or creditor, time): an amount alone is a price.

>>> valid("12.50"), valid("1,204.00"), valid("free")
(True, True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.later import later

LABEL = "finance.transaction"
CLAIM = "context"
CONCEPTS = ("finance.amount",)

_AMOUNT = later(r"[-+]?[$€£¥₽]? ?\d[\d.,' ]*(?: ?[A-Z€$£¥]{1,4})?")


def valid(text: str) -> bool:
    """True for an amount of money."""
    return len(text) <= 40 and _AMOUNT.fullmatch(text.strip()) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for a number or the text of one."""
    return any(
        not isinstance(v, bool) and (isinstance(v, (int, float)) or (isinstance(v, str) and valid(v))) for v in values
    )


def mask(_values: Sequence[Any]) -> str:
    """The structure only."""
    return "amount of a ledger"
