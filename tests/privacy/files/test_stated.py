"""What lines tell of their country."""

from leftopen.privacy.files.stated import Asked, Stated


def test_values_are_held_only_where_a_country_is_stated() -> None:
    asked = Asked((), (0,), shared=False, judged=[])
    assert asked.said(["nid", "country"], [["611550957", 7], ["NL"]], {}) == Stated((), "nl", (("611550957", "7"),))
    assert asked.said(["nid", "country"], [["611550957"], ["?"]], {}) == Stated((), "", ())


def test_numbers_with_a_country_tell_theirs() -> None:
    asked = Asked(((0, "contact.phone"),), (), shared=True, judged=[])
    assert asked.said(["tel", "country"], [[], ["NL"]], {0: ["+48 600 700 800"]}) == Stated((("pl",),), "", ())
