"""Tokens that a function gives, asked for at each attempt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable, iscoroutine
from typing import TYPE_CHECKING, TypeAlias, cast

from .auth import Auth
from .checks import check_header_value
from .errors import ConfigurationError
from .observers import is_awaited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .auth import Credential
    from .observers import RequestInfo

AnyToken: TypeAlias = Callable[[], str] | Callable[[], Awaitable[str]]


class TokenAuth(Auth):
    """The headers of tokens that functions give.

    Args:
        tokens: The functions, by the credentials that show what they give.
    """

    def __init__(self, tokens: Mapping[Credential, AnyToken]) -> None:
        self._tokens = tokens

    def headers(self, request: RequestInfo) -> Mapping[str, str]:  # noqa: ARG002
        """What the functions give now.

        Raises:
            ConfigurationError: It is no token; it is not shown.
        """
        return {one.name: _shown(one, ask()) for one, ask in self._tokens.items()}

    async def headers_async(self, request: RequestInfo) -> Mapping[str, str]:  # noqa: ARG002
        """The same for a call of an `AsyncClient`, whose functions may be async."""
        found: dict[str, str] = {}
        for one, ask in self._tokens.items():
            given = ask()
            found[one.name] = _shown(one, await given if isawaitable(given) else given)
        return found


def check_token(argument: str, value: object, *, is_async: bool) -> AnyToken:
    """Refuse a function that a sync client would have to await.

    Args:
        argument: The constructor's argument.
        value: What was passed, which can be called.
        is_async: Whether the client is async.

    Raises:
        ConfigurationError: It is a class, or an async function in a sync client.
    """
    if isinstance(value, type):
        raise ConfigurationError(f"{argument} must be a str or a function, not a class")
    ask = cast("AnyToken", value)
    if is_awaited(ask) and not is_async:
        raise ConfigurationError(f"{argument} must be no async function in a sync client")
    return ask


def _shown(credential: Credential, given: object) -> str:
    """What a request shows of a token."""
    if iscoroutine(given):
        given.close()
    argument = credential.argument
    if not given:
        raise ConfigurationError(f"the function of {argument} gave no token")
    kind = f"what the function of {argument} gave"
    return credential.prefix + check_header_value(kind, cast("str", given), ConfigurationError)
