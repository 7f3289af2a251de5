"""Security schemes, and which of them a call needs, as the document has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..wire import WireRequirement, WireScheme, WireSecurity
from .members import extensions, flag, members, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..conventions import CredentialArgument
    from ..load import Document

_SCHEMES = "#/components/securitySchemes"


class Schemes:
    """A document's security schemes.

    Args:
        document: The document.
        credentials: The client's arguments, by the schemes that they are for.
    """

    def __init__(self, document: Document, credentials: Mapping[str, CredentialArgument]) -> None:
        self._document = document
        self._credentials = credentials

    def all(self) -> dict[str, WireScheme]:
        """The schemes, by what the document calls them."""
        return {name: self._scheme(name) for name in self._document.members(_SCHEMES)}

    def needed(self, given: object) -> WireSecurity | None:
        """The alternatives that a `security` lists, `None` where there is no list."""
        if not isinstance(given, list):
            return None
        return tuple(
            tuple(
                WireRequirement(
                    scheme,
                    self._argument(scheme),
                    tuple(str(one) for one in cast("list[object]", scopes))
                    if isinstance(scopes, list)
                    else (),
                )
                for scheme, scopes in cast("dict[str, object]", one).items()
            )
            for one in cast("list[object]", given)
            if isinstance(one, dict)
        )

    def _argument(self, scheme: str) -> str | None:
        found = self._credentials.get(scheme)
        return None if found is None else found.name

    def _scheme(self, name: str) -> WireScheme:
        said: dict[str, Any] = members(self._document.members(_SCHEMES), name)
        for _ in range(len(self._document.members(_SCHEMES)) + 1):
            target = text(said, "$ref")
            if not target.startswith("#/"):
                break
            said = self._document.members(target)
        return WireScheme(
            type=text(said, "type"),
            credential=self._argument(name),
            description=text(said, "description"),
            location=text(said, "in"),
            name=text(said, "name"),
            http_scheme=text(said, "scheme"),
            bearer_format=text(said, "bearerFormat"),
            flows=members(said, "flows"),
            openid_connect_url=text(said, "openIdConnectUrl"),
            deprecated=flag(said, "deprecated"),
            extensions=extensions(said),
        )
