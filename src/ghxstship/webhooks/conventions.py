# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""How webhooks are signed, and where their events say what they are, as data for the runtime."""

from __future__ import annotations

from .scheme import WebhookConventions, WebhookSignature

SIGNATURE = WebhookSignature(
    signed="{timestamp}.{body}",
    timestamp_prefix="t=",
    prefix="v1=",
    separator=",",
    header="X-GHXSTSHIP-Signature",
    tolerance=300,
)

WEBHOOKS = WebhookConventions(
    signature=SIGNATURE, name="event", time="timestamp", data="data", key="metadata.idempotency_key"
)
