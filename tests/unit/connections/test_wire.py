"""HTTP/1.1 as bytes: what is said of what cannot be, and where each bound lies."""

from __future__ import annotations

import pytest

from ghxstship._core.http.connections.failures import LocalProtocolError, RemoteProtocolError
from ghxstship._core.http.connections.wire import (
    MAX_HEAD,
    ResponseReader,
    request_bytes,
)

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def reading(*pieces: bytes, method: str = "GET") -> ResponseReader:
    """A reader that has been fed."""
    reader = ResponseReader(method)
    for piece in pieces:
        reader.feed(piece)
    return reader


def refused(*pieces: bytes) -> str:
    """What is said of the last piece."""
    reader = reading(*pieces[:-1])
    with pytest.raises(RemoteProtocolError) as caught:
        reader.feed(pieces[-1])
    return str(caught.value)


class TestRequest:
    def test_is_one_chunk_where_its_headers_say_so(self) -> None:
        headers = [(b"Transfer-Encoding", b"chunked")]
        head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        sent = request_bytes("POST", b"/", headers, b"abcdefghijklmnopqrstuvwxyz")
        assert sent == head + b"1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"
        assert request_bytes("POST", b"/", headers, b"") == head + b"0\r\n\r\n"

    def test_is_what_its_headers_say(self) -> None:
        headers = [(b"Host", b"api.test"), (b"content-Length", b"2")]
        assert request_bytes("PUT", b"/a?b", headers, b"ok") == (
            b"PUT /a?b HTTP/1.1\r\nHost: api.test\r\ncontent-Length: 2\r\n\r\nok"
        )
        assert request_bytes("GET", b"*", [], b"") == b"GET * HTTP/1.1\r\n\r\n"

    @pytest.mark.parametrize("length", [b"x", b"-1", b"+1", b"1.0", b"2", b""])
    def test_of_another_length_is_refused(self, length: bytes) -> None:
        with pytest.raises(LocalProtocolError) as caught:
            request_bytes("POST", b"/", [(b"Content-Length", length)], b"a")
        assert str(caught.value) == "Content-Length is not the body's 1 bytes"

    @pytest.mark.parametrize(
        ("method", "target"),
        [("", b"/"), ("G T", b"/"), ("GÉT", b"/"), ("GET", b""), ("GET", b"/ ")],
    )
    def test_without_method_or_target_is_refused(self, method: str, target: bytes) -> None:
        with pytest.raises(LocalProtocolError) as caught:
            request_bytes(method, target, [], b"")
        assert str(caught.value) == "the request's method or target cannot be sent"

    @pytest.mark.parametrize("header", [(b"A B", b"1"), (b"", b"1"), (b"A", b"1\r\nB: 2")])
    def test_with_a_header_that_is_none_is_refused(self, header: tuple[bytes, bytes]) -> None:
        with pytest.raises(LocalProtocolError) as caught:
            request_bytes("GET", b"/", [header], b"")
        assert str(caught.value) == "a header of the request cannot be sent"


def test_nothing_is_known_before_it_has_come() -> None:
    reader = ResponseReader("GET")
    assert (reader.status, reader.reason, reader.version, reader.headers) == (0, b"", b"", [])
    assert (reader.done, reader.began, reader.excess) == (False, False, False)
    assert (reader.reusable, reader.take()) == (False, b"")
    reader.feed(b"H")
    assert reader.began is True


class TestEnd:
    @pytest.mark.parametrize(
        ("before", "message"),
        [
            ([], "the server disconnected without sending a response"),
            ([b"HTTP/1.1 200"], "the server disconnected within the response's head"),
            (
                [HEAD + b"Content-Length: 5\r\n\r\nok"],
                "the server disconnected within the response's body",
            ),
            ([CHUNKED], "the server disconnected within the response's body"),
            ([CHUNKED + b"2\r\nok"], "the server disconnected within the response's body"),
        ],
    )
    def test_that_comes_too_early_is_an_error(self, before: list[bytes], message: str) -> None:
        assert refused(*before, b"") == message

    def test_is_that_of_a_body_without_a_length(self) -> None:
        reader = reading(HEAD + b"\r\nall", b" there is", b"")
        assert reader.take() == b"all there is"
        assert (reader.done, reader.reusable) == (True, False)

    def test_after_the_response_is_nothing(self) -> None:
        reader = reading(HEAD + b"Content-Length: 2\r\n\r\nok", b"")
        assert (reader.done, reader.excess, reader.take()) == (True, False, b"ok")


