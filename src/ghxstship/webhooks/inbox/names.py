"""What the inbox is called in logs and where threads are listed: by the package that it is of."""

from __future__ import annotations

PACKAGE = __name__.partition(".")[0]
LOGGER = f"{PACKAGE}.inbox"
THREAD = f"{PACKAGE}-inbox"
