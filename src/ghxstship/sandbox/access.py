"""Who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

from .error_responses import CODES, ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .settings import Keys

_SCHEME = b"bearer "
_MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a credential stands for.

    Attributes:
        key: The credential.
        tier: The tier whose rate limits apply.
        scopes: What it may do; `None` for everything.
    """

    key: str
    tier: str
    scopes: frozenset[str] | None


class Access:
    """Knows good credentials from bad ones.

    A key may name its tier and what narrows it between its prefix and its end, in words set off
    by `_`: `sk_test_pro_readonly_x1`.

    Args:
        keys: What a good key is.
        tiers: The names of the tiers.
        included: Scopes that bring others with them.
    """

    def __init__(
        self, keys: Keys, tiers: Iterable[str], included: Mapping[str, frozenset[str]]
    ) -> None:
        self._keys = keys
        self._included = included
        self._tiers = frozenset(tiers)
        self._known: dict[bytes, Caller] = {}
        self._tokens: dict[str, frozenset[str]] = {}

    def issue_token(self, scopes: Iterable[str]) -> str:
        """A new access token that may do what the scopes allow."""
        token = f"token_{token_hex(12)}"
        given = frozenset(scopes)
        self._tokens[token] = given.union(*(self._included.get(one, ()) for one in given))
        return token

    def caller(self, headers: Mapping[bytes, bytes]) -> Caller:
        """Who sent a request with these headers.

        Raises:
            ErrorResponse: Nobody who is known (401).
        """
        header = headers.get(b"authorization", b"")
        known = self._known.get(header)
        if known is None:
            known = self._read(header)
            if len(self._known) < _MOST_KNOWN:
                self._known[header] = known
        return known

    def _read(self, header: bytes) -> Caller:
        if not header:
            raise _unauthorized("No API key was sent; send it as `Authorization: Bearer KEY`")
        key = header[len(_SCHEME) :].decode("latin-1").strip()
        if header[: len(_SCHEME)].lower() != _SCHEME or not key:
            raise _unauthorized("The Authorization header is not `Bearer KEY`")
        if key in self._tokens:
            return Caller(key, self._keys.default_tier, self._tokens[key])
        prefix = next((each for each in self._keys.prefixes if key.startswith(each)), None)
        if prefix is None and self._keys.prefixes:
            wanted = " or ".join(f"`{each}`" for each in self._keys.prefixes)
            raise _unauthorized(f"This API key is not valid; sandbox keys start with {wanted}")
        words = key.removeprefix(prefix or "").split("_")
        return Caller(
            key,
            next((word for word in words if word in self._tiers), self._keys.default_tier),
            next((self._keys.scopes[word] for word in words if word in self._keys.scopes), None),
        )


def permit(caller: Caller, scopes: frozenset[str]) -> None:
    """Let a caller pass who may do what an operation takes.

    Raises:
        ErrorResponse: The caller may not (403).
    """
    if caller.scopes is not None and not scopes <= caller.scopes:
        missing = ", ".join(sorted(scopes - caller.scopes))
        raise ErrorResponse(403, CODES[403], f"This credential lacks the scope {missing}")


def _unauthorized(message: str) -> ErrorResponse:
    return ErrorResponse(401, CODES[401], message, headers={"WWW-Authenticate": "Bearer"})
