"""How deliveries are signed: a usual scheme and what the document says beside it, checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .. import runtime
from ..pointers import join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..diagnostics import Findings
    from .conventions import Signature

_PLACE = "#/x-sdk/webhooks/signature"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def signature_of(given: Signature | None, findings: Findings) -> Mapping[str, str | float] | None:
    """The attributes of a signature, complete.

    Args:
        given: What the document says, if it does.
        findings: Takes what is wrong.

    Returns:
        The attributes that are not the runtime's defaults, `None` where the document says nothing.
    """
    if given is None:
        return None
    schemes = runtime.webhook_schemes()
    if given.scheme is not None and given.scheme not in schemes:
        reason = f"there is no scheme {given.scheme!r}"
        remedy = f"write one of {', '.join(schemes)}, or leave it out and say all that it would"
        findings.error(join(_PLACE, "scheme"), reason, remedy)
        return None
    found: dict[str, Any] = dict(schemes[given.scheme] if given.scheme else {})
    found |= given.model_dump(exclude_none=True, exclude={"scheme"})
    found.setdefault("signed", "{body}")
    faults = list(_faults(found))
    for key, reason, remedy in faults:
        findings.error(join(_PLACE, key), reason, remedy)
    if faults:
        return None
    if "tolerance" in found and found["tolerance"].is_integer():
        found["tolerance"] = int(found["tolerance"])
    return found


def _faults(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What cannot be verified, or not safely: the key, why, and what would be right."""
    if "header" not in found:
        yield "header", "no header has the signature", "name it"
    signed: str = found["signed"]
    names = _PLACEHOLDER.findall(signed)
    if names[-1:] != ["body"] or not signed.endswith("{body}"):
        yield "signed", "what is signed does not end with the body", "write '{body}' at its end"
    if len({*names}) < len(names) or not {*names} <= {"id", "timestamp", "body"}:
        reason = "what is signed is made of other parts"
        yield "signed", reason, "use {id}, {timestamp} and {body}, each once"
    if "}{" in signed or re.search(r"\}\d", signed):
        reason = "where one part of what is signed ends and the next begins is not clear"
        yield "signed", reason, "a platform has a full stop or so between them: write it"
    if ("id" in names) != ("id_header" in found):
        reason = "an id is signed and in no header, or the other way round"
        yield "id_header", reason, "name the header, and write '{id}' in `signed`"
    yield from _time_faults(found, is_timed="timestamp" in names)


def _time_faults(found: Mapping[str, Any], *, is_timed: bool) -> Iterator[tuple[str, str, str]]:
    places = [key for key in ("timestamp_prefix", "timestamp_header") if key in found]
    if len(places) != is_timed:
        key = places[-1] if places else "timestamp_header"
        reason = (
            "the time is signed, and its place is not said" if is_timed else "no time is signed"
        )
        if len(places) > 1:
            reason = "the time is in two places"
        remedy = "give one of timestamp_prefix and timestamp_header if `signed` has {timestamp}"
        yield key, reason, remedy
    if "timestamp_prefix" in found:
        first, second = sorted((found["timestamp_prefix"], found.get("prefix", "")), key=len)
        if not found.get("separator") or second.startswith(first):
            reason = "the entries of the header cannot be told apart"
            yield "timestamp_prefix", reason, "give a separator, and prefixes that differ"
    if is_timed and "tolerance" not in found:
        reason = "the time is signed, and nothing says how old a delivery may be"
        yield "tolerance", reason, "give it in seconds"
    elif not is_timed and "tolerance" in found:
        reason = "no time is signed, so nothing tells how old a delivery is"
        yield "tolerance", reason, "leave it out"
