"""Spans and metrics of calls, with OpenTelemetry's own SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from ghxstship._core.errors import SdkError
from ghxstship.telemetry import OpenTelemetry

from ..library import httpx
from .harness import BOOK, Answer, Kind, Shop, answer, broken

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


class Backend:
    """What a program that uses OpenTelemetry sets up, kept in memory."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.tracers = TracerProvider(shutdown_on_exit=False)
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.reader = InMemoryMetricReader()
        self.meters = MeterProvider([self.reader], shutdown_on_exit=False)
        self.observer = OpenTelemetry(tracer_provider=self.tracers, meter_provider=self.meters)

    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    def span(self) -> ReadableSpan:
        (span,) = self.spans()
        return span

    def points(self) -> list[HistogramDataPoint]:
        data = self.reader.get_metrics_data()
        assert data is not None
        (resource,) = data.resource_metrics
        (scope,) = resource.scope_metrics
        assert scope.scope.name == "ghxstship"
        (metric,) = scope.metrics
        assert (metric.name, metric.unit) == ("http.client.request.duration", "s")
        return [point for point in metric.data.data_points if isinstance(point, HistogramDataPoint)]


@pytest.fixture
def backend() -> Iterator[Backend]:
    backend = Backend()
    yield backend
    backend.tracers.shutdown()
    backend.meters.shutdown()


def get(books: Any) -> Any:
    return books.get("book_1")


def events(span: ReadableSpan) -> list[tuple[str, dict[str, Any]]]:
    return [(event.name, dict(event.attributes or {})) for event in span.events]


UNREADABLE = "APIResponseValidationError"
FAILURES: list[tuple[Answer, int | None, str, str | None]] = [
    (lambda _: answer(404, {}), 404, "404", None),
    (lambda _: answer(500, {}), 500, "500", None),
    (lambda _: answer(302, {}), 302, "APIStatusError", "APIStatusError"),
    (lambda _: answer(200, []), 200, UNREADABLE, UNREADABLE),
    (httpx.ConnectError("refused"), None, "APIConnectionError", "APIConnectionError"),
    (httpx.ReadTimeout("slow"), None, "APITimeoutError", "APITimeoutError"),
    (KeyboardInterrupt(), None, "KeyboardInterrupt", "KeyboardInterrupt"),
]


