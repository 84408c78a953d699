"""The DICOM JSON model (DICOM PS3.18, F): fields are tags of eight hexadecimal digits, `00100010` the patient's name.

The table beside has the keywords of tags that tell of people, and of those around them (PS3.6, 6). An element of the
Native DICOM Model (PS3.19, A) comes by its keyword, too.
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


def keyword(tag: str) -> str:
    """The keyword of a tag, or what shows it."""
    return _keywords().get(tag.upper(), f"Tag {tag}")


def coded(key: str) -> bool:
    """True for a tag, and for what the native model calls one."""
    return key == "tag" or _TAG.fullmatch(key) is not None


def mapping(value: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    """A data set by the keywords of its tags; tags without one keep theirs.

    >>> mapping({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "BERG^ANNA"}]}})
    {'PatientName': ['BERG ANNA']}
    """
    first = next(iter(value), None)
    if first == "tag":
        return _native(value)
    if not isinstance(first, str) or _TAG.fullmatch(first) is None:
        return None
    if not all(isinstance(one, Mapping) and "vr" in one for one in value.values()):
        return None
    return {keyword(str(tag)): _element(one) for tag, one in value.items()}


def _element(element: Mapping[Any, Any]) -> Any:
    values = element.get("Value")
    if element.get("vr") != "PN" or not isinstance(values, list):
        return values
    written = [form for value in values if isinstance(value, Mapping) for form in value.values()]
    return [form.replace("^", " ").strip() if isinstance(form, str) else form for form in written]


def _native(element: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    """An element of the native model: `{tag, vr, keyword, Value: {number, text}}`."""
    tag, called = element["tag"], element.get("keyword")
    if not isinstance(tag, str) or _TAG.fullmatch(tag) is None or "vr" not in element:
        return None
    held = {key: item for key, item in element.items() if key not in ("tag", "vr", "keyword", "privateCreator")}
    values = held.pop("Value", None)
    said = [each.get("text") if isinstance(each, Mapping) else each for each in _listed(values)]
    name = called if isinstance(called, str) and called else keyword(tag)
    return {name: said[0] if len(said) == 1 else said or held}


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [] if values is None else [values]
