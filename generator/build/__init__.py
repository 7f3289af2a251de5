"""From a document to an `Api`."""

from __future__ import annotations

from .build import build

__all__ = ["build"]
