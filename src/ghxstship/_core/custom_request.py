"""Requests that the document does not describe: `client.request`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack, cast, get_args
from urllib.parse import unquote

from pydantic import PydanticUserError
from typing_extensions import TypedDict, TypeVar

from .bounded import adapter
from .call_options import RequestOptions
from .checks import check_names, shown
from .errors import InvalidArgumentError
from .model import Model
from .operation import OMIT, SAFE_METHODS, CustomOperation
from .raw import RawMethods, RawResponse
from .scalars import parameters
from .text import exact_text
from .tracebacks import hide_arguments

if TYPE_CHECKING:
    from .drivers import Arguments, AsyncDriver, Driver

ResultT = TypeVar("ResultT", default=Any)

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
"""The methods whose answers have a JSON body or none."""


class RequestArguments(TypedDict, total=False):
    """What `client.request` takes beside method, path and `cast_to`."""

    query: Mapping[str, object] | None
    """Query parameters by their names on the wire; `None` leaves one out."""
    json: object
    """What becomes the JSON body: mappings, sequences, models, scalars, dates; `OMIT` for none."""
    idempotency_key: str | None
    """The call's key, 1 to 255 visible ASCII characters; if left out, methods that are not safe
    get one of their own."""
    options: RequestOptions | None
    """What this call has other than its client, headers among it."""


def custom_operation(method: str, path: str, cast_to: Any) -> CustomOperation[Any]:
    """The operation of a request that the document does not describe.

    Raises:
        InvalidArgumentError: The method is unknown, the path would lead elsewhere, or nothing can
            be read as `cast_to`.
    """
    method = exact_text(method) if isinstance(cast("object", method), str) else method
    if method not in get_args(Method):
        methods = ", ".join(get_args(Method))
        raise InvalidArgumentError(f"method must be one of {methods}, not {shown(method)}")
    path = _checked_path(path)
    _check_type(cast_to)
    responses = {200: Any, 204: None, 205: None} if cast_to is None else {200: cast_to}
    return CustomOperation(
        "request",
        method,
        path,
        responses,
        idempotent=method not in SAFE_METHODS,
        strict=not _is_lenient(cast_to),
    )


def custom_arguments(arguments: RequestArguments) -> Arguments:
    """What the driver takes.

    Raises:
        InvalidArgumentError: There is no such argument, or the query is none.
    """
    known = RequestArguments.__optional_keys__
    check_names(arguments, known, "request", InvalidArgumentError)
    query = arguments.get("query")
    return {
        "query": {} if query is None else parameters(query),
        "body": arguments.get("json", OMIT),
        "idempotency_key": arguments.get("idempotency_key"),
        "options": arguments.get("options"),
    }


def _checked_path(path: object) -> str:
    """Refuse a path that could lead to another host, or out of the base URL's own path."""
    if not isinstance(path, str):
        raise InvalidArgumentError(f"path must be a str, not {type(path).__name__}")
    path = exact_text(path)
    if not path.startswith("/") or path.startswith("//"):
        raise InvalidArgumentError(
            "path must begin with one slash, such as '/v1/things': "
            "the server is the client's base_url"
        )
    if not path.isprintable() or any(mark in path for mark in "\\?# "):
        raise InvalidArgumentError(
            "path must have no query, fragment, space, backslash or control character: "
            "pass query={...}, and quote what stands in a segment by urllib.parse.quote"
        )
    segments = path.removesuffix("/").split("/")[1:]
    for segment in segments:
        if unquote(segment) in {"", ".", ".."}:
            raise InvalidArgumentError(f"path must not have {segment!r} between its slashes")
    return path


def _check_type(cast_to: Any) -> None:
    """Refuse what is no type that JSON can be read as."""
    if cast_to is None:
        return
    try:
        adapter(cast_to)
    except PydanticUserError as error:
        old = error.code == "typed-dict-version"
    except Exception:  # noqa: BLE001 - what is no type fails in any way
        old = False
    else:
        return
    if old:
        raise InvalidArgumentError(
            "cast_to must be a TypedDict of typing_extensions before Python 3.12, not of typing"
        )
    kind = cast_to.__name__ if isinstance(cast_to, type) else f"a {type(cast_to).__name__}"
    raise InvalidArgumentError(
        "cast_to must be a type that JSON can be read as, such as a pydantic model, "
        f"a TypedDict or dict[str, str], not {kind}"
    )


def _is_lenient(cast_to: Any) -> bool:
    """Whether a mismatch may stand in the result: models of ours have it, and tell of it."""
    kinds = (cast_to, *get_args(cast_to))
    return cast_to is None or any(
        isinstance(kind, type) and issubclass(kind, Model) for kind in kinds
    )


class RawRequests(RawMethods):
    """The client's `request`, answering the whole response."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @hide_arguments
    def request(
        self,
        method: Method,
        path: str,
        *,
        cast_to: type[ResultT] | None = None,
        **more: Unpack[RequestArguments],
    ) -> RawResponse[ResultT]:
        """As the client's `request`."""
        operation = custom_operation(method, path, cast_to)
        return self._driver.call(operation, **custom_arguments(more))


class AsyncRawRequests(RawMethods):
    """The client's `request`, answering the whole response."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    @hide_arguments
    async def request(
        self,
        method: Method,
        path: str,
        *,
        cast_to: type[ResultT] | None = None,
        **more: Unpack[RequestArguments],
    ) -> RawResponse[ResultT]:
        """As the client's `request`."""
        operation = custom_operation(method, path, cast_to)
        return await self._driver.call(operation, **custom_arguments(more))
