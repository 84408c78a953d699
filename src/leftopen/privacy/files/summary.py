"""What was found in one line, and which labels a word of the user's means."""

from collections.abc import Iterable
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import stores
from leftopen.privacy.detect.labels import labels

ANY = "any"


def claimed(fields: Iterable[dict[str, Any]]) -> set[str]:
    """The labels that are claimed of any of the fields."""
    return {each["label"] for field in fields for each in field["labels"] if each["confidence"] >= CLAIM}


def wanted(words: Iterable[str]) -> set[str]:
    """The labels that words mean: a label, its beginning or end, an ENISA class, or any. KeyError for another word.

    >>> sorted(wanted(["health"])), wanted(["special"]) >= {"special.health", "special.religion"}
    (['special.health'], True)
    """
    found: set[str] = set()
    for word in words:
        meant = {name for name, meaning in labels().items() if _means(word.lower(), name, meaning.enisa)}
        if not meant:
            raise KeyError(word)
        found |= meant
    return found


def _means(word: str, name: str, enisa: str) -> bool:
    return word in (ANY, name, enisa) or name.startswith(f"{word}.") or name.endswith(f".{word}")


def counts(fields: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`{"fields": those with a claim, "kinds": their labels, "special": those with extra protection by law}`."""
    kinds = claimed(personal := [field for field in fields if claimed([field])])
    special = sorted(kind for kind in kinds if kind in labels() and labels()[kind].special)
    return {"fields": len(personal), "kinds": sorted(kinds), "special": special}


def sentence(fields: Iterable[dict[str, Any]]) -> str:
    """The same as a line.

    >>> sentence([{"labels": [{"label": "special.health", "confidence": 0.9}]}, {"labels": []}])
    '1 field of 1 kind, special categories: health'
    """
    fields = list(fields)
    found = counts(fields)
    if not found["fields"]:
        hints = sum(bool(field["labels"]) for field in fields)
        return "no field of personal data found" + (f" for sure, hints in {hints}" if hints else "")
    many, kinds = found["fields"], len(found["kinds"])
    says = f"{many} field{'s' if many > 1 else ''} of {kinds} kind{'s' if kinds > 1 else ''}"
    special = [name.removeprefix("special.").replace("_", " ") for name in found["special"]]
    return says + (f", special categories: {', '.join(special)}" if special else "")


def together(holds: Iterable[str]) -> str:
    """What collections are, by the names of `detect.stores`, as a line; "" where nothing tells.

    >>> together(["patients", "sessions", "patients"])
    'taken together: session tokens (they open other doors), patient records'
    """
    told = [stores.says(name) for name in sorted(set(holds), key=stores.rank)]
    return f"taken together: {', '.join(told)}" if told else ""
