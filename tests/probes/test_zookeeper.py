"""Cases that no server of the lab shows by itself; the others are in `tests/talks/zookeeper/*.talk`."""

from collections.abc import Mapping

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes import zookeeper as zookeeper_probe
from leftopen.raw import Finding
from leftopen.wire.talk import Closed, Exact, Op, Redial, Reply, Rest, SampleLimits, Send, SendAll, Talk
from leftopen.wire.zookeeper import NEEDS_LOGIN, NO_AUTH, NO_NODE
from tests.talk import messages, play, said, still
from tests.wire.test_zookeeper import STAT, answered, begun, listed, text

BARE = STAT[:52] + bytes(4) + STAT[56:]
"""What is told of a node without a value."""


class Keeper:
    """A server with these nodes; one that is not named has no value. `refused`: paths whose list (`ls /a`) or value
    (`get /a`) is not for everyone."""

    def __init__(self, nodes: Mapping[str, bytes], refused: Mapping[str, int] | None = None) -> None:
        self.nodes, self.refused = nodes, refused or {}
        self.buffer, self.dials, self.asked = b"", 1, 0

    def answer(self, op: Op) -> Reply:
        if isinstance(op, Redial):
            self.buffer, self.dials = b"", self.dials + 1
        if isinstance(op, Send | SendAll):
            for message in messages(op):
                self.buffer += self._said(message.verb, message.data)
        if isinstance(op, Exact):
            taken, self.buffer = self.buffer[: op.n], self.buffer[op.n :]
            if len(taken) < op.n:
                raise Closed("it closed")
            return taken
        return self.buffer[: op.most] if isinstance(op, Rest) else None

    def _said(self, verb: str, data: bytes) -> bytes:
        if verb in ("connect", "srvr", "closeSession"):
            return begun() if verb == "connect" else b"Zookeeper version: 3.9.3-c26634f3, built on\n"
        self.asked += 1
        path = data[16:-1].decode()
        word = "ls" if verb == "getChildren2" else "get"
        error = self.refused.get(f"{word} {path}", self.refused.get(f"{word} *", 0))
        below = {name[len(path.rstrip("/")) + 1 :].partition("/")[0] for name in self.nodes
                 if name != path and name.startswith(f"{path.rstrip('/')}/")}  # fmt: skip
        if path != "/" and path not in self.nodes and not below:
            error = error or NO_NODE
        if error:
            return answered(error=error, to=data)
        if word == "ls":
            told = STAT if path in self.nodes else BARE
            return answered(listed(*(name.encode() for name in sorted(below)), stat=told), to=data)
        return answered(text(self.nodes.get(path, b"")) + STAT, to=data)


def asked(keeper: Keeper, limits: SampleLimits | None = None) -> Finding:
    with still():
        return play(zookeeper_probe.probe(limits or SampleLimits()), keeper)


def again(keeper: Keeper, door: str) -> DoorState:
    talk: Talk[DoorState] = zookeeper_probe.reread(SampleLimits(), door)
    return play(talk, keeper)


PEOPLE = {f"/crm/people/{number}": b'{"email": "zoe%d@example.org"}' % number for number in range(9)}
CONFIG = {"/kafka/config/users": b"", "/kafka/config/changes": b"# of brokers\nuser = kafka\npassword = Geheim 12\n"}


def test_families_of_nodes_at_any_depth_are_read() -> None:
    finding = asked(Keeper(PEOPLE | CONFIG))
    assert (finding.access, finding.version) == (Access.OPEN, "3.9.3")
    stores = {store.name: store for store in finding.stores}
    assert stores["/crm/people/*"].records == 9
    assert stores["/crm/people/*"].door == "/crm/people/0"
    assert {"_key": "0", "email": "zoe0@example.org"} in [raw.value for raw in stores["/crm/people/*"].raws]


def test_lines_of_names_and_values_are_fields() -> None:
    raws = [raw.value for store in asked(Keeper(CONFIG)).stores for raw in store.raws]
    assert [{name: told for name, told in (value or {}).items() if name != "_key"} for value in raws] == [
        {"user": "kafka", "password": "Geheim 12"}
    ]


@pytest.mark.parametrize("value", [b"= alone", b"two words = x", b"just text", b"\xff\xfe", b"# a comment"])
def test_other_values_stay_what_they_are(value: bytes) -> None:
    (raw,) = [raw for store in asked(Keeper({"/a": value})).stores for raw in store.raws]
    assert raw.value is not None
    assert "value" in raw.value


def test_of_many_nodes_a_few_of_each_family_are_asked_for_what_is_below() -> None:
    many = {f"/log/entry-{number:06}": b"x" for number in range(3000)} | {"/log/people/a": b"{}"}
    keeper = Keeper(many)
    stores = {store.name: store for store in asked(keeper).stores}
    assert keeper.asked < 200
    assert any("people" in name for name in stores) or sum(store.records or 0 for store in stores.values()) == 3003


def test_many_families_are_each_asked_for_a_few_within_what_one_service_is_asked() -> None:
    words = [f"{first}{second}" for first in "abcdef" for second in "klmnop"]
    keeper = Keeper({f"/app-{word}/users/{number}": b"{}" for word in words for number in range(20)})
    finding = asked(keeper)
    assert finding.access is Access.OPEN
    assert keeper.asked < 240
    assert len([store for store in finding.stores if store.raws]) > 10


