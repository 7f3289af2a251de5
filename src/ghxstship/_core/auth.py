"""How a client shows who it is."""

from __future__ import annotations

import os
from dataclasses import dataclass

from .errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Credential:
    """A key or token that goes into one header (RFC 6750 where the prefix is `Bearer`)."""

    argument: str
    env: str
    name: str = "Authorization"
    prefix: str = "Bearer "

    def header(self, given: str | None) -> tuple[str, str]:
        """The header for a key.

        Args:
            given: The caller's key or access token, or `None` to take the environment's.

        Returns:
            The header's name and value.

        Raises:
            ConfigurationError: There is no key.
        """
        key = given or os.environ.get(self.env)
        if not key:
            raise ConfigurationError(
                f"{self.argument} is missing: pass {self.argument}=... "
                f"or set the environment variable {self.env}"
            )
        return self.name, f"{self.prefix}{key}"
