"""From a document to an `Api`."""

from __future__ import annotations

from .pipeline import analyze

__all__ = ["analyze"]
