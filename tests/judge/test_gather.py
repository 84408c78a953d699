from msgspec.structs import replace

from leftopen.judge.gather import crowded, gathered
from leftopen.judge.looked import Looked, Network, Registration
from leftopen.model import Access, Certificate, Service


def service(last: int, subject: str, *names: str) -> Service:
    return Service(
        id=f"10.0.0.{last}:1/tcp", address=f"10.0.0.{last}", port=1, protocol="redis", access=Access.OPEN, proof="p",
        certificate=Certificate(subject, subject, names, str(last), "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
    )  # fmt: skip


NETWORK = Network("NET-1", "BLUEPEAK", "Bluepeak Ltd", "ASSIGNED PA")


def test_strangers_in_one_network_make_it_crowded() -> None:
    several = [service(n, f"O={name} Ltd") for n, name in enumerate(("Acornia", "Birchwell", "Cedarton"))]
    looked = Looked(networks={each.address: NETWORK for each in several})
    assert crowded(several, looked) == {"NET-1"}
    assert crowded(several[:2], looked) == frozenset()
    assert crowded([several[0]] * 5, looked) == frozenset()
    assert crowded(several, Looked()) == frozenset()


def test_the_registry_says_that_a_domain_is_of_another() -> None:
    given = service(1, "O=Fairhaven Clinic", "fairhaven.cityeye.example")
    looked = Looked(registrations={"cityeye.example": Registration("cityeye.example", "CityEye Systems BV")})
    names = {each.name for each in gathered([given], looked, {}).by_role["operator"]}
    assert names == {"Fairhaven Clinic", "CityEye Systems BV"}


def test_the_domain_of_a_maker_or_of_a_store_is_nobody_s() -> None:
    given = [service(1, "CN=x", "nas.synology.com"), service(2, "CN=x,O=Elasticsearch B.V.", "es.elastic.co")]
    found = gathered(given, Looked(), {})
    assert found.by_role["operator"] == []


def test_the_scope_s_name_at_a_hoster_is_the_hoster_s() -> None:
    given = service(1, "CN=x")
    assert gathered([given], Looked(), {"vps1.stratohost.example": ("10.0.0.1",)}).by_role["operator"] == []


def test_an_icon_names_the_maker_of_a_platform_or_device_and_never_an_operator() -> None:
    shown = [
        replace(service(n, "CN=x"), icon=number) for n, number in enumerate((81586312, -134375033, 1611729805, 7), 1)
    ]
    found = gathered(shown, Looked(), {}).by_role
    assert [each.name for each in found["vendor"]] == ["Jenkins", "Plesk"]
    assert {str(clue) for each in found["vendor"] for clue in each.clues} == {
        "the icon of 10.0.0.1:1/tcp is the one that Jenkins gives its product",
        "the icon of 10.0.0.2:1/tcp is the one that Plesk gives its product",
    }
    assert found["operator"] == []
