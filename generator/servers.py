"""Servers as the intermediate form has them: URLs, and the variables in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API can be reached."""

    environment: str
    url: str
    """Absolute, or a path of the base URL's host; each variable in braces with its default, such as
    `{region=eu}`."""
    description: str = field(default="", compare=False)
    variables: Mapping[str, dict[str, object]] = field(
        default_factory=dict[str, dict[str, object]], compare=False
    )
    """What the document says of what is in braces, by its name: `default`, `enum`, `description`,
    `extensions`."""
    extensions: Mapping[str, object] = field(default_factory=dict[str, object], compare=False)

    @property
    def plain(self) -> str:
        """The URL with variables' names alone."""
        return re.sub(r"=[^{}]*\}", "}", self.url)

    @property
    def filled(self) -> str:
        """The URL with the variables' defaults, and their names where there is none."""
        return re.sub(r"\{(?:[^{}=]*=)?([^{}]*)\}", r"\1", self.url)


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A part of servers' URLs that is an argument of the client's constructor."""

    name: str
    env: str
    wire: str
    """What it is called in the braces of URLs."""
    default: str | None
    """The value if it is left out; `None` where it must be given, or servers have one each."""
    choices: tuple[str, ...]
    """The values that there are; empty for any."""
    doc: str
    allowed: str
    """What a value may have beside unreserved characters."""

    @property
    def placeholder(self) -> str:
        """How it stands in a URL."""
        return f"{{{self.wire}}}" if self.default is None else f"{{{self.wire}={self.default}}}"
