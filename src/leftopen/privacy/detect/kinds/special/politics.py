"""Political opinion.

What: party membership, political opinion or stance recorded of a person. Issuer: none.
Source: the field's name; 政治面貌 stands in most Chinese personnel forms (GB/T 4762-1984).

>>> valid("member"), valid("https://example.org")
(True, False)
"""

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import shapes

LABEL = "special.politics"
CLAIM = "named"
CONCEPTS = ("special.politics",)

valid = shapes.short
plausible = shapes.answer
mask = masks.hidden