class TestHead:
    @pytest.mark.parametrize("cut", range(len(HEAD) + 1))
    def test_may_come_in_two_pieces(self, cut: int) -> None:
        head = HEAD + b"\r\n"
        reader = reading(head[:cut] or b"H", head[cut:] if cut else head[1:])
        assert (reader.status, reader.reason, reader.version) == (200, b"OK", b"1.1")

    @pytest.mark.parametrize(
        "head",
        [
            b"\n\r\n",
            b"\r\n\r\n",
            b"HTTP/1.1\r\n\r\n",
            b"HTTP/1.1 20 OK\r\n\r\n",
            b"HTTP/2.0 200 OK\r\n\r\n",
            b"http/1.1 200 OK\r\n\r\n",
            b"SSH-2.0",
            b"HTTP/2",
            b"\x00",
        ],
    )
    def test_of_something_else_is_refused_at_once(self, head: bytes) -> None:
        assert refused(head) == "the server's answer is not HTTP/1.1"
        assert refused(b"HTTP/1.1 103 Early Hints\r\n\r\n", head) == (
            "the server's answer is not HTTP/1.1"
        )

    @pytest.mark.parametrize("header", [b"A B: 1", b": 1", b"A", b"A : 1", b"A: \x00", b"A: \v"])
    def test_with_a_header_that_is_none_is_refused(self, header: bytes) -> None:
        assert refused(HEAD + header + b"\r\n\r\n") == "a header of the response is malformed"

    @pytest.mark.parametrize("status", [0, 99, 101])
    def test_that_nobody_asked_for_is_refused(self, status: int) -> None:
        answer = b"HTTP/1.1 %03d What\r\n\r\n" % status
        assert refused(answer) == f"the server answered {status}, unasked"

    @pytest.mark.parametrize("status", [100, 102, 103, 199])
    def test_of_an_interim_response_is_passed_over(self, status: int) -> None:
        interim = b"HTTP/1.1 %d Wait\r\nA: 1\r\n\r\n" % status
        reader = reading(interim + interim + HEAD + b"B: 2\r\nContent-Length: 0\r\n\r\n")
        assert (reader.status, reader.headers[0], reader.done) == (200, (b"B", b"2"), True)

    @pytest.mark.parametrize("fold", [b"\r\n ", b"\r\n\t", b"\n ", b"\r\n \t ", b" \r\n  \r\n "])
    def test_may_have_headers_of_several_lines(self, fold: bytes) -> None:
        reader = reading(HEAD + b"A: one" + fold + b"two\r\nB: 3\r\n\r\n")
        (name, value), other = reader.headers
        assert (name, value.split(), other) == (b"A", [b"one", b"two"], (b"B", b"3"))

    def test_keeps_names_and_values_but_not_the_space_around(self) -> None:
        reader = reading(HEAD + b"A:\t XaX \r\nb:\r\nContent-Length: \t2 \r\n\r\nok")
        assert reader.headers == [(b"A", b"XaX"), (b"b", b""), (b"Content-Length", b"2")]
        assert reader.done

    def test_is_bounded_to_the_byte(self) -> None:
        assert not reading((HEAD + b"A: ").ljust(MAX_HEAD, b"a")).status
        fits = (HEAD + b"A: ").ljust(MAX_HEAD - 4, b"a") + b"\r\n\r\n"
        assert reading(fits).status == 200
        message = "the response's head is over 102400 bytes"
        assert refused((HEAD + b"A: ").ljust(MAX_HEAD + 1, b"a")) == message
        assert refused((HEAD + b"A: ").ljust(MAX_HEAD - 3, b"a") + b"\r\n\r\n") == message

    def test_is_bounded_together_with_those_before_it(self) -> None:
        interim = b"HTTP/1.1 103 Early Hints\r\nA: ".ljust(MAX_HEAD // 2, b"a") + b"\r\n\r\n"
        assert refused(interim, interim) == "the response's head is over 102400 bytes"
        assert refused(interim + interim) == "the response's head is over 102400 bytes"


class TestFraming:
    @pytest.mark.parametrize(
        "coding",
        [
            b"gzip",
            b"gzip, chunked",
            b"chunked, identity",
            b"chunked, identity, chunked",
            b"chunked, chunked",
            b"xchunked",
        ],
    )
    def test_by_other_codings_is_refused(self, coding: bytes) -> None:
        assert refused(HEAD + b"Transfer-Encoding: " + coding + b"\r\n\r\n") == (
            "Transfer-Encoding is not chunked alone"
        )

    @pytest.mark.parametrize("length", [b"", b"-1", b"1, 2", b"0x1", b"1" * 19])
    def test_by_what_is_no_length_is_refused(self, length: bytes) -> None:
        assert refused(HEAD + b"Content-Length: " + length + b"\r\n\r\n") == (
            "the response's Content-Length is not one number"
        )

    def test_by_the_same_length_twice_is_one(self) -> None:
        reader = reading(HEAD + b"Content-Length: 2 ,\t2\r\nContent-Length: 2\r\n\r\nok")
        assert (reader.done, reader.take(), reader.reusable) == (True, b"ok", True)

    def test_by_two_lengths_in_two_headers_is_refused(self) -> None:
        assert refused(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok") == (
            "the response's Content-Length is not one number"
        )

    @pytest.mark.parametrize(
        ("version", "headers", "kept"),
        [
            (b"1.1", b"", True),
            (b"1.2", b"", True),
            (b"1.0", b"", False),
            (b"1.1", b"Connection: close\r\n", False),
            (b"1.1", b"Connection: x, \tCLOSE\r\n", False),
            (b"1.1", b"Connection: x\r\nConnection: close\r\n", False),
            (b"1.1", b"Connection: keep-alive\r\n", True),
            (b"1.1", b"Transfer-Encoding: chunked\r\n", False),
        ],
    )
    def test_says_whether_the_connection_is_kept(
        self, version: bytes, headers: bytes, kept: bool
    ) -> None:
        head = b"HTTP/%b 200 OK\r\nContent-Length: 5\r\n%b\r\n" % (version, headers)
        reader = reading(head + b"0\r\n\r\n")
        assert (reader.done, reader.reusable) == (True, kept)

    @pytest.mark.parametrize(
        ("method", "status", "done", "kept"),
        [
            ("HEAD", 200, True, False),
            ("GET", 204, True, False),
            ("GET", 304, True, False),
            ("GET", 200, False, False),
            ("GET", 205, False, False),
            ("CONNECT", 200, True, False),
            ("CONNECT", 299, True, False),
            ("CONNECT", 300, False, False),
            ("CONNECT", 407, False, False),
        ],
    )
    def test_may_be_by_method_and_status(
        self, method: str, status: int, done: bool, kept: bool
    ) -> None:
        head = b"HTTP/1.1 %d X\r\nContent-Length: 5\r\n\r\n" % status
        reader = reading(head, method=method)
        assert (reader.done, reader.reusable) == (done, kept)

    @pytest.mark.parametrize(
        ("headers", "kept"),
        [
            (b"", True),
            (b"Content-Length: 0\r\n", True),
            (b"content-length:  000 \r\n", True),
            (b"Content-Length: 01\r\n", False),
            (b"X-Content-Length: 5\r\n", True),
            (b"A: 1\r\ncontent-LENGTH:5\n", False),
            (b"transfer-encoding: chunked\r\n", False),
        ],
    )
    @pytest.mark.parametrize("bodiless", ["HEAD", "204", "304", "103"])
    def test_that_announces_a_body_where_none_can_be_ends_the_connection(
        self, bodiless: str, headers: bytes, kept: bool
    ) -> None:
        status = b"200" if bodiless == "HEAD" else bodiless.encode()
        pieces = [b"HTTP/1.1 %b X\r\n%b\r\n" % (status, headers)]
        if bodiless == "103":
            pieces += [*pieces, HEAD + b"Content-Length: 0\r\n\r\n"]
        reader = reading(*pieces, method="HEAD" if bodiless == "HEAD" else "GET")
        assert (reader.done, reader.reusable) == (True, kept)


class TestPlain:
    def test_comes_in_pieces_up_to_its_length(self) -> None:
        reader = reading(HEAD + b"Content-Length: 6\r\n\r\nab")
        assert (reader.take(), reader.take(), reader.done) == (b"ab", b"", False)
        reader.feed(b"c")
        reader.feed(b"d")
        assert (reader.take(), reader.done) == (b"cd", False)
        reader.feed(b"ef")
        assert (reader.take(), reader.done, reader.excess) == (b"ef", True, False)

    def test_of_one_byte_too_many_is_noticed(self) -> None:
        reader = reading(HEAD + b"Content-Length: 2\r\n\r\nok!")
        assert (reader.take(), reader.done, reader.excess) == (b"ok", True, True)
        assert not reader.reusable

    def test_that_goes_on_after_its_end_is_noticed(self) -> None:
        reader = reading(HEAD + b"Content-Length: 2\r\n\r\nok", b"!")
        assert (reader.take(), reader.excess, reader.reusable) == (b"ok", True, False)


class TestChunks:
    @pytest.mark.parametrize("size", [1, 2, 3, 1000])
    def test_are_the_same_however_they_are_cut(self, size: int) -> None:
        body = b"5;name=value\r\nhello\r\nA \r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        reader = reading(CHUNKED, *pieces)
        assert (reader.take(), reader.done, reader.excess) == (b"hello0123456789", True, False)
        assert reader.reusable

    def test_are_there_as_they_come(self) -> None:
        reader = reading(CHUNKED + b"5\r\nhe")
        assert (reader.take(), reader.done) == (b"he", False)
        reader.feed(b"l")
        assert reader.take() == b"l"
        reader.feed(b"lo\r\n0\r\n\r\n")
        assert (reader.take(), reader.done) == (b"lo", True)

    def test_may_end_with_bare_line_feeds_after_trailers_only(self) -> None:
        reader = reading(CHUNKED + b"0\r\n\n")
        assert (reader.done, reader.excess) == (True, False)
        assert reading(CHUNKED, b"0\r\n", b"\n").done
        assert refused(CHUNKED + b"2\nok") == "the body's chunks are malformed"
        assert refused(CHUNKED, b"\n") == "the body's chunks are malformed"
        assert refused(CHUNKED + b"2\r\nok\n0") == "the body's chunks are malformed"

    @pytest.mark.parametrize("more", [b"!", b"HTTP/1.1"])
    def test_that_go_on_after_their_end_are_noticed(self, more: bytes) -> None:
        reader = reading(CHUNKED + b"2\r\nok\r\n0\r\n\r\n" + more)
        assert (reader.take(), reader.excess, reader.reusable) == (b"ok", True, False)

    @pytest.mark.parametrize(
        "body",
        [
            b"\r\n",
            b"-1\r\n",
            b"g\r\n",
            b"1" * 17 + b"\r\n",
            b"2;\x00\r\n",
            b"2\r\nokay\r\n",
            b"2\r\nok!\r\n",
            b"2\r\nok\r\r",
            b"2\r\nok0\r\n\r\n",
        ],
    )
    def test_that_are_none_are_refused(self, body: bytes) -> None:
        assert refused(CHUNKED, body) == "the body's chunks are malformed"

    def test_may_be_as_large_as_sixteen_digits_say(self) -> None:
        assert reading(CHUNKED + b"f" * 16 + b"\r\nx").take() == b"x"

    def test_have_lines_that_are_bounded_to_the_byte(self) -> None:
        message = "the body's chunks are malformed"
        line = b"2;".ljust(4096, b"a")
        assert not reading(CHUNKED, line).done
        assert refused(CHUNKED, line + b"a") == message
        assert reading(CHUNKED, line[:-1] + b"\r\nok").take() == b"ok"
        assert refused(CHUNKED, line + b"\r\nok") == message

    def test_wait_for_one_byte_after_each(self) -> None:
        assert not reading(CHUNKED, b"2\r\nok", b"\r").done
        assert refused(CHUNKED, b"2\r\nok", b"\r!") == "the body's chunks are malformed"

    def test_have_trailers_that_are_bounded_with_the_head(self) -> None:
        message = "the body's chunks are malformed"
        left = MAX_HEAD - len(CHUNKED)
        assert not reading(CHUNKED, b"0\r\n", b"A: ".ljust(left, b"a")).done
        assert refused(CHUNKED, b"0\r\n", b"A: ".ljust(left + 1, b"a")) == message
        whole = b"A: ".ljust(left - 2, b"a") + b"\r\n"
        assert not reading(CHUNKED, b"0\r\n", whole).done
        assert refused(CHUNKED, b"0\r\n", whole, b"\r\n") == message
        assert refused(CHUNKED, b"0\r\n", b"A: ".ljust(left - 1, b"a") + b"\r\n") == message
