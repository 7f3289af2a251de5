"""Arguments to an HTTP request. What is the same for every call is computed once, here."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_json

from .call_options import RequestOptions
from .checks import check_header_value, check_names
from .decimals import marked, unmark
from .errors import InvalidArgumentError
from .headers import additions, check_headers, overlaid
from .money import check_floats
from .operation import ANY_NAME, BASE64_NAME, OMIT, Omit
from .paths import Zoneless, check_date, check_dates
from .scalars import check_zone, decimal_text, parameters, scalar_text
from .settings import Settings
from .text import exact_text, has_surrogate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .api import Api
    from .config import Config
    from .http.protocols import HttpRequest, HttpTimeout, HttpURL
    from .money import MoneyFields
    from .operation import Operation, WireNames
    from .paths import Paths

_NO_OPTIONS: RequestOptions = {}
_NO_HEADERS: dict[str, str] = {}
_LEAVES = frozenset({str, int, bool, type(None)})


class RequestBuilder:
    """Makes the requests of one client."""

    __slots__ = ("_api", "_base_url", "_body_headers", "_extensions", "_headers", "_library")

    def __init__(self, api: Api, config: Config) -> None:
        self._api = api
        self._library = config.library
        self._base_url = config.base_url
        host = config.library.URL(config.base_url).netloc
        constant = config.constant_headers()
        own = {"Host": host.decode()}
        self._headers = _raw(overlaid(own, constant))
        own["Content-Type"] = "application/json"
        self._body_headers = _raw(overlaid(own, constant))
        self._extensions = _timeout_extension(config.timeout)

    def build(
        self,
        operation: Operation[Any],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
        body: object = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> HttpRequest:
        """Make the request of one call.

        Args:
            operation: What to call.
            path: Values for the path's braces, by their names on the wire.
            query: Query parameters by their names on the wire; `None` leaves one out.
            headers: Header parameters by their names on the wire; `None` leaves one out.
            body: What becomes the JSON body, or `OMIT` for none.
            idempotency_key: The call's key, already checked.
            options: What this call has other than its client.

        Returns:
            A request that can be sent any number of times.

        Raises:
            InvalidArgumentError: A value cannot be sent.
        """
        options = options or _NO_OPTIONS
        check_names(options, RequestOptions.__optional_keys__, "options", InvalidArgumentError)
        content = b""
        if not isinstance(body, Omit):
            content = encode_body(body, operation.wire_names, operation.money, operation.dates)
        if operation.parameter_dates:
            for place in (path, query, headers):
                _check_dates(operation.parameter_dates, place)
        own = _own_headers(self._api, headers, options)
        extensions = self._extensions
        if "timeout" in options:
            timeout = Settings.timeout.checked(options["timeout"], InvalidArgumentError)
            extensions = _timeout_extension(timeout)
        library = self._library
        request = library.Request(
            operation.method,
            self._url(operation, path, query, options),
            # Put together here: the locals of this frame stand in an error's traceback.
            headers=self._raw_headers(operation.method, body, content, idempotency_key, own),
            stream=library.ByteStream(content),
            extensions={**extensions},  # httpx 0.27 keeps the very dict, and a call may change it
        )
        # httpx reads what it is given as `content`, which takes it thrice as long as all of this:
        # whatever looks into requests relies on their body being there.
        request.read()
        return request

    def _raw_headers(
        self,
        method: str,
        body: object,
        content: bytes,
        idempotency_key: str | None,
        own: Mapping[str, str],
    ) -> list[tuple[bytes, bytes]]:
        """The headers as httpx would have put them; all has been checked, so nothing is raised."""
        raw = [*(self._headers if isinstance(body, Omit) else self._body_headers)]
        if idempotency_key is not None and self._api.idempotency_header is not None:
            raw.append((self._api.idempotency_header.encode(), idempotency_key.encode()))
        if own:
            raw = _merged(raw, own)
        if content:
            raw.append((b"Content-Length", b"%d" % len(content)))
        elif method not in {"GET", "HEAD", "DELETE"}:
            raw.insert(1, (b"Content-Length", b"0"))
        return raw

    def _url(
        self,
        operation: Operation[Any],
        path: Mapping[str, object] | None,
        query: Mapping[str, object] | None,
        options: RequestOptions,
    ) -> HttpURL:
        try:
            return self._parsed(operation, path, query, options)
        except self._library.InvalidURL as error:
            reason = str(error)
        # Raised here: the error has what was passed, and is to be no context.
        raise InvalidArgumentError(f"the URL cannot be sent: {reason}")

    def _parsed(
        self,
        operation: Operation[Any],
        path: Mapping[str, object] | None,
        query: Mapping[str, object] | None,
        options: RequestOptions,
    ) -> HttpURL:
        url = self._base_url + operation.path
        if path:
            url = self._base_url + operation.path.format_map(
                {name: _segment(name, value) for name, value in path.items()}
            )
        if "query" in options:
            query = {**(query or {}), **parameters(options["query"])}
        if query:
            if operation.query_money:
                check_floats(query, operation.query_money)
            pairs = encode_query(query, operation.query_joined)
            if pairs:
                url = f"{url}?{urlencode(pairs, quote_via=quote)}"
        # What has an id in its path is seldom asked for again; what has none often is.
        parse = self._library.URL
        return parse(url) if path else _recurring(parse, url)


@lru_cache(maxsize=128)
def _recurring(parse: Callable[[str], HttpURL], url: str) -> HttpURL:
    """A URL, whose parsing takes a third of the time of a small call."""
    return parse(url)


def encode_query(
    query: Mapping[str, object], joined: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """Query parameters as they stand in the URL, before percent-encoding.

    Args:
        query: Values by name: scalars, dates, or sequences of them; `None` leaves one out.
        joined: Names whose sequences are joined by commas (`explode: false`) instead of repeated.

    Returns:
        Pairs in the order given.

    Raises:
        InvalidArgumentError: A value is none of these.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        if type(value) in _LEAVES or (listed := _listed(value)) is None:
            pairs.append((name, scalar_text(name, value)))
        else:
            items = [scalar_text(name, item) for item in listed]
            pairs += [(name, ",".join(items))] if name in joined else [(name, i) for i in items]
    return pairs


