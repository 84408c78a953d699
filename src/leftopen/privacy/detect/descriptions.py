"""What a sentence about a field says it holds: a comment, a title, a description.

It is a longer name and is read as one, part by part: `Ethnic group of the tenant, as declared` says an ethnicity in its
first clause, before the word that joins whose it is. What is said not to be so, no more, or of a thing, a number or a
moment tells nothing: `not a religion`, `race condition retries`, `breed of the dog`, `date of the last diagnosis`.
"""

import re
from collections.abc import Sequence
from functools import cache

from leftopen.privacy.data import beside
from leftopen.privacy.detect.concepts import LONGEST, Hint, read, tells
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.units import folded, units
from leftopen.privacy.detect.weigh import THINGS
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

_CLAUSES = 3
"""Clauses that are read: what comes behind explains."""
_ASIDE = later(r"[(\[{<（【［][^()\[\]{}<>（）【】［］]{0,240}[)\]}>）】］]?")
_ENDS = later(r"[.;:!?|,\n\r\t•·…。；：，、！？]+|\s[-–—]+\s|--+")
_WORD = later(r"[^\s/\"“”„«»*#]+")
_SHORT = 2
"""Letters of a word for `not` that is something else within a sentence in another language: Portuguese `no`."""
_BEHIND = frozenset(("other.part", "other.kind", "other.whether", "other.qualifier"))
"""What a part may say that the next one says of what: `Type of disability`."""
_MEASURE = "other.measure"
"""`number of`."""
_NAME = "person.name"
_TRIED = 3
"""Words at the end of a part that may only say how it is told."""
_PLAIN_THINGS = frozenset((*THINGS, "about.thing", "other.thing")) - {"about.count"}
"""What a part may be of that is nobody; people are counted, too: `as of the census`."""
_UNSPACED = "\u0e00"


def speaks(text: str) -> tuple[Hint, ...]:
    """The concepts that a sentence tells of its field, with whom it is about; none where it denies them.

    >>> [hint.concept for hint in speaks("HIV status (0 = unknown)")]
    ['special.health']
    >>> speaks("not a religion: campaign code"), speaks("race condition retries"), speaks("Quentin Zander")
    ((), (), ())
    """
    if any(_thing(hint) for aside in _ASIDE.findall(text) for hint in read(aside)):
        return ()
    clauses = (clause.strip() for clause in _ENDS.split(_ASIDE.sub(" ", text)))
    for clause in [clause for clause in clauses if clause][:_CLAUSES]:
        words = [word.strip("'’") for word in _WORD.findall(clause)]
        if _denies(clause, words):
            return ()
        parts, joined = _parts(words)
        if any(hint.concept == _MEASURE for hint in read(" ".join(words[:2]))):
            return ()
        told = _of_clause(clause, parts, joined)
        if told is None:
            return ()
        if told:
            about = [hint for part in parts for hint in read(part) if hint.concept.startswith("about.")]
            return (*told, *(hint for hint in about if not hint.weak and hint not in told))
    return ()


def _of_clause(clause: str, parts: Sequence[str], joined: Sequence[str]) -> tuple[Hint, ...] | None:
    """What a clause tells; None where it tells something else, so that what follows is of that. `joined`: each part
    with the next one, as `Date of birth` of the pupil is one word for it.
    """
    whole = read(clause) if len(units(clause)) <= LONGEST else ()
    if _whole(whole):
        return whole
    for at, part in enumerate(parts):
        hints = _of_part(part)
        if at < len(joined) and _whole(both := read(joined[at])):
            hints = both
        if _whose(hints, parts[at + 1 :]):
            continue
        if any(tells(hint.concept) and hint.strength >= number("agrees") for hint in hints):
            rest = [read(other) for other in parts[at + 1 :]]
            apart = any(_thing(hint) for some in (hints, *rest) for hint in some)
            return None if apart or _doubtful(hints, rest) else hints
        if any(_other(hint) for hint in hints):
            return None
    return ()


def _of_part(part: str) -> tuple[Hint, ...]:
    """What a part tells, without the words at its end that say how: `Sex offender registry tier`."""
    hints = read(part)
    words = part.split(" ")
    for left in range(1, min(_TRIED, len(words) - 1) + 1):
        if any(tells(hint.concept) and hint.strength >= number("clear") for hint in hints):
            return hints
        last = read(words[-left])
        if not last or any(not (hint.weak or hint.concept in _BEHIND) for hint in last):
            break
        shorter = read(" ".join(words[:-left]))
        if _whole(shorter):
            return shorter
    return hints


def _whole(hints: Sequence[Hint]) -> bool:
    """True for a word for a kind without doubt."""
    return any(tells(hint.concept) and hint.strength == 1.0 and not hint.weak for hint in hints)


def _whose(hints: Sequence[Hint], rest: Sequence[str]) -> bool:
    """True for a word for somebody, which may be a name for a field of names as well, before what it is of theirs:
    `whether the donor has …`, `患者の宗教`."""
    told = [hint for hint in hints if tells(hint.concept)]
    if not told or any(hint.concept != _NAME for hint in told):
        return False
    somebody = all(hint.weak for hint in told) or any(hint.concept in SOMEBODY for hint in hints)
    return somebody and any(tells(hint.concept) for part in rest for hint in read(part))


def _doubtful(hints: Sequence[Hint], rest: Sequence[Sequence[Hint]]) -> bool:
    """True for an ambiguous word that is of something nobody knows: `Health of the uplink`."""
    if not rest or any(tells(hint.concept) and not hint.weak for hint in hints):
        return False
    return not any(hint.concept in SOMEBODY for some in rest for hint in some)


def _other(hint: Hint) -> bool:
    """True for what is clearly something else: a number of something, a moment, a setting, a thing."""
    aside = hint.concept.startswith(("other.", "time.")) and hint.concept not in _BEHIND
    return hint.strength >= number("agrees") and not hint.weak and (aside or _thing(hint))


def _thing(hint: Hint) -> bool:
    return hint.concept in _PLAIN_THINGS and hint.strength >= number("agrees") and not hint.weak


def _parts(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a clause between those that join them, and each part with what joins it to the next one."""
    between, marks = _lists()[1], _lists()[3]
    parts: list[list[str]] = [[]]
    joints: list[str] = []
    for word in words:
        if folded(word) in between:
            if parts[-1]:
                parts.append([])
                joints.append(f" {word} ")
        elif word >= _UNSPACED and marks.search(word):
            first, *more = marks.split(word)
            parts[-1].append(first)
            parts += [[each] for each in more]
            joints += [""] * len(more)
        else:
            parts[-1].append(word)
    told = [" ".join(part) for part in parts]
    return told, [f"{one}{joint}{other}" for one, joint, other in zip(told, joints, told[1:], strict=False)]


def _denies(clause: str, words: Sequence[str]) -> bool:
    """True where a word says that it is not so, or no more."""
    denials, _, unspaced, _ = _lists()
    said = [folded(piece) for word in words for piece in (word, *word.split("-"))]
    if any(word in denials and len(word) > _SHORT for word in said) or (said and said[0] in denials):
        return True
    return unspaced.search(clause) is not None


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], re.Pattern[str], re.Pattern[str]]:
    """Words for `not` and those between others, then both of scripts without spaces, as forms."""
    table = beside(__name__)
    spaced = [frozenset(folded(word) for word in table[name] if word < _UNSPACED) for name in ("not", "between")]
    forms = ["|".join(word for word in table[name] if word >= _UNSPACED) for name in ("not", "between")]
    return spaced[0], spaced[1], re.compile(forms[0]), re.compile(forms[1])
