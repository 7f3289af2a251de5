"""Servers: where the operations are, of the document, of a path or of an operation."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from openapi_python_client.schema.openapi_schema_pydantic import Server as ServerModel

from .. import names
from ..api import Server
from ..pointers import join

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..diagnostics import Findings
    from ..load import Document
    from .operations import Endpoint


class Servers:
    """The servers of all operations.

    Args:
        document: The document.
        findings: Takes what is no server.
        endpoints: All operations.

    Attributes:
        default: Those of the operations that have none of their own; of the most, where all have.
    """

    def __init__(
        self, document: Document, findings: Findings, endpoints: Collection[Endpoint]
    ) -> None:
        self._document = document
        self._findings = findings
        self._own: dict[str, tuple[Server, ...]] = {}
        self.default = self._read("#/servers")
        for one in endpoints:
            pointer = one.pointer if one.operation.servers else one.item_pointer
            if one.operation.servers or one.item.servers:
                self._own[one.pointer] = self._read(join(pointer, "servers"))
        if endpoints and len(self._own) == len(endpoints):
            counted = Counter(self._own.values())
            self.default = min(counted, key=lambda one: (-counted[one], [s.url for s in one]))

    def of(self, endpoint: Endpoint) -> tuple[Server, ...] | None:
        """Where an operation is; `None` for where most are."""
        own = self._own.get(endpoint.pointer)
        return None if own == self.default else own

    def _read(self, pointer: str) -> tuple[Server, ...]:
        found: dict[str, Server] = {}
        for index in range(len(self._document.items(pointer))):
            place = join(pointer, index)
            server = self._document.resolve(place, ServerModel)
            url = self._url(server, place)
            given = (server.model_extra or {}).get("x-environment")
            if given is None and index == 0:
                given = "production"
            text = server.description.get_untrusted_value() if server.description else ""
            environment = str(given or names.snake(" ".join(text.split()[:3]), "server"))
            if environment in found:
                environment = f"{environment}_{index + 1}"
            if url is not None:
                found[environment] = Server(environment, url)
        return tuple(found.values())

    def _url(self, server: ServerModel, pointer: str) -> str | None:
        """A server's URL with its variables' defaults; `None` for one without a host."""
        url = server.url.get_untrusted_value()
        for name, variable in (server.variables or {}).items():
            placeholder = f"{{{name.get_untrusted_value()}}}"
            url = url.replace(placeholder, variable.default.get_untrusted_value())
        if re.fullmatch(r"https?://[^\s{}?#\x00-\x1f\x7f]+", url):
            return url.rstrip("/")
        if not url.startswith("/"):
            remedy = "write an absolute http or https URL whose variables have defaults"
            self._findings.slip(join(pointer, "url"), f"{url!r} is not a server", remedy)
        return None
