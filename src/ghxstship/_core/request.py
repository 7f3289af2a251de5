"""Arguments to an HTTP request. What is the same for every call is computed once, here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from .call_options import RequestOptions
from .checks import check_names
from .client_arguments import missing_credentials
from .errors import ConfigurationError, InvalidArgumentError
from .headers import additions, check_headers, overlaid
from .json_body import encode_body, listed
from .lazy import lazy_module
from .money import check_floats
from .operation import OMIT, Omit
from .paths import check_date
from .scalars import parameters
from .settings import Settings
from .styles import encode_cookies, encode_headers, encode_query, fill_path

if TYPE_CHECKING:
    from . import media as _media
    from .api import Api
    from .config import Config
    from .files import Upload
    from .http.protocols import HttpLibrary, HttpRequest, HttpTimeout, HttpURL
    from .operation import Operation
    from .paths import Paths
else:
    _media = lazy_module(".media", __package__)

_NO_OPTIONS: RequestOptions = {}
_NO_HEADERS: dict[str, str] = {}

_PLAIN = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
"""Characters that stand for themselves in a URL (RFC 3986, section 2.3), after no dot."""
_PLAIN_SEGMENT = re.compile(_PLAIN).fullmatch
_PLAIN_PAIR = re.compile(r"[A-Za-z0-9._~-]+=[A-Za-z0-9._~-]*").fullmatch
_PLAIN_TARGET = re.compile(rf"(?:/{_PLAIN})+(?:\?[A-Za-z0-9._~=&-]+)?").fullmatch
_LONGEST_PLAIN = 2048
_PARTS = "_uri_reference"
"""Where httpx and httpx2 keep what a URL consists of."""


class URLs:
    """The URLs of one server.

    To parse one takes a quarter of the time of a small call. What follows the base URL mostly has
    only characters that stand for themselves: such a URL is the parsed base URL with another path
    and query. Whether this version of the library makes the same of it is seen on a sample.
    """

    __slots__ = ("_base_url", "_kind", "_parse", "_parts", "_prefix")

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        self._base_url = base_url
        self._parse = library.URL
        base: Any = library.URL(base_url)
        self._kind: Any = type(base)
        self._prefix: str = base.raw_path.decode().removesuffix("/")
        self._parts: Any = getattr(base, _PARTS, None)
        if self._parts is not None and not self._can_be_put_together():
            self._parts = None

    def of(self, target: str) -> HttpURL:
        """The URL with a path and a query, percent-encoded, after the base URL.

        Raises:
            InvalidURL: The library's own.
        """
        if self._parts is None or len(target) > _LONGEST_PLAIN or not _PLAIN_TARGET(target):
            return self._parse(self._base_url + target)
        return self._put_together(target)

    def _put_together(self, target: str) -> HttpURL:
        path, _, query = target.partition("?")
        url: Any = object.__new__(self._kind)
        setattr(url, _PARTS, self._parts._replace(path=self._prefix + path, query=query or None))
        made: HttpURL = url
        return made

    def _can_be_put_together(self) -> bool:
        for target in ("/v1/a.b~c_d-e", "/v1?f=1&g="):
            parsed = self._parse(self._base_url + target)
            try:
                made = self._put_together(target)
                if vars(made) != vars(parsed) or str(made) != str(parsed):
                    return False
            except (AttributeError, TypeError, ValueError):
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Constant:
    """What is the same for every request to one server that shows the same credentials."""

    urls: URLs
    headers: list[tuple[bytes, bytes]]
    body_headers: list[tuple[bytes, bytes]]
    query: tuple[tuple[str, str], ...]

    def with_cookie(self, cookie: str) -> str:
        """The header of a call's own cookies, after those that show a credential."""
        constant = [value.decode() for name, value in self.headers if name == b"Cookie"]
        return "; ".join([*constant, cookie])

    def of(self, body: object) -> list[tuple[bytes, bytes]]:
        """The headers of a request with that body, to be added to."""
        return [*(self.headers if isinstance(body, Omit) else self.body_headers)]

    def __repr__(self) -> str:
        return "_Constant(...)"


