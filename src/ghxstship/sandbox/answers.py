"""What an operation carried out is written as: the status, the media type and the body promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..description import is_object
from .encoding import decode, encode
from .messages import Answer
from .operations import JSON
from .sample_values import Sampler

if TYPE_CHECKING:
    from .operations import AnswerBody, Operation
    from .resources import Result
    from .schemas import Schemas

_OF_ONE = frozenset({"create", "get", "update", "replace", "act", "show", "store"})


class AnswerWriter:
    """Writes the answers of one operation that say yes.

    Args:
        operation: The operation.
        schemas: The description's schemas.
    """

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        self._status = operation.success
        described = operation.status_described(operation.success)
        body = operation.answers[described] if described is not None else None
        self._is_empty = described is not None and body is None
        self._other = _other(body)
        self.media = _media(body)
        self._missing: dict[str, Any] = {}
        self._is_listed = False
        if body is not None and body.is_json and operation.role in _OF_ONE:
            schema = schemas.of(body.schema)
            known = operation.collection.members.names if operation.collection else ()
            required = Sampler(schemas).required(schema)
            self._missing = {name: one for name, one in required.items() if name not in known}
            self._is_listed = schemas.types(schema) == frozenset({"array"})

    def write(self, result: Result) -> Answer:
        """The answer to a call that was carried out.

        Args:
            result: The resource, or JSON as text; what the answer requires besides is added.
        """
        return Answer(self._status, self._body(result), media=self.media)

    def _body(self, result: Result) -> bytes:
        if self._is_empty or result is None:
            return b""
        if self._other is not None:
            return self._other
        if self._missing or self._is_listed:
            resource = decode(result.encode()) if isinstance(result, str) else result
            if is_object(resource):
                whole = self._missing | resource
                return encode([whole] if self._is_listed else whole)
        return result.encode() if isinstance(result, str) else encode(result)


def _media(body: AnswerBody | None) -> bytes:
    if body is None or "*" in body.media:
        return JSON.encode()
    return body.media.encode("latin-1", "replace")


def _other(body: AnswerBody | None) -> bytes | None:
    """What stands in for a body that is no JSON: the description's example, if it has one."""
    if body is None or body.is_json:
        return None
    return str(body.examples[0]).encode() if body.examples else b""
