"""A body that came through a pipe or a file which changed its encoding."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from ghxstship._core.checks import FURTHEST
from ghxstship.webhooks import WebhookVerificationError, verify_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"{\0": "utf-16-le", b"\0{": "utf-16-be"}
"""Beginnings of a body that is UTF-16, with and without its mark."""
_CHARSETS = {
    "Latin-1": "latin-1",
    "Windows-1252": "cp1252",
    "code page 437": "cp437",
    "code page 850": "cp850",
}
"""What consoles have."""
_ERRORS = "ghxstship.cli.charset"


def original(content: bytes, header: str, secrets: Sequence[str]) -> tuple[str, bytes] | None:
    """The bytes that were signed, which the signature proves, and what became of them.

    Args:
        content: The body that does not verify.
        header: Its signature.
        secrets: The secrets that should have signed it.

    Returns:
        `None` where nothing that a console or a shell does to an encoding explains it.
    """
    for what, text in _originals(content):
        for candidate in _line_ends(text):
            if matches(candidate, header, secrets):
                return what, candidate
    return None


def matches(payload: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Whether a signature is a body's, whenever it was made."""
    try:
        verify_webhook(payload, header, secrets, tolerance=FURTHEST)
    except WebhookVerificationError:
        return False
    return True


def is_utf_16(content: bytes) -> bool:
    """Whether a body is JSON in UTF-16, which no platform sends."""
    return content[:2] in _UTF_16 and not content.startswith(codecs.BOM_UTF32_LE)


def _originals(content: bytes) -> Iterator[tuple[str, bytes]]:
    written = "UTF-16" if is_utf_16(content) else "UTF-8"
    try:
        text = content.decode(_UTF_16[content[:2]] if is_utf_16(content) else "utf-8")
    except UnicodeDecodeError:
        for name, charset in _CHARSETS.items():
            yield name, content.decode(charset, _ERRORS).encode()
        return
    if written == "UTF-16":
        yield written, text.encode("utf-8", "surrogatepass")
    for name, charset in _CHARSETS.items():
        try:
            read = text.encode(charset, _ERRORS)
        except UnicodeEncodeError:
            continue
        if read != content:
            yield f"{written} of what was read as {name}", read


def _line_ends(text: bytes) -> Iterator[bytes]:
    """The text, and what it was if a shell took it line by line."""
    for each in (text, text.replace(b"\r\n", b"\n")):
        yield each
        yield each.rstrip(b"\r\n")
        yield each.rstrip(b"\r\n") + b"\n"


def _as_windows_does(error: UnicodeError) -> tuple[str | bytes, int]:
    """Take a byte that a character set leaves undefined for the control character of its number."""
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    if isinstance(error, UnicodeEncodeError):
        undefined = error.object[error.start : error.end]
        if max(undefined) < "\xa0":
            return undefined.encode("latin-1"), error.end
    raise error


codecs.register_error(_ERRORS, _as_windows_does)
