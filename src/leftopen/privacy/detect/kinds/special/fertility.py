"""Fertility.

What: whether a person can, shall or will bear children: pregnancy, cycle, contraception, "breed ready". Issuer: none.
Source: the field's name. Apart from health, since it exposes women to harm of its own kind.

>>> valid("1"), valid("pregnant"), valid("未孕"), valid("x" * 200)
(True, True, True, False)
"""

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import shapes

LABEL = "special.fertility"
CLAIM = "named"
CONCEPTS = ("special.fertility",)

valid = shapes.short
plausible = shapes.answer
mask = masks.hidden
