"""Makes calls while a tracer is there, and prints what it saw.

`python -m tests.unit.traced sentry called http://127.0.0.1:8000`, in a process of its own: a tracer
changes the whole process, and some never leave it. `before` starts it before anything of ours is
loaded, `made` once both clients are made, `called` once each has made a call.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@contextmanager
def opentelemetry() -> Generator[list[str]]:
    instrumentation: Any = import_module("opentelemetry.instrumentation.httpx")
    trace: Any = import_module("opentelemetry.sdk.trace")
    export: Any = import_module("opentelemetry.sdk.trace.export")
    memory: Any = import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    spans = memory.InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(spans))
    instrumentation.HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    seen: list[str] = []
    yield seen
    found = [span.attributes for span in spans.get_finished_spans()]
    seen += [f"{one['http.method']} {one['http.url']}" for one in found]


@contextmanager
def elastic() -> Generator[list[str]]:
    elasticapm: Any = import_module("elasticapm")
    client = elasticapm.Client(
        service_name="tests",
        disable_send=True,
        central_config=False,
        metrics_interval="0s",
        cloud_provider="none",
        span_compression_enabled=False,
    )
    queued: list[tuple[str, Any]] = []

    def keep(kind: str, data: Any, flush: bool = False) -> None:
        queued.append((kind, data))

    client.tracer.queue_func = keep
    elasticapm.instrument()
    client.begin_transaction("tests")
    seen: list[str] = []
    yield seen
    client.end_transaction("tests", "ok")
    client.close()
    spans = [data["context"]["http"]["url"] for kind, data in queued if kind == "span"]
    names = [data["name"].partition(" ")[0] for kind, data in queued if kind == "span"]
    seen += [f"{name} {url}" for name, url in zip(names, spans, strict=True)]


@contextmanager
def sentry() -> Generator[list[str]]:
    sdk: Any = import_module("sentry_sdk")
    httpx: Any = import_module("sentry_sdk.integrations.httpx")
    seen: list[str] = []

    def keep(event: Any, _: Any) -> None:
        seen.extend(one["description"] for one in event["spans"] if one["op"] == "http.client")

    sdk.init(
        dsn="http://key@127.0.0.1:9/1",
        traces_sample_rate=1.0,
        default_integrations=False,
        integrations=[httpx.HttpxIntegration()],
        before_send_transaction=keep,
    )
    with sdk.start_transaction(name="tests"):
        yield seen


TOOLS: dict[str, Callable[[], Any]] = {
    "opentelemetry": opentelemetry,
    "elastic": elastic,
    "sentry": sentry,
}
KNOWN_BY = {
    "opentelemetry": "opentelemetry.instrumentation.httpx",
    "elastic": "elasticapm",
    "sentry": "sentry_sdk",
}
"""The module without which a tool is not there."""


def clients(url: str) -> tuple[Any, Any]:
    """A sync client and an async one."""
    bookshop: Any = import_module("tests.unit.bookshop")
    return bookshop.Client("key", base_url=url), bookshop.AsyncClient("key", base_url=url)


def call(client: Any, tasks: Any) -> None:
    """A POST in a thread, and a GET in a task."""
    client.books.create(title="Emma", idempotency_key="order-7")

    async def get() -> None:
        await tasks.books.get("book_1")

    asyncio.run(get())


def main(tool: str, moment: str, url: str) -> None:
    both = None if moment == "before" else clients(url)
    if both is not None and moment == "called":
        call(*both)
    with TOOLS[tool]() as seen:
        both = both or clients(url)
        call(*both)
        call(*both)
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