def test_a_value_larger_than_what_may_be_taken_is_read_to_there_and_the_next_ones_too() -> None:
    large = {"/a/large": b"x" * 500_000, "/b/small": b"y"}
    keeper = Keeper(large)
    finding = asked(keeper)
    assert finding.access is Access.OPEN
    assert keeper.dials > 2
    assert sum(len(store.raws) for store in finding.stores) == 2


def test_lists_that_are_too_long_every_time_end_it() -> None:
    nodes = {f"/{'x' * 900}{number}": b"v" for number in range(700)}
    keeper = Keeper(nodes)
    finding = asked(keeper)
    assert finding.access is Access.OPEN
    assert finding.stores[0].records is None


def test_a_refused_list_of_the_root_is_no_lock_where_names_are_known() -> None:
    refused = {"ls /": NO_AUTH}
    brokers = {"/brokers/ids/0": b'{"host": "10.0.0.1"}', "/brokers/ids/1": b'{"host": "10.0.0.2"}'}
    assert asked(Keeper(brokers, refused)).access is Access.OPEN
    finding = asked(Keeper(PEOPLE, refused))
    assert finding.access is Access.UNKNOWN
    assert "may be readable by name" in said(finding.proof)


def test_names_without_values_are_metadata() -> None:
    finding = asked(Keeper(PEOPLE, {"get *": NO_AUTH, "get /leftopen_5eed5eed5eed5eed": NO_NODE}))
    assert finding.access is Access.METADATA
    assert "refused (error -102)" in said(finding.proof)


def test_a_name_that_is_not_asked_about_is_no_emptiness() -> None:
    assert asked(Keeper({"/zookeeper/quota": b""})).access is Access.EMPTY
    assert asked(Keeper({"/zookeeper/quota": b"", f"/{'a' * 1000}": b"x"})).access is Access.UNKNOWN


def test_a_value_of_the_root_is_one() -> None:
    finding = asked(Keeper({"/": b'{"email": "zoe@example.org"}', "/zookeeper/quota": b""}))
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["/*"])
    assert again(Keeper({"/": b"x"}), "/") is DoorState.OPEN
    assert again(Keeper({"/": b"x"}, {"get /": NO_AUTH}), "/") is not DoorState.OPEN


def test_one_readable_node_of_a_family_is_open() -> None:
    refused = {f"get /crm/people/{number}": NO_AUTH for number in range(1, 9)}
    assert asked(Keeper(PEOPLE, refused)).access is Access.OPEN


def test_a_random_node_that_is_there_is_a_decoy() -> None:
    assert asked(Keeper({"/leftopen_5eed5eed5eed5eed": b"x"})).access is Access.DECOY


def test_a_refusal_of_one_node_is_no_lock() -> None:
    finding = asked(Keeper({}, {"get *": NO_AUTH}))
    assert finding.access is Access.UNKNOWN


def test_a_session_that_is_refused_at_once_in_the_midst_says_no_more() -> None:
    finding = asked(Keeper(PEOPLE, {"get *": NEEDS_LOGIN, "get /leftopen_5eed5eed5eed5eed": NO_NODE}))
    assert finding.access is Access.METADATA


DOOR = "/crm/people/3"


def test_a_node_is_asked_for_again() -> None:
    assert again(Keeper(PEOPLE), DOOR) is DoorState.OPEN
    assert again(Keeper(PEOPLE, {"get *": NEEDS_LOGIN}), DOOR) is DoorState.SHUT
    assert again(Keeper({}), DOOR) is DoorState.UNDECIDED
    assert again(Keeper(PEOPLE), "people") is DoorState.UNDECIDED


def test_one_of_its_family_that_can_be_read_is_the_same_door() -> None:
    assert again(Keeper(PEOPLE, {f"get {DOOR}": NO_AUTH}), DOOR) is DoorState.OPEN
    gone = {path: value for path, value in PEOPLE.items() if path != DOOR}
    assert again(Keeper(gone), DOOR) is DoorState.OPEN
    assert again(Keeper(PEOPLE, {"get *": NO_AUTH}), DOOR) is DoorState.SHUT
    assert again(Keeper(PEOPLE, {"get *": NO_AUTH, "ls /crm/people": NO_AUTH}), DOOR) is DoorState.SHUT
    assert again(Keeper(PEOPLE, {f"get {DOOR}": NO_NODE, "ls /crm/people": NO_AUTH}), DOOR) is DoorState.UNDECIDED


OWN = {"/zookeeper/config": b"", "/zookeeper/quota": b""}


def test_what_somebody_put_below_the_node_of_the_product_is_read_where_nothing_else_is_there() -> None:
    clients = {f"/zookeeper/clients/{number}": b'{"email": "zoe@example.org"}' for number in range(3)}
    finding = asked(Keeper(OWN | clients))
    assert finding.access is Access.OPEN
    assert "/zookeeper/clients/*" in {store.name for store in finding.stores}
    assert asked(Keeper(OWN | {"/zookeeper": b"note"})).access is Access.OPEN
    assert asked(Keeper(OWN)).access is Access.EMPTY
    keeper = Keeper(OWN | clients, {"ls /zookeeper": NO_AUTH})
    assert asked(keeper).access is Access.UNKNOWN
    assert "/zookeeper/clients" not in str(asked(Keeper(OWN | clients | PEOPLE)).stores), "where others have values"
