"""What a foreign body costs, at one of the ways in: run as a program of its own.

`python -m tests.unit.hostile_costs WAY` prints a line of JSON for each hostile body: the seconds of
the processor, and by how many bytes the largest resident memory grew. `incomplete`
instead does so for the event of most fields, and then for the same without any of them.
"""

from __future__ import annotations

import gc
import gzip
import json
import logging
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory

from ghxstship import Client, GhxstshipError
from ghxstship._core.decimals import to_text
from ghxstship.events import EVENT_NAMES, DealWon
from ghxstship.webhooks import Inbox, WebhookRouter, construct_event, sign_webhook

from ..library import httpx
from ..webhooks.deliveries import samples

SIZE = 2**18
"""The largest body that is taken, in bytes."""
SECRET = "whsec_" + "s" * 32

Way = Callable[[bytes], None]
"""Takes one body."""

DEAL = json.dumps(samples().event("deal.won", at=0, key="1")["data"], default=str).encode()


def filled(part: bytes, start: bytes = b"[", end: bytes = b"]") -> bytes:
    """A list of the same again and again."""
    count = (SIZE - len(start) - len(end)) // (len(part) + 1)
    return start + b",".join([part] * count) + end


def of_keys(value: bytes, *, same: bool = False) -> bytes:
    """An object of many members."""
    count = SIZE // (len(value) + 11)
    return b"{%s}" % b",".join(b'"%07d":%s' % (0 if same else n, value) for n in range(count))