_OF_MODELS: WireNames = {}
"""The names of a model that is sent: those it has itself, and what it has as bytes is base64."""
_OF_MODELS.update({name: (name, _OF_MODELS) for name in (ANY_NAME, BASE64_NAME)})


def encode_body(
    body: object,
    names: WireNames | None = None,
    money: MoneyFields | None = None,
    dates: Paths = (),
) -> bytes:
    """A JSON body as bytes.

    Args:
        body: Mappings, sequences, models, scalars, dates; `OMIT` leaves a mapping's entry out. A
            `Decimal` is a number, digit for digit.
        names: Names that differ on the wire and values that may be bytes, or `None`.
        money: Where it has amounts of money, or `None`.
        dates: Where it has dates without a time.

    Returns:
        UTF-8 JSON without spaces.

    Raises:
        InvalidArgumentError: A value has no JSON form: NaN, a datetime without a time zone, bytes
            where the document has text, an object of another kind, a list that holds itself. Or a
            float can't be meant as an amount of money, or a datetime stands for a date.
    """
    plain: object = None  # where a model cannot be dumped
    try:
        plain = _plain(body, names, "body")
        if money:
            check_floats(plain, money, "body")
        if dates:
            check_dates(plain, dates)
        return unmark(to_json(plain))
    except RecursionError:
        raise InvalidArgumentError("the body holds itself, or is nested too deeply") from None
    except PydanticSerializationError as error:
        reason = str(error)
    refusal = _refusal(plain, "body") or f"the body cannot be sent: {reason}"
    raise InvalidArgumentError(refusal)


