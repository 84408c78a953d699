from leftopen.net.resolve import resolve, system


def test_names_become_addresses_and_lost_ones_are_told() -> None:
    table = {"a.example": ["10.0.0.1", "10.0.0.2"], "b.example": []}
    pairs, lost = resolve(["b.example", "a.example", "a.example"], lambda name: table[name])
    assert pairs == (("a.example", "10.0.0.1"), ("a.example", "10.0.0.2"))
    assert lost == ("b.example",)


def test_the_system_knows_localhost_and_survives_nonsense() -> None:
    assert "127.0.0.1" in system("localhost") or "::1" in system("localhost")
    assert system("a" * 300) == []
