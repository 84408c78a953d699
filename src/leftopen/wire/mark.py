"""Numbers by which answers are told apart, where a protocol has the client number its questions.

The number is made of the question, so that an answer to another one (late, or of something between that mixes answers
up) bears another number and is never taken for the answer to this; and the same question is the same bytes each time.
"""

from zlib import crc32


def mark(*question: bytes, bits: int = 31) -> int:
    """A number for a question, of so many bits.

    >>> mark(b"SELECT") == mark(b"SEL", b"ECT") != mark(b"SELECT 1")
    True
    """
    number = 0
    for part in question:
        number = crc32(part, number)
    return number & ((1 << bits) - 1)
