"""`ghxstship sandbox`: the platform's API on this machine."""

from __future__ import annotations

import errno
import json
import signal
import sys
from contextlib import closing, contextmanager
from math import inf
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated

import typer

from .results import Exit, end_with
from .sandbox_guide import Guide

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ghxstship.sandbox import Server

PORT = 4010


_Port = Annotated[int, typer.Option(min=0, max=65535, help="The port, 0 for one that is free.")]
_Host = Annotated[str, typer.Option(help="The address to listen on.")]
_Specification = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Serve another API: an OpenAPI document (YAML or JSON; takes ghxstship-generator), or "
        "the description.json that the generator makes of one.",
    ),
]
_Database = Annotated[
    Path | None, typer.Option(help="A file that keeps everything; memory without it.")
]
_AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Answer requests for this host too, such as a container's name; may be repeated. "
        "Loopback names and --host always are; others are answered 421, so that no web page "
        "reaches the sandbox by a name of its own.",
    ),
]
_MaxRequestBytes = Annotated[
    int, typer.Option(min=1, help="Bytes that a request's body may have; above, it is a 413.")
]
_Seed = Annotated[int, typer.Option(help="What the sample data is drawn from.")]
_Latency = Annotated[float, typer.Option(min=0, help="Milliseconds that each answer waits.")]
_NoRateLimits = Annotated[bool, typer.Option("--no-rate-limits", help="Never answer 429.")]
_Speed = Annotated[
    float,
    typer.Option(
        help="How many times faster webhooks are tried again, and former secrets end: with 600 "
        "the six attempts take three minutes instead of a day."
    ),
]
_AllowExternal = Annotated[
    bool, typer.Option("--allow-external", help="Send webhooks to other machines too.")
]
_Json = Annotated[
    bool, typer.Option("--json", help="Say where it is as one line of JSON on stdout.")
]


def sandbox(  # noqa: PLR0917 - a command has its options
    port: _Port = PORT,
    host: _Host = "127.0.0.1",
    spec: _Specification = None,
    db: _Database = None,
    allow_host: _AllowHost = None,
    max_request_bytes: _MaxRequestBytes = 10 * 1024 * 1024,
    seed: _Seed = 0,
    latency: _Latency = 0.0,
    no_rate_limits: _NoRateLimits = False,
    speed: _Speed = 1.0,
    allow_external: _AllowExternal = False,
    as_json: _Json = False,
) -> None:
    """Run the platform's API on this machine, or that of another document, until Ctrl-C.

    Exit codes: 0 after Ctrl-C or SIGTERM, 1 when it cannot start, 2 for wrong options.
    """
    if not 0 < speed < inf:
        raise typer.BadParameter("it must be more than 0", param_hint="--speed")
    try:
        from ghxstship.description import DescriptionError
        from ghxstship.sandbox import Sandbox, read_specification
        from ghxstship.sandbox.store import StoreError
    except ImportError as error:
        end_with(str(error), Exit.FAILED, as_json)
    try:
        application = Sandbox(
            None if spec is None else read_specification(spec, _tell),
            database=db,
            seed=seed,
            latency=latency / 1000,
            rate_limits=not no_rate_limits,
            speed=speed,
            allow_external=allow_external,
            allow_hosts=allow_host or (),
            max_request_bytes=max_request_bytes,
        )
        server = application.serve(host, port)
    except (DescriptionError, StoreError, ImportError) as error:
        end_with(str(error), Exit.FAILED, as_json)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--allow-host") from None
    except OSError as error:
        end_with(_why_not(error, port), Exit.FAILED, as_json)
    with closing(application), server, end_by_signal() as wait:
        # Whoever reads the line may end it at once.
        print(_address(server) if as_json else _greeting(server, no_rate_limits), flush=True)
        wait()
    print("Stopped.", file=sys.stderr if as_json else sys.stdout, flush=True)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _address(server: Server) -> str:
    return json.dumps(
        {"url": server.url, "api_key": server.api_key, "workspace_id": server.workspace_id}
    )


def _greeting(server: Server, unlimited: bool) -> str:
    guide = Guide(server)
    limits = "off" if unlimited else "by the key's tier"
    lines = [
        f"{guide.name} sandbox",
        "",
        f"  URL        {server.url}",
        f"  API key    {server.api_key}",
    ]
    if guide.has_workspaces:
        lines += [f"  Workspace  {server.workspace_id}"]
    lines += [
        f"  Limits     {limits}",
        "",
        *guide.variables,
        *guide.example,
        *guide.keys,
        f"Ready at {server.url} (Ctrl-C stops it)",
    ]
    return "\n".join(lines)


@contextmanager
def end_by_signal() -> Generator[Callable[[], object]]:
    """A function that waits for Ctrl-C or SIGTERM, also for one that came before."""
    # A handler may run in any moment, also where `Event.wait` holds the lock that `set` takes.
    signals: SimpleQueue[int] = SimpleQueue()

    def stop(number: int, _frame: object) -> None:
        signals.put(number)

    numbers = (signal.SIGINT, signal.SIGTERM)  # a shell's background jobs ignore the first
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield signals.get
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _why_not(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop what listens there, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} is not for everyone: choose one from 1024 on with --port."
    return str(error.strerror or error)
