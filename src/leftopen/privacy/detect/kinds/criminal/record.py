"""Criminal record.

What: convictions, offences, arrests and sentences recorded of a person. Issuer: none.
Source: the field's name.

>>> valid("none"), valid("https://example.org")
(True, False)
"""

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import shapes

LABEL = "criminal.record"
CLAIM = "named"
CONCEPTS = ("criminal.record",)

valid = shapes.short
plausible = shapes.answer
mask = masks.hidden
