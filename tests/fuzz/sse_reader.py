"""Fuzzing of the event stream parser against a plain reading of the standard (`nox -s fuzz`).

`reference` follows WHATWG HTML, section 9.2.6 line by line on the whole stream; the parser gets the
same bytes in any pieces. A failure names its seed.
"""

from __future__ import annotations

import argparse
import random

from ghxstship._core.sse import EventParser, EventTooLargeError, ServerSentEvent

PIECES = [
    b"data", b"data:", b"data: ", b"data: a", b"data:  b", b'data: {"id": 1}', b"data:\xc5\xbe",
    b"event", b"event: sold", b"event:", b"id", b"id: 7", b"id: \x00", b"id:8 ", b"retry: 10",
    b": comment", b":", b"dat", b"Data: x", b" data: x", b"other: x", b"data: \xe2\x80\xa8",
    b"data: \xff", b"data: \xe2\x80", b"\xef\xbb\xbf", b"\xef\xbb\xbfdata: x", b"\x00", b"\x0b",
    b"\x0c", b"\x1c", b"\x85", b"a" * 40,
]  # fmt: skip
ENDS = [b"\n", b"\n", b"\r\n", b"\r", b"\n\n", b"\r\n\r\n", b"\r\r", b"\n\r", b"\r\n\r", b""]


def any_stream(source: random.Random) -> bytes:
    """A stream, mostly of lines that mean something."""
    parts: list[bytes] = []
    for _ in range(source.randrange(14)):
        noise = source.random() < 0.1
        parts.append(source.randbytes(3) if noise else source.choice(PIECES))
        parts.append(source.choice(ENDS))
    return b"".join(parts)


def reference(stream: bytes) -> tuple[list[ServerSentEvent], str]:
    """The events of a whole stream, and its last event ID, by the words of the standard.

    Of those the ones without data, which only keep a connection alive, are not given.
    """
    text = stream.decode("utf-8", "replace")  # "UTF-8 decode", which strips one byte order mark
    text = text.removeprefix("\ufeff")
    events: list[ServerSentEvent] = []
    data, event_type, id_buffer, last_id = "", "", "", ""
    # Only what ends like a line is one: at the end of the file, what is incomplete is discarded.
    *lines, _ = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line in lines:
        if line == "":
            last_id = id_buffer
            if data == "":
                event_type = ""
                continue
            # "If the data buffer's last character is a U+000A LINE FEED, remove it."
            if data.strip(" \t\n\r\v\f"):
                events.append(ServerSentEvent(data[:-1], event_type or "message", last_id))
            data, event_type = "", ""
            continue
        if line.startswith(":"):
            continue
        name, colon, value = line.partition(":")
        if colon and value.startswith(" "):
            value = value[1:]
        if name == "event":
            event_type = value
        elif name == "data":
            data += value + "\n"
        elif name == "id" and "\0" not in value:
            id_buffer = value
    return events, last_id


def parsed(
    stream: bytes, cuts: list[int], limit: int | None = None
) -> tuple[list[ServerSentEvent], str]:
    """What the parser makes of a stream in pieces."""
    parser = EventParser(limit=limit)
    events = [
        event
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for event in parser.feed(stream[start:end])
    ]
    return events, parser.last_id


def try_one(source: random.Random) -> None:
    """One stream, in pieces of any size; with a bound that it has, and with one that it has not."""
    stream = any_stream(source)
    expected = reference(stream)
    cuts = sorted(source.randrange(len(stream) + 1) for _ in range(source.randrange(9)))
    every_byte = list(range(1, len(stream)))
    for places in ([], cuts, every_byte):
        found = parsed(stream, places)
        if found != expected:
            raise AssertionError(f"{found!r} is not {expected!r}: {stream!r} cut at {places}")
    if parsed(stream, cuts, limit=len(stream)) != expected:
        raise AssertionError(f"a bound of its length changes {stream!r}")
    limit = source.randrange(1, 40)
    refused = {_is_refused(stream, places, limit) for places in ([], cuts, every_byte)}
    if len(refused) > 1:
        raise AssertionError(f"whether {limit} bytes are too few depends on the cuts: {stream!r}")


def _is_refused(stream: bytes, cuts: list[int], limit: int) -> bool:
    try:
        parsed(stream, cuts, limit)
    except EventTooLargeError:
        return True
    return False


def run(inputs: int, seed: int) -> None:
    """Try inputs."""
    for number in range(inputs):
        try:
            try_one(random.Random(seed + number))
        except AssertionError as error:
            error.add_note(f"Again by --inputs 1 --seed {seed + number}")
            raise


def main() -> None:
    """Try as many inputs as asked for, and say how many there were."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.sse_reader")
    parser.add_argument("--inputs", type=int, default=100_000, help="how many streams to try")
    parser.add_argument("--seed", type=int, default=None, help="of the first; else a random one")
    arguments = parser.parse_args()
    seed: int = random.randrange(2**32) if arguments.seed is None else arguments.seed
    run(arguments.inputs, seed)
    print(f"sse_reader: {arguments.inputs} inputs with the seed {seed}, nothing found")


if __name__ == "__main__":
    main()
