"""Lists and errors of S3, whole, cut and not well formed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.s3 import BUCKETS, ERROR, OBJECTS, VERSIONS, Stored, moment, told
from leftopen.wire.talk import Response

HEAD = '<?xml version="1.0"?>\n'
OBJECT = "<Contents><Key>{}</Key><LastModified>2026-11-27T06:10:50.555Z</LastModified><Size>{}</Size></Contents>"
MOMENT = 1795759850.555


def answer(body: str, *, cut: bool = False) -> Response:
    return Response(200, "OK", {}, (HEAD + body).encode(), cut)


def listed(inside: str) -> str:
    return f"<ListBucketResult><Name>crm</Name>{inside}</ListBucketResult>"


def test_objects_are_read_with_their_sizes_and_times() -> None:
    found = told(answer(listed(OBJECT.format("a/b.csv", 12) + OBJECT.format("c", "many"))))
    assert found is not None
    assert (found.kind, found.whole) == (OBJECTS, True)
    assert found.stored == (Stored("a/b.csv", MOMENT, 12), Stored("c", MOMENT, None))


def test_a_key_that_is_encoded_is_decoded_and_another_left_as_it_is() -> None:
    key = OBJECT.format("M%C3%BCller+%2B1.csv", 1)
    coded = told(answer(listed(key + "<EncodingType>url</EncodingType>")))
    plain = told(answer(listed(key)))
    assert coded
    assert coded.stored[0].name == "Müller +1.csv"
    assert plain
    assert plain.stored[0].name == "M%C3%BCller+%2B1.csv"


def test_a_list_that_goes_on_is_not_whole() -> None:
    found = told(answer(listed(OBJECT.format("a", 1) + "<IsTruncated>true</IsTruncated>")))
    assert found
    assert not found.whole


@pytest.mark.parametrize("lost", [1, 30, 100])
def test_a_list_that_was_cut_ends_after_its_last_whole_entry(lost: int) -> None:
    body = listed("".join(OBJECT.format(i, i) for i in range(9)))
    found = told(answer(body[: -len("</ListBucketResult>") - lost], cut=True))
    assert found
    assert [each.name for each in found.stored] == [str(i) for i in range(8)]
    assert not found.whole


def test_versions_are_read_and_marks_of_deleting_are_none() -> None:
    version = OBJECT.format("a.csv", 9).replace("Contents", "Version")
    marker = "<DeleteMarker><Key>b.csv</Key></DeleteMarker>"
    body = f"<ListVersionsResult>{version}{marker}{version}</ListVersionsResult>"
    found = told(answer(body))
    assert found
    assert (found.kind, [each.name for each in found.stored], found.whole) == (VERSIONS, ["a.csv"] * 2, True)
    cut = told(answer(body[:-40], cut=True))
    assert cut
    assert ([each.name for each in cut.stored], cut.whole) == (["a.csv"], False)


def test_buckets_are_read_with_their_owner() -> None:
    bucket = "<Bucket><Name>crm</Name><CreationDate>2026-11-27T06:10:50.555Z</CreationDate></Bucket>"
    owner = "<Owner><ID>7f</ID><DisplayName>clinic</DisplayName></Owner>"
    body = f"<ListAllMyBucketsResult>{owner}<Buckets>{bucket}<Bucket></Bucket></Buckets></ListAllMyBucketsResult>"
    found = told(answer(body))
    assert found
    assert (found.kind, found.whole, found.owner, found.nameless) == (BUCKETS, True, "clinic", False)
    assert found.stored == (Stored("crm", MOMENT),)
    cut = told(answer(body[: body.index("<Bucket></Bucket>")], cut=True))
    assert cut
    assert cut.stored == found.stored
    assert not cut.whole


def test_an_owner_that_is_anonymous_or_not_there_is_nameless() -> None:
    anonymous = "<Owner><ID>anonymous</ID><DisplayName></DisplayName></Owner><Buckets></Buckets>"
    for inside in (anonymous, "<Buckets/>"):
        found = told(answer(f"<ListAllMyBucketsResult>{inside}</ListAllMyBucketsResult>"))
        assert found
        assert found.nameless


def test_an_error_has_its_code() -> None:
    found = told(answer("<Error><Code>NoSuchBucket</Code></Error>"))
    assert found
    assert (found.kind, found.code) == (ERROR, "NoSuchBucket")


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        ("<html>", False),
        ("<Error><Code>No", True),
        ("<ListBucketResult><Contents>", False),
        ("<a><ListBucketResult/></a>", False),
    ],
)
def test_what_is_none_of_that_is_nothing(body: str, cut: bool) -> None:
    assert told(answer(body, cut=cut)) is None


def test_a_list_that_was_cut_before_its_first_entry_is_one_without_entries() -> None:
    found = told(answer("<ListBucketResult><Contents><Key>a", cut=True))
    assert found
    assert (found.stored, found.whole) == ((), False)


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-11-27T06:10:50", "0001-01-01T00:00:00Z"])
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert moment(text) is None


TAGS = st.sampled_from(
    [
        "Buckets",
        "Bucket",
        "Contents",
        "Key",
        "Size",
        "LastModified",
        "Code",
        "Owner",
        "ID",
        "DisplayName",
        "IsTruncated",
    ]
)
INSIDE = st.recursive(
    st.text(max_size=12)
    | st.sampled_from(["true", "9" * 30, "-1", "\u0663", "2026-11-27T06:10:50Z", "9999-12-31T23:59:59-23:59"]),
    lambda inner: st.builds("<{0}>{1}</{0}>".format, TAGS, st.lists(inner, max_size=4).map("".join)),
)
ANSWERS = st.binary(max_size=200) | st.builds(
    lambda kind, inside: f"{HEAD}<{kind}>{inside}</{kind}>".encode("utf-8", "surrogatepass"),
    st.sampled_from([BUCKETS, ERROR, OBJECTS]),
    st.lists(INSIDE, max_size=5).map("".join),
)


@given(ANSWERS, st.integers(0, 300), st.booleans())
def test_any_answer_is_told_or_nothing(body: bytes, lost: int, cut: bool) -> None:
    found = told(Response(200, "OK", {}, body[: len(body) - lost] if cut else body, cut))
    if found is not None:
        assert found.kind in (BUCKETS, ERROR, OBJECTS)
        assert not (cut and found.whole)
        assert all(each.size is None or each.size >= 0 for each in found.stored)
