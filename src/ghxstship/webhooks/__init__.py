"""Receiving webhooks: is this delivery really from the platform, and is it fresh."""

from __future__ import annotations

from .signature import WebhookVerificationError, sign_webhook, verify_webhook

__all__ = ["WebhookVerificationError", "sign_webhook", "verify_webhook"]
