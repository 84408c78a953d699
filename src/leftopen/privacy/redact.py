"""Text from the other side, fit to be shown: harmless characters only, of bounded length, personal values masked."""

import re

from leftopen.privacy import mask
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.patterns import sound, spans

_SHOWN = ("network.",)
_RUN = re.compile(r"\d{9,}")
_MOMENT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{0,6}")


def redacted(value: str, most: int) -> str:
    """At most `most` characters of peer text, with what is personal in it masked in place.

    Addresses of machines stay: they are facts of the audit. Runs of nine digits or more are masked unless they are a
    date with a time.
    """
    kept = sound(mask.clean(value, most))
    for bit, start, end in sorted(spans(kept), key=lambda hit: -hit[1]):
        detector = detectors()[bit]
        if not detector.label.startswith(_SHOWN):
            kept = kept[:start] + detector.mask([kept[start:end]]) + kept[end:]
    return _RUN.sub(lambda run: run.group() if _MOMENT.fullmatch(run.group()) else mask.masked(run.group()), kept)
