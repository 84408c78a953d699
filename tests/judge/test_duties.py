import pytest

from leftopen.judge.duties import duties


@pytest.mark.parametrize(
    ("labels", "regimes"),
    [
        (set(), []),
        ({"person.name"}, ["GDPR 33"]),
        ({"id.cn.resident"}, ["GDPR 33", "GDPR 34", "PIPL 57"]),
        ({"id.us.ssn", "special.health"}, ["GDPR 33", "GDPR 34", "California 1798.82", "HIPAA 164.404"]),
        ({"special.health"}, ["GDPR 33", "GDPR 34"]),
        ({"id.br.cpf"}, ["GDPR 33", "GDPR 34", "LGPD 48"]),
    ],
)
def test_which_regimes_come_up(labels: set[str], regimes: list[str]) -> None:
    assert [duty.regime for duty in duties(labels)] == regimes


def test_each_duty_names_its_source_and_clock() -> None:
    for duty in duties({"id.cn.resident", "id.us.ssn", "id.br.cpf", "special.health"}):
        assert duty.who
        assert duty.clock
        assert duty.starts
        assert any(character.isdigit() for character in duty.source)
