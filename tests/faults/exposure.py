"""Where an exception exposes a secret: its text, its attributes, its pickle, its frames' locals."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, cast

TESTS = Path(__file__).parents[1]
GENERATED = TESTS / "unit" / "bookshop.py"
"""The one module of the tests that plays a generated one."""

KEY = "sk_live_CANARY"
OTHER = "other_CANARY"
DERIVED = "derived_CANARY"
CALL = "call_CANARY"
QUERY = "query_CANARY"
PASSED = "passed_CANARY"
SECRETS: dict[str, Any] = {"api_key": KEY, "default_headers": {"X-Token": OTHER}}
"""Settings of a client with credentials."""


def derived(client: Any) -> Any:
    """A client with one more credential, by `with_options`."""
    return client.with_options(default_headers={"X-Derived": DERIVED})


def options(**more: Any) -> dict[str, Any]:
    """A call's options with credentials, in a header and in the query."""
    headers = {"X-Call": f"Bearer {CALL}", **more.pop("headers", {})}
    return {"headers": headers, "query": {"token": QUERY, **more.pop("query", {})}, **more}


def create(client: Any) -> Any:
    """A call with credentials passed in every way that goes together."""
    books = derived(client).books
    return books.create(title="Emma", idempotency_key="order-7", options=options())


def assert_hidden(error: BaseException) -> None:
    """Fails where an error shows one of the credentials."""
    assert isinstance(error, BaseException), error
    found = exposures(error, KEY, OTHER, DERIVED, CALL, QUERY, PASSED)
    assert not found, found


def exposures(error: BaseException, *secrets: str) -> list[str]:
    """Where an exception, or one that led to it, shows a secret to an error reporter.

    Args:
        error: The exception.
        secrets: What must be seen nowhere.

    Returns:
        A line for each place, without the secret.
    """
    return [
        f"{type(each).__name__}: {place}"
        for each in chain(error)
        for place, value in places(each)
        if any(shows(value, secret) for secret in secrets)
    ]


def chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that led to it."""
    pending: list[BaseException | None] = [error]
    known: set[int] = set()
    while pending:
        each = pending.pop()
        if each is None or id(each) in known:
            continue
        known.add(id(each))
        yield each
        pending += (each.__cause__, each.__context__)
        if isinstance(each, BaseExceptionGroup):
            pending += cast("BaseExceptionGroup[BaseException]", each).exceptions


def places(error: BaseException) -> Iterator[tuple[str, object]]:
    """All that an error reporter prints of one exception."""
    yield "str", str(error)
    yield "repr", repr(error)
    yield "args", error.args
    for name, value in vars(error).items():
        yield f"attribute {name}", value
        for request in (value, getattr(value, "_request", None)):
            yield f"URL of attribute {name}", str(getattr(request, "url", ""))
            headers = getattr(request, "headers", None)
            if isinstance(headers, Mapping):
                shown = cast("Mapping[str, str]", headers)
                yield f"headers of attribute {name}", dict(shown)
    with suppress(TypeError, AttributeError, pickle.PicklingError):
        yield "pickle", pickle.dumps(error)
    for frame, line in frames(error.__traceback__):
        for name, value in frame.f_locals.items():
            place = f"{frame.f_code.co_filename}:{line}"
            yield f"local {name} at {place}", value
            attributes: dict[str, object] = getattr(value, "__dict__", {})
            yield f"attributes of local {name} at {place}", repr(attributes)


def frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    """The frames of a traceback but those of the caller's, which are his own."""
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path == GENERATED or TESTS not in path.parents:
            yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def shows(value: object, secret: str, depth: int = 4) -> bool:
    """Whether a value shows a secret: rich and Sentry print containers, however they are nested."""
    raw = secret.encode()
    if isinstance(value, bytes | bytearray | memoryview):
        return raw in bytes(cast("bytes", value))
    if secret in repr(value):
        return True
    if not depth:
        return False
    inner: list[object] = []
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
        inner += [*mapping.keys(), *mapping.values()]
    elif isinstance(value, Sequence | AbstractSet) and not isinstance(value, str):
        inner += list(cast("Sequence[object]", value))
    return any(shows(each, secret, depth - 1) for each in inner)
