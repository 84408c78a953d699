"""Health of somebody in running text: notes of clinics, letters, messages.

A word for an illness alone is news, a product or an insult. Somebody's health it is where a word of treatment stands
with it (`patient`, `diagnosed`, `患者`: `[cues] health` of `names/*.toml`), what is taken for it (`substance`), or
several of illness and treatment stand together. Words are inflected, so that those of some length count by their stems
(see `phrases`).
"""

from collections.abc import Iterator
from functools import cache

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.phrases import Phrases, Running, running

_TOGETHER, _SEVERAL = 2, 4
"""Words that agree with illness which are as good as one for it; words of both kinds that need no cue."""
_CUES, _SUBSTANCES = "health", "substance"
"""The lists of cues: words of treatment, and substances that are taken, by their international names."""
_ILL, _MAY_BE_ILL = "special.health", "special.health?"


@cache
def words(*kinds: str) -> Phrases:
    """The words for illnesses (`special.health`), those that agree with it (`special.health?`), or one of the cues."""
    listed = (lexicon.cues(kind) if kind in (_CUES, _SUBSTANCES) else lexicon.closed(kind) for kind in kinds)
    return Phrases(sorted(frozenset().union(*listed)))


def find(text: str) -> Iterator[tuple[int, int]]:
    """The words for illnesses in a text that tells of somebody's health.

    >>> text = "Pt with type 2 diabetes, denies chest pain"
    >>> [text[start:end] for start, end in find(text)], list(find("Diabetes is on the rise")), list(find("patient now"))
    (['type 2 diabetes'], [], [])
    >>> list(find("Pacjentka choruje na cukrzycę")), list(find("患者は糖尿病で通院中"))
    ([(21, 29)], [(3, 6)])
    """
    said = running(text)
    if not words(_ILL, _MAY_BE_ILL).some(said):
        return
    illness = dict(words(_ILL).found(said))
    agreeing = dict(words(_MAY_BE_ILL).found(said))
    others = {start: end for start, end in agreeing.items() if start not in illness}
    if not illness and len(others) < _TOGETHER:
        return
    cued = words(_CUES).some(said) or _treated(said, {*illness, *others})
    many = len({said.text[start:end] for start, end in (*illness.items(), *others.items())})
    if cued or (illness and many >= _SEVERAL):
        yield from sorted((illness or others).items())


def _treated(said: Running, ills: set[int]) -> bool:
    """True where a substance stands beside what is none, as that is taken for it: two of them are a list of wares."""
    taken = {start for start, _ in words(_SUBSTANCES).found(said)}
    return bool(taken and ills - taken)


def named(text: str) -> bool:
    """True where a text has a word for an illness, or one that may be with one of treatment, whoever has it.

    >>> named("The rash is back, diabetes too"), named("Thanks, see you tomorrow")
    (True, False)
    """
    said = running(text)
    return words(_ILL, _MAY_BE_ILL).some(said) and (words(_ILL).some(said) or words(_CUES).some(said))
