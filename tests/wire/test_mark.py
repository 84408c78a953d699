"""Each question has a number of its own."""

import pytest

from leftopen.wire.mark import mark


@pytest.mark.parametrize("bits", [15, 31])
def test_numbers_have_so_many_bits_and_differ(bits: int) -> None:
    numbers = [mark(b"question %d" % number, bits=bits) for number in range(60)]
    assert all(0 <= number < 1 << bits for number in numbers)
    assert max(numbers) >= 1 << (bits - 1)
    assert len(set(numbers)) == 60
    assert mark() == 0
