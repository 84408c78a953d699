"""What nothing has counted, told of a field."""

from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.fields import Fields


def judged() -> Judged:
    fields = Fields()
    for n in range(8):
        fields.take({"field": f"word {n}"})
    (told,) = fields.judge()
    return told


def test_it_is_of_a_share_of_the_records_and_shows_what_was_kept() -> None:
    column = judged().column
    bit = bit_of("special.health")
    decision = found(column, bit, 0.8, share=0.5)
    assert (decision.bit, decision.confidence, decision.matches, decision.named) == (bit, 0.8, 4, False)
    assert column.samples[bit] == column.kept[:1] == ["word 0"]


def test_an_example_that_was_seen_before_stays() -> None:
    column = judged().column
    bit = bit_of("special.health")
    found(column, bit, 0.8, samples=["first", "other"])
    found(column, bit, 0.8)
    assert column.samples[bit] == ["first"]
