"""Files that are sent: read while they are sent, and the same bytes at each attempt."""

from __future__ import annotations

import stat
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Hashable,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import contextmanager
from functools import lru_cache
from io import TextIOBase
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar, cast

from .arguments import argument
from .checks import shown
from .errors import InvalidArgumentError
from .http.connections.messages import StreamedBody
from .http.event_loop import running_trio

if TYPE_CHECKING:
    from .http.protocols import HttpLibrary

__all__ = ["BinaryBody", "FileContent", "FileUpload", "ReadableFile"]

ResultT = TypeVar("ResultT")

PIECE: Final = 256 * 1024
"""Bytes of a file that stand in memory at once."""


@argument
class ReadableFile(Protocol):
    """A file object, opened in binary mode.

    It is sent from where it stands, and not closed. One that has `seek` and `tell` is rewound to
    there where the call is retried; of any other, a call that has begun to send it is not retried.
    """

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


FileContent: TypeAlias = bytes | PathLike[str] | ReadableFile
"""What a file holds: bytes, a path, or a file object. Paths and file objects never stand in memory
as a whole."""
FileUpload: TypeAlias = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str]
"""A file of a form: its content, `(name, content)` or `(name, content, media type)`. The name is
else the path's own, or that of the file object; the media type follows from the name."""
BinaryBody: TypeAlias = FileContent | Iterable[bytes] | AsyncIterable[bytes]
"""A body of bytes: a file's content, or an iterable of pieces. An iterator is sent once: a call
that has begun to send it is not retried. Async iterables are for async clients."""


class Part(Protocol):
    """Bytes of a body, which are read when they are sent."""

    length: int | None
    """How many, `None` where nothing says it."""
    is_spent: bool
    """Whether it was read and cannot be read again."""

    def pieces(self) -> Iterator[bytes]:
        """Its pieces, from the beginning."""
        ...

    def pieces_async(self) -> AsyncIterator[bytes]:
        """The same in a task."""
        ...


class BytesPart:
    """Bytes in memory."""

    is_spent = False

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.length: int | None = len(data)

    def pieces(self) -> Iterator[bytes]:
        """Slices."""
        return (self._data[at : at + PIECE] for at in range(0, len(self._data), PIECE))

    def pieces_async(self) -> AsyncIterator[bytes]:
        """The same."""
        return _InLoop(self.pieces())


class FilePart:
    """A file, from where it stands to its end.

    Args:
        where: What it is called in errors.
        content: A path, which is opened for each attempt, or a file object.

    Raises:
        InvalidArgumentError: It is closed, or opened in text mode.
        OSError: There is no such file.
    """

    def __init__(self, where: str, content: PathLike[str] | ReadableFile) -> None:
        self._where = where
        self._content = content
        self._start: int | None = None
        self.is_spent = False
        self.length: int | None = None
        if isinstance(content, PathLike):
            found = Path(content).stat()
            self.length = found.st_size if stat.S_ISREG(found.st_mode) else None
            self._is_rewindable = self.length is not None
            return
        if getattr(content, "closed", False) is True:
            raise InvalidArgumentError(f"{where} is a closed file")
        if isinstance(content, TextIOBase):
            raise InvalidArgumentError(f"{where} is a file in text mode: open it with 'rb'")
        file: Any = content
        try:
            self._start = file.tell()
            end = file.seek(0, 2)
            file.seek(self._start)
            self.length = max((file.tell() if end is None else end) - self._start, 0)
        except (AttributeError, OSError):  # a pipe, a socket
            self._start = None
        self._is_rewindable = self._start is not None

    def pieces(self) -> Iterator[bytes]:
        """Its pieces; a path is closed at their end."""
        with self._opened() as file:
            step = _Steps(self._where, file.read, self.length)
            while piece := step.next():
                yield piece

    def pieces_async(self) -> AsyncIterator[bytes]:
        """The same, read in another thread: disks and network shares make a task wait."""
        return _InThread(self._opened, lambda file: _Steps(self._where, file.read, self.length))

    @contextmanager
    def _opened(self) -> Generator[ReadableFile]:
        if self.is_spent:
            raise InvalidArgumentError(f"{self._where} was sent before and cannot be rewound")
        self.is_spent = not self._is_rewindable
        if isinstance(self._content, PathLike):
            with Path(self._content).open("rb") as file:
                yield file
            return
        if self._start is not None:
            cast("Any", self._content).seek(self._start)
        yield self._content


class IterablePart:
    """Pieces that the caller makes.

    Args:
        where: What it is called in errors.
        content: An iterable, or an async one. An iterator can be asked once.
    """

    length: int | None = None

    def __init__(self, where: str, content: Iterable[bytes] | AsyncIterable[bytes]) -> None:
        self._where = where
        self._content = content
        self._is_once = hasattr(content, "__next__") or hasattr(content, "__anext__")
        self.is_spent = False

    def pieces(self) -> Iterator[bytes]:
        """Its pieces.

        Raises:
            InvalidArgumentError: It is async.
        """
        if not isinstance(self._content, Iterable):
            raise InvalidArgumentError(f"{self._where} is async: that takes an async client")
        return (piece for each in self._begun() if (piece := _checked(self._where, each)))

    def pieces_async(self) -> AsyncIterator[bytes]:
        """The same; a plain iterable is asked in the event loop, and is not to wait."""
        if not isinstance(self._content, AsyncIterable):
            return _InLoop(self.pieces())
        return _Checked(self._where, aiter(self._begun()))

    def _begun(self) -> Any:
        if self.is_spent:
            raise InvalidArgumentError(f"{self._where} was sent before and cannot be asked again")
        self.is_spent = self._is_once
        return self._content


