"""What the header of a request says of who asks (RFC 9110, 11.6.2): a token (RFC 6750), or a name and a password
(RFC 7617). It is a credential besides.
"""

import re
from typing import Any

from leftopen.privacy.unwrap import base64, jwt

OPENS = ("Be", "be", "Ba", "ba")
BESIDE = True
_SAID = re.compile(r"(?:(bearer)|basic)\s{1,4}(\S{4,})", re.IGNORECASE)


def value(text: str) -> Any:
    """The claims of a token, or a login and its password.

    >>> value("Basic YW5uYTpzZWNyZXQ="), value("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0."), value("Basic plan")
    ({'login': 'anna', 'password': 'secret'}, {'sub': 'anna'}, None)
    """
    match = _SAID.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return jwt.value(match[2])
    try:
        login, mark, password = (base64.unpacked(match[2]) or b"").decode().partition(":")
    except UnicodeError:
        return None
    return {"login": login, "password": password} if mark and login.isprintable() and password.isprintable() else None
