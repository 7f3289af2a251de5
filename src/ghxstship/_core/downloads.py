"""Answers that are read as they come: in pieces, or into a file."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, TypeAlias, Unpack

from .async_iteration import AsyncSteps
from .body import decoder_for, leave_body
from .checks import check_size
from .content_coding import BrokenBodyError, ContentDecoder
from .deadline import DeadlinePassedError
from .drivers import Arguments, AsyncDriver, Driver
from .errors import APIError, InvalidArgumentError, bare_request
from .exchange import Exchange
from .failures import connection_error, deadline_exceeded, reason, too_large
from .files import PIECE, in_thread
from .headers import header_text
from .http.protocols import HttpResponse
from .operation import Operation
from .process_bound import ProcessBound
from .tracebacks import clear_locals, hide_arguments, hide_requests

__all__ = ["AsyncStreamedResponse", "Progress", "StreamedResponse"]

Progress: TypeAlias = Callable[[int, int | None], object]
"""What is told how far a download has come: bytes that are written, and bytes in all, `None` where
the server does not say it."""


_AnyDriver: TypeAlias = Driver | AsyncDriver
_LONGEST_NAME = 200


class _Streamed(ProcessBound):
    """What both kinds of answers have.

    Attributes:
        http_response: The HTTP client's own response, its body not read.
    """

    _instead = "read it where it was opened"

    def __init__(self, exchange: Exchange, response: HttpResponse, driver: _AnyDriver) -> None:
        response.request = bare_request(exchange.request)  # what was sent is not kept
        self.http_response = response
        self._exchange = exchange
        self._config = driver.config
        self._request_id = header_text(response.headers, driver.api.request_id_header)
        self._failures = (driver.config.library.RequestError, BrokenBodyError, DeadlinePassedError)
        self._has_begun = False

    @property
    def status_code(self) -> int:
        """The HTTP status, a 2xx."""
        return self.http_response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response's headers; names match in any case."""
        return self.http_response.headers

    @property
    def request_id(self) -> str | None:
        """The server's id for this request; quote it to support."""
        return self._request_id

    @property
    def content_length(self) -> int | None:
        """How many bytes the body has, `None` where the server does not say it."""
        length = self.headers.get("content-length", "")
        if "content-encoding" in self.headers or not (length.isascii() and length.isdigit()):
            return None
        return int(length) if len(length) < 20 else None

    def __repr__(self) -> str:
        kind = type(self).__name__
        return f"{kind}(status_code={self.status_code}, request_id={self.request_id!r})"

    def _begin(self) -> ContentDecoder | None:
        """Begin to read; return what decompresses the body, `None` where it is not compressed.

        Raises:
            RuntimeError: It was read before.
        """
        if self._has_begun:
            raise RuntimeError("the body was read before: call the method again for another one")
        self._has_begun = True
        return decoder_for(self.http_response)

    def _check(self) -> None:
        if self._exchange.deadline is not None:
            self._exchange.deadline.check()

    def _check_size(self, body: bytearray) -> None:
        limit = self._config.max_response_bytes
        if len(body) > limit:
            raise too_large(self._exchange, self.http_response, limit)

    def _broken(self, error: Exception) -> APIError:
        """What a download fails with."""
        hide_requests(error)
        clear_locals(error)
        deadline, library = self._exchange.deadline, self._config.library
        timed_out = isinstance(error, (library.TimeoutException, DeadlinePassedError))
        if timed_out and deadline is not None and deadline.has_passed:
            return deadline_exceeded(self._exchange, deadline, f"passed: {reason(error)}")
        return connection_error(self._exchange, error, None, timed_out=timed_out)


class StreamedResponse(_Streamed):
    """A success whose body is read as it comes, once."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in pieces, decompressed.

        Args:
            chunk_size: How many bytes each piece has, 1 or more; the last one may have fewer. As
                they come if left out.

        Raises:
            APIConnectionError: The connection broke before the body's end, or `APITimeoutError`
                if nothing came in time, `DeadlineExceededError` if the call's deadline passed.
        """
        return _rechunked(self._pieces(), _checked_size(chunk_size))

    def read(self) -> bytes:
        """The whole body.

        Raises:
            ResponseTooLargeError: It is above the client's `max_response_bytes`.
            APIConnectionError: As from `iter_bytes`.
        """
        body = bytearray()
        for piece in self._pieces():
            body += piece
            self._check_size(body)
        return bytes(body)

    def write_to(self, path: str | os.PathLike[str], *, progress: Progress | None = None) -> int:
        """Write the body into a file, which is there only once it is whole.

        Until then it stands beside it under a name of its own, which is removed if it fails; a file
        that was there before stays as it was.

        Args:
            path: The file; its folder must be there.
            progress: Called after each piece.

        Returns:
            How many bytes it has.

        Raises:
            OSError: It cannot be written.
            APIConnectionError: As from `iter_bytes`.
        """
        written = 0
        with _replacing(path) as file:
            for piece in self._pieces():
                file.write(piece)
                written += len(piece)
                if progress is not None:
                    progress(written, self.content_length)
        return written

    def close(self) -> None:
        """Give the connection back; what is left of the body is not read."""
        self.http_response.close()

    def _pieces(self) -> Iterator[bytes]:
        response = self.http_response
        try:
            decoder = self._begin()
            for chunk in [response.content] if response.is_closed else response.iter_raw():
                self._check()
                yield from (chunk,) if decoder is None else decoder.decode(chunk)
            if decoder is not None:
                decoder.check_complete()
        except self._failures as error:
            raise self._broken(error) from error
        finally:
            response.close()


