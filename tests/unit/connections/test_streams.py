"""What connections on every kind of stream have in common."""

from __future__ import annotations

import select
import socket

import pytest

from ghxstship._core.http.connections.failures import ConnectError, ConnectTimeout, ReadError
from ghxstship._core.http.connections.route import Route
from ghxstship._core.http.connections.streams import HEAD_START, connect_error, gone, watch

from ...library import LIBRARY, httpx

DIRECT = Route(LIBRARY, LIBRARY.URL("http://api.test"))


def test_an_address_has_the_head_start_that_rfc_8305_recommends() -> None:
    assert HEAD_START == 0.25


def test_an_error_says_what_is_known() -> None:
    assert str(gone()) == "the connection broke: it is closed"
    assert str(gone(OSError())) == "the connection broke: OSError"
    assert str(gone(OSError("reset"))) == "the connection broke: reset"
    assert str(connect_error(OSError("refused"), DIRECT)) == "refused"
    assert str(connect_error(OSError(), DIRECT)) == "OSError"
    assert str(connect_error(TimeoutError("whatever"), DIRECT)) == "no connection in time"


def test_an_error_of_connecting_names_the_proxy() -> None:
    proxy = LIBRARY.Proxy("http://me:s3cret@proxy.test:3128")
    route = Route(LIBRARY, LIBRARY.URL("http://api.test"), proxy)
    way = " (through the proxy proxy.test:3128)"
    assert str(connect_error(OSError("refused"), route)) == f"refused{way}"
    assert str(connect_error(TimeoutError(), route)) == f"no connection in time{way}"


def test_an_error_is_of_its_kind() -> None:
    assert type(gone()) is ReadError
    assert type(connect_error(TimeoutError(), DIRECT)) is ConnectTimeout
    assert type(connect_error(ConnectionRefusedError(), DIRECT)) is ConnectError


def test_an_error_is_said_in_the_librarys_words() -> None:
    said = connect_error(OSError("refused"), DIRECT).to_library_error(LIBRARY)
    assert type(said) is httpx.ConnectError
    assert str(said) == "refused"


class TestWatch:
    @pytest.mark.parametrize("has_poll", [True, False])
    def test_tells_what_can_be_read(self, has_poll: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        if not has_poll:
            monkeypatch.delattr(select, "poll", raising=False)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            readable = watch(ours.fileno())
            assert not readable()
            theirs.send(b"x")
            assert readable()
            ours.recv(1)
            assert not readable()
            theirs.close()
            assert readable()

    def test_takes_what_select_cannot_watch_for_readable(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr(select, "poll", raising=False)
        assert watch(2**20)()
