"""A signature's scheme, made ready once: how a header is read and what is computed."""

from __future__ import annotations

from binascii import b2a_base64, hexlify
from functools import lru_cache
from hmac import digest
from typing import TYPE_CHECKING

from .._core.errors import ConfigurationError
from .conventions import WEBHOOKS
from .headers import values_of
from .payload import WebhookVerificationError, raw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .headers import Headers
    from .payload import Payload
    from .scheme import WebhookSignature

MAX_HEADER_LENGTH = 4096
"""Characters. A genuine header has about 160; more is not worth reading."""

MAX_TIMESTAMP_LENGTH = 15
"""Digits: enough for the next thirty million years."""


def _base64(value: bytes) -> bytes:
    return b2a_base64(value, newline=False)


def _base64url(value: bytes) -> bytes:
    """RFC 4648, 5."""
    return _base64(value).translate(_URL_SAFE)


_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "hex": hexlify,
    "base64": _base64,
    "base64url": _base64url,
}


class Verifier:
    """Reads and makes the headers of one scheme.

    Args:
        signature: The scheme.
    """

    __slots__ = (
        *("_is_single", "_layout", "_names", "_stop"),
        *("algorithm", "encode", "signature", "tolerance"),
    )

    def __init__(self, signature: WebhookSignature) -> None:
        self.signature = signature
        self.algorithm = signature.algorithm
        self.encode = _ENCODERS[signature.encoding]
        self.tolerance = signature.tolerance
        self._names = tuple(name.lower() for name in signature.headers)
        self._is_single = len(self._names) == 1
        prefix, time = signature.prefix.encode(), (signature.timestamp_prefix or "").encode()
        head = signature.signed.removesuffix("{body}")
        before, _, after = head.encode().partition(b"{timestamp}")
        separator = signature.separator.encode()
        self._layout = (separator, prefix, len(prefix), time, len(time), before, after)
        stop = head.partition("{id}")[2][:1].encode()
        self._stop = stop or None

    def parse(self, headers: Headers) -> tuple[bytes, bytes, list[bytes]]:
        """Read a delivery's headers.

        Args:
            headers: All of them, or the value of the signature's where it is in one.

        Returns:
            The time, empty where none is signed; what is signed before the body; the signatures,
            other entries of the header being ignored.

        Raises:
            WebhookVerificationError: Something is missing, too long or malformed.
            ConfigurationError: The signature is in several headers, and this is the value of one.
        """
        further: Sequence[Payload | None] = ()
        if type(headers) is str and self._is_single and 0 < len(headers) <= MAX_HEADER_LENGTH:
            text = headers.encode("utf-8", "surrogatepass")  # the usual one, without further calls
        else:
            value, *further = values_of(headers, self._names)
            text = _header(value)
        separator, prefix, cut, time_prefix, time_cut, before, after = self._layout
        timestamps: list[bytes] = []
        candidates: list[bytes] = []
        for entry in text.split(separator) if separator else (text,):
            if entry[:cut] == prefix:
                candidates.append(entry[cut:])
            elif time_cut and entry[:time_cut] == time_prefix:
                timestamps.append(entry[time_cut:])
        timestamp = _one(timestamps) if time_cut else self._timestamp(further)
        if not candidates:
            raise WebhookVerificationError(f"no {self.signature.prefix.rstrip('=,: ')} signature")
        if self._stop is not None:
            return timestamp, self.head(timestamp, self._identifier(further)), candidates
        return timestamp, before + timestamp + after, candidates

    def _timestamp(self, further: Sequence[Payload | None]) -> bytes:
        """The time that is signed, from a header of its own; nothing where none is."""
        name = self.signature.timestamp_header
        return b"" if name is None else _one([_header(further[0], name)])

    def _identifier(self, further: Sequence[Payload | None]) -> bytes:
        """The delivery's id.

        What ends it in the signed text may not be in it: a body's beginning could be moved there
        without breaking the signature.
        """
        identifier = _header(further[-1], self.signature.id_header)
        if self._stop is not None and self._stop in identifier:
            raise WebhookVerificationError(f"the delivery's id has a {self._stop.decode()!r} in it")
        return identifier

    def head(self, timestamp: bytes, identifier: bytes) -> bytes:
        """What is signed before the body."""
        *_, before, after = self._layout
        first, then = (identifier.join(part.split(b"{id}")) for part in (before, after))
        return first + timestamp + then

    def headers(
        self, body: bytes, keys: Sequence[bytes], timestamp: bytes, identifier: bytes
    ) -> dict[str, str]:
        """The headers of a delivery.

        Args:
            body: The raw body.
            keys: What signs it.
            timestamp: Seconds since 1970, in digits.
            identifier: The delivery's id.

        Raises:
            ConfigurationError: The header has one signature, and there are several keys; or the id
                cannot be one.
        """
        separator, prefix, _, time_prefix, time_cut, *_ = self._layout
        if len(keys) > 1 and not separator:
            raise ConfigurationError(
                f"this scheme's header has one signature, and these are {len(keys)} secrets"
            )
        if self._stop is not None and (not identifier or self._stop in identifier):
            raise ConfigurationError(f"a delivery's id is not empty and has no {self._stop!r}")
        signed = self.head(timestamp if self.signature.is_timed else b"", identifier) + body
        entries = [prefix + self.encode(digest(key, signed, self.algorithm)) for key in keys]
        if time_cut:
            entries.insert(0, time_prefix + timestamp)
        one = self.signature
        found = {one.header: separator.join(entries).decode()}
        if one.timestamp_header is not None:
            found[one.timestamp_header] = timestamp.decode()
        if one.id_header is not None:
            found[one.id_header] = identifier.decode()
        return found


OWN = None if WEBHOOKS.signature is None else Verifier(WEBHOOKS.signature)
"""That of the package's own document."""


@lru_cache(maxsize=32)
def _verifier(signature: WebhookSignature) -> Verifier:
    return Verifier(signature)


def verifier_of(signature: WebhookSignature | None) -> Verifier:
    """What verifies by a scheme.

    Args:
        signature: The scheme, `None` for that of the package's own document.

    Raises:
        ConfigurationError: The document does not say.
    """
    if signature is not None:
        return _verifier(signature)
    if OWN is None:
        raise ConfigurationError(
            "the API's document does not say how webhooks are signed: pass "
            "signature=WebhookSignature.of('standard_webhooks', tolerance=...), or another scheme"
        )
    return OWN


def _one(timestamps: list[bytes]) -> bytes:
    """The only one of a delivery's times, if it is one."""
    if len(timestamps) != 1:
        raise WebhookVerificationError("several timestamps" if timestamps else "no timestamp")
    timestamp = timestamps[0]
    if not timestamp.isdigit() or len(timestamp) > MAX_TIMESTAMP_LENGTH:
        raise WebhookVerificationError("timestamp is not a whole number of seconds")
    return timestamp


def _header(header: Payload | None, name: str | None = "") -> bytes:
    """A header's bytes; one that is too long is not looked at."""
    if header is None:
        raise WebhookVerificationError(f"missing header {name}".rstrip())
    text = str.__str__(header) if isinstance(header, str) else raw(header, "header")
    if not text:
        raise WebhookVerificationError(f"missing header {name}".rstrip())
    if len(text) > MAX_HEADER_LENGTH:
        raise WebhookVerificationError(f"header too long: over {MAX_HEADER_LENGTH} characters")
    return raw(text, "header")
