"""Who is asking, and what they may do."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from .error_responses import CODES, ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..description import Credential, Requirement, Security
    from .messages import Request
    from .settings import Keys

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
        credentials: How a request shows who sends it.
    """

    def __init__(
        self,
        keys: Keys,
        tiers: Iterable[str],
        included: Mapping[str, frozenset[str]],
        credentials: Iterable[Credential],
    ) -> None:
        self._keys = keys
        self._included = included
        self._tiers = frozenset(tiers)
        self._credentials = {one.argument: one for one in credentials}
        self._known: dict[tuple[str, str], Caller] = {}
        self._tokens: dict[str, frozenset[str]] = {}
        self._usual: dict[int, tuple[Security, bytes, dict[bytes, Caller]]] = {}

    def issue_token(self, scopes: Iterable[str]) -> str:
        """A new access token that may do what the scopes allow."""
        token = f"token_{token_hex(12)}"
        given = frozenset(scopes)
        self._tokens[token] = given.union(*(self._included.get(one, ()) for one in given))
        return token

    def caller(self, request: Request, security: Security) -> Caller:
        """Who sent a request.

        Args:
            request: The request.
            security: What it needs; the first alternative of which it shows all counts.

        Raises:
            ErrorResponse: Nobody who is known (401).
        """
        usual = self._usual.get(id(security))
        if usual is not None:
            _, header, known = usual
            caller = known.get(request.headers.get(header, b""))
            if caller is not None:
                return caller
        refusal: ErrorResponse | None = None
        for number, alternative in enumerate(security):
            try:
                caller = self._shown(request, alternative)
            except ErrorResponse as error:
                # The alternatives of a key and a token have the same header: the first tells.
                refusal = refusal or error
            else:
                if number == 0:
                    self._remember(request, security, caller)
                return caller
        raise refusal or _unauthorized("No credentials were sent", None)

    def _remember(self, request: Request, security: Security, caller: Caller) -> None:
        """Know a caller by one header's bytes the next time, where that is all that is needed."""
        credentials = [self._credentials.get(one.credential or "") for one in security[0]]
        if len(credentials) != 1 or credentials[0] is None or credentials[0].place != "header":
            return
        header = credentials[0].name.lower().encode("latin-1")
        # The security is held too: while it is, no other has its `id`.
        _, _, known = self._usual.setdefault(id(security), (security, header, {}))
        if len(known) < _MOST_KNOWN:
            known[request.headers.get(header, b"")] = caller

    def _shown(self, request: Request, needed: Iterable[Requirement]) -> Caller:
        """Who a request shows with all that one alternative needs."""
        found: Caller | None = None
        for requirement in needed:
            credential = self._credentials.get(requirement.credential or "")
            # What the client has no argument for, such as a certificate, does not come this way.
            if credential is not None:
                caller = self._known_by(_sent(request, credential), credential)
                found = found or caller
        return found or Caller("", self._keys.default_tier, None)

    def _known_by(self, sent: str, credential: Credential) -> Caller:
        known = self._known.get((credential.argument, sent))
        if known is None:
            known = self._read(_without_prefix(sent, credential), credential)
            if len(self._known) < _MOST_KNOWN:
                self._known[credential.argument, sent] = known
        return known

    def _read(self, key: str, credential: Credential) -> Caller:
        if key in self._tokens:
            return Caller(key, self._keys.default_tier, self._tokens[key])
        prefix = next((each for each in self._keys.prefixes if key.startswith(each)), None)
        if prefix is None and self._keys.prefixes:
            wanted = " or ".join(f"`{each}`" for each in self._keys.prefixes)
            message = f"This API key is not valid; sandbox keys start with {wanted}"
            raise _unauthorized(message, credential)
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


def _sent(request: Request, credential: Credential) -> str:
    """What a request has where a credential is shown, empty for nothing."""
    name = credential.name
    if credential.place == "header":
        return request.headers.get(name.lower().encode("latin-1"), b"").decode("latin-1")
    if credential.place == "query":
        pairs = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
        return dict(pairs).get(name, "")
    return cookies(request).get(name, "")


def cookies(request: Request) -> dict[str, str]:
    """The cookies of a request; none where they cannot be read."""
    jar = SimpleCookie()
    try:
        jar.load(request.headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _without_prefix(sent: str, credential: Credential) -> str:
    """The key in what was sent.

    Raises:
        ErrorResponse: It is missing, or has another form (401).
    """
    if not sent:
        raise _unauthorized(f"No API key was sent; send it {_described(credential)}", credential)
    prefix = credential.prefix
    key = sent[len(prefix) :].strip()
    if sent[: len(prefix)].lower() != prefix.lower() or not key:
        shown = f"`{prefix}KEY`"
        raise _unauthorized(f"The {credential.name} {credential.place} is not {shown}", credential)
    if not credential.basic:
        return key
    try:
        user, colon, _ = b64decode(key, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        user, colon = "", ""
    if not colon:
        message = f"The {credential.name} header is not Base64 of `USER:PASSWORD`"
        raise _unauthorized(message, credential)
    return user


def _described(credential: Credential) -> str:
    if credential.place == "header":
        return f"as `{credential.name}: {credential.prefix}KEY`"
    return f"as `{credential.name}=KEY` in the {credential.place}"


def _unauthorized(message: str, credential: Credential | None) -> ErrorResponse:
    scheme = credential.prefix.strip() if credential else ""
    headers = {"WWW-Authenticate": scheme} if scheme else {}
    return ErrorResponse(401, CODES[401], message, headers=headers)
