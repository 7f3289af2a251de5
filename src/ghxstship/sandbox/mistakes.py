"""What is wrong with a document."""

from __future__ import annotations


class DocumentError(ValueError):
    """The document cannot drive a sandbox; the message says where and why."""