class Upload(StreamedBody):
    """A body in parts. Each iteration sends it from the beginning.

    Args:
        parts: What it is made of.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        lengths = [part.length for part in parts]
        self.length = sum(n for n in lengths if n is not None) if None not in lengths else None

    @property
    def is_spent(self) -> bool:
        """Whether it was sent and cannot be sent again."""
        return any(part.is_spent for part in self._parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield from part.pieces()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Chain(iter(self._parts))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(length={self.length})"


def upload(parts: Sequence[Part], library: HttpLibrary) -> Upload:
    """A body in parts, as what the library takes for a stream of its own, sync and async."""
    bases = cast("tuple[Hashable, ...]", (library.SyncByteStream, library.AsyncByteStream))
    return _upload_class(*bases)(parts)


@lru_cache
def _upload_class(*bases: Any) -> type[Upload]:
    made: Any = type("Upload", (Upload, *bases), {})
    return cast("type[Upload]", made)


def part_of(where: str, content: object) -> Part | None:
    """What is sent of a content, `None` where it is none.

    Args:
        where: What it is called in errors.
        content: What a `FileContent` may be.

    Raises:
        InvalidArgumentError: It is closed, or opened in text mode.
        OSError: There is no such file.
    """
    if (data := exact_bytes(content)) is not None:
        return BytesPart(data)
    if isinstance(content, PathLike) or callable(getattr(content, "read", None)):
        return FilePart(where, cast("PathLike[str] | ReadableFile", content))
    return None


def exact_bytes(value: object) -> bytes | None:
    """Bytes of any type as `bytes` and no subclass, `None` for what is none."""
    if isinstance(value, memoryview):
        return cast("memoryview[int]", value).tobytes()
    return bytes(value) if isinstance(value, bytes | bytearray) else None


def _checked(where: str, piece: object) -> bytes:
    if (data := exact_bytes(piece)) is not None:
        return data
    raise InvalidArgumentError(f"{where} must give bytes, not {shown(piece)[:60]}")


class _Steps:
    """Reads as many bytes as were announced."""

    def __init__(self, where: str, read: Callable[[int], object], length: int | None) -> None:
        self._where = where
        self._read = read
        self._left = length
        self._length = length

    def next(self) -> bytes:
        """The next piece, empty at the end.

        Raises:
            InvalidArgumentError: It has become shorter, or gives no bytes.
        """
        if self._left == 0:
            return b""  # what was added since is not sent
        size = PIECE if self._left is None else min(PIECE, self._left)
        piece = _checked(self._where, self._read(size))
        if self._left is not None:
            if not piece:
                gone = f"{self._left} of its {self._length} bytes are missing"
                raise InvalidArgumentError(
                    f"{self._where} became shorter while it was sent: {gone}"
                )
            self._left -= len(piece)
        return piece


# Not async generators: the collector's hooks would warn on trio of those that a connection leaves.


class _InLoop(AsyncIterator[bytes]):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


class _Checked(AsyncIterator[bytes]):
    def __init__(self, where: str, pieces: AsyncIterator[object]) -> None:
        self._where = where
        self._pieces = pieces

    async def __anext__(self) -> bytes:
        while not (piece := _checked(self._where, await anext(self._pieces))):
            pass
        return piece


class _InThread(AsyncIterator[bytes]):
    def __init__(self, open_: Callable[[], Any], begin: Callable[[Any], _Steps]) -> None:
        self._open = open_
        self._begin = begin
        self._file: Any = None
        self._steps: _Steps | None = None

    async def __anext__(self) -> bytes:
        piece = b""
        try:
            piece = await in_thread(self._next)
        finally:
            if not piece:
                self._close()
        if not piece:
            raise StopAsyncIteration
        return piece

    def _next(self) -> bytes:
        if self._steps is None:
            opened = self._open()
            self._steps = self._begin(opened.__enter__())
            self._file = opened
        return self._steps.next()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.__exit__(None, None, None)

    def __del__(self) -> None:
        self._close()


class _Chain(AsyncIterator[bytes]):
    def __init__(self, parts: Iterator[Part]) -> None:
        self._parts = parts
        self._pieces: AsyncIterator[bytes] = _InLoop(iter(()))

    async def __anext__(self) -> bytes:
        while True:
            try:
                return await anext(self._pieces)
            except StopAsyncIteration:
                pass
            for part in self._parts:
                self._pieces = part.pieces_async()
                break
            else:
                raise StopAsyncIteration


async def in_thread(work: Callable[[], ResultT]) -> ResultT:
    """Do in another thread what would make the event loop wait."""
    trio = running_trio()
    if trio is not None:
        result: ResultT = await trio.to_thread.run_sync(work)
        return result
    # Slow to load, and a sync client never needs it.
    import asyncio  # noqa: PLC0415

    return await asyncio.to_thread(work)
