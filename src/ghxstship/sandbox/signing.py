"""Signing deliveries with every secret that is good just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghxstship.webhooks import sign_webhook

if TYPE_CHECKING:
    from collections.abc import Sequence


def sign(content: bytes, secrets: Sequence[str], at: float) -> str:
    """The signature of a delivery: `t=...,v1=...`, with a `v1` for each secret.

    Args:
        content: The raw body.
        secrets: The secrets that sign, at least one.
        at: Seconds since 1970.
    """
    first, *others = [sign_webhook(content, secret, at=at) for secret in secrets]
    return ",".join([first, *(each.partition(",")[2] for each in others)])
