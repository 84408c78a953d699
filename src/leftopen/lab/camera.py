"""A loopback camera's web side: start page, ONVIF device and media service, the maker's device information.

No maker's pages are copied: the page says what its real counterpart is told by, and no more.
"""

import hashlib
import re
import ssl
from dataclasses import dataclass

from leftopen.lab.server import PASSWORD, USER, Content, Running, listen
from leftopen.lab.web import Answer, Ask, conversation

_NONCE = "6c61622d6e6f6e6365"
_FIELD = re.compile(r'(\w+)="([^"]*)"')
_ACTION = re.compile(rb"<s:Body><(\w+) ")
_PRE_AUTH = ("GetSystemDateAndTime", "GetServices")


@dataclass(frozen=True, slots=True)
class Camera:
    """`login`: user and password, None for anybody; `onvif`: whether it speaks that."""

    vendor: str = "Tiandy"
    model: str = "TC-C32LAB"
    firmware: str = "V1.0-lab"
    title: str = "Tiandy IP Camera"
    realm: str = "lab camera"
    server: str = "lab"
    device: str | None = None
    login: tuple[str, str] | None = None
    onvif: bool = True

    def answer(self, ask: Ask) -> Answer:
        """The answer to one request."""
        if ask.path == "/":
            page = f"<html><head><title>{self.title}</title></head><body>Login</body></html>"
            return Answer(200, page.encode(), {"Server": self.server, "Content-Type": "text/html"})
        if self.onvif and ask.path in ("/onvif/device_service", "/onvif/media_service"):
            return self._soap(ask)
        if self.device and ask.path == self.device:
            if self.login and not self._knows(ask):
                challenge = f'Digest realm="{self.realm}", qop="auth", nonce="{_NONCE}"'
                return Answer(401, b"", {"WWW-Authenticate": challenge, "Server": self.server})
            return Answer(200, self._information(), {"Server": self.server})
        return Answer(404, b"not here", {"Server": self.server})

    def _information(self) -> bytes:
        model, version = f"<model>{self.model}</model>", f"<firmwareVersion>{self.firmware}</firmwareVersion>"
        if "magicBox" in (self.device or ""):
            return f"type={self.model}\r\n".encode()
        return f"<?xml version='1.0'?><DeviceInfo version='2.0'>{model}{version}</DeviceInfo>".encode()

    def _knows(self, ask: Ask) -> bool:
        """RFC 7616 with MD5 and `qop=auth`."""
        assert self.login
        user, password = self.login
        words = ask.headers.get("authorization", "")
        said = dict(_FIELD.findall(words))
        count = re.search(r"\bnc=(\w+)", words)
        secret = _md5(f"{user}:{self.realm}:{password}")
        asked = _md5(f"{ask.method}:{said.get('uri', '')}")
        middle = f"{_NONCE}:{count[1] if count else ''}:{said.get('cnonce', '')}:auth"
        return said.get("username") == user and said.get("response") == _md5(f"{secret}:{middle}:{asked}")

    def _soap(self, ask: Ask) -> Answer:
        found = _ACTION.search(ask.body)
        action = found[1].decode() if found else ""
        told = self._told(action)
        if told is None:
            return _envelope(500, "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code></s:Fault>")
        if self.login and action not in _PRE_AUTH:
            subcode = "<s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode>"
            return _envelope(400, f"<s:Fault><s:Code><s:Value>s:Sender</s:Value>{subcode}</s:Code></s:Fault>")
        return _envelope(200, f"<tds:{action}Response>{told}</tds:{action}Response>")

    def _told(self, action: str) -> str | None:
        return {
            "GetSystemDateAndTime": "<tds:SystemDateAndTime/>",
            "GetServices": (
                "<tds:Service><tds:Namespace>http://www.onvif.org/ver10/media/wsdl</tds:Namespace>"
                "<tds:XAddr>http://127.0.0.1/onvif/media_service</tds:XAddr></tds:Service>"
            ),
            "GetDeviceInformation": (
                f"<tds:Manufacturer>{self.vendor}</tds:Manufacturer><tds:Model>{self.model}</tds:Model>"
                f"<tds:FirmwareVersion>{self.firmware}</tds:FirmwareVersion>"
            ),
            "GetProfiles": "<tds:Profiles token='main'><tds:Name>main</tds:Name></tds:Profiles>",
        }.get(action)


HIKVISION = Camera(
    vendor="Hikvision",
    model="DS-2CD0000-LAB",
    title="Login",
    realm="DS-2CD0000-LAB",
    server="App-webs/",
    device="/ISAPI/System/deviceInfo",
    onvif=False,
)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _envelope(status: int, inner: str) -> Answer:
    spaces = (
        'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
        'xmlns:ter="http://www.onvif.org/ver10/error"'
    )
    body = f"<?xml version='1.0'?><s:Envelope {spaces}><s:Body>{inner}</s:Body></s:Envelope>"
    return Answer(status, body.encode(), {"Content-Type": "application/soap+xml; charset=utf-8"})


async def serve(
    address: str,
    port: int,
    content: Content | None = None,  # noqa: ARG001 - a camera has a picture, no records
    *,
    locked: bool = False,
    tls: ssl.SSLContext | None = None,
    camera: Camera | None = None,
) -> Running:
    """Serves one camera: `camera`, or one of Tiandy's kind, with the lab's login where `locked`."""
    shown = camera or Camera(login=(USER, PASSWORD) if locked else None)
    return await listen(address, port, conversation(shown.answer), tls)
