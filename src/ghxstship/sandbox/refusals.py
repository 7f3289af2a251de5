"""Answers that tell of an error, and the headers that every answer has."""

from __future__ import annotations

from dataclasses import dataclass
from os import urandom
from typing import TYPE_CHECKING, Any

from ..description import is_object
from .error_responses import Envelope, error_body
from .messages import Answer, Header
from .operations import JSON
from .sample_values import Sampler

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from ..description import Conventions, Description, Node
    from .error_responses import ErrorResponse, Path
    from .limits import RateLimiter, Standing
    from .operations import AnswerBody, Operation
    from .schemas import Schemas
    from .settings import Settings

_STATUSES = ("status", "statusCode", "status_code", "httpStatus", "code")
_MESSAGES = ("message", "detail", "error_description", "description", "title", "reason", "msg")


@dataclass(frozen=True, slots=True)
class HeaderNames:
    """The headers that the description names, in small letters as ASGI has them.

    Attributes:
        workspace: The request's header with the workspace's id, empty for none.
        replayed: The header that marks a repeated answer.
        request_id: The header with the server's id for a request.
        limit: The header with the requests that there are in a window.
        remaining: The header with those that are left.
        reset: The header with the end of the window.
    """

    workspace: bytes
    replayed: bytes
    request_id: bytes
    limit: bytes
    remaining: bytes
    reset: bytes

    @classmethod
    def of(cls, description: Description) -> Self:
        """The names that a description gives, and the usual ones where it gives none."""
        conventions: Conventions = description.conventions
        limits: Node = conventions.rate_limit or {}
        workspace, _ = description.headers.get("workspace_id", ("", ""))
        return cls(
            workspace=_lower(workspace),
            replayed=_lower(conventions.replayed_header or "Idempotency-Replayed"),
            request_id=_lower(conventions.request_id_header or "X-Request-ID"),
            limit=_lower(limits.get("limit", "X-RateLimit-Limit")),
            remaining=_lower(limits.get("remaining", "X-RateLimit-Remaining")),
            reset=_lower(limits.get("reset", "X-RateLimit-Reset")),
        )


def _lower(header: str) -> bytes:
    return header.lower().encode("latin-1")


@dataclass(frozen=True, slots=True)
class _Form:
    """How an error is written.

    Attributes:
        media: Its media type.
        begun: What its body begins with.
        envelope: Where the parts go.
        is_numbered: Whether its code is the status.
    """

    media: str
    begun: Mapping[str, Any]
    envelope: Envelope
    is_numbered: bool = False


class Refusals:
    """Writes errors as the description says that they are.

    Args:
        description: The description.
        schemas: Its schemas.
        settings: What it says to the sandbox.
        limiter: What knows how a key stands.
    """

    def __init__(
        self, description: Description, schemas: Schemas, settings: Settings, limiter: RateLimiter
    ) -> None:
        self.names = HeaderNames.of(description)
        self._said = bool(description.conventions.error)
        self._envelope = Envelope.read(description.conventions.error)
        self._schemas = schemas
        self._settings = settings
        self._limiter = limiter
        self._forms: dict[tuple[str, int], _Form] = {}

    def refuse(
        self,
        error: ErrorResponse,
        standing: Standing | None,
        now: float,
        operation: Operation | None = None,
    ) -> Answer:
        """The answer that tells a client about an error.

        Args:
            error: What is wrong.
            standing: How the client's key stands, where there is a key.
            now: Seconds since 1970.
            operation: What was called, where it is known.
        """
        form = _Form(JSON, {}, self._envelope)
        if operation is not None:
            form = self._form(operation, error.status)
        request_id = new_request_id()
        where = self._settings.documentation_url
        code = error.status if form.is_numbered else error.code
        body = error_body(error, form.envelope, request_id, where, begun=form.begun, code=code)
        headers = self.headers(request_id, standing, now)
        headers += [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in error.headers.items()
        ]
        return Answer(error.status, body, headers, media=form.media.encode("latin-1"))

    def headers(self, request_id: str, standing: Standing | None, now: float) -> list[Header]:
        """The headers that every answer has."""
        if standing is None:
            standing = self._limiter.idle(self._settings.api_keys.default_tier, now)
        names = self.names
        return [
            (names.request_id, request_id.encode()),
            (names.limit, b"%d" % standing.limit),
            (names.remaining, b"%d" % standing.remaining),
            (names.reset, b"%d" % standing.reset),
        ]

    def _form(self, operation: Operation, status: int) -> _Form:
        found = self._forms.get((operation.id, status))
        if found is None:
            found = self._forms[operation.id, status] = self._new_form(operation, status)
        return found

    def _new_form(self, operation: Operation, status: int) -> _Form:
        described = operation.status_described(status)
        body = operation.answers[described] if described is not None else None
        if body is None or not body.is_json:
            return _Form(JSON, {}, self._envelope)
        media = JSON if "*" in body.media else body.media
        begun = self._begun(body, status)
        if self._said or not begun:
            node = self._schemas.of(body.schema)
            for name in self._envelope.code or ():
                node = self._schemas.properties(node).get(name, {})
            return _Form(media, begun, self._envelope, "integer" in self._schemas.types(node))
        # Nothing is recognised in the description's errors: what is wrong goes where a text fits.
        message = _message_path(begun)
        if message is None:
            return _Form(media, begun, self._envelope)
        return _Form(media, begun, Envelope(None, message, None, None, None, None, None))

    def _begun(self, body: AnswerBody, status: int) -> dict[str, Any]:
        """What an error's schema requires, its status filled in."""
        schema = self._schemas.of(body.schema)
        begun = Sampler(self._schemas).required(schema)
        for name, inner in self._schemas.properties(schema).items():
            if name in _STATUSES and "integer" in self._schemas.types(inner):
                begun[name] = status
        return begun


def _message_path(begun: Mapping[str, Any]) -> Path | None:
    """Where an error's body has a message by its name, or an object inside of it has."""
    for name in _MESSAGES:
        if isinstance(begun.get(name), str):
            return (name,)
    for name, inner in begun.items():
        if is_object(inner) and (below := _message_path(inner)) is not None:
            return (name, *below)
    return None


def new_request_id() -> str:
    """An id that no request has."""
    return f"req_{urandom(8).hex()}"
