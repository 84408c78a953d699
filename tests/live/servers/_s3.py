"""How an S3 server that asks for signatures is filled: requests signed with AWS Signature Version 4."""

import hmac
import ssl
import time
from hashlib import sha256
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD

USER = "app"
_REGION = "us-east-1"


def _hashed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()


def put(base: str, path: str, body: bytes = b"", query: dict[str, str] | None = None) -> None:
    """PUT of `body` at `path` of the server at `base` ("http://127.77.1.1:9000"), signed by the one user of the lab."""
    host, moment = base.partition("://")[2], time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    digest, day = sha256(body).hexdigest(), moment[:8]
    headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": moment}
    names, asked = ";".join(headers), urlencode(query or {})
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"PUT\n{quote(path)}\n{asked}\n{lines}\n{names}\n{digest}"
    reach = f"{day}/{_REGION}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{reach}\n{sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{PASSWORD}".encode()
    for part in reach.split("/"):
        key = _hashed(key, part)
    signed = Request(f"{base}{quote(path)}{'?' if asked else ''}{asked}", body, method="PUT")
    for name, value in headers.items():
        signed.add_header(name, value)
    mark = f"Credential={USER}/{reach}, SignedHeaders={names}, Signature={_hashed(key, text).hex()}"
    signed.add_header("Authorization", f"AWS4-HMAC-SHA256 {mark}")
    trusting = ssl._create_unverified_context() if base.startswith("https") else None
    with urlopen(signed, timeout=120, context=trusting):
        pass
