"""Where the people of a store have their mail, as counts only: registrable domains that at least `LEAST` of them share.

A person is told apart by the local part of the address, without a tag behind a `+`; what is counted are keyed hashes
(`sketch`), and neither a local part nor a domain of fewer people leaves this module. Mailboxes of roles are nobody.
"""

import re
from collections.abc import Iterable

from leftopen.model import MailDomain
from leftopen.privacy.detect.kinds.contact import email
from leftopen.privacy.sketch import Sketcher
from leftopen.scope.domains import registered

LEAST = 10
"""People below whom a domain is not told (k-anonymity)."""
_DOMAINS, _PEOPLE, _TOLD = 2000, 2000, 10
_WITHIN = re.compile(r"<([^<>]{3,320})>")
_ROLES = frozenset({
    "abuse", "admin", "administrator", "billing", "contact", "customerservice", "donotreply", "enquiries", "feedback",
    "hello", "help", "helpdesk", "hr", "info", "inquiries", "invoice", "it", "jobs", "mail", "marketing", "news",
    "newsletter", "no", "noreply", "office", "orders", "postmaster", "press", "root", "sales", "security", "service",
    "support", "team", "test", "user", "webmaster",
})  # fmt: skip


class MailDomains:
    """Counts the people of one service by domain."""

    def __init__(self, sketcher: Sketcher) -> None:
        self._sketcher = sketcher
        self._people: dict[str, set[int]] = {}

    def take(self, values: Iterable[object]) -> None:
        """Counts the addresses among these values of a field of e-mail addresses."""
        for value in values:
            if isinstance(value, str) and len(value) <= 400:
                self._one(value)

    def _one(self, value: str) -> None:
        within = _WITHIN.search(value)
        local, _, host = email.normal(within[1] if within else value).rpartition("@")
        local = local.partition("+")[0].strip(".")
        domain = registered(host) if local and re.split(r"[\d._-]", local)[0] not in _ROLES else None
        if domain is None:
            return
        if domain not in self._people and len(self._people) >= _DOMAINS:
            return
        people = self._people.setdefault(domain, set())
        if len(people) < _PEOPLE:
            people.add(self._sketcher.hash("mail", f"{local}@{domain}"))

    def told(self) -> tuple[MailDomain, ...]:
        """The domains of at least `LEAST` people, those of most first; what was counted is dropped."""
        found = [MailDomain(domain, len(people)) for domain, people in self._people.items() if len(people) >= LEAST]
        self._people = {}
        return tuple(sorted(found, key=lambda each: (-each.people, each.domain))[:_TOLD])
