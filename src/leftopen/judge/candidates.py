"""Who may be meant: spellings of one organisation brought together, with the clues that name it."""

from dataclasses import dataclass, field

from leftopen.judge import organisations
from leftopen.judge.clues import Clue


@dataclass
class Candidate:
    """One organisation. `registered` and `certified` are its spellings there, `word` as it stands in names."""

    registered: str | None = None
    certified: str | None = None
    domains: list[str] = field(default_factory=list)
    word: str | None = None
    clues: list[Clue] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As registry or certificate spells it, else the registrable domain, else the word."""
        return self.registered or self.certified or next(iter(self.domains), None) or self.word or ""

    @property
    def spellings(self) -> list[str]:
        """All that it is called."""
        return [each for each in (self.registered, self.certified, *self.domains, self.word) if each]

    def means(self, *names: str | None) -> bool:
        """Whether one of these names is its own."""
        wanted = [name for name in names if name]
        return any(organisations.same(own, name) for own in self.spellings for name in wanted)


class Candidates:
    """The candidates for one role."""

    def __init__(self) -> None:
        self.all: list[Candidate] = []

    def add(
        self,
        clue: Clue,
        *,
        registered: str | None = None,
        certified: str | None = None,
        domain: str | None = None,
        word: str | None = None,
    ) -> Candidate:
        """The candidate of this name, which gets the clue and whatever spelling is new. A domain is looked for before a
        name that is merely alike.
        """
        found = self.of_domain(domain) or self.meaning(registered, certified, domain, word)
        if found is None:
            found = Candidate()
            self.all.append(found)
        found.registered = found.registered or registered
        found.certified = found.certified or certified
        found.word = found.word or word
        if domain and domain not in found.domains:
            found.domains.append(domain)
        found.clues.append(clue)
        return found

    def of_domain(self, domain: str | None) -> Candidate | None:
        """The candidate with this domain."""
        return next((each for each in self.all if domain in each.domains), None) if domain else None

    def meaning(self, *names: str | None) -> Candidate | None:
        """The one candidate that has one of these names; None where several may be meant."""
        found = [each for each in self.all if each.means(*names)]
        return found[0] if len(found) == 1 else None
