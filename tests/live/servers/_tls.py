"""A certificate of its own for a server that speaks TLS."""

from pathlib import Path

from tests.live.frame import Place, call

NEEDS: tuple[str, ...] = ("openssl",)


def certificate(place: Place) -> tuple[Path, Path]:
    """A certificate signed by itself, for two days, and its key, in the work folder."""
    cert, key = place.work / "cert.pem", place.work / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=store.example"]
    call(place, [*made, "-keyout", key, "-out", cert])
    return cert, key
