from msgspec.structs import replace

from leftopen.audit.attributed import attributed
from leftopen.judge.looked import Looked, Network
from tests.report import example

REPORT = example.report()


def test_parties_are_told_anew_and_all_else_stays() -> None:
    address = REPORT.services[0].address
    network = Network("NET-1", None, "Stratohost GmbH", "ALLOCATED PA", abuse=("abuse@stratohost.example",))
    found = attributed(REPORT, Looked(networks={address: network}, state="done"))
    first = found.estates[0]
    assert first.lookups == "done"
    assert ("hoster", "Stratohost GmbH") in {(party.role, party.name) for party in first.parties}
    assert replace(first, parties=(), lookups="offline") == replace(REPORT.estates[0], parties=(), lookups="offline")
    assert replace(found, estates=()) == replace(REPORT, estates=())
