"""The DICOM JSON model (DICOM PS3.18, F): fields are tags of eight hexadecimal digits, `00100010` the patient's name.

The table beside has the keywords of tags that tell of people, and of those around them (PS3.6, 6).
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from leftopen.privacy.data import beside

_TAG = re.compile(r"[0-9A-Fa-f]{8}")


@cache
def _keywords() -> dict[str, str]:
    return {str(tag): str(keyword) for tag, keyword in beside(__name__)["keywords"].items()}


def coded(key: str) -> bool:
    """True for a tag."""
    return _TAG.fullmatch(key) is not None


def mapping(value: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    """A data set by the keywords of its tags; tags without one keep theirs.

    >>> mapping({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "BERG^ANNA"}]}})
    {'PatientName': ['BERG ANNA']}
    """
    first = next(iter(value), None)
    if not isinstance(first, str) or not coded(first):
        return None
    if not all(isinstance(one, Mapping) and "vr" in one for one in value.values()):
        return None
    names = _keywords()
    return {names.get(str(tag).upper(), f"Tag {tag}"): _element(one) for tag, one in value.items()}


def _element(element: Mapping[Any, Any]) -> Any:
    values = element.get("Value")
    if element.get("vr") != "PN" or not isinstance(values, list):
        return values
    written = [form for value in values if isinstance(value, Mapping) for form in value.values()]
    return [form.replace("^", " ").strip() if isinstance(form, str) else form for form in written]
