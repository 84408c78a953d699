"""One file per protocol. A probe module has a docstring, a `SPEC` and a generator `probe(limits)`; its words are in
the `.toml` of the same name. Modules found here are the registry: there is no list to edit, and one that lacks the
contract stops the program at import with its name.

In the `.toml`: `title`, `risk`, `references`, `spelling` (of each word of `protocols`, as its makers write it), `below`
(words of paths below which something before the product puts it, besides `protocols`),
`[[remedy]]` and `[[shut]]` (see `judge.remedy`), `family` (how its door is shut: store, camera, files, objects,
broker, panel; store where it does not say) and, where there are any, for `judge.naming`: `names` (facts that an
operator chooses, such as a cluster's name), `defaults` (words and host names that the product or its installers put
there) and `organisations` (of certificates that come with it).
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from pkgutil import iter_modules
from typing import Any, Literal, NamedTuple

from leftopen.model import DoorState
from leftopen.raw import Finding
from leftopen.wire import icon
from leftopen.wire.talk import Message, SampleLimits, Talk

Kind = Literal["store", "camera"]
Silence = Literal["close", "wait"]


@dataclass(frozen=True, slots=True)
class Spec:
    """What a probe is for and all that it may ever say.

    `protocols`: the words it may report; `ports`: where it is at home (a hint, never proof); `over`: what it speaks on;
    `verbs`: the verbs, checked on each send; `kind`: what it finds, for those who judge;
    `recognises(first)`: whether these first bytes of a connection may be those of its service. They are a banner or the
    answer to any question, also to one of another protocol (its error, too), up to 4 KiB; over HTTP the answer to
    `GET /` as `wire.http.spelled` has it. Pure, linear, and false where it cannot tell: a probe is run on a port that
    it does not name only where it recognises what came;
    `opening`: the first message of a raw probe, None where the server speaks first. Probes with the same one ask once;
    HTTP probes share `GET /`;
    `anywhere`: which of the few openings this is that a silent port is asked, 1 the first; 0 where it has to do with
    the answers to others, or with its ports (`docs/decisions/0028-questions-for-a-silent-port.md`);
    `meets`: what its servers do when they are asked something else: `GET /`, `TLS`, or the opening of another probe, by
    its grammar; they `close` the connection, or `wait` for more and say nothing. Measured on real servers, and said
    only where it follows from the protocol: a port that does otherwise is asked its opening after those of others;
    `one_lock`: where it is locked, all that is in it is: there is no door beside (a rule for one database, a path);
    `beyond`: what may be read where all that was read before is refused, as a sentence that a retest adds;
    `behind`: of an HTTP probe, whether its lists are met behind the page of another thing, so that each web server that
    shows one is asked for them (`docs/decisions/0033-stores-behind-a-page.md`);
    `wide`: ports where it is seen now and then, swept where a scope says `ports = "wide"`;
    `words`: of which probe the `.toml` is, where another way to the same product has one already.
    """

    protocols: tuple[str, ...]
    ports: tuple[int, ...]
    over: Literal["http", "raw"]
    verbs: frozenset[str]
    recognises: Callable[[bytes], bool]
    opening: Message | None = None
    anywhere: int = 0
    meets: Mapping[str, Silence] = field(default_factory=dict)
    kind: Kind = "store"
    wide: tuple[int, ...] = ()
    one_lock: bool = False
    beyond: str = ""
    behind: bool = False
    words: str = ""

    @property
    def has_site(self) -> bool:
        """Whether it may be asked for the icon of its web site once it is open (`net.session.icon`)."""
        return self.over == "http" and self.kind == "store"

    @property
    def says(self) -> frozenset[str]:
        """All that may be sent to its service: its verbs, and that icon's."""
        return self.verbs | icon.VERBS if self.has_site else self.verbs


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe as the driver runs it.

    `reread`: asks once more for one thing that was read before, by its name, or for the session in which it was read. A
    probe has it where "locked" may be said although something can still be read by who knows its name; of one without,
    "locked" speaks for all.
    """

    name: str
    spec: Spec
    talk: Callable[[SampleLimits], Talk[Finding]]
    words: Mapping[str, Any]
    doc: str
    reread: Callable[[SampleLimits, str], Talk[DoorState]] | None = None


class Proof(NamedTuple):
    """A server that a probe was held against: what it is and how it was set up, and what the probe says of it.

    `real`: it answered itself; otherwise its answers were written after a source that is named.
    """

    against: str
    access: str
    real: bool


def proofs(name: str) -> tuple[Proof, ...]:
    """What a probe is proved against; none where that was not written yet (`make docs`)."""
    found = resources.files(__name__) / "proved" / f"{name}.json"
    return tuple(Proof(**each) for each in json.loads(found.read_text("utf-8"))) if found.is_file() else ()


def _load(name: str) -> Probe:
    module = import_module(f"{__name__}.{name}")
    spec, talk, doc = module.SPEC, module.probe, module.__doc__
    words = tomllib.loads((resources.files(__name__) / f"{spec.words or name}.toml").read_text("utf-8"))
    if not (isinstance(spec, Spec) and callable(talk) and doc and words.get("remedy")):
        raise TypeError(f"leftopen.probes.{name}: needs a docstring, SPEC, probe() and a remedy in its .toml")
    return Probe(name, spec, talk, words, doc, getattr(module, "reread", None))


@cache
def probes() -> tuple[Probe, ...]:
    """Every probe, by name."""
    return tuple(_load(m.name) for m in iter_modules(__path__) if not m.name.startswith("_"))


@cache
def _kinds() -> Mapping[str, Kind]:
    return {word: probe.spec.kind for probe in probes() for word in probe.spec.protocols}


def kind_of(protocol: str) -> Kind | None:
    """What a service of this protocol is; None for one that no probe reports."""
    return _kinds().get(protocol)


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    return {word: probe.words for probe in probes() for word in probe.spec.protocols}


def words_of(protocol: str) -> Mapping[str, Any]:
    """The words of the probe that reports this protocol; none where no probe does."""
    return _words().get(protocol, {})


def spelled(protocol: str) -> str:
    """A protocol as its makers write it; one that no probe spells speaks for itself.

    >>> spelled("mongodb"), spelled("some-store")
    ('MongoDB', 'some store')
    """
    return str(words_of(protocol).get("spelling", {}).get(protocol) or protocol.replace("-", " "))


def named_ports() -> dict[str, tuple[int, ...]]:
    """What `ports = "default"` and `ports = "wide"` of a scope file stand for."""
    default = {port for probe in probes() for port in probe.spec.ports}
    wide = {port for probe in probes() for port in probe.spec.wide}
    return {"default": tuple(sorted(default)), "wide": tuple(sorted(default | wide))}
