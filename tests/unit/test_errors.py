"""What an error status becomes, whatever its body is."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import replace
from typing import Any, cast

import pytest

import ghxstship
from ghxstship._core import errors
from ghxstship._core.api import ErrorEnvelope
from ghxstship._core.client import SyncClient
from ghxstship._core.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DeadlineExceededError,
    ErrorDetail,
    InternalServerError,
    InvalidArgumentError,
    NotFoundError,
    PaginationError,
    PermissionDeniedError,
    Problem,
    RateLimitError,
    ResponseTooLargeError,
    SdkError,
    ServiceUnavailableError,
    UnprocessableEntityError,
)
from ghxstship._core.mismatch import NO_MISMATCHES
from ghxstship._core.problem import MOST_DETAILS, read_problem
from ghxstship._core.retry import RetryPolicy
from ghxstship.conventions import API as PLATFORM

from ..library import httpx
from .bookshop import API, GET
from .harness import Kind, Shop, answer, error_body, shows

NINE: list[tuple[int, type[APIStatusError]]] = [
    (400, BadRequestError),
    (401, AuthenticationError),
    (403, PermissionDeniedError),
    (404, NotFoundError),
    (409, ConflictError),
    (422, UnprocessableEntityError),
    (429, RateLimitError),
    (500, InternalServerError),
    (503, ServiceUnavailableError),
]
OTHERS: list[tuple[int, type[APIStatusError]]] = [
    (100, APIStatusError),
    (302, APIStatusError),
    (402, APIStatusError),
    (408, APIStatusError),
    (418, APIStatusError),
    (499, APIStatusError),
    (501, InternalServerError),
    (502, InternalServerError),
    (504, InternalServerError),
    (599, InternalServerError),
]


DETAILS: list[tuple[object, tuple[ErrorDetail, ...]]] = [
    (None, ()),
    ("title", ()),
    ({"title": "short"}, (ErrorDetail("title", "short"),)),
    ({"title": ["short", "odd"], "": []}, (ErrorDetail("title", "short"),)),
    ([], ()),
    ([{"field": "title"}], (ErrorDetail("title", ""),)),
    ([{"message": "short"}], (ErrorDetail("", "short"),)),
    ([{"field": 3, "message": True}], (ErrorDetail("3", "True"),)),
    (["short", None], (ErrorDetail("", "short"),)),
    (["", None, {}, [], {"field": ["a"]}], ()),
]


def read(response: httpx.Response, envelope: ErrorEnvelope = API.errors) -> Problem:
    return read_problem(response, envelope, "X-Request-ID")


class TestStatus:
    @pytest.mark.parametrize(("status", "kind_of_error"), NINE)
    def test_each_of_the_nine_has_its_class_and_all_the_envelope_says(
        self, kind: Kind, status: int, kind_of_error: type[APIStatusError]
    ) -> None:
        body = error_body(
            "SOME_CODE",
            "Something is wrong",
            details=[{"field": "items.0.title", "message": "is too long"}],
            request_id="req_1",
            documentation_url="https://docs.books.test/SOME_CODE",
        )
        response = answer(status, body, X_Request_ID="req_header")
        shop = Shop(kind, response, max_retries=0)
        with pytest.raises(kind_of_error) as caught:
            shop.call(lambda books: books.get("book_1"))
        error = caught.value
        assert type(error) is kind_of_error
        assert type(error).status == error.status_code == status
        assert error.code == "SOME_CODE"
        assert error.message == "Something is wrong"
        assert error.details == (ErrorDetail("items.0.title", "is too long"),)
        assert error.request_id == "req_1"
        assert error.documentation_url == "https://docs.books.test/SOME_CODE"
        assert (error.response.status_code, error.response.json()) == (status, body)
        assert error.response.headers == response.headers
        assert shows(error, shop.server.requests[0])
        assert error.retry_after is None
        assert error.idempotency_key is None
        assert str(error) == (
            f"{status} SOME_CODE: Something is wrong (items.0.title: is too long) "
            "[request_id=req_1]"
        )

    def test_has_the_request_id_of_the_header_where_the_body_has_none(self, kind: Kind) -> None:
        shop = Shop(kind, answer(404, error_body(), X_Request_ID="req_9"))
        with pytest.raises(NotFoundError) as caught:
            shop.call(lambda books: books.get("book_1"))
        assert caught.value.request_id == "req_9"

    @pytest.mark.parametrize(("status", "kind_of_error"), NINE + OTHERS)
    def test_an_unlisted_one_has_the_nearest_class(
        self, status: int, kind_of_error: type[APIStatusError]
    ) -> None:
        assert APIStatusError.class_for(status) is kind_of_error


class TestForeignBody:
    @pytest.mark.parametrize(
        ("body", "kind_of_body", "message"),
        [
            (b"", "text/html", "Bad Gateway (empty body)"),
            (b" \n ", "text/html", "Bad Gateway (empty body)"),
            (
                b"<html>\n  <h1>502\tBad</h1>\r\n</html>",
                "text/html; charset=utf-8",
                "Bad Gateway (text/html): <html> <h1>502 Bad</h1> </html>",
            ),
            (
                b'{"error": {"code": "X", "mes',
                "application/json",
                'Bad Gateway (application/json): {"error": {"code": "X", "mes',
            ),
            (b"\xff\xfe\x00x", "text/plain", "Bad Gateway (text/plain): \ufffd\ufffd\ufffdx"),
            (b"\x1b[2Jgone", "text/plain", "Bad Gateway (text/plain): \ufffd[2Jgone"),
            (b"null", "application/json", "Bad Gateway (application/json): null"),
            (b'"no"', "application/json", 'Bad Gateway (application/json): "no"'),
            (b"[1]", "application/json", "Bad Gateway (application/json): [1]"),
            (
                b'{"error":"no"}',
                "application/json",
                'Bad Gateway (application/json): {"error":"no"}',
            ),
            (
                b'{"error":{"message":""}}',
                "application/json",
                'Bad Gateway (application/json): {"error":{"message":""}}',
            ),
            (b"x" * 5000, "text/plain", "Bad Gateway (text/plain): " + "x" * 200 + "..."),
            (b"x" * 201, "text/plain", "Bad Gateway (text/plain): " + "x" * 200 + "..."),
            (b"x" * 200, "text/plain", "Bad Gateway (text/plain): " + "x" * 200),
            (
                "\U0001f600".encode() * 201,
                "text/plain",
                "Bad Gateway (text/plain): " + "\U0001f600" * 200 + "...",
            ),
            (b" " * 999 + b"x" + b" " * 798 + b"y", "text/plain", "Bad Gateway (text/plain): x y"),
            (b"x" + b" " * 799 + b"y", "text/plain", "Bad Gateway (text/plain): x..."),
        ],
    )
    def test_still_gives_the_class_and_a_readable_message(
        self, body: bytes, kind_of_body: str, message: str
    ) -> None:
        response = httpx.Response(502, content=body, headers={"Content-Type": kind_of_body})
        shop = Shop("threads", response, max_retries=0)
        with pytest.raises(InternalServerError) as caught:
            shop.call(lambda books: books.get("1"))
        assert caught.value.message == message
        assert caught.value.code is None
        assert caught.value.details == ()
        assert str(caught.value) == f"502: {message}"

    @pytest.mark.parametrize(
        "body",
        [
            b"[" * 100_000,
            b'{"error":' * 100_000,
            b'{"error":{"code":' + b"9" * 5000 + b"}}",
            b"\x00",
            b"\xef\xbb\xbf{}",
        ],
        ids=["nested list", "nested object", "huge number", "zero", "BOM"],
    )
    def test_that_would_break_a_parser_is_only_quoted(self, body: bytes) -> None:
        problem = read(httpx.Response(500, content=body))
        assert problem.message.startswith("Internal Server Error (no content type): ")
        assert len(problem.message) < 260

    def test_that_no_content_type_names_says_so(self) -> None:
        assert read(httpx.Response(500, content=b"x")).message == (
            "Internal Server Error (no content type): x"
        )

    @pytest.mark.parametrize(
        ("location", "target"),
        [
            ("https://evil.test", ", and this one leads to evil.test"),
            (
                "https://me:secret@evil.test:8443/x?token=secret",
                ", and this one leads to evil.test",
            ),
            ("//evil.test/x", ", and this one leads to evil.test"),
            ("/elsewhere", ""),
            ("https://[broken", ""),
            ("https://a b\x1b/", ""),
            (f"https://{'a' * 254}/", ""),
            (f"https://{'a' * 253}/", f", and this one leads to {'a' * 253}"),
            ("https://b\u00fccher.test/", ""),
        ],
    )
    def test_of_a_redirect_names_the_host_alone(self, location: str, target: str) -> None:
        headers = [(b"Location", location.encode())]
        response = httpx.Response(302, headers=headers, content=b"x")
        assert read(response).message == f"Found: redirects are not followed{target}"

    def test_of_what_is_not_modified_is_no_redirect(self) -> None:
        assert read(httpx.Response(304)).message == "Not Modified (empty body)"

    @pytest.mark.parametrize("status", [299, 499, 599, 600])
    def test_of_a_status_without_a_name_says_so(self, status: int) -> None:
        assert read(httpx.Response(status)).message == "Unknown status (empty body)"

    def test_takes_the_request_id_from_the_header(self) -> None:
        response = httpx.Response(500, headers={"X-Request-ID": "req_9"}, content=b"<html>")
        assert read(response).request_id == "req_9"
        assert read_problem(response, API.errors, None).request_id is None


class TestEnvelope:
    def test_cannot_forge_a_line_of_a_log(self, kind: Kind) -> None:
        body = error_body("NOT\nFOUND", "none\r\nERROR root: \x1b[31mowned", request_id="r\n1")
        shop = Shop(kind, answer(404, body))
        with pytest.raises(NotFoundError) as caught:
            shop.call(lambda books: books.get("1"))
        assert str(caught.value) == (
            "404 NOT FOUND: none ERROR root: \ufffd[31mowned [request_id=r 1]"
        )
        assert caught.value.message == "none  ERROR root: \ufffd[31mowned"
        assert caught.value.response.json() == body

    @pytest.mark.parametrize(
        ("paths", "message"),
        [
            ("errors.0.message", "m"),
            ("title|errors.0.message", "m"),
            ("errors.0.code|errors.0.message", "7"),
            ("errors.1.message|text", "t"),
            ("errors.-1.message|errors.first|text.0|text", "t"),
        ],
    )
    def test_may_have_lists_and_alternatives(self, paths: str, message: str) -> None:
        body = {"errors": [{"message": "m", "code": 7}], "text": "t", "title": ""}
        assert read(answer(400, body), ErrorEnvelope(message=paths)).message == message

    def test_may_leave_the_request_id_to_the_header(self) -> None:
        response = answer(404, error_body(), X_Request_ID="req_9")
        assert read(response).request_id == "req_9"

    @pytest.mark.parametrize(("details", "read_as"), DETAILS)
    def test_details_that_are_none_are_passed_over(
        self, details: object, read_as: tuple[ErrorDetail, ...]
    ) -> None:
        assert read(answer(422, error_body(details=details))).details == read_as

    @pytest.mark.parametrize(("code", "read_as"), [(7, "7"), ("", None), (None, None), ([], None)])
    def test_a_code_may_be_a_number(self, code: object, read_as: str | None) -> None:
        assert read(answer(400, {"error": {"code": code, "message": "m"}})).code == read_as

    def test_may_have_another_shape(self) -> None:
        envelope = ErrorEnvelope(
            code="type", message="title", details="errors", detail_field="loc", detail_message="msg"
        )
        body = {"type": "about:blank", "title": "No", "errors": [{"loc": "a", "msg": "b"}]}
        assert read(answer(400, body), envelope) == Problem(
            message="No", code="about:blank", details=(ErrorDetail("a", "b"),)
        )

    def test_that_is_unknown_is_not_looked_for_under_an_empty_name(self) -> None:
        for body in ('{"":"m"}', '{"":[{"field":"a","message":"b"}]}'):
            response = httpx.Response(400, content=body.encode())
            problem = read_problem(response, ErrorEnvelope(), None)
            assert problem == Problem(f"Bad Request (no content type): {body}")

    def test_may_be_unknown(self) -> None:
        response = httpx.Response(400, content=b'{"message":"m"}')
        assert read(response, ErrorEnvelope()).message == (
            'Bad Request (no content type): {"message":"m"}'
        )


class TestTree:
    def test_has_one_root(self) -> None:
        below_root = (APIError, ConfigurationError, InvalidArgumentError, PaginationError)
        assert all(issubclass(error, SdkError) for error in below_root)
        below_api = (APIConnectionError, APIStatusError, APIResponseValidationError)
        assert all(issubclass(error, APIError) for error in below_api)
        assert issubclass(APITimeoutError, APIConnectionError)
        assert all(issubclass(error, APIStatusError) for _, error in NINE)

    def test_what_the_caller_got_wrong_is_a_value_error(self) -> None:
        assert issubclass(ConfigurationError, ValueError)
        assert issubclass(InvalidArgumentError, ValueError)


def test_a_class_says_where_it_is_imported_from() -> None:
    kinds = {value for value in vars(errors).values() if isinstance(value, type)}
    public = {kind for kind in kinds if issubclass(kind, SdkError)} - {SdkError}
    assert len(public) > 15
    for kind in public:
        assert kind.__module__ == "ghxstship"
        assert getattr(ghxstship, kind.__name__) is kind


MADE: list[tuple[type[APIError], dict[str, Any], dict[str, Any]]] = [
    (APIError, {"message": "m"}, {"attempts": 1}),
    (APIConnectionError, {"message": "m"}, {"attempts": 1}),
    (DeadlineExceededError, {"message": "m", "deadline": 5.0}, {"attempts": 0, "deadline": 5.0}),
    (ResponseTooLargeError, {"message": "m", "limit": 9}, {"attempts": 1, "limit": 9}),
    (
        APIResponseValidationError,
        {"message": "m", "path": "a.0"},
        {"attempts": 1, "path": "a.0", "body": None, "mismatches": NO_MISMATCHES},
    ),
    (
        NotFoundError,
        {"problem": Problem("m")},
        {
            "attempts": 1,
            "status_code": 404,
            "code": None,
            "message": "m",
            "details": (),
            "request_id": None,
            "documentation_url": None,
            "retry_after": None,
        },
    ),
]


@pytest.mark.parametrize(("kind_of_error", "given", "told"), MADE)
class TestMade:
    """By somebody who tests what comes of an error, and leaves out what does not matter there."""

    def test_with_little_has_the_usual(
        self, kind_of_error: Any, given: dict[str, Any], told: dict[str, Any]
    ) -> None:
        request = httpx.Request("GET", "https://x.test")
        response = httpx.Response(404, request=request)
        takes_response = "response" in inspect.signature(kind_of_error).parameters
        source = {"response": response} if takes_response else {"request": request}
        error = kind_of_error(**given, **source)
        assert shows(error, request)
        if takes_response:
            assert error.response.request is error.request
            assert (error.response.status_code, response.request) == (404, request)
        of_http = {"request", "response"}
        attributes = cast("dict[str, object]", vars(error))
        found = {name: value for name, value in attributes.items() if name not in of_http}
        assert found == {**told, "idempotency_key": None}
        assert str(error) == ("404: m" if kind_of_error is NotFoundError else "m")

    def test_with_all_has_it(
        self, kind_of_error: Any, given: dict[str, Any], told: dict[str, Any]
    ) -> None:
        request = httpx.Request("GET", "https://x.test")
        response = httpx.Response(404, request=request)
        takes_response = "response" in inspect.signature(kind_of_error).parameters
        source = {"response": response} if takes_response else {"request": request}
        error = kind_of_error(**given, **source, idempotency_key="k", attempts=7)
        expected = {**told, "idempotency_key": "k", "attempts": 7}
        assert {name: getattr(error, name) for name in expected} == expected


def test_a_message_tells_each_detail() -> None:
    details = (ErrorDetail("a", "is short"), ErrorDetail("b", "is long"))
    response = httpx.Response(422, request=httpx.Request("GET", "https://x.test"))
    error = UnprocessableEntityError(
        Problem("no", code="BAD", details=details, request_id="req_1"), response=response, note="n"
    )
    assert str(error) == "422 BAD: no (a: is short; b: is long) [request_id=req_1] - n"


def test_a_message_is_bounded_and_an_attribute_is_not() -> None:
    details = [{"field": f"items.{number}", "message": "is short"} for number in range(300_000)]
    body = error_body("C" * 5000, "no " * 5000, details=details, request_id="r" * 5000)
    response = answer(422, body)
    response.request = httpx.Request("GET", "https://x.test")
    problem = read(response)
    assert problem.details == tuple(
        ErrorDetail(f"items.{number}", "is short") for number in range(MOST_DETAILS)
    )
    error = UnprocessableEntityError(problem, response=response)
    assert "items.19: is short; and 980 more)" in str(error)
    assert len(str(error)) < 4200
    assert (error.code, error.message) == ("C" * 5000, "no " * 5000)


class TestUnusualJson:
    """One odd value costs neither code nor message."""

    @pytest.mark.parametrize(
        "odd", ["9" * 5000, '"\\ud83d"', "1e999", "NaN", '{"\\udc00": 1}', "-0", "null"]
    )
    def test_beside_what_is_said(self, odd: str) -> None:
        text = (
            f'{{"error": {{"code": "BAD", "message": "no", "number": {odd}}}, "{"x" * 9}": {odd}}}'
        )
        problem = read(httpx.Response(422, content=text))
        assert (problem.code, problem.message) == ("BAD", "no")

    @pytest.mark.parametrize(
        ("said", "read_as"),
        [("9" * 5000, "9" * 5000), ('"caf\\u00e9 \\ud83d"', "caf\u00e9 \ufffd"), ("1.5", "1.5")],
    )
    def test_where_something_is_said(self, said: str, read_as: str) -> None:
        problem = read(httpx.Response(422, content=f'{{"error": {{"message": {said}}}}}'))
        assert problem.message == read_as
        assert type(problem.message) is str

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"])
    def test_in_another_encoding(self, encoding: str) -> None:
        text = '{"error": {"code": "BAD", "message": "caf\u00e9"}}'
        problem = read(httpx.Response(422, content=text.encode(encoding)))
        shown = "caf\ufffd" if encoding == "latin-1" else "caf\u00e9"
        assert (problem.code, problem.message) == ("BAD", shown)


class TestOtherProcess:
    def test_a_status_error_comes_whole_out_of_it(self) -> None:
        shop = Shop("threads", answer(404, error_body("NOT_FOUND", "no such book")))
        with pytest.raises(NotFoundError) as caught:
            shop.call(lambda books: books.get("1"))
        for error in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
            assert type(error) is NotFoundError
            assert str(error) == "404 NOT_FOUND: no such book"
            assert (error.code, error.status_code, error.attempts) == ("NOT_FOUND", 404, 1)
            assert error.response.json() == error_body("NOT_FOUND", "no such book")

    def test_a_connection_error_comes_whole_out_of_it(self) -> None:
        shop = Shop("threads", httpx.ConnectError("refused"), max_retries=0)
        with pytest.raises(APIConnectionError) as caught:
            shop.call(lambda books: books.create(title="Emma", idempotency_key="k"))
        error = pickle.loads(pickle.dumps(caught.value))
        assert type(error) is APIConnectionError
        assert (str(error), error.idempotency_key) == (str(caught.value), "k")

    def test_its_credentials_stay_where_they_are(self) -> None:
        answers = answer(404, {}), answer(200, {"id": 1}), answer(200, {"id": "x" * 999})
        shop = Shop("threads", *answers, max_response_bytes=500, strict=True)
        for _ in answers:
            with pytest.raises(APIError) as caught:
                shop.call(lambda books: books.create(title="confidential"))
            assert shows(caught.value, shop.server.requests[-1])
            pickled = pickle.dumps(caught.value)
            assert b"sk_test_1" not in pickled
            assert b"confidential" not in pickled
            error = pickle.loads(pickled)
            assert error.response.request is error.request
            assert (error.request.method, error.request.url) == (
                "POST",
                caught.value.request.url,
            )

    def test_a_validation_error_comes_whole_out_of_it(self) -> None:
        shop = Shop("threads", answer(200, {"id": 1}), strict=True)
        with pytest.raises(APIResponseValidationError) as caught:
            shop.call(lambda books: books.get("1"))
        error = pickle.loads(pickle.dumps(caught.value))
        assert (error.path, str(error)) == (caught.value.path, str(caught.value))
        assert (error.body, error.mismatches) == (caught.value.body, caught.value.mismatches)
        assert (error.body.id, error.mismatches.count) == (1, 3)


class TestStatusPage:
    PAGE = "https://status.books.test"

    def failure(self, status: int, *, page: str | None = PAGE, **settings: Any) -> str:
        server = httpx.MockTransport(lambda _: answer(status, error_body("DOWN", "not now")))
        given = {"environment": "production", "http_client": server, "max_retries": 0, **settings}
        arguments = {"api_key": "sk_test_1", "branch": "north"}
        client = SyncClient(replace(API, status_page=page), arguments, given)
        driver = client._driver  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(APIStatusError) as caught:
            driver.call(GET, path={"book_id": "1"})
        return str(caught.value)

    def test_is_named_by_a_503(self) -> None:
        assert self.failure(503) == f"503 DOWN: not now - see {self.PAGE}"

    @pytest.mark.parametrize("status", [400, 429, 500, 502, 504, 529])
    def test_is_named_by_no_other(self, status: int) -> None:
        assert self.PAGE not in self.failure(status)

    def test_stands_behind_why_there_is_no_retry(self) -> None:
        policy = RetryPolicy(max_elapsed=0.0)
        message = self.failure(503, retry_policy=policy, max_retries=1)
        assert message.endswith(f"0 s for the whole call would be exceeded; see {self.PAGE}")

    def test_is_left_out_where_the_document_names_none(self) -> None:
        assert self.failure(503, page=None) == "503 DOWN: not now"

    def test_is_the_platforms(self) -> None:
        assert PLATFORM.status_page == "https://status.ghxstship.com"
