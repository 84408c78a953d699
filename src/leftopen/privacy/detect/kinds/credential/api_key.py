"""Key of an application interface.

What: a long-lived secret that lets a program act for its owner. Issuer: the service. Source: the prefixes that issuers
publish so that leaked keys can be found (for example docs.github.com "About authentication to GitHub", docs.aws
"Unique identifiers", stripe.com/docs/keys), what precedes them in connection strings of
Azure (learn.microsoft.com "Configure Azure Storage connection strings"), and PEM private keys (RFC 7468); others by
name.

>>> valid("AKIA" + "Q3EXAMPLEKEYEXAM"), valid("ghp_" + "a1B2" * 9), valid("AKIAlower")
(True, True, False)
>>> valid("-----BEGIN RSA PRIVATE KEY-----"), valid("-----BEGIN CERTIFICATE-----")
(True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.later import later

LABEL = "credential.api_key"
CLAIM = "checked"
CONCEPTS = ("credential.api_key",)
PATTERN = (
    r"\b(?:AKIA|ASIA|AIDA|AROA)[A-Z2-7]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}"
    r"|\bsk_(?:live|test)_[A-Za-z0-9]{16,}|\brk_(?:live|test)_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{20,}|\bAIza[A-Za-z0-9_-]{35}"
    r"|\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bnpm_[A-Za-z0-9]{36}|\bpypi-[A-Za-z0-9_-]{50,}"
    r"|\bLTAI[A-Za-z0-9]{12,20}\b|\bAKID[A-Za-z0-9]{13,40}\b|\bdop_v1_[a-f0-9]{64}|\bhvs\.[A-Za-z0-9_-]{24,}|\bya29\.[A-Za-z0-9_-]{20,}"
    r"|\bEAACEdEose0cBA[A-Za-z0-9]+|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|\bAC[a-f0-9]{32}\b|\bkey-[a-f0-9]{32}\b|\b\d{8,10}:AA[A-Za-z0-9_-]{33}"
    r"|\bhf_[A-Za-z0-9]{30,}|\bgsk_[A-Za-z0-9]{40,}|\bSK[a-f0-9]{32}\b|\bGOCSPX-[A-Za-z0-9_-]{28}|\bxapp-[A-Za-z0-9-]{20,}|\bdapi[a-f0-9]{32}\b|\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}"
    r"|\bNRAK-[A-Z0-9]{27}|\brzp_(?:live|test)_[A-Za-z0-9]{14}|\bwhsec_[A-Za-z0-9+/=]{24,}|\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|\bdckr_pat_[A-Za-z0-9_-]{20,}"
    r"|\bpk\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}|\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b|\bsq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|\blin_api_[A-Za-z0-9]{40}"
    r"|\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}"
    r"|-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
)

_WHOLE = later(PATTERN)
_OPAQUE = later(r"[A-Za-z0-9._~+/=:-]{12,}")


def valid(text: str) -> bool:
    """True for a published prefix and form."""
    return _WHOLE.match(text) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for twelve characters or more without spaces, with digits, given a field for keys."""
    return any(isinstance(v, str) and _could(v.strip()) for v in values)


def _could(text: str) -> bool:
    return valid(text) or (len(text) < 5000 and _OPAQUE.fullmatch(text) is not None and any(c.isdigit() for c in text))


def mask(values: Sequence[Any]) -> str:
    """The kind only."""
    return "private key" if any(isinstance(v, str) and "PRIVATE KEY" in v[:60] for v in values) else "key"
