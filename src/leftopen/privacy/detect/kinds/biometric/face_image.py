"""Image of a face.

What: a picture that was cut to a face or captured to recognise one. Issuer: none. Source: the magic numbers of image
formats and the field's name or company; the picture itself is never looked at.

>>> valid("/9j/4AAQSkZJRgABAQAAAQABAAD"), valid("/faces/2024/07/11.jpg"), valid("smiling"), valid("face.txt")
(True, True, False, False)
"""

from leftopen.privacy.detect import shapes

LABEL = "biometric.face_image"
CLAIM = "named"
CONCEPTS = ("biometric.face_image", "biometric.face")

valid = shapes.picture_text
see = shapes.picture
LEAST = shapes.LEAST
plausible = shapes.picture_or_name
mask = shapes.shown_picture
