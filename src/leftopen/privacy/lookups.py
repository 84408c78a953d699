"""Tables of few rows that others refer to by a key: what their keys stand for.

All rows are known where all values of two columns are kept, in the order of their rows.
"""

from leftopen.privacy.detect.evidence import Column


def meanings(table: tuple[str, ...], column: str, columns: dict[tuple[str, ...], Column]) -> dict[str, str]:
    """What the keys of a table of few rows stand for: its texts, where each row has both."""
    below = {key[-1]: each for key, each in columns.items() if key[:-1] == table}
    keys = below.get(column) or next(iter(below.values()), None)
    if keys is None or not whole(keys) or len(set(map(str, keys.kept))) < len(keys.kept):
        return {}
    for each in below.values():
        if each is keys or not whole(each) or len(each.kept) != len(keys.kept):
            continue
        if all(isinstance(text, str) and not text.isdigit() for text in each.kept):
            return dict(zip(map(code, keys.kept), each.kept, strict=True))
    return {}


def whole(column: Column) -> bool:
    """True where all of its values are kept, in the order of their rows."""
    return 0 < len(column.kept) == column.present


def code(value: object) -> str:
    """A code as it is compared: `01` and `1` are one.

    >>> code(1), code("01"), code(2.0), code(True), code("M")
    ('1', '1', '2', '1', 'm')
    """
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    text = str(value).strip().casefold()
    return text.lstrip("0") or "0" if text.isdecimal() else text
