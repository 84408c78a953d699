"""Answers to `WWW-Authenticate` challenges, for HTTP and RTSP. Source: RFC 7617 (Basic), RFC 7616 and 2069 (Digest).

Used for one thing: the maker's published factory login, where the scope allows it. The client's nonce is derived from
the server's: the password is public anyway, and the answer to a challenge is then always the same.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SCHEME = re.compile(r"(?:^|[\n,])[ \t\r]*(Basic|Digest)(?=\s)", re.IGNORECASE)
MOST = 8192
"""Characters of a header that are looked at."""

_PARAMETER = re.compile(r'(?<![A-Za-z])([A-Za-z]++)\s*+=\s*(?:"((?:[^"\\]|\\.){0,1000})"|([^\s,"]{1,1000}))')
_HASHES: Mapping[str, Callable[[bytes], "hashlib._Hash"]] = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}
"""Strongest first."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way in that the server offers; parameter names are lower case, values unquoted."""

    scheme: str
    parameters: Mapping[str, str]

    @property
    def realm(self) -> str:
        """What the server calls what it guards."""
        return self.parameters.get("realm", "")


def challenges(header: str) -> tuple[Challenge, ...]:
    """The Basic and Digest challenges of a header, repeats of which are joined with line feeds."""
    header = header[:MOST]
    found = list(_SCHEME.finditer(header))
    ends = [one.start() for one in found[1:]] + [len(header)]
    return tuple(
        Challenge(
            one[1].capitalize(),
            {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(header, one.end(), end)},
        )
        for one, end in zip(found, ends, strict=False)  # none found: one end too many
    )


def realms(headers: Mapping[str, str]) -> list[str]:
    """The realms of the challenges in these headers, whose names are in lower case."""
    return [one.realm for one in challenges(headers.get("www-authenticate", "")) if one.realm]


def answer(header: str, user: str, password: str, method: str, uri: str) -> str | None:
    """The `Authorization` for the strongest challenge that is understood; None where there is none."""
    offered = challenges(header)
    for algorithm, make in _HASHES.items():
        for challenge in offered:
            if challenge.scheme == "Digest" and challenge.parameters.get("algorithm", "MD5").upper() == algorithm:
                return _digest(challenge.parameters, make, user, password, method, uri)
    if any(challenge.scheme == "Basic" for challenge in offered):
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return None


def _digest(
    given: Mapping[str, str],
    make: Callable[[bytes], "hashlib._Hash"],
    user: str,
    password: str,
    method: str,
    uri: str,
) -> str | None:
    def digest(*words: str) -> str:
        return make(":".join(words).encode()).hexdigest()

    realm, nonce = given.get("realm", ""), given.get("nonce", "")
    offered = {word.strip() for word in given.get("qop", "").split(",")}
    said = {"username": user, "realm": realm, "nonce": nonce, "uri": uri}
    secret, asked = digest(user, realm, password), digest(method, uri)
    if "auth" in offered:
        own = digest("leftopen", nonce)[:16]
        plain = {"qop": "auth", "nc": "00000001"}
        said |= {"cnonce": own, "response": digest(secret, nonce, "00000001", own, "auth", asked)}
    elif offered == {""}:
        plain = {}
        said["response"] = digest(secret, nonce, asked)
    else:
        return None
    if "opaque" in given:
        said["opaque"] = given["opaque"]
    if "algorithm" in given:
        plain["algorithm"] = given["algorithm"]
    fields = [f'{name}="{value}"' for name, value in said.items()] + [
        f"{name}={value}" for name, value in plain.items()
    ]
    text = "Digest " + ", ".join(fields)
    return text if text.isascii() and text.isprintable() else None
