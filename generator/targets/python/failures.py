"""The errors that a document promises, as documentation has them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .text import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...api import Api, Failure, Operation

ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
    "500": "InternalServerError",
    "503": "ServiceUnavailableError",
}
"""The runtime's classes by status."""
_MOST = "Most methods raise these, and document what they raise besides:"
_FEWEST = 3
"""Operations that have an error in common before it is the package's."""


def error_class(status: str) -> str:
    """The runtime's class for a status, of three digits or as a document has it."""
    return ERRORS.get(status, "InternalServerError" if status.startswith("5") else "APIStatusError")


def shared_failures(api: Api) -> dict[Failure, None]:
    """The errors that more than half of the operations have: documented once, by the package."""
    every = list(api.operations())
    counts = Counter(failure for one in every for failure in dict.fromkeys(one.failures))
    least = max(_FEWEST, len(every) // 2 + 1)
    found = [failure for failure, count in counts.items() if count >= least]
    return dict.fromkeys(sorted(found, key=lambda one: one.status))


def raised(operation: Operation, shared: dict[Failure, None]) -> list[Section]:
    """The errors of an operation's own."""
    own = [_raised(one) for one in operation.failures if one not in shared]
    return [Section("Raises", own)] if own else []


def shared_text(shared: dict[Failure, None], written: Callable[[str], str] = str) -> str:
    """A list of the errors that most methods have; empty for none.

    Args:
        shared: The errors.
        written: Makes a sentence what may stand there.
    """
    entries = [f"- `{name}`: {written(doc)}" for name, doc in map(_raised, shared)]
    if not entries:
        return ""
    return "\n".join([_MOST, "", *entries])


def _raised(failure: Failure) -> tuple[str, str]:
    status, doc = failure.status, failure.doc
    name = error_class(status)
    if status == "default":
        return name, doc or "Any other error."
    if doc[1:2].islower() or doc[1:2] == " ":
        doc = doc[0].lower() + doc[1:]
    return name, f"{status}, {doc}" if doc else f"{status}."
