"""Cases that no server of the lab shows by itself; the others are in `tests/talks/docker_registry/*.talk`."""

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.docker_registry import probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

API = {"Docker-Distribution-Api-Version": "registry/2.0"}
UNKNOWN = as_json({"errors": [{"code": "NAME_UNKNOWN"}]}, 404)


def server(images: dict[str, list[str]]) -> Server:
    """A registry with these repositories and their tags."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/v2/":
            return Answer(200, b"{}", API)
        if ask.path == "/v2/_catalog":
            return as_json({"repositories": [*images]})
        name = ask.path.removeprefix("/v2/").removesuffix("/tags/list")
        return as_json({"name": name, "tags": images[name]}) if name in images else UNKNOWN

    return answer


def test_repositories_of_any_depth_are_listed_and_those_of_a_few_parts_asked() -> None:
    images = {"web": ["1", "2"], "crm/backup": ["latest"], "a/b/c": ["x"], "a/b/c/d": [], "a/b/c/d/e": ["y"]}
    finding, asked = pure.run(probe, server(images))
    assert finding.access is Access.OPEN
    assert {store.name: store.records for store in finding.stores} == {
        "web": 2,
        "crm/backup": 1,
        "a/b/c": 1,
        "a/b/c/d": 0,
        "a/b/c/d/e": None,
    }
    assert "/v2/a/b/c/d/e/tags/list" not in [ask.path for ask in asked]


def test_nothing_in_it_is_empty() -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY


def test_a_catalogue_that_is_refused_alone_is_no_lock() -> None:
    refused = as_json({"errors": [{"code": "UNAUTHORIZED"}]}, 401)
    finding, _ = pure.run(probe, pure.altered(server({}), {"/_catalog": refused}))
    assert finding.access is Access.UNKNOWN
    assert "who knows a name may read what is" in "".join(map(str, finding.proof))


def test_tags_that_are_refused_leave_the_list() -> None:
    refused = as_json({"errors": [{"code": "DENIED"}]}, 403)
    finding, _ = pure.run(probe, pure.altered(server({"crm": ["1"]}), {"/crm/tags/list": refused}))
    assert (finding.access, [store.name for store in finding.stores]) == (Access.METADATA, ["crm"])


def test_any_name_that_is_there_is_a_decoy() -> None:
    always = pure.pages({"/v2/": Answer(200, b"{}", API)}, as_json({"name": "x", "tags": ["1"], "repositories": ["x"]}))
    assert pure.run(probe, always)[0].access is Access.DECOY


def test_another_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: as_json({}))


BEARER = {"WWW-Authenticate": 'Bearer realm="https://auth.example.org/token",service="registry"'}
BASIC = {"WWW-Authenticate": 'Basic realm="Registry Realm"'}


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server({"crm": ["1"]}), {"/_catalog": Answer(401, b"", BASIC)}), "crm", DoorState.OPEN),
        (pure.altered(server({"a/b": ["1"]}), {"/v2/": Answer(401, b"", BASIC)}), "a/b", DoorState.OPEN),
        (lambda ask: Answer(401, b"", BASIC), "crm", DoorState.SHUT),
        (lambda ask: Answer(403), "crm", DoorState.SHUT),
        (lambda ask: Answer(401, b"", BEARER), "crm", DoorState.UNDECIDED),
        (server({}), "crm", DoorState.UNDECIDED),
        (server({"crm": []}), "crm", DoorState.UNDECIDED),
        (server({"a/b/c/d/e": ["1"]}), "a/b/c/d/e", DoorState.UNDECIDED),
    ],
)
def test_a_repository_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("challenge", "access", "says"),
    [
        ('Bearer realm="https://x.example.org/token"', Access.UNKNOWN, "a token, and whether"),
        ("Basic", Access.LOCKED, "a login"),
    ],
)
def test_what_was_not_asked_is_not_said_to_be_refused(challenge: str, access: Access, says: str) -> None:
    """Harbor, GitLab and others give who asks a token to whatever is public."""
    refused = as_json({"errors": [{"code": "UNAUTHORIZED"}]}, 401, **API, **{"WWW-Authenticate": challenge})
    finding, _ = pure.run(probe, lambda ask: refused)
    assert finding.access is access
    assert f"it asks for {says}" in said(finding.proof)


@pytest.mark.parametrize("tags", [None, []])
def test_repositories_without_a_tag_may_hold_images_all_the_same(tags: list[str] | None) -> None:
    """Builds for several architectures are pushed by their digests."""
    bare = pure.altered(server({"crm/app": []}), {"/crm/app/tags/list": as_json({"name": "crm/app", "tags": tags})})
    assert pure.run(probe, bare)[0].access is Access.UNKNOWN
    assert pure.run(probe, server({"crm/app": [], "web": ["1"]}))[0].access is Access.OPEN


def test_tags_that_are_refused_alone_do_not_shut_a_repository() -> None:
    """Who knows a tag needs no list of them: a proxy that refuses the list leaves the image to be pulled."""
    missing = as_json({"errors": [{"code": "MANIFEST_UNKNOWN"}]}, 404)
    listless = pure.altered(lambda ask: missing, {"/tags/list": Answer(401, b"", BASIC)})
    asked: list[Ask] = []
    assert pure.play_on(reread(SampleLimits(), "crm/backup"), listless, asked) is DoorState.UNDECIDED
    assert [ask.path.partition("leftopen-")[0] for ask in asked] == [
        "/v2/crm/backup/tags/list",
        "/v2/crm/backup/manifests/",
    ]