class AsyncStreamedResponse(_Streamed):
    """A success whose body is read as it comes, once."""

    def __init__(self, exchange: Exchange, response: HttpResponse, driver: _AnyDriver) -> None:
        super().__init__(exchange, response, driver)
        self._chunks: AsyncIterator[bytes] | None = None
        self._decoder: ContentDecoder | None = None
        self._ready: Iterator[bytes] = iter(())
        self._held = bytearray()
        self._is_over = False

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncSteps[bytes]:
        """The body in pieces, decompressed.

        Args:
            chunk_size: How many bytes each piece has, 1 or more; the last one may have fewer. As
                they come if left out.

        Raises:
            APIConnectionError: The connection broke before the body's end, or `APITimeoutError`
                if nothing came in time, `DeadlineExceededError` if the call's deadline passed.
        """
        size = _checked_size(chunk_size)
        self._open()
        return AsyncSteps(self._piece if size is None else partial(self._filled, size), self.aclose)

    async def read(self) -> bytes:
        """The whole body.

        Raises:
            ResponseTooLargeError: It is above the client's `max_response_bytes`.
            APIConnectionError: As from `iter_bytes`.
        """
        body = bytearray()
        async for piece in self.iter_bytes():
            body += piece
            self._check_size(body)
        return bytes(body)

    async def write_to(
        self, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> int:
        """Write the body into a file, as `StreamedResponse` does; another thread writes it.

        Args:
            path: The file; its folder must be there.
            progress: Called after each piece, in the event loop.

        Returns:
            How many bytes it has.

        Raises:
            OSError: It cannot be written.
            APIConnectionError: As from `iter_bytes`.
        """
        written = 0
        with _replacing(path) as file:
            async for piece in self.iter_bytes(PIECE):
                await in_thread(partial(file.write, piece))
                written += len(piece)
                if progress is not None:
                    progress(written, self.content_length)
        return written

    async def aclose(self) -> None:
        """Give the connection back; what is left of the body is not read."""
        chunks, self._chunks = self._chunks, None
        await leave_body(self.http_response, chunks)

    async def _filled(self, size: int) -> bytes:
        """The next piece of so many bytes."""
        held = self._held
        while len(held) < size:
            try:
                held += await self._piece()
            except StopAsyncIteration:
                if not held:
                    raise
                break
        piece = bytes(held[:size])
        del held[:size]
        return piece

    async def _piece(self) -> bytes:
        """The next piece as it came, decompressed."""
        try:
            while True:
                for piece in self._ready:
                    return piece
                if self._is_over:
                    raise StopAsyncIteration
                await self._take()
        except self._failures as error:
            raise self._broken(error) from error

    def _open(self) -> None:
        response = self.http_response
        try:
            self._decoder = self._begin()
        except BrokenBodyError as error:
            raise self._broken(error) from error
        if response.is_closed:
            self._is_over, self._ready = True, iter([response.content])
            return
        # Not `aiter_raw`: a generator that is left is the collector's, which trio warns of.
        self._chunks = aiter(response.stream)
        response.is_stream_consumed = True

    async def _take(self) -> None:
        """Take the next bytes, within the deadline."""
        deadline, decoder = self._exchange.deadline, self._decoder
        if self._chunks is None:
            raise RuntimeError("the response is closed")
        try:
            work = anext(self._chunks)
            chunk = await (work if deadline is None else deadline.cut_off(work))
        except StopAsyncIteration:
            self._is_over = True
            if decoder is not None:
                decoder.check_complete()
        else:
            self._check()
            self._ready = iter((chunk,)) if decoder is None else decoder.decode(chunk)


def _checked_size(chunk_size: int | None) -> int | None:
    if chunk_size is None:
        return None
    return check_size("chunk_size", chunk_size, InvalidArgumentError)


def _rechunked(pieces: Iterator[bytes], size: int | None) -> Iterator[bytes]:
    """Pieces of so many bytes."""
    if size is None:
        return pieces
    return _in_pieces_of(size, pieces)


def _in_pieces_of(size: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


@contextmanager
def _replacing(path: str | os.PathLike[str]) -> Generator[BinaryIO]:
    """A file that takes another's place when the block ends, and is removed if it fails."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb") as file:  # such as /dev/null: nothing can take its place
            yield file
        return
    partial_file = target.with_name(f".{target.name[:_LONGEST_NAME]}.{token_hex(4)}.part")
    file = partial_file.open("xb")
    try:
        with file:
            yield file
        partial_file.replace(target)
    except BaseException:
        partial_file.unlink(missing_ok=True)
        raise


class StreamingDriver(Driver):
    """Makes calls whose answers are read as they come."""

    def __init__(self, plain: Driver) -> None:
        super().__init__(plain.api, plain.config, plain.sender, plain.threads)

    @hide_arguments
    def call(self, operation: Operation[Any], **arguments: Unpack[Arguments]) -> Any:
        """Call an operation and return its answer, the body not read."""
        return self._loop.run(self._prepare(operation, arguments), self._opened, whole=False)

    def _opened(self, exchange: Exchange, response: HttpResponse) -> StreamedResponse:
        return StreamedResponse(exchange, response, self)


class AsyncStreamingDriver(AsyncDriver):
    """Makes calls whose answers are read as they come."""

    def __init__(self, plain: AsyncDriver) -> None:
        super().__init__(plain.api, plain.config, plain.sender)

    @hide_arguments
    async def call(self, operation: Operation[Any], **arguments: Unpack[Arguments]) -> Any:
        """Call an operation and return its answer, the body not read."""
        return await self._loop.run(self._prepare(operation, arguments), self._opened, whole=False)

    def _opened(self, exchange: Exchange, response: HttpResponse) -> AsyncStreamedResponse:
        return AsyncStreamedResponse(exchange, response, self)
