"""Since when the data is there: the span of every date that a store showed."""

from collections.abc import Sequence

from leftopen.model import Span, Window

MOST_REASONS = 8


def window(spans: Sequence[Span]) -> Window:
    """From the first to the last date shown, each with its basis.

    `open_since` stays None: data that is old may have been shut away until yesterday, and nothing here tells.
    """
    firsts = [span.first for span in spans if span.first]
    lasts = [span.last for span in spans if span.last]
    basis = list(dict.fromkeys(span.basis for span in spans if span.first or span.last))
    if len(basis) > MOST_REASONS:
        basis[MOST_REASONS - 1 :] = [f"and {len(basis) - MOST_REASONS + 1} more"]
    return Window(min(firsts, default=None), max(lasts, default=None), None, tuple(basis))
