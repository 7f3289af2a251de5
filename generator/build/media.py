"""Media types: which of a body's forms the client speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openapi_python_client.schema import MediaType, UntrustedString

_JSON = re.compile(r"application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)
_EVENT_STREAM = re.compile(r"text/event-stream\s*(;.*)?", re.IGNORECASE)

Content = Mapping[UntrustedString, MediaType]


def json_form(content: Content) -> tuple[str, MediaType] | None:
    """A body's JSON form: plain JSON before its dialects."""
    forms = _matching(content, _JSON)
    return min(
        forms,
        key=lambda form: (not form[0].lower().startswith("application/json"), form[0]),
        default=None,
    )


def event_stream_form(content: Content) -> tuple[str, MediaType] | None:
    """A body's form as a stream of server-sent events."""
    return next(iter(_matching(content, _EVENT_STREAM)), None)


def listed(content: Content) -> str:
    """The forms that there are, for a message."""
    return ", ".join(sorted(name.get_untrusted_value() for name in content))


def _matching(content: Content, pattern: re.Pattern[str]) -> list[tuple[str, MediaType]]:
    forms = ((name.get_untrusted_value(), form) for name, form in content.items())
    return [(name, form) for name, form in forms if pattern.fullmatch(name.strip())]
