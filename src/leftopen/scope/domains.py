"""Which part of a host name somebody has registered (publicsuffix.org), from the list bundled with the library."""

from functools import cache
from typing import Any


@cache
def _list() -> Any:
    from publicsuffixlist import PublicSuffixList  # late: it reads a list of 10,000 suffixes

    return PublicSuffixList()


@cache
def _registries() -> Any:
    from publicsuffixlist import PublicSuffixList  # late: the same

    return PublicSuffixList(only_icann=True)


def registered(name: str, *, by_registry: bool = False) -> str | None:
    """The registrable domain of a host name; None for a public suffix, a single word and what is no name.

    Below some domains (`members.linode.com`) others have names of their own. `by_registry`: what a registry gave to
    somebody, such a domain itself.

    >>> registered("db.stud.northmoor.ac.uk"), registered("*.Example.ORG."), registered("co.uk"), registered("host")
    ('northmoor.ac.uk', 'example.org', None, None)
    >>> registered("a.members.linode.com"), registered("a.members.linode.com", by_registry=True)
    ('a.members.linode.com', 'linode.com')
    """
    bare = name.strip().removeprefix("*.").rstrip(".").lower()
    if not bare or len(bare) > 253 or any(not label or len(label) > 63 for label in bare.split(".")):
        return None
    found = (_registries() if by_registry else _list()).privatesuffix(bare)
    return str(found) if found else None
