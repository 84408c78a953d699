"""Gathers the clues of an estate by role and by name: certificates, registries, names, content.

The order matters: who gives addresses to others is known first, so that its names do not pass for the operator's; then
whom certificates and registries name; then the names that were chosen, which are a platform's where titles have them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from leftopen.judge import domains_of, icons, naming, organisations, words_of
from leftopen.judge.candidates import Candidate, Candidates
from leftopen.judge.clues import Clue
from leftopen.judge.looked import Looked, Network
from leftopen.model import Service
from leftopen.probes import kind_of
from leftopen.scope.domains import registered

CROWD = 3
"""So many unrelated organisations on certificates in one network make its holder a hoster."""
_FIRM = frozenset({"registry", "pki", "knowledge"})
_ORIGINS = 3
_SHOWN_TITLES = ("title", "realm")


class Gathered(Struct):
    """The candidates of each role."""

    by_role: Mapping[str, list[Candidate]]


def gathered(services: Sequence[Service], looked: Looked, names: Mapping[str, Sequence[str]]) -> Gathered:
    """All candidates of an estate. `names`: host names of the scope with their addresses."""
    work = _Work(services, looked)
    work.hosters()
    work.certificates()
    work.scope_names(names)
    work.pointers()
    work.networks()
    work.chosen()
    work.makers()
    work.mail()
    work.collections()
    return Gathered({role: found.all for role, found in work.of.items()})


def crowded(services: Iterable[Service], looked: Looked) -> frozenset[str]:
    """Handles of networks in which certificates name several organisations that have nothing to do with each other."""
    seen: dict[str, list[str]] = defaultdict(list)
    for service in services:
        network = looked.networks.get(service.address)
        if network is None or service.certificate is None:
            continue
        named = domains_of.certificate(service.certificate)
        name = named.organisation or next(iter(named.domains), None)
        if name and not any(organisations.same(name, other) for other in seen[network.handle]):
            seen[network.handle].append(name)
    return frozenset(handle for handle, several in seen.items() if len(several) >= CROWD)


class _Work:
    """One estate."""

    def __init__(self, services: Sequence[Service], looked: Looked) -> None:
        self.services, self.looked = services, looked
        self.of = {role: Candidates() for role in ("operator", "hoster", "vendor", "origin", "subject_org")}
        self.operators, self.vendors = self.of["operator"], self.of["vendor"]
        self.addresses = tuple(dict.fromkeys(service.address for service in services))
        self.titles = [
            (service, key, service.facts[key])
            for service in services
            for key in _SHOWN_TITLES
            if naming.distinctive(service.facts.get(key, ""), service.facts.get("vendor", ""))
        ]
        self.words: dict[str, list[words_of.Word]] = defaultdict(list)
        self.named = tuple(words_of.names(services))
        for each in words_of.words(self.named):
            self.words[each.word.casefold()].append(each)

    # --- registries, certificates, names ------------------------------------------------------------------------------

    def hosters(self) -> None:
        """Who gives addresses to others, by their own words or by how many strangers are there."""
        for address, network in self._networks():
            if self._gives(network):
                self._holder("network-holder", address, network)

    def certificates(self) -> None:
        """Whom certificates name."""
        for service in self.services:
            if service.certificate is None:
                continue
            vendor = service.facts.get("vendor", "")
            named = domains_of.certificate(service.certificate, vendor)
            source = service.certificate.spki_sha256
            organisation = named.organisation
            if organisation is not None:
                self._organisation(organisation, named.domains, service, source)
            for domain in named.domains:
                self._domain(domain, organisation, service, source)
            for host in named.hosts:
                if service.address in self.looked.names.get(host, ()):
                    self._leads(host, service.address)

    def _organisation(self, name: str, domains: Sequence[str], service: Service, source: str) -> None:
        if organisations.store_maker(name):
            return
        made = organisations.device_maker(name) or organisations.white_label(name)
        if made and not self._own_site(name, domains, service):
            self.vendors.add(Clue("certificate-maker", name, service.id, source), certified=name)
        elif self._hoster(name):
            self.of["hoster"].add(Clue("certificate-hoster", name, service.id, source), certified=name)
        else:
            own = next((each for each in domains if self._agrees(name, each)), None)
            clue = Clue("certificate-organisation", name, service.id, f"{source} {name}")
            self.operators.add(clue, certified=name, domain=own, registered=self._registrant(own))

    @staticmethod
    def _own_site(name: str, domains: Sequence[str], service: Service) -> bool:
        """Whether this is a site of the maker itself: a name of its own, vouched for by somebody else."""
        told = naming.attributes(service.certificate.issuer) if service.certificate else []
        by = next((value for kind, value in told if kind == "o"), name)
        return not organisations.same(by, name) and any(organisations.same(name, domain) for domain in domains)

    def _domain(self, domain: str, organisation: str | None, service: Service, source: str) -> None:
        holder = self._registrant(domain)
        if organisations.device_maker(domain) or organisations.store_maker(holder or domain):
            return
        if self._hoster(domain, holder):
            clue = Clue("certificate-hoster", domain, service.id, f"{source} {domain}")
            self.of["hoster"].add(clue, registered=holder, domain=domain)
            return
        certified = organisation if organisation and self._agrees(organisation, domain) else None
        clue = Clue("certificate-domain", domain, service.id, f"{source} {domain}")
        if not (certified and (organisations.device_maker(certified) or self._hoster(certified))):
            self.operators.add(clue, registered=holder, certified=certified, domain=domain)

    def _agrees(self, organisation: str, domain: str) -> bool:
        """Whether an organisation on the same certificate may have this domain: no registry says another has."""
        holder = self._registrant(domain)
        return holder is None or organisations.same(organisation, holder)

    def scope_names(self, names: Mapping[str, Sequence[str]]) -> None:
        """The names under which the scope asks for these addresses: whoever wrote it knows them."""
        for host, addresses in names.items():
            domain = registered(host)
            for address in self.addresses:
                if domain and address in addresses and naming.domain(host) and not self._hoster(domain):
                    clue = Clue("scope-name", host, address, domain)
                    self.operators.add(clue, registered=self._registrant(domain), domain=domain)

    def pointers(self) -> None:
        """Reverse names, where the name itself leads back."""
        for address in self.addresses:
            for host in self.looked.pointers.get(address, ()):
                domain = registered(host)
                if domain is None or address not in self.looked.names.get(host, ()):
                    continue
                holder = self._registrant(domain)
                network = self.looked.networks.get(address)
                if organisations.generic_pointer(host, address) or self._hoster(domain, holder):
                    domain = registered(host, by_registry=True) or domain
                    clue = Clue("pointer-of-hoster", host, address, domain)
                    found = self.of["hoster"]
                    found.add(clue, registered=holder or self._whose(domain, network), domain=domain)
                else:
                    self.operators.add(Clue("pointer", host, address, domain), registered=holder, domain=domain)

    def networks(self) -> None:
        """Networks whose holder is not known to give addresses to others."""
        for address, network in self._networks():
            name = network.organisation
            if self._gives(network) or (name is None and network.name is None):
                continue
            known = self.operators.meaning(name) if name else None
            if organisations.allocation(network.kind):
                self._holder("network-holder", address, network)
                if known is not None and name:
                    known.registered = known.registered or name
                    known.clues.append(Clue("network-own", name, address, network.handle))
            elif name and (known is not None or organisations.assignment(network.kind)):
                clue = Clue("network-assignment", name, address, network.handle)
                self.operators.add(clue, registered=name)
            else:
                self._holder("network-unclear", address, network)
        for address in self.addresses:
            if (holder := self.looked.holders.get(address)) is None or self.operators.meaning(holder.name):
                continue
            clue = Clue("network-announced", f"AS{holder.number} {holder.name}", address, str(holder.number))
            self.of["hoster"].add(clue, word=holder.name)

    def _networks(self) -> Iterable[tuple[str, Network]]:
        for address in self.addresses:
            if (network := self.looked.networks.get(address)) is not None:
                yield address, network

    def _gives(self, network: Network) -> bool:
        told = (network.organisation, network.name)
        return network.crowded or any(organisations.hosting(name) for name in told if name)

    def _holder(self, kind: str, address: str, network: Network) -> None:
        name = network.organisation
        clue = Clue(kind, name or str(network.name or network.handle), address, network.handle)
        self.of["hoster"].add(clue, registered=name, word=None if name else network.name or network.handle)

    def _hoster(self, *names: str | None) -> bool:
        """Whether one of these is known to give addresses or machines to others."""
        known = [name for name in names if name]
        return any(map(organisations.hosting, known)) or self.of["hoster"].meaning(*known) is not None

    def _whose(self, domain: str, network: Network | None) -> str | None:
        """The holder of a network whose own domain this is, by its name or by where abuse is reported."""
        if network is None or network.organisation is None:
            return None
        mail = {registered(contact.rpartition("@")[2]) for contact in network.abuse}
        return network.organisation if domain in mail or organisations.same(domain, network.organisation) else None

    def _registrant(self, domain: str | None) -> str | None:
        known = self.looked.registrations.get(domain) if domain else None
        return known.organisation if known is not None else None

    def _leads(self, host: str, address: str) -> None:
        domain = registered(host)
        if domain and not self._hoster(domain, self._registrant(domain)):
            known = self.operators.of_domain(domain)
            if known is not None:
                known.clues.append(Clue("name-leads-here", host, address, domain))

    # --- names and content --------------------------------------------------------------------------------------------

    def chosen(self) -> None:
        """The names that were chosen for clusters, sets, realms and titles."""
        names = [
            (service, key, service.facts[key])
            for service in self.services
            for key in sorted(naming.facts() - set(_SHOWN_TITLES))
            if naming.distinctive(service.facts.get(key, ""), service.facts.get("vendor", ""))
        ]
        for service, key, value in names:
            if organisations.telling(value):
                self._chosen(service, key, value, [title for _, _, title in self.titles])
        for service, key, value in self.titles:
            if organisations.telling(value):
                self._titled(service, key, value, [name for _, _, name in names])

    def _chosen(self, service: Service, key: str, value: str, titles: Sequence[str]) -> None:
        spelled = naming.without(value, service.facts.get("vendor", ""))
        clue = Clue("chosen-name", value, service.id, f"{key} {spelled.casefold()}")
        titled = any(organisations.same(spelled, title) for title in titles)
        if self._firm(spelled):
            self.operators.add(clue, word=spelled)
        elif organisations.white_label(spelled) or (titled and (self._in_collections(spelled) or self._firm())):
            shown = next((title for title in titles if organisations.same(spelled, title)), spelled)
            self.vendors.add(Clue("platform-name", value, service.id, clue.source), word=shown)
        elif not self._hoster(spelled):
            self.operators.add(clue, word=spelled)

    def _titled(self, service: Service, key: str, value: str, names: Sequence[str]) -> None:
        spelled = naming.without(value, service.facts.get("vendor", ""))
        clue = Clue("chosen-name", value, service.id, f"{key} {spelled.casefold()}")
        platform = organisations.white_label(spelled) or self._in_collections(spelled)
        chosen = any(organisations.same(spelled, name) for name in names) and not self._firm()
        own = chosen or kind_of(service.protocol) == "camera"
        if self._firm(spelled) or (own and not platform):
            self.operators.add(clue, word=spelled)
        elif not organisations.store_maker(spelled):
            self.vendors.add(Clue("platform-title", value, service.id, clue.source), word=spelled)

    def _firm(self, name: str | None = None) -> bool:
        """Whether certificates, registries or the scope name an operator, or this one."""
        firm = [each for each in self.operators.all if any(clue.told.family in _FIRM for clue in each.clues)]
        return any(name is None or each.means(name) for each in firm)

    def _in_collections(self, name: str) -> bool:
        """Whether collections or fields are called after this."""
        return any(organisations.stands_in(name, each.name) for each in self.named)

    def makers(self) -> None:
        """What devices and icons say of makers; who makes a store is no clue."""
        for service in self.services:
            name = service.facts.get("vendor", "")
            if name and "█" not in name and not organisations.store_maker(name):
                self.vendors.add(Clue("device-maker", name, service.id, service.id), word=name)
            icon = icons.known(service.icon)
            if icon is not None and (organisations.device_maker(icon.maker) or organisations.white_label(icon.maker)):
                self.vendors.add(Clue("icon-of-maker", icon.maker, service.id, str(service.icon)), word=icon.maker)

    def mail(self) -> None:
        """Where the people in the records have their mail: of whom they are, and no operator by that alone."""
        for service in self.services:
            for each in service.mail_domains:
                holder = self._registrant(each.domain)
                if organisations.freemail(each.domain) or self._hoster(each.domain, holder):
                    continue
                clue = Clue("mail-of-people", each.domain, service.id, each.domain)
                self.of["subject_org"].add(clue, registered=holder, domain=each.domain)
                own = self.operators.of_domain(each.domain) or self.operators.meaning(holder, each.domain)
                if own is not None:
                    own.clues.append(Clue("mail-of-own", each.domain, service.id, each.domain))

    def collections(self) -> None:
        """After whom collections are called: the platform, the operator, those whose people they hold, or an origin."""
        taken: set[str] = set()
        for role, kind in (
            ("vendor", "platform-collections"),
            ("operator", "own-collections"),
            ("subject_org", "own-collections"),
        ):
            for known in self.of[role].all:
                own = known.spellings
                after = [n for n in self.named if any(organisations.stands_in(each, n.name) for each in own)]
                known.clues += [Clue(kind, each.name, each.service, f"collections {known.name}") for each in after]
                taken |= {word for word in self.words if after and known.means(word)}
        foreign: dict[str, list[words_of.Word]] = {}
        for word, several in self.words.items():
            nobodys = organisations.device_maker(word) or organisations.white_label(word)
            if word not in taken and not nobodys and not self._hoster(word):
                foreign[word] = several
        self._origins(foreign)

    def _origins(self, foreign: Mapping[str, Sequence[words_of.Word]]) -> None:
        """Words of somebody else in the names of collections, where it is known who runs the store."""
        if not self.operators.all:
            return
        counted = {word: len({each.stem for each in several}) for word, several in foreign.items()}
        firm = self._firm()
        for word in sorted(counted, key=lambda word: (-counted[word], word))[:_ORIGINS]:
            if counted[word] >= 2 or firm:
                for each in foreign[word]:
                    spelled, source = each.word, f"{word} {each.stem}"
                    self.of["origin"].add(Clue("foreign-collections", spelled, each.service, source), word=spelled)
