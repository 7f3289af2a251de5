"""The client of stripe without any HTTP: its own seam for HTTP clients answers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import stripe

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Canned(stripe.HTTPClient):
    name = "canned"

    def __init__(self, body: str) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._body = body

    def request(
        self,
        method: str,  # noqa: ARG002
        url: str,  # noqa: ARG002
        headers: Mapping[str, str] | None,  # noqa: ARG002
        post_data: Any = None,  # noqa: ARG002
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Answer."""
        return self._body, 200, {"Request-Id": "req_1"}

    def close(self) -> None:
        """Nothing is open."""


def client(body: bytes) -> stripe.StripeClient:
    """A client that always gets this body, which it gets as text."""
    return stripe.StripeClient("sk_test_1", http_client=_Canned(body.decode()))
