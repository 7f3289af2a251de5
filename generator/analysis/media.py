"""Media types: which of a body's forms the client speaks; no other is dropped unsaid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from openapi_python_client.schema import MediaType, UntrustedString

from ..load import join

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..diagnostics import Findings
    from .skips import Skips

_JSON = re.compile(r"application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)
_EVENT_STREAM = re.compile(r"text/event-stream\s*(;.*)?", re.IGNORECASE)

Content = Mapping[UntrustedString, MediaType]


class Form(NamedTuple):
    """One form of a body."""

    name: str
    """Its media type."""
    media: MediaType
    pointer: str

    @property
    def is_json(self) -> bool:
        """Whether it is JSON, or one of its dialects."""
        return _JSON.fullmatch(self.name.strip()) is not None

    @property
    def is_plain_json(self) -> bool:
        """Whether it is JSON and no dialect of it."""
        return self.name.strip().lower().startswith("application/json")

    @property
    def is_event_stream(self) -> bool:
        """Whether it is a stream of server-sent events."""
        return _EVENT_STREAM.fullmatch(self.name.strip()) is not None


class Forms:
    """Chooses among the forms of bodies; what it doesn't choose, the caller has to leave out."""

    def __init__(self, findings: Findings, skips: Skips) -> None:
        self._findings = findings
        self._skips = skips

    def of(self, content: Content, pointer: str) -> list[Form]:
        """The forms that are not left out: events, JSON, its dialects, the others; each by name.

        Args:
            content: Media types and what they hold.
            pointer: Where that stands.
        """
        names = sorted((name.get_untrusted_value(), name) for name in content)
        found = [Form(name, content[key], join(pointer, name)) for name, key in names]
        left = [one for one in found if not self._skips.take(one.pointer)]
        return sorted(
            left, key=lambda one: (not one.is_event_stream, not one.is_plain_json, not one.is_json)
        )

    def sent(self, content: Content, pointer: str) -> Form | None:
        """The form that a request's body is sent in: JSON. What is wrong is noted."""
        chosen = self._chosen(content, pointer, "a body", lambda one: one.is_json)
        if chosen is not None and not chosen.is_plain_json:
            reason = f"a body of {chosen.name} would be sent as application/json"
            self._findings.error(pointer, reason, "offer application/json")
        return chosen

    def answered(self, content: Content, pointer: str) -> Form | None:
        """The form that an answer is read in: events or JSON. What is wrong is noted."""
        return self._chosen(
            content, pointer, "an answer", lambda one: one.is_event_stream or one.is_json
        )

    def received(self, content: Content, pointer: str) -> Form | None:
        """The form that a webhook is read in: JSON. What is wrong is noted."""
        return self._chosen(content, pointer, "a webhook", lambda one: one.is_json)

    def _chosen(
        self, content: Content, pointer: str, what: str, fits: Callable[[Form], bool]
    ) -> Form | None:
        forms = self.of(content, pointer)
        chosen = next((one for one in forms if fits(one)), None)
        if chosen is None:
            listed = ", ".join(one.name for one in forms) or "no media type"
            reason = f"{what} of {listed} can't be expressed"
            self._findings.error(pointer, reason, "offer application/json")
            return None
        self._report_others(forms, chosen)
        return chosen

    def _report_others(self, forms: list[Form], chosen: Form) -> None:
        for one in forms:
            if one is not chosen:
                self._findings.error(
                    one.pointer,
                    f"{one.name} beside {chosen.name} can't be expressed: a method has one form",
                    f"offer it by an operation of its own, or --skip '{one.pointer}'",
                )
