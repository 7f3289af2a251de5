"""Making deliveries as the platform makes them, and others that only look so."""

from __future__ import annotations

import hmac
import json
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from ghxstship._version import __version__
from ghxstship.sandbox.encoding import encode
from ghxstship.sandbox.samples import Samples
from ghxstship.webhooks import signed_headers
from ghxstship.webhooks.conventions import SIGNATURE
from ghxstship.webhooks.verifier import verifier_of

from .check import Delivery, Right

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KEY_PREFIX = "certify_"
"""How the keys of all events of a review begin, behind `idem_` and `corr_`."""


HEADER = SIGNATURE.header
TOLERANCE = int(SIGNATURE.tolerance or 0)
"""Seconds that the signed time may differ from a receiver's clock."""

_HEADERS = {"Content-Type": "application/json", "User-Agent": f"ghxstship-certify/{__version__}"}


class DeliveryFactory:
    """Makes deliveries of sample events, genuine and forged.

    Args:
        secrets: The receiver's secrets, the one that signs first.
        clock: The time in seconds since 1970.
    """

    def __init__(self, secrets: Sequence[str], clock: Callable[[], float]) -> None:
        self.secrets = tuple(secrets)
        self.clock = clock
        self.stranger = f"whsec_{token_hex(20)}"
        self._samples = Samples()

    @property
    def names(self) -> tuple[str, ...]:
        """The events that there are."""
        return self._samples.names()

    def event(self, name: str = "deal.won", *, at: float | None = None) -> dict[str, Any]:
        """A valid event with a key of its own.

        Args:
            name: Its name.
            at: When it happened, in seconds since 1970; now if left out.
        """
        moment = self.clock() if at is None else at
        return self._samples.event(name, at=moment, key=f"{KEY_PREFIX}{token_hex(8)}")

    def body(self, name: str = "deal.won", **changes: object) -> bytes:
        """A valid event's body, with members of the event replaced."""
        return encode({**self.event(name), **changes})

    def signature(self, content: bytes, *secrets: str, at: float | None = None) -> str:
        """The signature of a body.

        Args:
            content: The body.
            secrets: What signs it; the receiver's first secret if left out.
            at: When it is signed, in seconds since 1970; now if left out.
        """
        moment = self.clock() if at is None else at
        return signed_headers(content, secrets or self.secrets[:1], at=moment)[HEADER]

    def unkeyed(self, content: bytes) -> str:
        """A signature that an empty secret makes, which no honest signer does."""
        moment = b"%d" % self.clock()
        return verifier_of(SIGNATURE).headers(content, [b""], moment, b"")[HEADER]

    def alone(self, content: bytes) -> str:
        """The hex HMAC of a body alone, which leaves out when it was signed."""
        return hmac.new(self.secrets[0].encode(), content, "sha256").hexdigest()

    def taken(
        self,
        what: str,
        content: bytes,
        signature: str | None = None,
        *,
        name: str = HEADER,
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """A delivery that must be taken.

        Args:
            what: What it is.
            content: Its body.
            signature: Its signature; the genuine one if left out.
            name: How the name of the signature's header is written.
            headers: Further headers; they replace those of the same name.
        """
        header = self.signature(content) if signature is None else signature
        return Delivery(what, Right.TAKEN, {**_HEADERS, **(headers or {}), name: header}, content)

    def refused(
        self,
        what: str,
        content: bytes,
        signature: str | None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """A delivery that must be refused; without a signature's header for `None`."""
        sent = {**_HEADERS, **(headers or {})}
        if signature is not None:
            sent[HEADER] = signature
        return Delivery(what, Right.REFUSED, sent, content)


def spaced(content: bytes) -> bytes:
    """The same JSON with other spaces, and a line end behind it."""
    return json.dumps(json.loads(content), indent=2, ensure_ascii=False).encode() + b"\n"


def escaped(content: bytes) -> bytes:
    """The same JSON with escapes for all that is not ASCII."""
    return json.dumps(json.loads(content), separators=(",", ":")).encode()
