"""How deliveries are signed, and where their events say what they are: data, of any platform.

A generated package has its own in `conventions.py`, from its document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from .._core.checks import check_moment, shown
from .._core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["WebhookSignature"]

SCHEMES: Final[dict[str, dict[str, Any]]] = {
    "timestamped": {
        "signed": "{timestamp}.{body}",
        "timestamp_prefix": "t=",
        "prefix": "v1=",
        "separator": ",",
    },
    "body": {"signed": "{body}"},
    "standard_webhooks": {
        "header": "webhook-signature",
        "signed": "{id}.{timestamp}.{body}",
        "encoding": "base64",
        "prefix": "v1,",
        "separator": " ",
        "timestamp_header": "webhook-timestamp",
        "id_header": "webhook-id",
        "secret": "base64",
        "secret_prefix": "whsec_",
    },
}
"""What is usual, by name: `t=,v1=` in one header, an HMAC of the body alone, and the Standard
Webhooks specification. The generator reads this too, so it is written in literals."""

_CHOICES = {
    "algorithm": ("sha256", "sha1", "sha512"),
    "encoding": ("hex", "base64", "base64url"),
    "secret": ("text", "base64"),
}
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.1


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSignature:
    """How a platform signs its deliveries: an HMAC (RFC 2104), in a header of the request.

    Raises:
        ConfigurationError: It cannot be verified, or the time of a delivery would not be checked.
    """

    header: str
    """The header with the signature, or with several while a secret rotates."""
    signed: str = "{body}"
    """What is signed: `{body}` at the end, `{timestamp}` and `{id}` before it, and any text."""
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    """The hash function of the HMAC."""
    encoding: Literal["hex", "base64", "base64url"] = "hex"
    """How the HMAC is written; with the padding of base64."""
    prefix: str = ""
    """What stands before a signature, such as `sha256=`; entries without it are ignored."""
    separator: str = ""
    """What stands between the header's entries; nothing where the header is one signature."""
    timestamp_prefix: str | None = None
    """What stands before the entry of the header that has the time, in seconds since 1970."""
    timestamp_header: str | None = None
    """The header that has the time instead."""
    id_header: str | None = None
    """The header with the delivery's id, where that is signed too."""
    tolerance: float | None = None
    """How many seconds the signed time may differ from now, either way; `None` where none is
    signed, and only there."""
    secret: Literal["text", "base64"] = "text"  # noqa: S105 - a kind of secret
    """What a secret is: the key itself, or the key in base64."""
    secret_prefix: str = ""
    """What a secret in base64 may begin with besides, such as `whsec_`."""

    def __post_init__(self) -> None:
        for fault in _faults(self):
            raise ConfigurationError(f"a webhook's signature {fault}")

    @classmethod
    def of(cls, scheme: str | None, /, **more: Any) -> WebhookSignature:
        """A usual scheme, with what the platform does its own way.

        Args:
            scheme: `timestamped`, `body` or `standard_webhooks`; `None` for another.
            more: The attributes that it does not have, or has otherwise, such as `header` and
                `tolerance`.

        Raises:
            ConfigurationError: There is no such scheme or attribute, or it cannot be verified.
        """
        if scheme is not None and scheme not in SCHEMES:
            known = ", ".join(SCHEMES)
            raise ConfigurationError(f"there is no scheme {shown(scheme)}: use one of {known}")
        names = [one.name for one in fields(cls)]
        for name in more:
            if name not in names:
                known = ", ".join(names)
                raise ConfigurationError(f"a webhook's signature has no {shown(name)}: {known}")
        usual = {} if scheme is None else SCHEMES[scheme]
        complete = {**usual, **more}
        if "header" not in complete:
            raise ConfigurationError("a webhook's signature is in a header: say which, by `header`")
        return cls(**complete)

    @property
    def is_timed(self) -> bool:
        """Whether the time is signed."""
        return "{timestamp}" in self.signed

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers that it is in: that of the signature, of the time and of the id."""
        found = (self.header, self.timestamp_header, self.id_header)
        return tuple(name for name in found if name is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookConventions:
    """What a document says of its webhooks."""

    signature: WebhookSignature | None = None
    """How deliveries are signed; `None` if it does not say, so that each call has to."""
    name: str | None = None
    """Where an event has its name: a dotted path in the body."""
    name_header: str | None = None
    """The header that has it instead."""
    key: str | None = None
    """The path of what is the same on every delivery of an event; without one, the signed id of the
    delivery, or a digest of the body."""
    time: str | None = None
    """The path of when the event happened: RFC 3339, or seconds since 1970."""
    data: str | None = None
    """The path of the resource that the event tells of, whose `id` is in it."""


def _faults(one: WebhookSignature) -> Iterator[str]:
    """Why a signature cannot be verified, or not safely."""
    for name, allowed in _CHOICES.items():
        if getattr(one, name) not in allowed:
            yield f"has the {name} {shown(getattr(one, name))}: use one of {', '.join(allowed)}"
    for header in cast("tuple[object, ...]", one.headers):
        if not isinstance(header, str) or not _HEADER_NAME.fullmatch(header):
            yield f"is in no header {shown(header)}: that is no name of one"
    texts = (one.signed, one.prefix, one.separator, one.timestamp_prefix or "", one.secret_prefix)
    for given in cast("tuple[object, ...]", texts):
        if not isinstance(given, str) or not given.isascii():
            yield f"has no ASCII text where it is {shown(given)}"
    yield from _content_faults(one)
    yield from _time_faults(one)


def _content_faults(one: WebhookSignature) -> Iterator[str]:
    """What is wrong with the text that is signed; it must be clear where each part ends."""
    names = _PLACEHOLDER.findall(one.signed)
    if names[-1:] != ["body"] or not one.signed.endswith("{body}"):
        yield "is of the body: end `signed` with {body}"
    if len({*names}) < len(names) or not {*names} <= {"id", "timestamp", "body"}:
        yield "is of {id}, {timestamp} and {body}, each once"
    if "}{" in one.signed or re.search(r"\}\d", one.signed):
        yield "must have something that is no digit between the parts of `signed`"
    if ("id" in names) != (one.id_header is not None):
        yield "has an id in `id_header` if `signed` has {id}, and only then"


def _time_faults(one: WebhookSignature) -> Iterator[str]:
    places = [place for place in (one.timestamp_prefix, one.timestamp_header) if place is not None]
    if len(places) != one.is_timed:
        yield (
            "has the time in `timestamp_prefix` or in `timestamp_header` if `signed` has "
            "{timestamp}, and only then"
        )
    if one.timestamp_prefix is not None:
        first, second = sorted((one.timestamp_prefix, one.prefix), key=len)
        if not one.separator or second.startswith(first):
            yield "with the time in the same header has a `separator` and a `prefix` of its own"
    if (one.tolerance is not None) != one.is_timed:
        yield "has a `tolerance` if the time is signed, and only then"
    if one.tolerance is not None:
        check_moment("tolerance", one.tolerance, ConfigurationError, least=0)
