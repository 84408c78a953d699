"""The last look at what is about to be sent: only what the probe declared, and nothing that the grammar denies.

Each grammar (`wire.<name>`) exports `DENIED`, the verbs never sent whatever a probe declares, and `verb_of(data)`,
which reads the verb again from the bytes. A grammar whose verbs are more than a word exports `allowed(data,
verbs)` too, which then decides whether the bytes are one of them; see `wire.http`.
"""

from collections.abc import Callable, Collection
from functools import cache
from importlib import import_module
from typing import NamedTuple

from leftopen.wire.talk import Message


class ConductError(Exception):
    """A bug of ours: a probe wanted to send or to connect to what it may not. Nothing was sent."""


class Barred(ConductError):
    """An address or port that the scope does not permit, or not any more. Nothing was sent."""


class _Grammar(NamedTuple):
    denied: frozenset[str]
    verb_of: Callable[[bytes], str]
    allowed: Callable[[bytes, Collection[str]], bool] | None


@cache
def _grammar(name: str) -> _Grammar:
    if not name.isidentifier():
        raise ConductError("a message of no grammar")
    try:
        module = import_module(f"leftopen.wire.{name}")
        return _Grammar(module.DENIED, module.verb_of, getattr(module, "allowed", None))
    except (ImportError, AttributeError):
        raise ConductError("a message of a grammar without verb_of and DENIED") from None


def check(message: Message, data: bytes, verbs: Collection[str]) -> None:
    """Raises `ConductError` unless `data`, the bytes to send for this message, say a verb of `verbs` and no denied one.

    `data` is `message.data`, or the same request as the driver completed it.
    """
    denied, verb_of, allowed = _grammar(message.grammar)
    declared = message.verb
    if declared not in verbs:
        raise ConductError("a verb that the probe did not declare")
    try:
        verb = verb_of(data)
        fits = verb == declared if allowed is None else allowed(data, verbs)
    except Exception as error:  # a grammar that cannot read its own message
        raise ConductError("a message that does not read back") from error
    if verb in denied or declared in denied:
        raise ConductError("a verb that is never sent")
    if not fits:
        raise ConductError("a message whose bytes do not say its verb")
