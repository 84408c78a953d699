"""Cases that no server of the lab shows by itself; the others are in `tests/talks/s3/*.talk`."""

from collections.abc import Mapping

import pytest

from leftopen.lab.web import Answer, Ask
from leftopen.model import Access, DoorState
from leftopen.probes.s3 import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

TELL = {"x-amz-request-id": "18EBD304DD1B5EA8"}


def xml(body: str, status: int = 200) -> Answer:
    return Answer(status, f'<?xml version="1.0"?>{body}'.encode(), TELL)


def error(code: str, status: int) -> Answer:
    return xml(f"<Error><Code>{code}</Code><RequestId>1</RequestId></Error>", status)


MISSING, DENIED = error("NoSuchBucket", 404), error("AccessDenied", 403)


def objects(keys: list[str], most: int) -> Answer:
    told = "".join(f"<Contents><Key>{key}</Key><Size>7</Size></Contents>" for key in keys[:most])
    more = str(len(keys) > most).lower()
    return xml(f"<ListBucketResult><IsTruncated>{more}</IsTruncated>{told}</ListBucketResult>")


def buckets(names: list[str], owner: str = "<Owner><ID>7f</ID></Owner>") -> Answer:
    told = "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in names)
    return xml(f"<ListAllMyBucketsResult>{owner}<Buckets>{told}</Buckets></ListAllMyBucketsResult>")


def server(kept: Mapping[str, list[str]], root: Answer | None = None) -> Server:
    """A store with these keys by bucket."""

    def answer(ask: Ask) -> Answer:
        bucket = ask.path.strip("/")
        if not bucket:
            return root or buckets(list(kept))
        return objects(kept[bucket], int(ask.query["max-keys"])) if bucket in kept else MISSING

    return answer


CRM = {"crm": [f"people-{i}.csv" for i in range(40)], "none": []}


def test_what_a_bucket_lists_is_counted_where_the_list_is_whole() -> None:
    finding, asked = pure.run(probe, server(CRM))
    assert finding.access is Access.OPEN
    assert {each.name: (each.records, each.bytes, len(each.raws)) for each in finding.stores} == {
        "crm": (40, 280, 25),
        "none": (0, 0, 0),
    }
    assert all(ask.method == "GET" and ask.path.count("/") == 1 for ask in asked), "no object is fetched"


def test_a_bucket_with_more_than_a_page_is_not_counted() -> None:
    finding, _ = pure.run(probe, server({"crm": [f"{i}" for i in range(5000)]}))
    assert [(each.records, len(each.raws)) for each in finding.stores] == [(None, 25)]


def test_a_list_of_buckets_that_is_longer_than_a_page_is_asked_for_as_a_whole() -> None:
    finding, _ = pure.run(probe, server({f"bucket-{i:04}": ["a"] for i in range(2500)}))
    assert (finding.access, finding.listed) == (Access.OPEN, 2500)


@pytest.mark.parametrize("owner", ["", "<Owner><ID>anonymous</ID><DisplayName></DisplayName></Owner>"])
def test_that_the_anonymous_own_no_bucket_is_not_called_empty(owner: str) -> None:
    assert pure.run(probe, server({}, buckets([], owner)))[0].access is Access.UNKNOWN


def test_buckets_that_are_refused_leave_their_list() -> None:
    finding, _ = pure.run(probe, pure.altered(server(CRM), {"/crm": DENIED}))
    assert finding.access is Access.METADATA


def test_a_refused_root_is_locked_and_says_what_that_does_not_cover() -> None:
    finding, _ = pure.run(probe, lambda ask: DENIED)
    assert finding.access is Access.LOCKED
    assert "who knows its name" in "".join(map(str, finding.proof))


def test_a_refused_root_is_no_lock_where_a_bucket_that_is_not_there_is_said_not_to_be() -> None:
    finding, _ = pure.run(probe, server(CRM, DENIED))
    assert finding.access is Access.UNKNOWN
    assert "who knows a name may read what is" in "".join(map(str, finding.proof))
    every = pure.run(probe, lambda ask: DENIED if ask.path == "/" else objects(["x"], 1))[0]
    assert every.access is Access.DECOY


def test_an_error_that_is_no_refusal_decides_nothing() -> None:
    assert pure.run(probe, server({}, error("InvalidRequest", 400)))[0].access is Access.UNKNOWN
    assert pure.run(probe, server({}, error("in 2 words", 400)))[0].access is Access.UNKNOWN


