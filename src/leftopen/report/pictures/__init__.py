"""Pictures as inline SVG: no script, no style attribute, colours from the page's classes, a title and a description.

Horizontal places are percentages where a picture has a scale, so that text keeps its size on a phone and on paper.
Each function takes a `key` that is unique in the page, for the ids that screen readers follow.
"""

from collections.abc import Iterable

from markupsafe import Markup


def picture(key: str, height: int, title: str, says: str, shapes: Iterable[Markup], kind: str) -> Markup:
    """The frame of a picture: `title` names it, `says` tells in words what it shows, `height` is in pixels."""
    return Markup(
        '<svg class="picture {kind}" role="img" width="100%" height="{height}" '
        'aria-labelledby="{key}-title {key}-says"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-says">{says}</desc>{shapes}</svg>'
    ).format(kind=kind, height=height, key=key, title=title, says=says, shapes=Markup("").join(shapes))
