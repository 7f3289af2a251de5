"""OpenTelemetry spans and metrics of a client's calls: `Client(observers=[OpenTelemetry()])`.

Needs the extra `otel`, and an OpenTelemetry SDK that your program sets up; without one, nothing is
recorded and nothing fails. What is recorded follows the semantic conventions for HTTP clients,
version 1.44:

- one span of kind `CLIENT` for each call, named `GET /v1/books/{book_id}` (of the client's
  `request`, whose paths have no template, `GET`, without `url.template`), with
  `http.request.method`, `url.full` (its query's values redacted), `url.template`,
  `server.address`, `server.port`, `http.response.status_code`, `http.request.resend_count`,
  `error.type`, and under the package's own name `operation`, `resource` and `request_id`. It is
  current while the call lasts, waits included, and ends when the answer is decoded; of a stream,
  with its headers;
- an event of the span for each attempt and each retry, and one for an answer that is not as
  documented, with the number of its mismatches and the paths and reasons of the first 20;
- the histogram `http.client.request.duration` in seconds, with a span's duration and
  `http.request.method`, `url.template`, `server.address`, `server.port`,
  `http.response.status_code` and `error.type`.

`error.type` is the status of a failed call, such as `503`, or else the name of the exception that
the caller got, such as `APITimeoutError` or `CancelledError`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ._core.extras import module_missing

try:
    from opentelemetry import context, metrics, propagate, trace
    from opentelemetry.propagators.textmap import default_setter
    from opentelemetry.trace import SpanKind, Status, StatusCode
except ModuleNotFoundError as error:
    raise module_missing("OpenTelemetry", error, "otel") from error

from collections.abc import MutableMapping

from opentelemetry.metrics import Histogram, MeterProvider
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.trace import Tracer, TracerProvider
from opentelemetry.util.types import AttributeValue

from ._core.mismatch import Mismatches
from ._core.observers import (
    CallInfo,
    Observation,
    OutcomeInfo,
    RequestInfo,
    ResponseInfo,
    RetryInfo,
)
from ._version import __version__

__all__ = ["OpenTelemetry"]

_PACKAGE = __name__.partition(".")[0]
_SCHEMA = "https://opentelemetry.io/schemas/1.44.0"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_PORTS = {"http": 80, "https": 443}


class OpenTelemetry:
    """Records every call of a client: `Client(observers=[OpenTelemetry()])`.

    Args:
        tracer_provider: What makes the spans; the global one if left out.
        meter_provider: What makes the histogram; the global one if left out.
        propagator: What writes the span's context into the request's headers, so that the server's
            spans join it; the global one if left out.
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        propagator: TextMapPropagator | None = None,
    ) -> None:
        self._tracer = trace.get_tracer(_PACKAGE, __version__, tracer_provider, schema_url=_SCHEMA)
        meter = metrics.get_meter(_PACKAGE, __version__, meter_provider, schema_url=_SCHEMA)
        self._durations = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )
        self._propagator = propagator or propagate.get_global_textmap()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def begin(self, call: CallInfo) -> Observation:
        """Begin a call's span."""
        return _CallSpan(call, self._tracer, self._durations, self._propagator)


class _CallSpan(Observation):
    def __init__(
        self,
        call: CallInfo,
        tracer: Tracer,
        durations: Histogram,
        propagator: TextMapPropagator,
    ) -> None:
        url = urlsplit(call.url)
        self._durations = durations
        self._shared: dict[str, AttributeValue] = {
            "http.request.method": call.method,
            "server.address": url.hostname or "",
            "server.port": url.port or _PORTS[url.scheme],
        }
        if call.route is not None:
            self._shared["url.template"] = call.route
        self._span = tracer.start_span(
            call.method if call.route is None else f"{call.method} {call.route}",
            kind=SpanKind.CLIENT,
            attributes={
                **self._shared,
                "url.full": call.url,
                f"{_PACKAGE}.operation": call.operation,
                f"{_PACKAGE}.resource": call.resource,
            },
        )
        own = trace.set_span_in_context(self._span)
        headers: MutableMapping[str, str] = {}
        propagator.inject(headers, own, default_setter)
        self.headers = headers
        self._token = context.attach(own)

    def on_request(self, request: RequestInfo) -> None:
        """Count it, if it is not the first."""
        if request.attempt > 1:
            self._span.set_attribute("http.request.resend_count", request.attempt - 1)

    def on_response(self, response: ResponseInfo) -> None:
        """Add the event of an attempt."""
        said: dict[str, AttributeValue] = {
            f"{_PACKAGE}.attempt.duration": response.duration,
            **_resent(response.attempt),
            **_ended(response.status, response.error),
        }
        if response.request_id is not None:
            said[f"{_PACKAGE}.request_id"] = response.request_id
            self._span.set_attribute(f"{_PACKAGE}.request_id", response.request_id)
        self._span.add_event(f"{_PACKAGE}.attempt", said)
        if response.mismatches:
            self._span.add_event(f"{_PACKAGE}.mismatch", _mismatched(response.mismatches))

    def on_retry(self, retry: RetryInfo) -> None:
        """Add the event of a retry."""
        said = {f"{_PACKAGE}.retry.wait": retry.wait, **_ended(retry.status, retry.error)}
        self._span.add_event(f"{_PACKAGE}.retry", said)

    def on_end(self, outcome: OutcomeInfo) -> None:
        """End the span, and record how long the call took."""
        try:
            ended = _ended(outcome.status, outcome.error)
            self._span.set_attributes(ended)
            if outcome.error is not None:
                told = outcome.status is not None and outcome.status >= 400
                self._span.set_status(Status(StatusCode.ERROR, None if told else outcome.error))
            self._durations.record(outcome.duration, {**self._shared, **ended})
        finally:
            context.detach(self._token)
            self._span.end()


def _resent(attempt: int) -> dict[str, AttributeValue]:
    return {"http.request.resend_count": attempt - 1} if attempt > 1 else {}


def _mismatched(found: Mismatches) -> dict[str, AttributeValue]:
    """How much of an answer is not as documented, and where the first of it is."""
    return {
        f"{_PACKAGE}.mismatch.count": found.count,
        f"{_PACKAGE}.mismatch.paths": [each.path for each in found],
        f"{_PACKAGE}.mismatch.reasons": [each.reason for each in found],
    }


def _ended(status: int | None, error: str | None) -> dict[str, AttributeValue]:
    """How an attempt or a call ended."""
    said: dict[str, AttributeValue] = {}
    if status is not None:
        said["http.response.status_code"] = status
    if status is not None and status >= 400:
        said["error.type"] = str(status)
    elif error is not None:
        said["error.type"] = error
    return said