def _refusal(plain: object, where: str) -> str | None:
    """What is wrong with the first value that JSON cannot say, `None` where nothing is known."""
    if isinstance(plain, str):
        return f"{where} must be text without lone surrogates" if has_surrogate(plain) else None
    if isinstance(plain, Zoneless):
        return plain.refusal
    items: Iterable[tuple[object, object]] = ()
    if isinstance(plain, dict):
        items = cast("dict[str, object]", plain).items()
    elif isinstance(plain, list):
        items = enumerate(cast("list[object]", plain))
    for name, item in items:
        refusal = _refusal(name, f"a name in {where}") or _refusal(item, f"{where}.{name}")
        if refusal is not None:
            return refusal
    return None


def _plain(value: object, names: WireNames | None, where: str) -> object:
    """The value with `OMIT` left out, models as their set fields, and names as on the wire."""
    if type(value) in _LEAVES:
        return value
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(by_alias=True, exclude_unset=True), _OF_MODELS, where)
    if isinstance(value, Mapping):
        any_names = names[ANY_NAME][1] if names and ANY_NAME in names else None
        plain: dict[str, object] = {}
        for key, item in cast("Mapping[object, object]", value).items():
            if isinstance(item, Omit):
                continue
            name = key if type(key) is str else scalar_text(f"a name in {where}", key)
            wire, inner = names.get(name, (name, any_names)) if names else (name, None)
            plain[wire] = _plain(item, inner, f"{where}.{name}")
        return plain
    if isinstance(value, bytes | bytearray):
        if names is None or BASE64_NAME not in names:
            raise InvalidArgumentError(f"{where} is bytes: pass text, such as value.decode()")
        return b64encode(value).decode()
    if (listed := _listed(value)) is not None:
        return [_plain(item, names, f"{where}.{index}") for index, item in enumerate(listed)]
    return _leaf(where, value)


def _leaf(where: str, value: object) -> object:
    """A value without others in it; what JSON cannot say, or could say in two ways, is refused."""
    if isinstance(value, str):
        return exact_text(value)
    if isinstance(value, Decimal):
        return decimal_text(where, value, marked)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidArgumentError(f"{where} is {float.__repr__(value)}, which JSON cannot say")
    if isinstance(value, datetime):
        try:
            check_zone(where, value)
        except InvalidArgumentError as error:
            return Zoneless(str(error))  # what is wrong with it depends on what belongs there
    return value


def _listed(value: object) -> Collection[object] | None:
    """The items of a list or a set; `None` for anything else, text and bytes too."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return None
    if isinstance(value, Sequence | AbstractSet):
        return cast("Collection[object]", value)
    return None


def _segment(name: str, value: object) -> str:
    """A path parameter, percent-encoded whole: it cannot leave its segment of the path."""
    text = scalar_text(name, value)
    if text in {"", ".", ".."}:
        raise InvalidArgumentError(f"{name} must name something, not {text!r}")
    return quote(text, safe="")


def _check_dates(names: Paths, given: Mapping[str, object] | None) -> None:
    for name in names:
        value = (given or {}).get(name)
        for one in _listed(value) or (value,):
            check_date(name, one)


def _header_parameters(headers: Mapping[str, object]) -> dict[str, str]:
    return {
        n: check_header_value(f"header {n}", scalar_text(n, value), InvalidArgumentError)
        for n, value in headers.items()
        if value is not None
    }


def _own_headers(
    api: Api, headers: Mapping[str, object] | None, options: RequestOptions
) -> dict[str, str]:
    """The call's own headers, checked; those of its options win over its parameters."""
    if not headers and "headers" not in options:
        return _NO_HEADERS
    own = _header_parameters(headers or {})
    added = check_headers("headers", options.get("headers", {}), InvalidArgumentError)
    for name, value in additions(api, added, InvalidArgumentError).items():
        for other in [other for other in own if other.lower() == name.lower()]:
            del own[other]
        own[name] = value
    return own


def _merged(
    raw: list[tuple[bytes, bytes]], headers: Mapping[str, str]
) -> list[tuple[bytes, bytes]]:
    """The headers with others over them, whatever case their names are in."""
    replaced = {name.lower().encode() for name in headers}
    return [item for item in raw if item[0].lower() not in replaced] + _raw(headers)


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _timeout_extension(timeout: HttpTimeout) -> dict[str, Any]:
    return {"timeout": timeout.as_dict()}
