"""Where the package logs: the logger of its own name."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__.partition(".")[0])
