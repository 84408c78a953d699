import gc

from leftopen.privacy.memo import MOST, SEALED, Memo, Sealed


def test_a_name_is_worked_out_once_until_it_is_forgotten() -> None:
    worked_out: list[str] = []

    @Memo
    def size(name: str) -> int:
        """How long a name is."""
        worked_out.append(name)
        return len(name)

    assert [size("email"), size("anna"), size("email"), size("anna")] == [5, 4, 5, 4]
    assert worked_out == ["email", "anna"]
    assert (size.peek("email"), size.peek("phone"), size.__doc__) == (5, None, "How long a name is.")
    size.keep(lambda name: name == "email")
    size.forget()
    assert ("email" in size, "anna" in size, list(size)) == (True, False, ["email"])
    assert [size("email"), size("anna")] == [5, 4]
    assert worked_out == ["email", "anna", "anna"]


def test_it_is_bounded_however_many_names_there_are() -> None:
    same = Memo(str.lower)
    for _ in range(2):
        for number in range(2 * MOST):
            assert same(f"N{number}") == f"n{number}"
            assert number % 256 or len(list(same)) <= 2 * MOST
        same.keep(lambda _: True)
        same.forget()
    assert len(list(same)) == MOST


def test_what_is_asked_while_names_are_kept_is_not_kept() -> None:
    asked = Memo[str, int](len)
    assert asked("email") == 5

    def own(name: str) -> bool:
        return bool(asked(f"{name} of somebody")) and name == "email"

    asked.keep(own)
    asked.forget()
    assert list(asked) == ["email"]


def test_what_may_be_shown_of_a_name_outlives_it_and_the_name_does_not() -> None:
    worked_out: list[int] = []

    @Sealed
    def shown(name: tuple[str, bool]) -> str:
        worked_out.append(len(name[0]))
        return "*" * len(name[0])

    for name in ("anna berg", "\ud800", "email"):
        assert shown((name, False)) == "*" * len(name)
        shown.forget()
        assert shown((name, False)) == "*" * len(name)
        shown.forget()
    assert worked_out == [9, 1, 5]
    assert shown(("email", True)) == "*****"
    assert worked_out == [9, 1, 5, 5], "another question"
    shown.forget()
    assert list(shown) == []
    assert not [found for found in gc.get_referents(shown, vars(shown), shown._sealed) if "anna" in repr(found)]


def test_digests_are_bounded_and_no_two_memos_have_the_same() -> None:
    first, other = Sealed(str.lower), Sealed(str.lower)
    assert first("Email") == other("Email")
    assert first._sealed.keys().isdisjoint(other._sealed)
    for number in range(SEALED + 10):
        first(f"N{number}")
        assert len(first._sealed) <= SEALED
