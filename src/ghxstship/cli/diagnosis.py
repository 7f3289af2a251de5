"""Why a delivery does not verify: what would have to be different for its signature to match."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ghxstship._core.lenient_json import parse_leniently
from ghxstship.webhooks import WebhookVerificationError, verify_webhook

from .piped_body import is_utf_16, matches, original

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BOM = b"\xef\xbb\xbf"


def verdict(
    payload: bytes, header: str, secrets: Sequence[str], tolerance: float | None, now: float | None
) -> tuple[str | None, str | None]:
    """Whether a delivery verifies.

    Args:
        payload: The body as it was handed over, perhaps in another encoding than it was sent in.
        header: Its signature.
        secrets: The secrets that should have signed it.
        tolerance: Seconds that its timestamp may differ; the platform's for `None`.
        now: From when, in seconds since 1970; `None` for the clock's time.

    Returns:
        Why it does not, `None` if it does; and what is to be known, `None` for nothing.
    """
    reason = _refusal(payload, header, secrets, tolerance, now)
    if reason is None:
        return None, None
    found = original(payload, header, secrets)
    if found is not None:
        what, signed = found
        reason = _refusal(signed, header, secrets, tolerance, now)
        return reason, f"The body came as {what}; what was signed is the UTF-8 that it stands for."
    if is_utf_16(payload):
        return reason, (
            "The body came as UTF-16, which PowerShell writes with `>`: "
            "give the raw bytes of the request, in a file, by --body."
        )
    return reason, hint(payload, header, secrets)


def _refusal(
    payload: bytes, header: str, secrets: Sequence[str], tolerance: float | None, now: float | None
) -> str | None:
    try:
        verify_webhook(payload, header, secrets, tolerance=tolerance, now=now)
    except WebhookVerificationError as error:
        return str(error)
    return None


def hint(payload: bytes, header: str, secrets: Sequence[str]) -> str | None:
    """What seems to have happened to a delivery on its way, `None` where nothing known fits.

    Only for the developer who holds the secret: a receiver that answers so tells an attacker more
    than he should know.

    Args:
        payload: The body that does not verify.
        header: Its signature.
        secrets: The secrets that should have signed it.
    """
    for what, candidate in _bodies(payload):
        if candidate != payload and matches(candidate, header, secrets):
            return f"The body {what}: verify the raw bytes of the request."
    if matches(payload, header, [f"whsec_{secret}" for secret in secrets]):
        return "The secret lacks its prefix whsec_."
    return None


def _bodies(payload: bytes) -> Iterator[tuple[str, bytes]]:
    """What the body may have been, and what happened to it then."""
    yield "got a newline at its end", payload.rstrip(b"\r\n")
    yield "lost the newline at its end", payload + b"\n"
    yield "lost the newline at its end", payload + b"\r\n"
    yield "got a byte order mark", payload.removeprefix(_BOM)
    yield "had its line ends changed", payload.replace(b"\r\n", b"\n")
    yield "had its line ends changed", payload.replace(b"\n", b"\r\n")
    try:
        parse_leniently(payload)  # which has bounds; what it makes is not what others make
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return
    for indent, separators in ((None, (",", ":")), (None, (", ", ": ")), (2, None), (4, None)):
        for ascii_ in (False, True):
            for end in (b"", b"\n"):
                text = json.dumps(value, ensure_ascii=ascii_, indent=indent, separators=separators)
                written = text.encode("utf-8", "surrogatepass") + end
                yield "was parsed and serialised again", written
