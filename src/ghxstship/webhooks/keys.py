"""Secrets to the keys of an HMAC; what a file or a shell has put around one is refused."""

from __future__ import annotations

from binascii import Error, a2b_base64
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from .._core.errors import ConfigurationError
from .payload import Payload, WebhookVerificationError, raw

if TYPE_CHECKING:
    from .scheme import WebhookSignature

Secret: TypeAlias = str | bytes

_QUOTES = "\"'`\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_SUSPECT = frozenset(b"\"'`") | frozenset(range(0x21)) | frozenset(range(0x80, 0x100))
"""Bytes that a secret's first or last character may be wrong by; the usual one has none of them."""
_EMPTY = "empty secret: pass the subscription's own"


class Keys(list[bytes]):
    """Keys that have been read from secrets, so that they are not read again."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)})"


def keys_of(secret: Secret | Sequence[Secret], signature: WebhookSignature) -> list[bytes]:
    """The keys that secrets stand for.

    Args:
        secret: One, several, or what `lasting_keys` gave.
        signature: Says what a secret is.

    Raises:
        WebhookVerificationError: There is none, or one of them is empty or no text.
        ConfigurationError: One of them has white space or quotes around it, or is not base64 where
            it should be.
    """
    if isinstance(secret, (str, bytes)):
        # The usual secret, without another call: each delivery comes by here.
        if type(secret) is str:
            key = secret.encode("utf-8", "surrogatepass")
        else:
            key = raw(secret, "secret")
        if (
            key
            and key[0] not in _SUSPECT
            and key[-1] not in _SUSPECT
            and signature.secret == "text"  # noqa: S105 - a kind of secret
        ):
            return [key]
        keys = [key]
    elif type(secret) is Keys:
        return secret
    else:
        keys = [raw("" if one is None else one, "secret") for one in _several(secret)]
    if not keys or not all(keys):
        raise WebhookVerificationError(_EMPTY)
    for number, key in enumerate(keys, 1):
        name = "the secret" if len(keys) == 1 else f"secret {number}"
        if key[0] in _SUSPECT or key[-1] in _SUSPECT:
            _refuse_wrapping(key, name)
        if signature.secret == "base64":  # noqa: S105 - a kind of secret
            keys[number - 1] = _decoded(key, signature.secret_prefix.encode(), name)
    return keys


def lasting_keys(secret: Secret | Sequence[Secret], signature: WebhookSignature) -> Keys:
    """The keys of secrets that something is set up with.

    Raises:
        ConfigurationError: There is none, or one of them is empty, no text, has white space or
            quotes around it, or is not base64 where it should be.
    """
    try:
        return Keys(keys_of(secret, signature))
    except WebhookVerificationError as error:
        raise ConfigurationError(str(error)) from None


def _several(secrets: object) -> Iterable[Payload | None]:
    """Several secrets, or one of another kind than text or bytes.

    A variable of the environment that is not set is `None`, alone or among others.
    """
    is_one = isinstance(secrets, (bytearray, memoryview)) or not isinstance(secrets, Iterable)
    return cast("Iterable[Payload | None]", [secrets] if is_one else secrets)


def _refuse_wrapping(key: bytes, name: str) -> None:
    """Refuse what a file, a shell or an .env file has put around a secret.

    Every genuine delivery would be refused as if it were forged. The message does not show it.

    Raises:
        ConfigurationError: It begins or ends with white space, a line break or a quote.
    """
    text = key.decode("utf-8", "replace")
    for place, character in (("begins", text[0]), ("ends", text[-1])):
        if character in "\r\n":
            what = "a line break"
        elif character.isspace() or character in _INVISIBLE:
            what = "white space"
        elif character in _QUOTES:
            what = "a quote"
        else:
            continue
        raise ConfigurationError(f"{name} {place} with {what}: pass it without")


def _decoded(secret: bytes, prefix: bytes, name: str) -> bytes:
    """The key in a secret of base64 (RFC 4648, 4), with its padding or without.

    Raises:
        ConfigurationError: It is none, which the message does not show.
    """
    text = secret.removeprefix(prefix)
    try:
        key = a2b_base64(text + b"=" * (-len(text) % 4), strict_mode=True)
    except Error:
        key = b""
    if not key:
        raise ConfigurationError(f"{name} is not base64: pass it as the platform shows it")
    return key
