"""Cells of a table that a spreadsheet opens: text that it would take for a formula gets a leading apostrophe.

As OWASP's page on CSV injection advises (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from leftopen.harmless import clean

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 2000


def cell(value: Cell) -> Cell:
    """The cell, harmless; an empty one for None."""
    if isinstance(value, str):
        # A first character that `clean` turns into a space may still have been meant as the start of a formula.
        text = clean(value, _LONGEST)
        return f"'{text}" if value.startswith(_FORMULA) or text.lstrip(" ").startswith(_FORMULA) else text
    return "" if value is None else value
