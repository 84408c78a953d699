"""Reads from the first messages of a TLS server how much work it wishes of us, before that is done.

A server chooses the group of a Diffie-Hellman exchange (DHE), and a prime of 10,000 bits, which OpenSSL accepts, costs
a client a second of processor time; all else that OpenSSL takes for a handshake costs some milliseconds. Sources: RFC
5246, 6.2.1 and 7.4 (records, handshake messages, ServerHello, ServerKeyExchange), RFC 8446, 4.1.3 and 4.1.4
(HelloRetryRequest, with which a server of TLS 1.3 chooses a group that was not offered at first).
"""

from functools import cache

from leftopen.net.session import tls

LIGHT = 2048
"""Bits of a prime with which an exchange takes 5 ms: 3072 take 16, 4096 37, 8192 up to 480, 10,000 930."""

_MOST = 1 << 18
"""Bytes of messages that are looked at: OpenSSL takes 100 kB of certificates, and 20 kB of anything else."""

_ALERT, _HANDSHAKE = 21, 22
_SERVER_HELLO, _SERVER_KEY_EXCHANGE = 2, 12
_RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@cache
def _exchanges() -> frozenset[int]:
    """The numbers of the cipher suites with DHE."""
    return frozenset(suite["id"] & 0xFFFF for suite in tls.context().get_ciphers() if suite["kea"] == "kx-dhe")


class Hello:
    """`heavy`: what the server has said so far makes the handshake take more than some milliseconds. Any bytes at all
    may come; each is looked at once."""

    __slots__ = ("_at", "_chosen", "_done", "_messages", "_records", "heavy")

    def __init__(self) -> None:
        self.heavy = False
        self._done = self._chosen = False
        self._records, self._messages = bytearray(), bytearray()
        self._at = 0

    def feed(self, data: bytes) -> None:
        """Takes what was received next."""
        if self._done:
            return
        self._records += data
        at, records = 0, self._records
        while len(records) - at >= 5 and not self._done:
            end = at + 5 + int.from_bytes(records[at + 3 : at + 5], "big")
            if len(records) < end:
                break
            if records[at] == _HANDSHAKE:
                self._messages += records[at + 5 : end]
                self._read()
            elif records[at] != _ALERT:
                self._done = True  # encrypted from here on
            at = end
        del records[:at]
        if len(self._messages) + len(records) > _MOST:
            self.heavy = self._done = True

    def _read(self) -> None:
        """Looks at the messages that are whole."""
        messages = self._messages
        while len(messages) - self._at >= 4 and not self._done:
            end = self._at + 4 + int.from_bytes(messages[self._at + 1 : self._at + 4], "big")
            if len(messages) < end:
                break
            kind, body = messages[self._at], bytes(messages[self._at + 4 : end])
            self._at = end
            if kind == _SERVER_HELLO:
                self._greeted(body)
            elif kind == _SERVER_KEY_EXCHANGE:
                self.heavy = self.heavy or (self._chosen and int.from_bytes(body[:2], "big") * 8 > LIGHT)
                self._done = True

    def _greeted(self, body: bytes) -> None:
        self.heavy = self.heavy or body[2:34] == _RETRY
        at = 35 + (body[34] if len(body) > 34 else 0)
        self._chosen = int.from_bytes(body[at : at + 2], "big") in _exchanges()
