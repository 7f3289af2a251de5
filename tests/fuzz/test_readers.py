"""The fuzzers of the readers, in short; `nox -s fuzz` runs them at length."""

from __future__ import annotations

import pytest

from . import sse_reader

pytestmark = pytest.mark.once


SEED = 1
"""The same in every run; `nox -s fuzz` takes another each time, and prints it."""


def test_the_http_reader_agrees_with_h11_and_httptools() -> None:
    http_reader = pytest.importorskip("tests.fuzz.http_reader", exc_type=ImportError)
    found = http_reader.run(3000, SEED)
    assert found["h11: both accept"] > 300
    assert found["httptools: both accept"] > 300


def test_the_event_stream_parser_agrees_with_the_standard() -> None:
    sse_reader.run(2000, SEED)


def test_a_difference_is_found() -> None:
    http_reader = pytest.importorskip("tests.fuzz.http_reader", exc_type=ImportError)
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    assert http_reader.compare(
        "h11", data, http_reader.Read(200, b"ok"), http_reader.by_h11("GET", data)
    )
    with pytest.raises(AssertionError):
        http_reader.compare(
            "h11", data, http_reader.Read(200, b"o"), http_reader.by_h11("GET", data)
        )
