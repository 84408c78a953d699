"""What definitions of dumps say of columns, in the words of each system."""

import time

import pytest

from leftopen.privacy.files import definitions
from leftopen.privacy.sayings import Sayings


def column(definition: str, remark: str = "") -> Sayings:
    sayings = Sayings()
    definitions.column(sayings, "t", definition, remark)
    return sayings


@pytest.mark.parametrize(
    "definition",
    [
        "`a` varchar(2) DEFAULT NULL COMMENT 'it''s a faith'",
        "\"a\" String COMMENT 'it\\'s a faith' CODEC(ZSTD)",
        '[a] text comment "it\'s a faith"',
    ],
)
def test_a_comment_of_a_column(definition: str) -> None:
    assert column(definition).texts(("t", "a")) == ["it's a faith"]


def test_a_remark_behind_it() -> None:
    assert column("a int", "HIV status").texts(("t", "a")) == ["HIV status"]


def test_a_reference_beside_it_and_one_of_the_table() -> None:
    assert column("a int REFERENCES public.faiths(id) ON DELETE CASCADE").reference(("t", "a")) == (("faiths",), "id")
    told = column("CONSTRAINT `x` FOREIGN KEY (`a`) REFERENCES `faiths` (`id`)")
    assert told.reference(("t", "a")) == (("faiths",), "id")


def test_the_places_of_a_list() -> None:
    assert column("`a` enum('Sikh','Jain','o''r') NOT NULL").meanings(("t", "a")) == {
        "1": "Sikh",
        "2": "Jain",
        "3": "o'r",
    }


def test_statements_of_their_own() -> None:
    sayings = Sayings()
    assert definitions.comment(sayings, "COMMENT ON COLUMN public.\"T\".c7 IS 'HIV status';")
    assert definitions.comment(sayings, "comment on table app.t is 'Patients'")
    assert definitions.comment(
        sayings,
        "EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'Caste', @level0type=N'SCHEMA', "
        "@level0name=N'dbo', @level1type=N'TABLE', @level1name=[T], @level2type=N'COLUMN', @level2name=N'c8'",
    )
    assert definitions.comment(
        sayings,
        "EXEC sp_addextendedproperty N'MS_Description', N'Tribe', N'SCHEMA', N'dbo', N'TABLE', N'T', N'COLUMN', N'c9'",
    )
    definitions.altered(
        sayings, "ALTER TABLE ONLY public.t\n  ADD CONSTRAINT k FOREIGN KEY (d) REFERENCES app.faiths(n);"
    )
    said = [sayings.texts(("t", name)) for name in ("c7", "c8", "c9")]
    assert said == [["HIV status"], ["Caste"], ["Tribe"]]
    assert sayings.texts(("t",)) == ["Patients"]
    assert sayings.reference(("t", "d")) == (("faiths",), "n")


def test_properties_that_describe_nothing() -> None:
    sayings = Sayings()
    assert definitions.comment(
        sayings, "EXEC sp_addextendedproperty N'Version', N'HIV', N'SCHEMA', N'dbo', N'TABLE', N'T'"
    )
    assert not definitions.comment(sayings, "COMMENT ON COLUMN t.a IS 'cut sh")
    assert not sayings


def test_hostile_definitions_are_read_in_linear_time() -> None:
    begun = time.process_time()
    for text in ("a int COMMENT '" + "\\" * 200_000, "a enum(" + "'x'," * 100_000, "a int " + "REFERENCES " * 50_000):
        column(text)
        definitions.comment(Sayings(), "COMMENT ON COLUMN " + "a." * 100_000)
        definitions.altered(Sayings(), "ALTER TABLE a " + "FOREIGN KEY (" * 50_000)
    assert time.process_time() - begun < 5
