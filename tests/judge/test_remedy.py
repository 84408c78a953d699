from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.judge.remedy import check, remedy, settings
from leftopen.model import Access, Service, Window

WORDS: dict[str, Any] = {
    "remedy": [
        {"steps": ["bind to a private address", "ask who read it since {data_from}"]},
        {"product": "Elasticsearch", "versions": "<6.8", "steps": ["upgrade"]},
        {"product": "Elasticsearch", "versions": ">=6.8,<8", "steps": ["enable security at {address}:{port}"]},
        {"product": "Elasticsearch", "versions": ">=2,<8", "steps": ["never: an earlier one is as specific"]},
        {"product": "OpenSearch", "steps": ["the plugin"]},
        {"key": "acl", "steps": ["narrow the ACL"]},
        {"key": "acl", "product": "OpenSearch", "steps": ["narrow its ACL"]},
    ]
}


def service(product: str | None, version: str | None) -> Service:
    return Service(
        id="10.0.0.1:9200/tcp",
        address="10.0.0.1",
        port=9200,
        protocol="elasticsearch",
        product=product,
        version=version,
        access=Access.OPEN,
        proof="p",
        window=Window(data_from="2020-01-01T00:00:00Z"),
    )


@pytest.mark.parametrize(
    ("product", "version", "key", "first"),
    [
        ("Elasticsearch", "7.17.29", None, "enable security at 10.0.0.1:9200"),
        ("Elasticsearch", "6.8", None, "enable security at 10.0.0.1:9200"),
        ("Elasticsearch", "6.8.0", None, "enable security at 10.0.0.1:9200"),
        ("Elasticsearch", "6.7.99", None, "upgrade"),
        ("Elasticsearch", "v2.4.6", None, "upgrade"),
        ("Elasticsearch", "8.19.0", None, "bind to a private address"),
        ("Elasticsearch", None, None, "bind to a private address"),
        ("Elasticsearch", "unknown", None, "bind to a private address"),
        ("OpenSearch", "2.19.3", None, "the plugin"),
        (None, None, "acl", "narrow the ACL"),
        ("Elasticsearch", "7.17.29", "acl", "narrow the ACL"),
        ("OpenSearch", "2.19.3", "acl", "narrow its ACL"),
        ("Solr", "9", "another word", "bind to a private address"),
    ],
)
def test_the_most_specific_table_that_fits(
    product: str | None, version: str | None, key: str | None, first: str
) -> None:
    assert remedy(service(product, version), WORDS, key)[0] == first


@pytest.mark.parametrize("access", [Access.LOCKED, Access.UNKNOWN, Access.DECOY])
def test_of_a_shut_door_only_its_own_word_is_told(access: Access) -> None:
    shut = replace(service("OpenSearch", "2.19.3"), access=access)
    assert remedy(shut, WORDS) == ()
    assert remedy(shut, WORDS, "acl") == ("narrow its ACL",)


def test_dates_are_filled_in() -> None:
    assert remedy(service(None, None), WORDS)[1] == "ask who read it since January 2020"


def test_no_table_no_steps_and_a_wrong_condition_is_a_bug() -> None:
    assert remedy(service(None, "1"), {}) == ()
    with pytest.raises(ValueError, match="no condition"):
        remedy(service(None, "1"), {"remedy": [{"versions": "new", "steps": []}]})


@pytest.mark.parametrize(
    ("condition", "fits"), [("=8", True), ("8.1", True), (">8.1", True), ("<=8.1.2", True), (">8.1.2", False)]
)
def test_conditions(condition: str, fits: bool) -> None:
    words = {"remedy": [{"versions": condition, "steps": ["yes"]}]}
    assert bool(remedy(service(None, "8.1.2"), words)) is fits


SHUT: dict[str, Any] = {
    "shut": [
        {"set": ["bind 127.0.0.1"]},
        {"product": "Elasticsearch", "versions": ">=6.8", "set": ["xpack.security.enabled: true"]},
        {"product": "OpenSearch", "set": ["plugins.security.disabled: false"]},
    ]
}


@pytest.mark.parametrize(
    ("product", "version", "wanted"),
    [
        ("Elasticsearch", "7.17", ("xpack.security.enabled: true",)),
        ("Elasticsearch", "6.7", ("bind 127.0.0.1",)),
        ("Elasticsearch", None, ("bind 127.0.0.1",)),
        ("OpenSearch", None, ("plugins.security.disabled: false",)),
        (None, None, ("bind 127.0.0.1",)),
    ],
)
def test_the_settings_of_the_most_specific_table(product: str | None, version: str | None, wanted: tuple[str]) -> None:
    assert settings(service(product, version), SHUT) == wanted
    assert settings(service(product, version), {}) == ()


def test_the_command_of_a_check_is_the_code_of_the_step_that_says_so() -> None:
    steps = ("Set `bind`.", "Restart, then check from outside: `redis-cli -h 10.0.0.1 ping` must answer `NOAUTH`.")
    assert check(steps) == "redis-cli -h 10.0.0.1 ping"
    assert check(("Check from outside, not from the server: it must be refused.",)) is None
    assert check(("Look at `INFO clients`.",)) is None