def test_a_host_that_is_a_bucket_is_read_at_its_root() -> None:
    host = server({}, objects(["a.csv", "b.csv"], 9))
    finding, _ = pure.run(probe, host)
    assert (finding.access, [(each.name, each.records) for each in finding.stores]) == (Access.OPEN, [("/", 2)])


def test_a_host_that_lists_only_without_a_query_is_read_all_the_same() -> None:
    page = objects(["a.csv"], 9)
    finding, _ = pure.run(probe, lambda ask: MISSING if ask.path != "/" else DENIED if ask.query else page)
    assert (finding.access, [each.records for each in finding.stores]) == (Access.OPEN, [1])


PAGE = Answer(200, b"<html><img src='/media-files/a.png'><a href=https://x.example/docs/b>", TELL)


def test_buckets_to_which_the_first_page_has_links_are_asked() -> None:
    finding, _ = pure.run(probe, server({"media-files": ["a.png"], "other": ["b"]}, PAGE))
    assert (finding.access, finding.listed) == (Access.OPEN, 2)
    assert [each.name for each in finding.stores if each.raws] == ["media-files"]
    assert pure.run(probe, server({}, PAGE))[0].access is Access.UNKNOWN


def test_a_bucket_that_does_not_exist_is_a_decoy() -> None:
    always = pure.pages({"/": buckets(["crm"])}, objects(["a"], 9))
    assert pure.run(probe, always)[0].access is Access.DECOY


def test_a_control_that_is_not_answered_in_s3_leaves_it_open_what_it_is() -> None:
    odd = pure.pages({"/": buckets(["crm"]), "/crm": objects(["a"], 9)}, Answer(404))
    assert pure.run(probe, odd)[0].access is Access.UNKNOWN


@pytest.mark.parametrize("answer", [Answer(200, b"<html>"), Answer(404, b"<Error></Error>"), Answer(200)])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)
    assert not SPEC.recognises(b"220 ftp\r\n")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server(CRM, DENIED), "crm", DoorState.OPEN),
        (server(CRM), "none", DoorState.UNDECIDED),
        (server({}), "crm", DoorState.UNDECIDED),
        (lambda ask: DENIED, "crm", DoorState.SHUT),
        (server({}, objects(["a"], 9)), "/", DoorState.OPEN),
        (lambda ask: DENIED, "../crm", DoorState.UNDECIDED),
    ],
)
def test_a_bucket_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


def test_buckets_whose_names_are_of_former_rules_are_read() -> None:
    finding, _ = pure.run(probe, server({"CRM_Backup": ["people.csv"]}))
    assert (finding.access, [each.name for each in finding.stores]) == (Access.OPEN, ["CRM_Backup"])
    assert pure.play_on(reread(SampleLimits(), "CRM_Backup"), server({"CRM_Backup": ["a.csv"]})) is DoorState.OPEN
    strange, asked = pure.run(probe, server({"_api": ["a.csv"], "a/b": ["a.csv"]}))
    assert strange.access is Access.UNKNOWN
    assert not [ask for ask in asked if "_api" in ask.path or "a/b" in ask.path]


def test_an_error_that_names_its_request_is_recognised_and_a_page_is_not() -> None:
    assert SPEC.recognises(b"HTTP/1.1 403 Forbidden\r\n\r\n<Error><Code>AccessDenied</Code><RequestId>1</RequestId>")
    assert not SPEC.recognises(b"HTTP/1.1 403 Forbidden\r\n\r\n<Error><Code>AccessDenied</Code></Error>")


def test_the_server_its_owner_and_the_times_of_objects_are_told() -> None:
    moment = "<LastModified>2026-11-27T06:10:50.555Z</LastModified>"
    page = xml(f"<ListBucketResult><Contents><Key>a</Key>{moment}<Size>7</Size></Contents></ListBucketResult>")
    root = buckets(["crm"], "<Owner><ID>7f</ID><DisplayName>clinic</DisplayName></Owner>")
    moto = Answer(200, root.body, {"Server": "Werkzeug/3.1.9 Python/3.11.7\namazon.com"})
    finding, _ = pure.run(probe, pure.pages({"/": moto, "/crm": page}, MISSING))
    assert (finding.product, finding.facts) == ("Moto", {"owner": "clinic"})
    assert [each.first for store in finding.stores for each in store.times] == [1795759850.555]


