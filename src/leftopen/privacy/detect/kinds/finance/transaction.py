"""Financial transaction.

What: a line of a ledger: an amount that goes from or to somebody. Issuer: none. Source: the structure of the record,
as in ISO 20022 `pacs.008` (amount with currency, debtor or creditor, time): an amount alone is a price.

>>> valid("12.50"), valid("1,204.00"), valid("free")
(True, True, False)
>>> company(frozenset({"finance.amount", "finance.currency", "finance.counterparty", "time.moment"})) >= 0.5
True
>>> company(frozenset({"finance.amount", "finance.currency"})) >= 0.5
False
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


def company(concepts: frozenset[str]) -> float:
    """A ledger has amounts and three of: who with, currency, time, a transaction's own number."""
    parts = ("finance.counterparty", "finance.currency", "time.moment", "finance.record")
    found = sum(part in concepts for part in parts)
    party = "finance.counterparty" in concepts or "finance.record" in concepts
    return (0.0, 0.2, 0.6, 0.8, 0.9)[found] if party else 0.2


def mask(_values: Sequence[Any]) -> str:
    """The structure only."""
    return "amount of a ledger"
