import pytest

from leftopen.judge import clues
from leftopen.judge.clues import Clue, once, sentences, table, weigh


def clue(kind: str, source: str = "s") -> Clue:
    return Clue(kind, "Fairhaven", "10.0.0.1:1/tcp", source)


def test_the_table_is_whole() -> None:
    told = table()
    assert set(told.cap) == set(told.hand) == {"registry", "pki", "content", "naming", "knowledge"}
    for name, kind in told.clue.items():
        assert 0 < kind.weight < 1
        assert "{where}" in kind.says
        assert "{what}" in kind.says
        assert str(clue(name))


def test_every_kind_of_the_table_is_used_and_none_else() -> None:
    import inspect

    from leftopen.judge import gather

    text = inspect.getsource(gather)
    assert {name for name in table().clue if f'"{name}"' not in text} == set()


@pytest.mark.parametrize(
    ("kinds", "verdict"),
    [
        (["certificate-organisation"], "likely"),
        (["certificate-domain"], "unknown"),
        (["certificate-domain", "name-leads-here"], "confirmed"),
        (["chosen-name"], "unknown"),
        (["chosen-name", "own-collections"], "likely"),  # names and content are of one hand
        (["chosen-name", "certificate-organisation"], "confirmed"),
        (["network-holder"], "likely"),
    ],
)
def test_verdicts(kinds: list[str], verdict: str) -> None:
    assert weigh(map(clue, kinds)).verdict == verdict


def test_copies_count_once_and_families_have_a_cap() -> None:
    assert weigh([clue("chosen-name")] * 9) == weigh([clue("chosen-name")])
    several = [clue("chosen-name", str(n)) for n in range(9)]
    assert weigh(several).confidence == table().cap["naming"]
    assert len(once([*several, *several])) == 9


def test_a_contradiction_confirms_nothing() -> None:
    kinds = [clue("certificate-organisation"), clue("network-assignment")]
    assert weigh(kinds).verdict == "confirmed"
    against = weigh(kinds, contradicted=True)
    assert against.verdict == "likely"
    assert against.confidence < weigh(kinds).confidence


def test_many_sentences_are_counted() -> None:
    several = [Clue("chosen-name", f"n{n}", "x", str(n)) for n in range(30)]
    said = sentences(several)
    assert len(said) == clues.MOST_SHOWN
    assert said[-1] == "and 19 more"


def test_a_row_that_is_wrong_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    table.cache_clear()
    monkeypatch.setattr("leftopen.judge.clues.tomllib.loads", lambda _: {"strong": 1})
    with pytest.raises(ValueError, match=r"clues\.toml"):
        table()
    monkeypatch.undo()
    table.cache_clear()
