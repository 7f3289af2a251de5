"""How a client shows who it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credential:
    """A key or token that goes into one header (RFC 6750 where the prefix is `Bearer`)."""

    argument: str
    """The constructor's argument that gives it."""
    env: str
    """The environment variable that stands in for the argument."""
    name: str = "Authorization"
    """The header's name."""
    prefix: str = "Bearer "
    """What stands before it in the header."""
