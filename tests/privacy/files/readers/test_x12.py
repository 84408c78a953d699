"""Interchanges of ASC X12."""

import io
from typing import Any

import pytest

from leftopen import classify
from leftopen.privacy.files.readers import reader_for, x12

HEADER = (
    "ISA*00*          *00*          *ZZ*CLEARING       *ZZ*INSURER        *250101*1200*^*00501*000000001*0*P*:~\n"
    "GS*HC*S*R*20250101*1200*1*X*005010X222A1~\nST*837*0001~\n"
)
CLAIM = (
    "NM1*41*2*CLEARING HOUSE*****46*TGJ23~\nPER*IC*BERTA KLINE*TE*3055550122*EM*b@mail.example~\nHL*1**20*1~\n"
    "NM1*85*2*HARBOUR PRACTICE*****XX*9876543210~\nREF*EI*587654321~\nHL*2*1*22*0~\n"
    "NM1*IL*1*TOLLIVER*IMOGEN*K***MI*JS0011~\nN3*2 NORTH RD*APT 3~\nN4*MIAMI*FL*33413~\nDMG*D8*19430501*F~\n"
    "REF*SY*078051120~\nNM1*PR*2*KEY INSURANCE*****PI*99~\nCLM*26463*100***11:B:1~\nHI*ABK:J020*ABF:Z113~\n"
    "DTP*472*D8*20061003~\nSE*9*0001~\nGE*1*1~\nIEA*1*000000001~\n"
)


def read(text: str) -> list[Any]:
    return list(x12.records(io.BytesIO(text.encode())))


def test_a_claim() -> None:
    sender, provider, insured = read(HEADER + CLAIM)
    assert sender["trading_partner"] == {
        "organization": "CLEARING HOUSE",
        "partner_number": "TGJ23",
        "telephone": "3055550122",
        "email": "b@mail.example",
        "contact_name": "BERTA KLINE",
    }
    assert provider["billing_provider"]["organization_number"] == "587654321"
    assert insured["subscriber"] == {
        "family_name": "TOLLIVER",
        "given_name": "IMOGEN K",
        "member_id": "JS0011",
        "street": "2 NORTH RD APT 3",
        "city": "MIAMI",
        "state": "FL",
        "postcode": "33413",
        "birth_date": "19430501",
        "sex": "F",
        "ssn": "078051120",
    }
    assert insured["payer"] == {"organization": "KEY INSURANCE", "partner_number": "99"}
    assert (insured["diagnosis"], insured["dtp"]) == (["J020", "Z113"], ["20061003"])


def test_marks_are_those_of_the_header() -> None:
    other = (HEADER + CLAIM).replace("~\n", "'").replace("*", "|")
    assert read(other) == read(HEADER + CLAIM)


def test_members_of_a_transaction_and_a_role_that_comes_again_are_records() -> None:
    members = "".join(f"INS*Y*18~NM1*IL*1*BERG{n}*ANNA~DMG*D8*1980010{n}*F~" for n in range(3))
    assert [each["subscriber"]["family_name"] for each in read(HEADER + members)] == ["BERG0", "BERG1", "BERG2"]
    again = "".join(f"NM1*QC*1*BERG{n}*ANNA~" for n in range(3))
    assert len(read(HEADER + again)) == 3


def test_no_party_is_a_political_one() -> None:
    records = read(HEADER + CLAIM) * 10
    fields = classify(records)["fields"]
    told = {label["label"] for field in fields for label in field["labels"] if label["confidence"] >= 0.5}
    assert {"person.name", "person.birth_date", "special.health", "id.us.ssn"} <= told
    assert not {label for label in told if label.startswith("special.")} - {"special.health"}


def test_what_is_cut_short_or_too_long_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(HEADER[:60]) == []
    assert read(HEADER + "NM1*IL*1*BERG*ANNA") == [], "a segment that does not end"
    monkeypatch.setattr(x12, "_SEGMENT", 40)
    long = f"NM1*QC*1*{'x' * 50}*B~"
    assert [*read(f"{HEADER}{long}NM1*IL*1*BERG*ANNA~")[-1]] == ["subscriber"]
    monkeypatch.setattr(x12, "_ENTRIES", 3)
    assert read(f"{HEADER}HL*1~NM1*IL*1*BERG*ANNA~N3*A~N4*B~")[-1] == {
        "subscriber": {"family_name": "BERG", "given_name": "ANNA", "street": "A"}
    }


@pytest.mark.parametrize("head", [HEADER, "\ufeff\n" + HEADER, HEADER.replace("*", "|")])
def test_it_is_told_by_its_header(head: str) -> None:
    assert x12.fits(head.encode())
    assert reader_for("a.txt", head.encode()).name == x12.NAME


@pytest.mark.parametrize(
    "head", ["ISA*00*", "ISAAC,ANNA\nx", "ISA" * 60, "ISA 00 " + " " * 120, "isa*00*          *00*"]
)
def test_others_are_none(head: str) -> None:
    assert not x12.fits(head.encode())
