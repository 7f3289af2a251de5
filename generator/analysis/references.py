"""Following `$ref`, whatever it points to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from openapi_python_client.schema import Reference, Schema
from pydantic import BaseModel

from ..diagnostics import DocumentError
from ..pointers import shown

if TYPE_CHECKING:
    from ..diagnostics import Findings
    from ..load import Document

ModelT = TypeVar("ModelT", bound=BaseModel)

ANNOTATIONS = frozenset(
    """
    default deprecated description example examples readOnly summary title writeOnly
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""What may stand beside `$ref`: words about this use of what it points to."""


class References:
    """Resolves a document's references, and notes those that lead nowhere."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self.followed: set[str] = set()
        """Pointers to what references point to."""
        self._found: dict[tuple[str, type[object]], tuple[Any, str]] = {}
        """What they came to, by their targets and its class: most are followed many times."""

    def follow(
        self, given: Reference | ModelT, pointer: str, kind: type[ModelT]
    ) -> tuple[ModelT, str] | None:
        """What is meant by something that may be a reference.

        Args:
            given: The thing, or a reference to it.
            pointer: Where that stands.
            kind: The thing's class.

        Returns:
            The thing and where it stands, or `None` if the reference is broken.
        """
        start, passed = pointer, set[str]()
        while isinstance(given, Reference):
            self._check_siblings(given, pointer)
            target = given.ref.get_untrusted_value()
            if target in passed:
                self._findings.error(start, "the reference leads back to itself", "end the circle")
                return None
            found = self._found.get((target, kind))
            if found is not None:
                return found
            passed.add(target)
            if not target.startswith("#/"):
                why = self._document.externals.why(target)
                self._findings.error(pointer, why.reason, why.remedy)
                return None
            try:
                raw = self._document.at(target)
                is_reference = isinstance(raw, dict) and "$ref" in raw
                if is_reference:
                    given = self._document.resolve(target, Reference)
                else:
                    given = self._document.resolve(target, kind)
            except LookupError:
                self._findings.error(
                    pointer, f"$ref {shown(target)!r} points nowhere", "add its target"
                )
                return None
            except DocumentError as error:
                self._findings.add(error.diagnostics)
                return None
            pointer = target
            self.followed.add(target)
        for target in passed:
            self._found[target, kind] = given, pointer
        return given, pointer

    def _check_siblings(self, reference: Reference, pointer: str) -> None:
        for name in sorted(reference.model_extra or {}):
            is_known = name in ANNOTATIONS or name == "nullable" or name in Schema.model_fields
            if not is_known and not name.startswith("x-"):
                self._findings.slip(pointer, f"{name!r} stands beside $ref", "put both into allOf")
