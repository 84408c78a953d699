"""Permits for tests, made as all are: by `admit`."""

import json
from collections.abc import Iterable, Mapping

from leftopen.net.admission import Permit, admit
from leftopen.scope.file import Scope, parse

LOOPBACK = ("127.0.0.0/8", "::1")


def scope_of(
    targets: Iterable[str] = LOOPBACK,
    ports: Iterable[int | str] = ("1-65535",),
    expires: str = "2099-12-31",
    more: str = "",
) -> Scope:
    """A scope of these targets that somebody authorised; `more`: further tables."""
    return parse(
        f'name = "Test"\ntargets = {json.dumps(list(targets))}\nports = {json.dumps(list(ports))}\n'
        f'[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = {expires}\nproof = "http"\n{more}',
        {},
    )


def permitted(scope: Scope, names: Mapping[str, Iterable[str]] | None = None) -> Permit:
    """A permit for this scope; `names`: host names with their addresses. Every public address shows a proof."""
    reference = scope.authorisation.reference if scope.authorisation else ""
    known = names or {}
    return admit(
        scope,
        lookup=lambda name: known.get(name, ()),
        well_known=lambda _: f"v=leftopen1; ref={reference}; until=2099-12-31",
    )


EVERYWHERE = permitted(scope_of())
"""All of loopback."""
