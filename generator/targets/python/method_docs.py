"""What a method's docstring says: what it does, takes, returns and raises, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api import Operation, Paged, Plain, Streamed
from .failures import raised
from .text import Section, docstring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...api import Failure
    from .method_views import ArgumentView

_EITHER = "The answer; with `stream=True`, the events as they come."


def method_doc(
    operation: Operation, arguments: Sequence[ArgumentView], shared: dict[Failure, None]
) -> str:
    """The docstring of an operation's method.

    Args:
        operation: The operation.
        arguments: What the method takes.
        shared: Errors that the package documents once.
    """
    text = operation.summary
    if operation.description:
        text = f"{text}\n\n{operation.description}"
    if operation.deprecated:
        text = f"{text}\n\nDeprecated: no longer call it in new code."
    sections = [Section("Args", [(one.name, one.doc or _humanized(one.name)) for one in arguments])]
    returned = _returned(operation)
    if returned:
        sections.append(Section("Returns", [("", returned)]))
    sections += raised(operation, shared)
    source = f"`{operation.method} {operation.path}`"
    if operation.scopes:
        source += f", scope {' and '.join(f'`{scope}`' for scope in operation.scopes)}"
    sections.append(Section("Source", [("", f"{source}.")]))
    return docstring(text, indent=8, sections=sections)


def _returned(operation: Operation) -> str:
    match operation.answer:
        case Paged():
            return "The first page; iterating over it goes on through all pages."
        case Plain(events=events, doc=doc) if events is not None:
            return f"{doc} With `stream=True`, the events as they come." if doc else _EITHER
        case Streamed():
            return "The events as they come; it connects when it is entered or iterated."
        case answer if all(one.type is None for one in answer.successes):
            return ""
        case answer:
            return answer.doc


def _humanized(name: str) -> str:
    return f"{name.replace('_', ' ').strip().capitalize()}."
