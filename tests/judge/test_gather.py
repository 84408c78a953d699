import pytest
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
        replace(service(n, "CN=x"), icon=number)
        for n, number in enumerate((81586312, -134375033, 1611729805, 7, -476231906, -895963602), 1)
    ]
    found = gathered(shown, Looked(), {}).by_role
    assert [each.name for each in found["vendor"]] == ["Jenkins", "Plesk"]
    assert {str(clue) for each in found["vendor"] for clue in each.clues} == {
        "the icon of 10.0.0.1:1/tcp is the one that Jenkins gives its product",
        "the icon of 10.0.0.2:1/tcp is the one that Plesk gives its product",
    }
    assert found["operator"] == []


@pytest.mark.parametrize(
    "name",
    [
        "k8s",
        "minikube",
        "dynamiclistener-org",
        "SplunkUser",
        "Vault",
        "Contoso",
        "Demo Company",
        "OrgName",
        "ZeroSSL",
        "Dovecot mail server",
        "HAProxy",
        "cert-manager",
        "DigiCert\\, Inc.",
        "Acme Corporation",
        "Kaspersky Lab",
        "root",
    ],
)
def test_what_tools_guides_and_authorities_write_into_certificates_is_nobody(name: str) -> None:
    assert not any(gathered([service(1, f"CN=x,O={name}")], Looked(), {}).by_role.values())


@pytest.mark.parametrize(
    "name", ["Nutanix", "Yealink", "Konica Minolta", "Polycom Inc.", "Schneider Electric", "Meraki"]
)
def test_the_certificate_of_a_device_names_its_maker(name: str) -> None:
    found = gathered([service(1, f"CN=x,O={name}")], Looked(), {}).by_role
    assert ([each.name for each in found["vendor"]], found["operator"]) == ([name], [])


@pytest.mark.parametrize(
    "name", ["Wangsu Science & Technology", "Edgio\\, Inc.", "Zscaler\\, Inc.", "CacheFly", "Qrator Labs"]
)
def test_who_stands_before_the_sites_of_others_serves_them(name: str) -> None:
    found = gathered([service(1, f"CN=x,O={name}")], Looked(), {}).by_role
    assert ([len(found[role]) for role in ("hoster", "operator")]) == [1, 0]


@pytest.mark.parametrize(
    ("issuer", "names", "role"),
    [
        ("CN=R1,O=DigiCert Inc", ("www.siemens.com",), "operator"),
        ("CN=Siemens Issuing CA,O=Siemens", ("www.siemens.com",), "vendor"),
        ("CN=R1,O=DigiCert Inc", ("nas.fairhaven.example",), "vendor"),
        ("CN=R1,O=DigiCert Inc", (), "vendor"),
        ("CN=x", ("www.siemens.com",), "vendor"),
    ],
)
def test_a_site_of_the_maker_itself_is_its_own(issuer: str, names: tuple[str, ...], role: str) -> None:
    given = Certificate("CN=x,O=Siemens AG", issuer, names, "ab", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")
    found = gathered([replace(service(1, "CN=x"), certificate=given)], Looked(), {}).by_role
    assert "Siemens AG" in [each.name for each in found[role]]
    other = {"operator": "vendor", "vendor": "operator"}[role]
    assert "Siemens AG" not in [each.name for each in found[other]]


def test_a_reverse_name_below_a_hoster_s_domain_is_the_hoster_s() -> None:
    host = "ec2-10-0-0-1.eu-west-2.compute.amazonaws.com"
    looked = Looked(pointers={"10.0.0.1": (host,)}, names={host: ("10.0.0.1",)})
    found = gathered([service(1, "CN=x")], looked, {}).by_role
    assert ([each.name for each in found["hoster"]], found["operator"]) == (["amazonaws.com"], [])
