"""Trade union membership.

What: whether a person belongs to a trade union. Issuer: none.
Source: the field's name.

>>> valid("yes"), valid("https://example.org")
(True, False)
"""

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import shapes

LABEL = "special.union"
CLAIM = "named"
CONCEPTS = ("special.union",)

valid = shapes.short
plausible = shapes.answer
mask = masks.hidden
