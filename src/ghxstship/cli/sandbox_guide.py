"""What is told of a sandbox that begins: how its clients find it, and what to try."""

from __future__ import annotations

from base64 import b64encode
from shlex import quote
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghxstship.description import Credential, Description
    from ghxstship.sandbox import Server
    from ghxstship.sandbox.operations import Operation

_WORKSPACE = "workspace_id"


class Guide:
    """Lines about a sandbox, made of its description.

    Args:
        server: The sandbox on its port.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._engine = server.sandbox.engine
        self._description: Description = self._engine.site.description
        self._credentials = self._description.credentials[:1]

    @property
    def name(self) -> str:
        """What the API is called."""
        own = self._description.package.upper()
        return own if self._engine.settings.api_keys.prefixes else self._description.title or own

    @property
    def has_workspaces(self) -> bool:
        """Whether requests say which workspace they are for."""
        return _WORKSPACE in self._description.headers

    @property
    def variables(self) -> Iterator[str]:
        """The environment variables by which clients find it."""
        settings = [(self._description.conventions.base_url_env, self._server.url)]
        settings += [(one.env, self._server.api_key) for one in self._credentials]
        if self.has_workspaces:
            _, env = self._description.headers[_WORKSPACE]
            settings.append((env, self._server.workspace_id))
        known = [f"{name}={quote(value)}" for name, value in settings if name]
        if known:
            yield "Every client of this shell talks to it after:"
            yield f"  export {known[0]} \\" if known[1:] else f"  export {known[0]}"
            if known[1:]:
                yield f"    {' '.join(known[1:])}"
            yield ""

    @property
    def example(self) -> Iterator[str]:
        """A call of the first list that anyone can make."""
        operation = next(filter(_is_simple, self._engine.operations.values()), None)
        if operation is None:
            return
        headers: list[str] = []
        query: dict[str, str] = {}
        for credential in self._credentials if operation.secured else ():
            value = f"{credential.prefix}{_shown(credential, self._server.api_key)}"
            if credential.place == "header":
                headers.append(f"-H {quote(f'{credential.name}: {value}')}")
            elif credential.place == "query":
                query[credential.name] = value
            else:
                headers.append(f"-b {quote(f'{credential.name}={value}')}")
        if self.has_workspaces:
            name, _ = self._description.headers[_WORKSPACE]
            headers.append(f"-H {quote(f'{name}: {self._server.workspace_id}')}")
        if operation.paging is not None and operation.paging.limit_parameter:
            query[operation.paging.limit_parameter] = "1"
        url = f"{self._server.url}{operation.path}"
        yield "Try it:"
        yield f"  {' '.join(['curl', *headers])} \\"
        yield f"    '{url}?{urlencode(query)}'" if query else f"    '{url}'"
        yield ""

    @property
    def keys(self) -> Iterator[str]:
        """Which keys are good, and what becomes of workspaces."""
        prefixes = self._engine.settings.api_keys.prefixes
        good = f"Any key that begins with {' or '.join(prefixes)} is good here" if prefixes else ""
        if not prefixes and self._credentials:
            good = "Any key is good here"
        if good and self.has_workspaces:
            yield f"{good}, and a workspace not seen before is"
            yield "new and empty."
            yield ""
        elif good:
            yield f"{good}."
            yield ""


def _is_simple(operation: Operation) -> bool:
    required = [one for one in operation.parameters if one.required and one.where != "header"]
    return operation.role == "list" and not required


def _shown(credential: Credential, key: str) -> str:
    """A key as a request shows it; for HTTP Basic with a password, which can be any."""
    return b64encode(f"{key}:{key}".encode()).decode() if credential.basic else key
