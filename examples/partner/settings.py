"""What the application is told from outside, by environment variables.

The client reads `GHXSTSHIP_API_KEY`, `GHXSTSHIP_WORKSPACE_ID` and `GHXSTSHIP_BASE_URL` itself.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """Everything but the client's own settings; a secret is in no repr."""

    database: str = "mirror.db"
    """The file of the mirror and of the inbox."""
    webhook_secrets: list[str] = field(default_factory=list[str], repr=False)
    """The subscription's secret; two while it rotates."""
    sentry_dsn: str | None = field(default=None, repr=False)
    """Where errors are reported to; nowhere if left out."""
    poll_interval: float = 300
    """Seconds between two looks for what no webhook told, more than 0."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the variables, of which only `GHXSTSHIP_WEBHOOK_SECRET` must be there."""
        return cls(
            database=os.environ.get("MIRROR_DATABASE", cls.database),
            webhook_secrets=os.environ["GHXSTSHIP_WEBHOOK_SECRET"].split(","),
            sentry_dsn=os.environ.get("SENTRY_DSN"),
            poll_interval=float(os.environ.get("MIRROR_POLL_INTERVAL", cls.poll_interval)),
        )