VALUES: dict[str, Callable[[], bytes]] = {
    "no JSON": lambda: b"<" * SIZE,
    "zeros": lambda: bytes(SIZE),
    "nested arrays": lambda: b"[" * (SIZE // 2) + b"]" * (SIZE // 2),
    "nested objects": lambda: b'{"a":' * (SIZE // 6) + b"1" + b"}" * (SIZE // 6),
    "arrays open": lambda: b"[" * SIZE,
    "allowed depth, many times": lambda: filled(b"[" * 150 + b"]" * 150),
    "half pairs at a depth": lambda: filled(b"[" * 150 + rb'"\ud800"' + b"]" * 150),
    "one long integer": lambda: b"9" * SIZE,
    "long integers": lambda: filled(b"9" * 4300),
    "too long integers": lambda: filled(b"9" * 4301),
    "one long fraction": lambda: b"1." + b"9" * (SIZE - 2),
    "fractions": lambda: filled(b"0.12345678901234567"),
    "large exponents": lambda: filled(b"1e999999999"),
    "half pairs": lambda: filled(rb'"\ud800"'),
    "one text of half pairs": lambda: b'"' + rb"\ud800" * (SIZE // 6) + b'"',
    "half pairs as names": lambda: b"{" + filled(rb'"\ud800":1', b"", b"") + b"}",
    "one long text": lambda: b'"' + b"a" * (SIZE - 2) + b'"',
    "escapes": lambda: b'"' + rb"\u0000" * (SIZE // 6) + b'"',
    "one long name": lambda: b'{"' + b"a" * (SIZE - 6) + b'":1}',
    "members": lambda: of_keys(b"1"),
    "members of one name": lambda: of_keys(b"1", same=True),
    "members of objects": lambda: of_keys(b"{}"),
    "empty arrays": lambda: filled(b"[]"),
    "empty objects": lambda: filled(b"{}"),
    "nulls": lambda: filled(b"null"),
    "numbers": lambda: filled(b"1"),
    "texts": lambda: filled(b'""'),
    "wrong fields": lambda: filled(b'{"id":1,"name":2,"owner":3,"value":"x","contact":[]}'),
    "deals": lambda: filled(DEAL),
    "deals with a half pair": lambda: filled(DEAL.replace(b'"name"', rb'"x":"\ud800","name"', 1)),
    "deals with a null": lambda: filled(DEAL.replace(b'"USD"', b"null", 1)),
    "no UTF-8": lambda: b'"' + b"\xff" * (SIZE - 2) + b'"',
}

FRAMES: dict[str, tuple[bytes, bytes]] = {
    "": (b"", b""),
    "a page": (b'{"pagination":{},"data":', b"}"),
    "an error": (b'{"error":{"code":"c","message":"m","details":', b"}}"),
    "a message": (b'{"error":{"code":"c","message":', b"}}"),
    "a deal's field": (
        b'{"event":"deal.won","version":"1.0","data":{"id":"1","custom_fields":',
        b"}}",
    ),
    "an unknown event": (b'{"event":"x.y","metadata":{"idempotency_key":"k"},"data":', b"}"),
}


def client_of(
    status: int, kind: str, pack: Callable[[bytes], bytes], encoding: str = "identity"
) -> Way:
    """The way of an answer: its headers, and how its body is packed."""

    def take(body: bytes) -> None:
        def respond(_: httpx.Request) -> httpx.Response:
            wire = {"Content-Type": kind, "Content-Encoding": encoding}
            return httpx.Response(status, headers=wire, stream=httpx.ByteStream(pack(body)))

        with (
            httpx.Client(transport=httpx.MockTransport(respond)) as theirs,
            Client(
                "sk_test_1",
                workspace_id="ws_1",
                base_url="https://x.test",
                http_client=theirs,
                max_retries=0,
                max_response_bytes=SIZE + 1000,
            ) as client,
            suppress(GhxstshipError),
        ):
            if kind == "text/event-stream":
                for _ in client.atlvs.stream.listen():
                    pass
            else:
                client.atlvs.deals.list()

    return take


def construct(body: bytes) -> None:
    """A webhook."""
    with suppress(GhxstshipError):
        construct_event(body, sign_webhook(body, SECRET), SECRET)


def nothing(event: DealWon) -> None:
    """Handle an event."""


def route(body: bytes) -> None:
    """A webhook with handlers."""
    router = WebhookRouter()
    router.on("deal.won")(nothing)
    with suppress(GhxstshipError):
        router.handle(construct_event(body, sign_webhook(body, SECRET), SECRET))


def receive(body: bytes) -> None:
    """The inbox: accepted, and handled by its worker."""
    with TemporaryDirectory() as folder, Inbox(f"{folder}/inbox", SECRET) as inbox:
        with suppress(GhxstshipError):
            inbox.accept(body, sign_webhook(body, SECRET))
        inbox.worker(lambda _: None).drain()


def show(body: bytes) -> None:
    """What `listen` shows of a delivery."""
    from ghxstship.cli.listening import _read  # noqa: PLC0415 # pyright: ignore[reportPrivateUsage]

    _read(body, None)


def same(body: bytes) -> bytes:
    """A body that is not packed."""
    return body


def packed_within(body: bytes) -> bytes:
    """A body that is hard to unpack for its size."""
    pieces = [body[at : at + 64] for at in range(0, len(body) // 8, 64)]
    return b"".join(gzip.compress(piece, 1) for piece in pieces) + bytes(100_000)


def in_lines(body: bytes) -> bytes:
    """An event whose data is one line."""
    return b"data: " + body + b"\n\n"


def in_short_lines(body: bytes) -> bytes:
    """An event whose data are lines of few bytes, of which many have none."""
    pieces = [body[at : at + 8] for at in range(0, len(body) // 16, 8)]
    return b"data\n" * 1000 + b"".join(b"data:" + piece + b"\n" for piece in pieces) + b"\n"


JSON = "application/json"
STREAM = "text/event-stream"
WAYS: dict[str, Way] = {
    "an error": client_of(422, JSON, same),
    "a packed error": client_of(422, JSON, packed_within, encoding="gzip"),
    "a success": client_of(200, JSON, same),
    "a packed success": client_of(200, JSON, packed_within, encoding="gzip"),
    "a stream": client_of(200, STREAM, in_lines),
    "a stream of short lines": client_of(200, STREAM, in_short_lines),
    "construct_event": construct,
    "a router": route,
    "an inbox": receive,
    "listen": show,
}


def largest_memory() -> int:
    """The largest resident memory so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what `getrusage` says begins with that of the parent's process there
        return 1024 * int(re.findall(r"VmHWM:\s*(\d+)", status.read_text())[0])
    return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measured(take: Way, body: bytes) -> tuple[float, int]:
    """Seconds of the processor, and bytes by which the largest resident memory grew."""
    gc.collect()
    before, began = largest_memory(), time.process_time()
    take(body)
    return time.process_time() - began, largest_memory() - before


def incomplete() -> None:
    """Measure a complete event of a MiB, and then the same without its fields."""
    logging.disable()
    events = {name: samples().event(name, at=0, key="1") for name in EVENT_NAMES}
    name, event = max(events.items(), key=lambda item: len(item[1]["data"]))
    construct(to_text(event).encode())
    construct(to_text({"event": name, "data": {}}).encode())
    rest = b',"unknown":[' + b",".join([b"[]"] * (2**20 // 3)) + b"]}"
    whole = to_text(event).encode()[:-1] + rest
    empty = to_text({"event": name, "data": {}}).encode()[:-2] + rest[1:] + b"}"
    for title, body in (("complete", whole), ("incomplete", empty)):
        print(json.dumps([title, *measured(construct, body)]), flush=True)


def main(way: str) -> None:
    """Measure each body at one way."""
    take = WAYS[way]
    logging.disable()
    ordinary = filled(DEAL)
    for start, end in FRAMES.values():
        take(start + ordinary[: SIZE // 100] + end)  # what is loaded and built only once
    take(b'{"event":"deal.won","version":"1.0","data":' + DEAL + b"}")
    take(b'{"data":[' + DEAL + b'],"pagination":{}}')
    for name, value in VALUES.items():
        for frame, (start, end) in FRAMES.items():
            if frame in FRAMES_OF[way]:
                seconds, grown = measured(take, start + value() + end)
                print(json.dumps([f"{name} in {frame or 'nothing'}", seconds, grown]), flush=True)


FRAMES_OF: dict[str, tuple[str, ...]] = {
    "an error": ("", "an error", "a message"),
    "a packed error": ("an error",),
    "a success": ("", "a page"),
    "a packed success": ("a page",),
    "a stream": ("", "a deal's field"),
    "a stream of short lines": ("a deal's field",),
    "construct_event": ("", "a deal's field", "an unknown event"),
    "a router": ("a deal's field",),
    "an inbox": ("", "a deal's field", "an unknown event"),
    "listen": ("", "an unknown event"),
}
"""What the bodies stand in, at each way."""

if __name__ == "__main__":
    incomplete() if sys.argv[1] == "incomplete" else main(sys.argv[1])
