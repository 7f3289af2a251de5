"""The HTTP library that the tests run on: httpx, or httpx2 where `GHXSTSHIP_HTTP` says so.

A client that is left to choose takes the same one, whatever else is installed.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, cast

from ghxstship._core.http import library

ORIGINAL = library.default_library
"""What a client would choose by itself."""

if TYPE_CHECKING:
    import httpx

    from ghxstship._core.http.protocols import HttpLibrary
else:
    httpx = import_module(os.environ.get("GHXSTSHIP_HTTP", "httpx"))
    library.default_library = lambda: httpx

LIBRARY = cast("HttpLibrary", httpx)
"""The same as a client knows it."""

__all__ = ["LIBRARY", "ORIGINAL", "httpx"]