class TestSpans:
    def test_tell_of_an_answer_that_is_not_as_documented(
        self, kind: Kind, backend: Backend
    ) -> None:
        body: dict[str, Any] = {"data": [{**BOOK, "price": "s3cret"}] * 30, "pagination": {}}
        shop = Shop(kind, answer(200, body), observers=[backend.observer])
        shop.call(lambda books: books.list())
        name, said = events(backend.span())[-1]
        assert name == "ghxstship.mismatch"
        assert said == {
            "ghxstship.mismatch.count": 30,
            "ghxstship.mismatch.paths": tuple(f"data.{index}.price" for index in range(20)),
            "ghxstship.mismatch.reasons": ("Input should be a valid number",) * 20,
        }
        assert backend.span().status.status_code is StatusCode.UNSET

    def test_follow_the_conventions(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, answer(X_Request_ID="req_1"), observers=[backend.observer])
        shop.call(get)
        span = backend.span()
        assert (span.name, span.kind) == ("GET /v1/books/{book_id}", SpanKind.CLIENT)
        assert span.status.status_code is StatusCode.UNSET
        assert dict(span.attributes or {}) == {
            "http.request.method": "GET",
            "url.full": "https://api.books.test/v1/books/book_1",
            "url.template": "/v1/books/{book_id}",
            "server.address": "api.books.test",
            "server.port": 443,
            "http.response.status_code": 200,
            "ghxstship.operation": "books.get",
            "ghxstship.resource": "books",
            "ghxstship.request_id": "req_1",
        }
        scope = span.instrumentation_scope
        assert scope is not None
        assert (scope.name, scope.schema_url) == (
            "ghxstship",
            "https://opentelemetry.io/schemas/1.44.0",
        )

    @pytest.mark.parametrize(
        ("base_url", "address", "port"),
        [
            ("http://localhost", "localhost", 80),
            ("http://localhost:4010/api", "localhost", 4010),
            ("https://[::1]:8443", "::1", 8443),
        ],
    )
    def test_name_the_server(
        self, kind: Kind, backend: Backend, base_url: str, address: str, port: int
    ) -> None:
        Shop(kind, answer(), base_url=base_url, observers=[backend.observer]).call(get)
        said = backend.span().attributes or {}
        assert (said["server.address"], said["server.port"]) == (address, port)
        assert said["url.full"] == f"{base_url}/v1/books/book_1"

    def test_are_one_a_call_with_its_attempts_as_events(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, observers=[backend.observer])

        def slowly(request: httpx.Request) -> httpx.Response:
            shop.clock.now += 1.5
            return answer(503, {}, Retry_After="2", X_Request_ID="req_1")

        shop.server.answers.extend([slowly, httpx.ReadTimeout("slow"), answer()])
        shop.clock.chance = 0.0
        shop.call(get)
        span = backend.span()
        assert events(span) == [
            (
                "ghxstship.attempt",
                {
                    "ghxstship.attempt.duration": 1.5,
                    "ghxstship.request_id": "req_1",
                    "http.response.status_code": 503,
                    "error.type": "503",
                },
            ),
            (
                "ghxstship.retry",
                {
                    "ghxstship.retry.wait": 2.0,
                    "http.response.status_code": 503,
                    "error.type": "503",
                },
            ),
            (
                "ghxstship.attempt",
                {
                    "ghxstship.attempt.duration": 0.0,
                    "http.request.resend_count": 1,
                    "error.type": "ReadTimeout",
                },
            ),
            ("ghxstship.retry", {"ghxstship.retry.wait": 0.0, "error.type": "ReadTimeout"}),
            (
                "ghxstship.attempt",
                {
                    "ghxstship.attempt.duration": 0.0,
                    "http.request.resend_count": 2,
                    "http.response.status_code": 200,
                },
            ),
        ]
        said = span.attributes or {}
        assert (said["http.request.resend_count"], said["http.response.status_code"]) == (2, 200)
        assert "error.type" not in said
        assert span.status.status_code is StatusCode.UNSET

    @pytest.mark.parametrize(("failure", "status", "error", "description"), FAILURES)
    def test_say_how_a_call_failed(
        self,
        kind: Kind,
        backend: Backend,
        failure: Answer,
        status: int | None,
        error: str,
        description: str | None,
    ) -> None:
        shop = Shop(kind, failure, observers=[backend.observer], max_retries=0)
        with pytest.raises((SdkError, KeyboardInterrupt)):
            shop.call(get)
        span = backend.span()
        said = span.attributes or {}
        assert said.get("http.response.status_code") == status
        assert said["error.type"] == error
        assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, description)
        (point,) = backend.points()
        assert (point.attributes or {})["error.type"] == error

    def test_keep_secrets(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, answer(409, {}), observers=[backend.observer])
        options = {"headers": {"X-Token": "t_secret"}, "query": {"token": "q_secret"}}
        with pytest.raises(SdkError):
            shop.call(lambda books: books.create(title="b_secret", options=options))
        span = backend.span()
        said = dict(span.attributes or {})
        assert said["url.full"] == "https://api.books.test/v1/books?token=REDACTED"
        shown = span.to_json() + repr(backend.points())
        for secret in ("sk_test_1", "t_secret", "q_secret", "b_secret"):
            assert secret not in shown

    def test_of_a_stream_end_with_its_headers(self, kind: Kind, backend: Backend) -> None:
        news = broken(b'data: {"id": 1}\n\n', Content_Type="text/event-stream")
        shop = Shop(kind, news, observers=[backend.observer])
        stream: Any = shop.client.books.listen()
        shop.run(stream.__enter__ if kind == "threads" else stream.__aenter__)
        assert backend.span().name == "GET /v1/news"


