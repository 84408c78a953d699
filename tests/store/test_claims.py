from pathlib import Path

from leftopen.store.claims import Claim
from leftopen.store.store import Store

REDIS = Claim("192.0.2.7", 6379, None, "nmap", "reachable", "2026-01-02T00:00:00Z")


def test_a_claim_is_kept_once_and_the_later_sight_counts(tmp_path: Path) -> None:
    later = Claim("192.0.2.7", 6379, "redis", "nmap", "open", "2026-02-02T00:00:00Z")
    earlier = Claim("192.0.2.7", 6379, "http", "nmap", "reachable", "2025-02-02T00:00:00Z")
    other = Claim("192.0.2.7", 6379, None, "masscan", "reachable", None)
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.report_claims([REDIS, other], "2026-03-01T00:00:00Z")
        store.report_claims([later, earlier], "2026-03-02T00:00:00Z")
        assert store.reported() == [later, other]
        assert store.exposures() == []


def test_many_claims_are_kept_and_come_back(tmp_path: Path) -> None:
    many = [Claim(f"127.0.{n // 250}.{n % 250}", 80, None, "list", "reachable", None) for n in range(1000)]
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.report_claims([*many, many[0]], "2026-03-01T00:00:00Z")
        assert sorted(one.address for one in store.reported()) == sorted(one.address for one in many)