def minio(readable: list[str], figures: Answer | None = None) -> Server:
    """MinIO that refuses the list of its buckets, with figures by bucket for everybody, or this answer instead."""
    lines = "".join(f'minio_bucket_requests_total{{api="putobject",bucket="{name}"}} 1\n' for name in ("crm", "hr"))
    told = Answer(200, f"# TYPE minio_bucket_requests_total counter\n{lines}".encode(), {})

    def answer(ask: Ask) -> Answer:
        if ask.path.startswith("/minio/"):
            return figures or told
        bucket = ask.path.strip("/")
        return objects(["people.csv"], 5) if bucket in readable else DENIED

    def signed(ask: Ask) -> Answer:
        given = answer(ask)
        return Answer(given.status, given.body, {**given.headers, "server": "MinIO"})

    return signed


def test_buckets_that_public_figures_name_are_asked_for_though_their_list_is_refused() -> None:
    finding, asked = pure.run(probe, minio(["crm"]))
    assert (finding.access, finding.product) == (Access.OPEN, "MinIO")
    assert [(each.name, each.records) for each in finding.stores if each.raws] == [("crm", 1)]
    assert "/minio/v2/metrics/bucket" in [ask.path for ask in asked]
    assert pure.run(probe, minio([]))[0].access is Access.METADATA, "their names are told, and no more"


@pytest.mark.parametrize("status", [403, 404, 200])
def test_figures_that_name_no_bucket_leave_the_refusal_of_the_list(status: int) -> None:
    finding, _ = pure.run(probe, minio(["crm"], Answer(status, b"", {})))
    assert finding.access is Access.LOCKED
    assert "lists its buckets to nobody" in "".join(map(str, finding.proof))


def test_a_page_without_an_object_after_which_more_come_is_not_empty() -> None:
    cut = xml("<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>true</IsTruncated></ListBucketResult>")
    assert pure.run(probe, pure.altered(server({"crm": []}), {"/crm": cut}))[0].access is Access.UNKNOWN
    assert pure.run(probe, server({"crm": []}))[0].access is Access.EMPTY


@pytest.mark.parametrize(
    ("code", "access", "state"),
    [
        ("AccessDenied", Access.LOCKED, DoorState.SHUT),
        ("AllAccessDisabled", Access.LOCKED, DoorState.SHUT),
        ("SlowDown", Access.UNKNOWN, DoorState.UNDECIDED),
        ("RequestTimeTooSkewed", Access.UNKNOWN, DoorState.UNDECIDED),
    ],
)
def test_a_refusal_counts_by_its_code(code: str, access: Access, state: DoorState) -> None:
    refusal = error(code, 403)
    assert pure.run(probe, lambda ask: refusal)[0].access is access
    assert pure.play_on(reread(SampleLimits(), "crm"), lambda ask: refusal) is state


def _versioned(versions: Answer) -> Server:
    """A bucket whose objects were deleted."""
    plain = server({"crm": []})
    return lambda ask: versions if "versions" in ask.query else plain(ask)


OLDER = "<Version><Key>people.csv</Key><VersionId>a</VersionId><Size>9</Size></Version>"
DELETED = "<DeleteMarker><Key>people.csv</Key><VersionId>b</VersionId></DeleteMarker>"


@pytest.mark.parametrize(
    ("answer", "access"),
    [
        (xml(f"<ListVersionsResult>{OLDER}{DELETED}</ListVersionsResult>"), Access.OPEN),
        (xml(f"<ListVersionsResult>{DELETED}</ListVersionsResult>"), Access.EMPTY),
        (xml("<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>"), Access.UNKNOWN),
        (DENIED, Access.EMPTY),
        (xml("<ListBucketResult></ListBucketResult>"), Access.EMPTY),
    ],
)
def test_of_a_bucket_without_an_object_versions_are_asked_for(answer: Answer, access: Access) -> None:
    finding, _ = pure.run(probe, _versioned(answer))
    assert finding.access is access
    if access is Access.OPEN:
        assert [raw.value for raw in finding.stores[0].raws] == [{"key": "people.csv", "size": 9}]


def test_of_a_bucket_with_objects_no_versions_are_asked_for() -> None:
    _, asked = pure.run(probe, server({"crm": ["people.csv"]}))
    assert not [ask for ask in asked if "versions" in ask.query]
