"""Photograph of a person.

What: a portrait, avatar or scanned document picture. Issuer: none. Source: the magic numbers of image formats; that a
person is on it, only the field's name can tell: the picture is never looked at.

>>> valid("https://example.org/u/7.png"), valid("/9j/4AAQSkZJRgABAQAAAQABAAD"), valid("portrait mode")
(True, True, False)
"""

from leftopen.privacy.detect import shapes

LABEL = "person.photo"
CLAIM = "named"
CONCEPTS = ("person.photo",)

valid = shapes.picture_text
see = shapes.picture
LEAST = shapes.LEAST
plausible = shapes.picture_or_name
mask = shapes.shown_picture