class TestContext:
    def test_the_span_is_current_while_the_call_lasts(self, kind: Kind, backend: Backend) -> None:
        tracer = backend.tracers.get_tracer("test")
        inside: list[trace.Span] = []

        def server(request: httpx.Request) -> httpx.Response:
            inside.append(trace.get_current_span())
            with tracer.start_as_current_span("the HTTP client's own"):
                return answer()

        def make(books: Any) -> Any:
            return get(books)

        shop = Shop(kind, server, observers=[backend.observer])
        outside = trace.get_current_span()
        shop.call(make)
        assert trace.get_current_span() is outside
        inner, outer = backend.spans()
        assert inside[0].get_span_context() == outer.context
        assert inner.parent == outer.context
        assert outer.parent is None

    def test_the_span_is_the_child_of_the_caller_s(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, answer(), observers=[backend.observer])
        with backend.tracers.get_tracer("test").start_as_current_span("the caller's"):
            shop.call(get)
        inner, outer = backend.spans()
        assert inner.parent == outer.context

    def test_the_server_gets_it_with_every_attempt(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, answer(503, {}), answer(), answer(), observers=[backend.observer])
        shop.call(get)
        shop.call(get)
        traces = [
            f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}"
            for span in backend.spans()
            if span.context is not None
        ]
        sent = [(header or "").rpartition("-")[0] for header in shop.server.header("traceparent")]
        assert sent == [traces[0], traces[0], traces[1]]

    def test_a_traceparent_of_the_caller_s_own_wins(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, answer(), observers=[backend.observer])
        own = {"headers": {"TraceParent": "00-1"}}
        shop.call(lambda books: books.get("1", options=own))
        assert shop.server.header("traceparent") == ["00-1"]

    def test_another_propagator_may_write_it(self, kind: Kind, backend: Backend) -> None:
        observer = OpenTelemetry(tracer_provider=backend.tracers, propagator=W3CBaggagePropagator())
        shop = Shop(kind, answer(), observers=[observer])
        token = context.attach(baggage.set_baggage("tour", "7"))
        try:
            shop.call(get)
        finally:
            context.detach(token)
        assert shop.server.header("baggage") == ["tour=7"]
        assert shop.server.header("traceparent") == [None]

    def test_without_an_sdk_nothing_is_recorded_and_nothing_fails(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}), answer(), observers=[OpenTelemetry()])
        assert shop.call(get).id == "book_1"
        assert shop.server.header("traceparent") == [None, None]


class TestMetrics:
    def test_are_a_histogram_of_whole_calls(self, kind: Kind, backend: Backend) -> None:
        answers = [answer(503, {}, Retry_After="2"), answer()]
        shop = Shop(kind, *answers, observers=[backend.observer])
        shop.clock.chance = 0.0
        shop.call(get)
        (point,) = backend.points()
        assert (point.count, point.sum) == (1, 2.0)
        assert tuple(point.explicit_bounds) == BUCKETS
        assert dict(point.attributes or {}) == {
            "http.request.method": "GET",
            "url.template": "/v1/books/{book_id}",
            "server.address": "api.books.test",
            "server.port": 443,
            "http.response.status_code": 200,
        }

    def test_are_few_however_many_ids_there_are(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, *[answer() for _ in range(20)], observers=[backend.observer])
        for number in range(20):
            shop.run(shop.client.books.get, f"book_{number}")
        assert [point.count for point in backend.points()] == [20]

    def test_are_few_however_many_paths_are_asked_for(self, kind: Kind, backend: Backend) -> None:
        shop = Shop(kind, *[answer() for _ in range(20)], observers=[backend.observer])
        for number in range(20):
            shop.run(shop.client.request, "GET", f"/v1/things/{number}")
        (point,) = backend.points()
        assert point.count == 20
        assert "url.template" not in (point.attributes or {})
        spans = backend.spans()
        assert {span.name for span in spans} == {"GET"}
        full = [(span.attributes or {})["url.full"] for span in spans]
        assert full == [f"https://api.books.test/v1/things/{number}" for number in range(20)]
