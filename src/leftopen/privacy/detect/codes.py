"""Checks that codes of anything have: invoices, wares, firms and accounts get a digit by the same few methods.

Where one of these explains a column, that all of its numbers pass the check of a national number proves nothing: nine
digits by Luhn are a person in Canada and a firm in France. A method of one registry alone (weights of its own, another
sign, a `K` for ten) is a proof, as nobody else numbers things so.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial

from leftopen.privacy.detect.checksum import digits, luhn, stdnum

_CYCLES = (range(2, 8), range(2, 10), range(2, 11), range(2, 32))
"""Weights from the right of digits that are taken modulo 11: most invoices have the first, boletos the second."""
_BANKS = ((7, 3, 1), (3, 7, 1))
_SPARSE = 100
"""How many times what numbers of one counter span is less than what its figures are."""
_FEW, _DATE = 10, 8
"""Years within which the dates are that numbers of orders begin with, and how many figures those have at most."""


def explains(texts: Sequence[str]) -> Callable[[str], bool] | None:
    """The general check that all of some codes pass, if any: a single `K` among forty numbers is of another one.

    >>> explains(["4006381333931", "5449000000996", "9780471117094"]) is None, explains(["4006381333931", "18"])
    (False, None)
    """
    return next((passes for passes in _general() if all(map(passes, texts))), None)


@cache
def _general() -> tuple[Callable[[str], bool], ...]:
    weighed = (partial(_mod11, cycle=tuple(cycle), ten=ten) for cycle in _CYCLES for ten in ("", "0", "1"))
    banks = (partial(_mod10, weights=weights, sign=sign) for weights in _BANKS for sign in (1, -1))
    return luhn, _gs1, _mod97, _mod11_10, *weighed, *banks


def _gs1(text: str) -> bool:
    """Weights 1 and 3 from the right: GTIN, SSCC, GLN, whatever their length.

    >>> _gs1("4006381333931"), _gs1("4006381333932")
    (True, False)
    """
    if not digits(text):
        return False
    return sum(int(c) * (3 if at % 2 else 1) for at, c in enumerate(reversed(text))) % 10 == 0


def _mod97(text: str) -> bool:
    """ISO 7064 MOD 97-10, and the remainder itself (payment references in Belgium).

    >>> _mod97("90812345678989"), _mod97("010806817183")
    (False, True)
    """
    if not digits(text) or len(text) < 4:
        return False
    return int(text) % 97 == 1 or (int(text[:-2]) % 97 or 97) == int(text[-2:])


def _mod11_10(text: str) -> bool:
    """ISO 7064 MOD 11,10.

    >>> _mod11_10("94577403194"), _mod11_10("94577403195")
    (True, False)
    """
    return digits(text) and stdnum("iso7064.mod_11_10")(text)


def _mod11(text: str, *, cycle: Sequence[int], ten: str) -> bool:
    """The check digit modulo 11; `ten` is what stands for ten, where numbers that have it are issued at all.

    >>> _mod11("1234567892", cycle=range(2, 8), ten=""), _mod11("1234567893", cycle=range(2, 8), ten="")
    (True, False)
    """
    if not digits(text):
        return False
    total = sum(int(c) * cycle[at % len(cycle)] for at, c in enumerate(reversed(text[:-1])))
    check = -total % 11
    return text[-1] == (ten if check == 10 else str(check))


def _mod10(text: str, *, weights: Sequence[int], sign: int) -> bool:
    """The check digit modulo 10 by weights from the left, as travel documents and banks have it.

    >>> _mod10("021000021", weights=(3, 7, 1), sign=-1), _mod10("021000022", weights=(3, 7, 1), sign=-1)
    (True, False)
    """
    if not digits(text):
        return False
    total = sum(int(c) * weights[at % len(weights)] for at, c in enumerate(text[:-1]))
    return text[-1] == str(sign * total % 10)


def counted(texts: Sequence[str]) -> bool:
    """True where numbers lie so close together that one counter gave them: without their check digit they span less
    than a hundredth of what so many figures are.

    >>> counted(["104520018", "104520026", "104520033"]), counted(["104520018", "782210046", "551201339"])
    (True, False)
    """
    bodies = [int(text[:-1]) for text in texts if digits(text[:-1])]
    return len(bodies) == len(texts) > 1 and (max(bodies) - min(bodies)) * _SPARSE < 10 ** (len(texts[0]) - 1)


def dated(texts: Sequence[str], share: float) -> bool:
    """True where nearly all begin with a day of a few years, as numbers of orders do; people are born within a
    generation.

    >>> dated(["2403150017", "2411080412", "2501300993"], 0.95), dated(["5803150017", "2411080412", "8701300993"], 0.95)
    (True, False)
    """
    for year in (4, 2):
        years = [int(text[:year]) for text in texts if _day(text, year)]
        if len(years) >= share * len(texts) and max(years) - min(years) <= _FEW:
            return True
    return False


def _day(text: str, year: int) -> bool:
    """True where a text begins with a year of so many figures, a month and a day.

    >>> _day("240315", 2), _day("241315", 2), _day("20240230", 4), _day("51120230", 4)
    (True, False, True, False)
    """
    head = text[:_DATE]
    if not digits(head) or len(head) < year + 4 or (year == 4 and head[:2] not in ("19", "20")):
        return False
    return 1 <= int(head[year : year + 2]) <= 12 and 1 <= int(head[year + 2 : year + 4]) <= 31
