"""Ages for which something is: a tariff, a drug or a code from one age to another is for all who are as old."""

from collections.abc import Iterable

from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.units import folded, units
from leftopen.privacy.memo import Memo

_AGE = "person.age"
_LOWER = frozenset(
    (
        "min",
        "minimum",
        "minima",
        "minimo",
        "minimale",
        "from",
        "lower",
        "low",
        "von",
        "ab",
        "mind",
        "desde",
        "de",
        "da",
        "od",
        "dal",
        "vanaf",
        "fra",
        "fran",
        "från",
        "alkaen",
        "мин",
        "от",
        "від",
        "tól",
        "alt",
        "下限",
        "最小",
        "최소",
        "起",
    )
)
_UPPER = frozenset(
    (
        "max",
        "maximum",
        "maxima",
        "maximo",
        "maximale",
        "to",
        "upper",
        "high",
        "bis",
        "hochst",
        "hasta",
        "ate",
        "até",
        "a",
        "al",
        "do",
        "tot",
        "til",
        "till",
        "asti",
        "макс",
        "до",
        "ig",
        "üst",
        "ust",
        "上限",
        "最大",
        "최대",
        "止",
    )
)
_LONGEST = 3


def of_ages(names: Iterable[str]) -> bool:
    """True where one name is of the lowest age for something, and another one of the highest.

    >>> of_ages(["age_min", "age_max"]), of_ages(["alter_von", "alter_bis"]), of_ages(["age", "age_max"])
    (True, True, False)
    >>> of_ages(["wiek_od", "wiek_do"]), of_ages(["price_from", "price_to"]), of_ages(["age_from", "price_to"])
    (True, False, False)
    """
    told = set().union(*map(_limits, names))
    return len(told) > 1


def limit(name: str) -> bool:
    """True for a name of the lowest or the highest age for something.

    >>> limit("age_min"), limit("age"), limit("min_price")
    (True, False, False)
    """
    return bool(_limits(name))


@Memo
def _limits(name: str) -> frozenset[str]:
    """Which end of ages a name is of, if it is of one."""
    its = units(name)
    if not 1 < len(its) <= _LONGEST:
        return frozenset()
    ends = {"lower" if unit in _LOWER else "upper" for unit in map(folded, its) if unit in _LOWER | _UPPER}
    rest = [unit for unit in its if folded(unit) not in _LOWER | _UPPER]
    aged = any(hint.concept == _AGE and hint.strength == 1.0 for hint in read(" ".join(rest)))
    return frozenset(ends) if aged and len(ends) == 1 else frozenset()