class RequestBuilder:
    """Makes the requests of one client."""

    __slots__ = ("_api", "_config", "_constant", "_extensions", "_library")

    def __init__(self, api: Api, config: Config) -> None:
        self._api = api
        self._library = config.library
        self._config = config
        self._constant: dict[object, _Constant] = {}
        self._extensions = _timeout_extension(config.timeout)

    def build(
        self,
        operation: Operation[Any],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
        cookies: Mapping[str, object] | None = None,
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
            cookies: The same of cookies.
            body: What becomes the JSON body, or `OMIT` for none.
            idempotency_key: The call's key, already checked.
            options: What this call has other than its client.

        Returns:
            A request that can be sent any number of times.

        Raises:
            InvalidArgumentError: A value cannot be sent.
        """
        options = options or _NO_OPTIONS
        if options:
            check_names(options, RequestOptions.__optional_keys__, "options", InvalidArgumentError)
        content: bytes | Upload = b""
        media_type = None
        key: object = operation.security
        if operation.servers is not None:
            key = (operation.security, operation.servers)
        constant = self._constant.get(key) or self._compute(operation, key)
        if not isinstance(body, Omit):
            content, media_type = self._encoded(body, operation)
        if operation.parameter_dates:
            for place in (path, query, headers, cookies):
                _check_dates(operation.parameter_dates, place)
        own = _own_headers(self._api, operation, headers, options, media_type)
        if cookies and (cookie := encode_cookies(cookies, operation)):
            own = {**own, "Cookie": constant.with_cookie(cookie)}
        extensions = self._extensions
        if "timeout" in options:
            timeout = Settings.timeout.checked(options["timeout"], InvalidArgumentError)
            extensions = _timeout_extension(timeout)
        library = self._library
        request = library.Request(
            operation.method,
            self._url(operation, constant, path, query, options),
            # Put together here: the locals of this frame stand in an error's traceback.
            headers=self._raw_headers(operation, constant.of(body), content, idempotency_key, own),
            stream=library.ByteStream(content) if isinstance(content, bytes) else content,
            extensions={**extensions},  # httpx 0.27 keeps the very dict, and a call may change it
        )
        # httpx reads what it is given as `content`, which takes it thrice as long as all of this:
        # whatever looks into requests relies on their body being there.
        if isinstance(content, bytes):
            request.read()
        return request

    def _encoded(
        self, body: object, operation: Operation[Any]
    ) -> tuple[bytes | Upload, str | None]:
        """A body, and its media type where it is no JSON."""
        if operation.body_media is None:
            found = encode_body(body, operation.wire_names, operation.money, operation.dates)
            return found, None
        type_, content = _media.encode_content(body, operation.body_media, operation, self._library)
        return content, type_

    def _compute(self, operation: Operation[Any], key: object) -> _Constant:
        """What is the same for all operations of a server that need the same credentials.

        Raises:
            ConfigurationError: The client does not have them, or no such server.
        """
        security, config = operation.security, self._config
        identity = config.identity(self._api, security)
        if identity is None:
            reason = missing_credentials(self._api, security or (), config.credentials)
            raise ConfigurationError(f"{operation.name} cannot be called: {reason}")
        constant = config.constant_headers(identity)
        base_url = config.servers.url_of(operation.name, operation.servers)
        own = {"Host": self._library.URL(base_url).netloc.decode()}
        typed = {**own, "Content-Type": "application/json"}
        found = _Constant(
            urls=URLs(self._library, base_url),
            headers=_raw(overlaid(own, constant)),
            body_headers=_raw(overlaid(typed, constant)),
            query=identity.query,
        )
        self._constant[key] = found
        return found

    def _raw_headers(
        self,
        operation: Operation[Any],
        raw: list[tuple[bytes, bytes]],
        content: bytes | Upload,
        idempotency_key: str | None,
        own: Mapping[str, str],
    ) -> list[tuple[bytes, bytes]]:
        """The headers as httpx would have put them; all has been checked, so nothing is raised."""
        if idempotency_key is not None and self._api.idempotency_header is not None:
            raw.append((self._api.idempotency_header.encode(), idempotency_key.encode()))
        if own:
            raw = _merged(raw, own)
        length = len(content) if isinstance(content, bytes) else content.length
        if length is None:
            raw.append((b"Transfer-Encoding", b"chunked"))
        elif length:
            raw.append((b"Content-Length", b"%d" % length))
        elif operation.method not in {"GET", "HEAD", "DELETE"}:
            raw.insert(1, (b"Content-Length", b"0"))
        return raw

    def _url(
        self,
        operation: Operation[Any],
        constant: _Constant,
        path: Mapping[str, object] | None,
        query: Mapping[str, object] | None,
        options: RequestOptions,
    ) -> HttpURL:
        target = _path(operation, path) if path else operation.path
        if "query" in options:
            query = {**(query or {}), **parameters(options["query"])}
        if query or constant.query:
            encoded = None if constant.query else _plain_query(operation, query or {})
            if encoded is None:
                encoded = _query(operation, query or {}, constant.query)
            if encoded:
                target = f"{target}?{encoded}"
        try:
            return constant.urls.of(target)
        except self._library.InvalidURL as error:
            reason = str(error)
        # Raised here: the error has what was passed, and is to be no context.
        raise InvalidArgumentError(f"the URL cannot be sent: {reason}")


def _path(operation: Operation[Any], values: Mapping[str, object]) -> str:
    """An operation's path with its parameters; plain ones stand in it as they are."""
    path = operation.path
    for name, value in values.items():
        if type(value) is not str or not _PLAIN_SEGMENT(value) or operation.styles:
            return fill_path(operation, values)
        path = path.replace(f"{{{name}}}", value)
    return path


def _plain_query(operation: Operation[Any], query: Mapping[str, object]) -> str | None:
    """A query all of whose values stand in it as they are; `None` where one does not."""
    pairs: list[str] = []
    for name, value in query.items():
        if value is None:
            continue
        pair = f"{name}={value}" if type(value) is str or _is_small(value) else ""
        if not _PLAIN_PAIR(pair) or name in operation.styles:
            return None
        pairs.append(pair)
    return "&".join(pairs)


def _is_small(value: object) -> bool:
    """Whether it is an integer that is written without a look at how long it is."""
    return type(value) is int and value.bit_length() <= 64


def _query(
    operation: Operation[Any], query: Mapping[str, object], constant: tuple[tuple[str, str], ...]
) -> str:
    """Any query, percent-encoded."""
    if query and operation.query_money:
        check_floats(query, operation.query_money)
    return urlencode([*encode_query(query, operation), *constant], quote_via=quote)


def _check_dates(names: Paths, given: Mapping[str, object] | None) -> None:
    """Refuse a datetime for a date among the parameters of a place."""
    for name in names:
        value = (given or {}).get(name)
        for one in listed(value) or (value,):
            check_date(name, one)


def _own_headers(
    api: Api,
    operation: Operation[Any],
    headers: Mapping[str, object] | None,
    options: RequestOptions,
    media_type: str | None,
) -> dict[str, str]:
    """The call's own headers, checked; those of its options win over its parameters."""
    accept = operation.accept
    if not (headers or media_type or accept or "headers" in options):
        return _NO_HEADERS
    own = {} if accept is None else {"Accept": accept}
    if media_type is not None:
        own["Content-Type"] = media_type
    own |= encode_headers(headers or {}, operation)
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
