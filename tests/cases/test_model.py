from leftopen.cases.model import MOVES, CaseState


def test_each_state_has_its_moves_as_the_table_says() -> None:
    said = {
        "new": "triaged accepted false_positive",
        "triaged": "notified accepted false_positive",
        "notified": "acknowledged fixed accepted",
        "acknowledged": "fixed accepted",
        "fixed": "acknowledged accepted",
        "verified": "",
        "closed": "",
        "accepted": "triaged",
        "false_positive": "triaged",
    }
    assert {state: " ".join(to) for state, to in MOVES.items()} == said
    assert set(MOVES) == set(CaseState)


def test_no_person_moves_a_case_to_what_only_a_proof_or_an_end_makes() -> None:
    assert not {CaseState.VERIFIED, CaseState.CLOSED} & {to for several in MOVES.values() for to in several}
