"""ONVIF calls that read, over SOAP 1.2: ONVIF Core Specification (access classes, faults); Device and Media WSDL.

GetSystemDateAndTime and GetServices are PRE_AUTH: every device answers them. The others here are READ_SYSTEM and
READ_MEDIA, which a device with users has to refuse.
"""

import re
from functools import cache

from leftopen.wire import http, xml
from leftopen.wire.talk import Broken, Request, Response

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
CALLS = {
    "GetSystemDateAndTime": (DEVICE, ""),
    "GetServices": (DEVICE, "<IncludeCapability>false</IncludeCapability>"),
    "GetDeviceInformation": (DEVICE, ""),
    "GetProfiles": (MEDIA, ""),
}
"""What may be called, with its namespace and arguments."""

SERVICE = "/onvif/{service}"
SAYS = frozenset(f"POST {SERVICE} {call}" for call in CALLS)
"""The verbs, for a probe to declare."""

MOST = 131_072
_ADDRESS = re.compile(r"https?://[^/\s]+/onvif/([A-Za-z0-9][A-Za-z0-9_.-]{0,59})")
"""No service is called `..`, or as what other servers do (`_bulk`); a name that begins so is a device's lie."""


def call(action: str, service: str = "device_service") -> Request:
    """One call, without credentials."""
    body, kind = _envelope(action)
    return http.post(SERVICE, body, most=MOST, content_type=kind, service=service)


@cache
def _envelope(action: str) -> tuple[bytes, str]:
    """What is sent for a call, and its content type."""
    namespace, arguments = CALLS[action]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
        f'<{action} xmlns="{namespace}">{arguments}</{action}></s:Body></s:Envelope>'
    )
    return body.encode("ascii"), f'application/soap+xml; charset=utf-8; action="{namespace}/{action}"'


def answered(response: Response, action: str) -> xml.Element | None:
    """The body of a successful answer to that call, None where it is anything else."""
    inner = _inner(response) if response.status == 200 else None
    return inner if inner is not None and inner.name == f"{action}Response" else None


def refused(response: Response) -> bool:
    """Whether this is a SOAP fault that says who asks has no right to."""
    inner = _inner(response)
    if inner is None or inner.name != "Fault":
        return False
    words = " ".join(element.words for element in inner.walk()).lower().replace(" ", "")
    return response.status == 401 or "notauthorized" in words or "failedauthentication" in words


def _inner(response: Response) -> xml.Element | None:
    """What stands in the SOAP body."""
    try:
        envelope = xml.parse(response.body, most=MOST)
    except Broken:
        return None
    body = envelope.find("Body")
    return body.children[0] if envelope.name == "Envelope" and body and body.children else None


def service_of(services: xml.Element | None, namespace: str) -> str | None:
    """The last part of the address of a service, from the answer to GetServices; None where it is elsewhere."""
    for service in services.walk() if services else ():
        if service.name == "Service" and service.said("Namespace") == namespace:
            found = _ADDRESS.fullmatch(service.said("XAddr") or "")
            return found[1] if found else None
    return None
