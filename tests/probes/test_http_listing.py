"""Cases that no server of the lab shows by itself; the others are in `tests/talks/http_listing/*.talk`."""

from collections.abc import Mapping
from urllib.parse import quote

import pytest

from leftopen.lab.web import Answer, Ask
from leftopen.model import Access, DoorState
from leftopen.probes.http_listing import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

DENIED = Answer(403, b"The Web server is configured to not list the contents of this directory.")
DATED = {"Last-Modified": "Fri, 27 Nov 2026 06:51:16 GMT", "Content-Length": "20000"}


def listed(names: list[str], product: str = "") -> Answer:
    links = "".join(f'<a href="{name}">x</a>' for name in names)
    headers = {"Server": product} if product else {}
    return Answer(200, f"<title>Index of /</title>{links}".encode(), headers)


def server(tree: Mapping[str, list[str]], product: str = "lighttpd/1.4", head: Answer | None = None) -> Server:
    """A server with these folders, by path; a file is there where its folder names it."""

    def answer(ask: Ask) -> Answer:
        folder, _, name = ask.path.rpartition("/")
        if ask.method == "HEAD":
            there = name in tree.get(f"{folder}/", [])
            return (head or Answer(200, b"", DATED)) if there else Answer(404)
        return listed(tree[ask.path], product) if ask.path in tree else Answer(404)

    return answer


TREE = {
    "/": ["crm/", "logo.png", "_private/", "a.csv"],
    "/crm/": ["people.csv", "backup-2026.tar.gz", "manual.pdf", "deep/"],
    "/crm/deep/": ["x.sql", "deeper/"],
}


def test_telling_files_are_asked_for_by_head_and_none_is_fetched() -> None:
    finding, asked = pure.run(probe, server(TREE))
    assert (finding.access, finding.product) == (Access.OPEN, "lighttpd")
    told = {each.name: [(raw.value or {})["name"] for raw in each.raws] for each in finding.stores}
    assert told == {"/": ["a.csv"], "/crm/": ["people.csv", "backup-2026.tar.gz"], "/crm/deep/": ["x.sql"]}
    assert {raw.value["size"] for each in finding.stores for raw in each.raws if raw.value} == {20000}
    assert all(each.times[0].first == 1795762276.0 for each in finding.stores)
    assert all(ask.path.endswith("/") for ask in asked if ask.method == "GET"), "no file is fetched"


@pytest.mark.parametrize("name", ["db.sql.gz", "Kunden.zip", "users.json", "x.bak", "export_2026.7z", "客户.zip"])
def test_names_of_dumps_backups_and_exports_tell(name: str) -> None:
    assert pure.run(probe, server({"/": [quote(name)]}))[0].access is Access.OPEN


@pytest.mark.parametrize(
    "name", ["nginx-1.22.tar.gz", "README.txt", "logo.png", "manual.pdf", "SHA256SUMS", "debian.iso"]
)
def test_a_listing_without_a_telling_name_is_metadata(name: str) -> None:
    finding, asked = pure.run(probe, server({"/": [name]}))
    assert finding.access is Access.METADATA
    assert len([ask for ask in asked if ask.method == "HEAD"]) == 1, "the control alone"


def test_files_that_are_refused_leave_their_listing() -> None:
    assert pure.run(probe, server(TREE, head=Answer(403)))[0].access is Access.METADATA
    assert pure.run(probe, server(TREE, head=Answer(405)))[0].access is Access.METADATA


def test_sizes_and_times_that_are_none_are_left_out() -> None:
    odd = Answer(200, b"", {"Content-Length": "many", "Last-Modified": "never"})
    finding, _ = pure.run(probe, server({"/": ["a.csv"]}, head=odd))
    (store,) = finding.stores
    assert (store.raws[0].value, store.times) == ({"name": "a.csv", "size": None}, [])


@pytest.mark.parametrize(("name", "shows"), [("SimpleHTTP/0.6 Python/3.11.2", True), ("Caddy", True), *(
    (name, False) for name in ("nginx/1.22.1", "Apache/2.4.62 (Debian)", "lighttpd/1.4.69", "Microsoft-IIS/10.0", "")
)])  # fmt: skip
def test_nothing_listed_is_empty_of_a_server_that_lists_names_with_dots(name: str, shows: bool) -> None:
    trees: list[dict[str, list[str]]] = [{"/": []}, {"/": ["a/"], "/a/": []}]
    for tree in trees:
        finding = pure.run(probe, server(tree, name))[0]
        assert finding.access is (Access.EMPTY if shows else Access.UNKNOWN)
        assert shows or "begin with a dot" in "".join(map(str, finding.proof))


def test_only_a_server_with_nothing_in_it_is_empty() -> None:
    deep = {"/": ["a/"], "/a/": ["b/"], "/a/b/": ["c/"]}
    assert pure.run(probe, server(deep))[0].access is Access.UNKNOWN
    assert pure.run(probe, server({"/": ["a/"]}))[0].access is Access.UNKNOWN
    assert pure.run(probe, server({"/": ["http://other.example/x"]}))[0].access is Access.UNKNOWN


def test_so_many_folders_are_entered_and_no_more() -> None:
    wide = {"/": [f"{i}/" for i in range(99)]} | {f"/{i}/": [] for i in range(99)}
    finding, asked = pure.run(probe, server(wide))
    assert finding.access is Access.UNKNOWN
    assert len(asked) < 40


def test_a_file_that_does_not_exist_is_a_decoy() -> None:
    assert pure.run(probe, lambda ask: listed(["a.csv"]))[0].access is Access.DECOY


def test_a_server_that_says_that_it_lists_nothing_is_locked() -> None:
    assert pure.run(probe, lambda ask: DENIED)[0].access is Access.LOCKED


@pytest.mark.parametrize("answer", [Answer(200, b"<title>A shop</title>"), Answer(403, b"Forbidden"), Answer(404)])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)
    assert not SPEC.recognises(b"<title>Index of /</title>")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server(TREE), {"/": Answer(404)}), "/crm/", DoorState.UNDECIDED),
        (server({"/crm/": ["people.csv"]}), "/crm/", DoorState.OPEN),
        (server(TREE), "/", DoorState.OPEN),
        (lambda ask: DENIED, "/crm/", DoorState.SHUT),
        (lambda ask: DENIED if ask.path.endswith("/") else Answer(404), "/crm/", DoorState.UNDECIDED),
        (lambda ask: DENIED if ask.path.endswith("/") else Answer(200, b"x"), "/crm/", DoorState.UNDECIDED),
        (server(TREE), "/crm/../x/", DoorState.UNDECIDED),
        (server(TREE), "/crm", DoorState.UNDECIDED),
    ],
)
def test_a_folder_is_asked_for_again_by_its_path(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state
