"""Sex life.

What: sexual orientation, practice or partners recorded of a person. Issuer: none.
Source: the field's name.

>>> valid("undisclosed"), valid("https://example.org")
(True, False)
"""

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import shapes

LABEL = "special.sex_life"
CLAIM = "named"
CONCEPTS = ("special.sex_life",)

valid = shapes.short
plausible = shapes.answer
mask = masks.hidden
