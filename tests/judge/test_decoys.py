import pytest

from leftopen.judge.decoys import LEAST, settled
from leftopen.model import Access, Service


def service(port: int, access: Access, *, address: str = "10.0.0.1", doubted: bool = False) -> Service:
    return Service(
        id=f"{address}:{port}/tcp",
        address=address,
        port=port,
        protocol="rtsp",
        access=access,
        proof="Shown.",
        doubted=doubted,
    )


def traps(count: int, address: str = "10.0.0.1") -> list[Service]:
    return [service(9000 + i, Access.DECOY, address=address) for i in range(count)]


DOUBT = service(554, Access.UNKNOWN, doubted=True)


def test_a_doubt_beside_enough_decoys_is_settled_and_the_proof_says_why() -> None:
    told = settled([DOUBT, *traps(LEAST)])
    assert told[0].access is Access.DECOY
    assert told[0].proof == "Shown. 3 other services at this address are decoys by what they said themselves."
    assert told[1:] == traps(LEAST)


def test_fewer_decoys_and_those_of_another_address_settle_nothing() -> None:
    others = [*traps(LEAST - 1), *traps(9, "10.0.0.2")]
    assert settled([DOUBT, *others]) == [DOUBT, *others]


@pytest.mark.parametrize("access", [access for access in Access if access is not Access.DECOY])
def test_what_was_judged_by_itself_stays_whatever_stands_beside_it(access: Access) -> None:
    sure = service(554, access)
    assert settled([sure, *traps(40)])[0] == sure
    if access is not Access.UNKNOWN:
        assert settled([service(554, access, doubted=True), *traps(40)])[0].access is access
