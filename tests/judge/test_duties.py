import pytest

from leftopen.judge.duties import duties, rules


@pytest.mark.parametrize(
    ("labels", "regimes"),
    [
        (set(), set()),
        ({"person.name"}, {"GDPR 33"}),
        ({"id.cn.resident"}, {"GDPR 33", "GDPR 34", "PIPL 57"}),
        ({"id.us.ssn", "special.health"}, {"GDPR 33", "GDPR 34", "California 1798.82", "HIPAA 164.404"}),
        ({"special.health"}, {"GDPR 33", "GDPR 34"}),
        ({"id.br.cpf"}, {"GDPR 33", "GDPR 34", "LGPD 48"}),
    ],
)
def test_which_regimes_come_up(labels: set[str], regimes: set[str]) -> None:
    assert {duty.regime for duty in duties(labels)} == regimes


def test_each_rule_names_its_source_and_clock() -> None:
    assert len({rule.regime for rule in rules()}) == len(rules()) >= 6
    for rule in rules():
        assert rule.who
        assert rule.clock
        assert rule.starts
        assert any(character.isdigit() for character in rule.source)
