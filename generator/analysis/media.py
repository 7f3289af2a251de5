"""Media types: which of a body's forms the client speaks; no other is dropped unsaid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from openapi_python_client.schema import MediaType, UntrustedString

from ..api import Media, MediaKind
from ..pointers import join

if TYPE_CHECKING:
    from ..diagnostics import Findings
    from .skips import Skips

_JSON = re.compile(r"application/([\w.+-]+\+)?json")
_TEXT = re.compile(r"text/.*|application/(xml|yaml|x-yaml|javascript|x-ndjson)|.*\+(xml|yaml)")
_ONE_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+( *; *[\w.+-]+=[\w.+-]+)*", re.ASCII)
"""A media type; what lists several, or has a `*`, leaves it to the file."""
_DEEP = "deepObject"
_KINDS = {
    "text/event-stream": MediaKind.EVENT_STREAM,
    "application/x-www-form-urlencoded": MediaKind.FORM,
    "multipart/form-data": MediaKind.MULTIPART,
}

Content = Mapping[UntrustedString, MediaType]


def kind_of(base: str) -> MediaKind:
    """How a media type is written and read; it has no parameters, and small letters."""
    if _JSON.fullmatch(base):
        return MediaKind.JSON
    return _KINDS.get(base, MediaKind.TEXT if _TEXT.fullmatch(base) else MediaKind.BINARY)


class Form(NamedTuple):
    """One form of a body."""

    name: str
    """Its media type."""
    media: MediaType
    pointer: str

    @property
    def base(self) -> str:
        """The media type without parameters, in small letters."""
        return self.name.partition(";")[0].strip().lower()

    @property
    def kind(self) -> MediaKind:
        """How it is written and read."""
        return MediaKind.JSON if self._may_be_anything else kind_of(self.base)

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """Which form comes first: JSON, its dialects, what is no bytes."""
        is_plain = self.name.strip().lower() == "application/json"
        return not is_plain, self.kind is not MediaKind.JSON, self.kind is MediaKind.BINARY

    @property
    def on_wire(self) -> Media:
        """What is sent, or asked for."""
        if self.kind is not MediaKind.MULTIPART:
            return Media("application/json" if self._may_be_anything else self.name, self.kind)
        types: list[tuple[str, str]] = []
        deep: list[str] = []
        for key, encoding in (self.media.encoding or {}).items():
            name, given = key.get_untrusted_value(), encoding.contentType
            type_ = "" if given is None else given.get_untrusted_value().strip()
            if _ONE_TYPE.fullmatch(type_):
                types.append((name, type_))
            elif encoding.style is not None and encoding.style.get_untrusted_value() == _DEEP:
                deep.append(name)
        return Media(self.base, self.kind, tuple(types), tuple(deep))

    @property
    def _may_be_anything(self) -> bool:
        """Whether it is of any media type, and yet has a schema, as JSON has."""
        return self.base == "*/*" and self.media.media_type_schema is not None


class Forms:
    """Chooses among the forms of bodies, and notes those that it doesn't choose."""

    def __init__(self, findings: Findings, skips: Skips) -> None:
        self._findings = findings
        self._skips = skips

    def of(self, content: Content, pointer: str) -> list[Form]:
        """The forms that are not left out: JSON, its dialects, the others; each by name.

        Args:
            content: Media types and what they hold.
            pointer: Where that stands.
        """
        names = sorted((name.get_untrusted_value(), name) for name in content)
        found = [Form(name, content[key], join(pointer, name)) for name, key in names]
        left = [one for one in found if not self._skips.take(one.pointer)]
        return sorted(left, key=lambda one: one.rank)

    def chosen(self, content: Content, pointer: str) -> Form | None:
        """The form that a method sends or asks for, `None` where none is described."""
        return self._first(self.of(content, pointer))

    def answered(self, content: Content, pointer: str) -> tuple[Form | None, Form | None]:
        """The form of an answer, and the events that JSON may be asked for as instead."""
        forms = self.of(content, pointer)
        events = None
        if forms and forms[0].kind is MediaKind.JSON:
            events = next((one for one in forms if one.kind is MediaKind.EVENT_STREAM), None)
        return self._first([one for one in forms if one is not events]), events

    def received(self, content: Content, pointer: str) -> Form | None:
        """The form that a webhook is read in: JSON. What is wrong is noted."""
        forms = [one for one in self.of(content, pointer) if one.kind is MediaKind.JSON]
        if not forms:
            listed = ", ".join(name.get_untrusted_value() for name in content) or "no media type"
            reason = f"a webhook of {listed} can't be expressed"
            self._findings.error(pointer, reason, "offer application/json")
        return self._first(forms)

    def _first(self, forms: list[Form]) -> Form | None:
        """The first form; the others are noted."""
        for one in forms[1:]:
            self._findings.slip(
                one.pointer,
                f"{one.name} stands beside {forms[0].name}, which is what the method speaks",
                f"offer it by an operation of its own, or --skip '{one.pointer}'",
            )
        return forms[0] if forms else None
