"""`ghxstship webhooks`: receive, make, check and look up webhooks."""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import (
    ApiKey,
    BaseUrl,
    Json,
    Platform,
    SecretFile,
    Secrets,
    Way,
    WorkspaceId,
    checked_url,
    demand_secrets,
    event_names,
    secrets_from,
)
from .results import EXIT_CODES, CommandError, Exit, give, reporting, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from ghxstship import Client
    from ghxstship.sandbox.sender import Outcome

    from .listening import Row

# What only some commands need is imported where it is used, so that all of them start at once.

app = typer.Typer(
    help=f"Receive, make, check and look up webhooks.\n\n{EXIT_CODES}", no_args_is_help=True
)

ForwardTo = Annotated[
    str | None, typer.Option(help="Your receiver, such as http://localhost:8000/hooks.")
]


@app.command(epilog=EXIT_CODES)
def listen(  # noqa: PLR0917 - a command has its options
    forward_to: ForwardTo = None,
    event: Annotated[
        list[str] | None,
        typer.Option(help="Only this event; may be repeated.", autocompletion=event_names),
    ] = None,
    platform: Annotated[
        list[Platform] | None, typer.Option(help="Only this platform; may be repeated.")
    ] = None,
    via: Annotated[
        Way,
        typer.Option(
            help="How deliveries come: by a subscription to this machine, which takes an API on "
            "this machine too, or by the platform's streams, which works from everywhere. "
            "auto is a subscription where the API is on this machine, else streams."
        ),
    ] = Way.AUTO,
    secret: Secrets = None,
    secret_file: SecretFile = None,
    count: Annotated[int | None, typer.Option(min=1, help="End after so many deliveries.")] = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
    workspace_id: WorkspaceId = None,
    as_json: Json = False,
) -> None:
    """Show deliveries as they come, and forward them, signed, until Ctrl-C.

    A subscription's deliveries go on byte for byte with the signature that they came with, and the
    platform gets your receiver's answer. A stream's events are signed here. With --secret both are
    signed with it; without, the secret to verify with is printed at the start, and is good until
    the command ends.
    """
    with reporting(as_json):
        from ghxstship import AsyncClient

        from .listening import Session
        from .sources import source_for, wanted_events, way_for

        if forward_to is not None:
            checked_url(forward_to, "--forward-to")
        wanted = wanted_events(event or [], platform or [])
        secrets = secrets_from(secret, secret_file)
        chosen = way_for(via, base_url)

        async def main() -> int:
            async with AsyncClient(api_key, workspace_id=workspace_id, base_url=base_url) as client:
                with _display(as_json) as show:
                    session = Session(forward_to, show, count)
                    source = source_for(chosen, client, wanted, secrets)
                    await session.run(source, lambda new: _ready(chosen, forward_to, new, as_json))
                    return session.done

        done = 0
        with suppress(KeyboardInterrupt):
            done = asyncio.run(main())
        tell("1 delivery." if done == 1 else f"{done} deliveries.")
        if as_json:
            give({"type": "stopped", "deliveries": done})


def _display(as_json: bool) -> AbstractContextManager[Callable[[Row], None]]:
    """A context that gives what shows a delivery."""
    if as_json:
        return nullcontext(lambda row: give(row.result_for_programs()))
    from .display import Board

    return Board()


def _ready(way: str, forward_to: str | None, new: Mapping[str, str], as_json: bool) -> None:
    if as_json:
        give({"type": "ready", "via": way, "forward_to": forward_to, "secrets": new})
    for secret in dict.fromkeys(new.values()):
        names = ", ".join(platform for platform, each in new.items() if each == secret)
        tell(f"Verify with {secret} ({names}, until this command ends)")
    tell(f"Ready, by {way}{f', forwarding to {forward_to}' if forward_to else ''}.")


@app.command(epilog=EXIT_CODES)
def trigger(  # noqa: PLR0917 - a command has its options
    name: Annotated[
        str,
        typer.Argument(metavar="EVENT", help="Such as deal.won.", autocompletion=event_names),
    ],
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a field, such as data.value=9; the value is JSON, else text.",
        ),
    ] = None,
    forward_to: ForwardTo = None,
    secret: Secrets = None,
    secret_file: SecretFile = None,
    as_json: Json = False,
) -> None:
    """Make a sample event that is valid by the document; print it, or send it signed.

    It is written to stdout, and where there is a secret its signature to stderr. With --forward-to
    it is sent, which takes a secret.
    """
    with reporting(as_json):
        from ghxstship import signed_headers
        from ghxstship.sandbox.encoding import encode

        from . import catalogue

        secrets = secrets_from(secret, secret_file)
        content = encode(catalogue.sample(name, changes or []))
        headers = {"Content-Type": "application/json"}
        if secrets:
            headers |= signed_headers(content, secrets)
        outcome = None
        if forward_to is not None:
            checked_url(forward_to, "--forward-to")
            demand_secrets(secrets, "A delivery is signed")
            from .listening import send_once

            outcome = asyncio.run(send_once(forward_to, headers, content))
        _tell_trigger(name, headers, content, outcome, as_json)


def _tell_trigger(
    name: str, headers: Mapping[str, str], content: bytes, outcome: Outcome | None, as_json: bool
) -> None:
    from .listening import milliseconds, succeeded

    if as_json:
        answer = outcome and {
            "status": outcome.status,
            "time_ms": milliseconds(outcome),
            "body": outcome.body,
            "error": outcome.error,
        }
        body = content.decode()
        give({"event": name, "headers": dict(headers), "body": body, "response": answer})
    elif outcome is None:
        from .display import show_json

        for header in [f"{key}: {value}" for key, value in headers.items()][1:]:
            tell(header)
        show_json(content)
    if outcome is not None:
        result = outcome.status or outcome.error
        tell(f"{name}: {result} after {milliseconds(outcome)} ms")
        if not succeeded(outcome):
            raise typer.Exit(Exit.FAILED)


@app.command(epilog=EXIT_CODES)
def replay(  # noqa: PLR0917 - a command has its options
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A delivery's id, del_...")],
    platform: Annotated[
        list[Platform] | None, typer.Option(help="Only this platform; may be repeated.")
    ] = None,
    webhook_id: Annotated[
        str | None, typer.Option(help="The id of its webhook, whk_...; without it, all are tried.")
    ] = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
    workspace_id: WorkspaceId = None,
    as_json: Json = False,
) -> None:
    """Let the platform send a delivery again, as a new one of the same event."""
    with reporting(as_json):
        from ghxstship import Client

        with Client(api_key, workspace_id=workspace_id, base_url=base_url) as client:
            found = _replay(client, identifier, platform or list(Platform), webhook_id)
        delivery = found.pop("delivery")
        result = {**found, **delivery.model_dump(mode="json")}
        tell(f"{result['event']} is sent again as {result['id']} to {result['webhook_id']}.")
        if as_json:
            give(result)


def _replay(
    client: Client, identifier: str, platforms: Sequence[Platform], webhook_id: str | None
) -> dict[str, Any]:
    """Replay a delivery, whichever webhook it is of."""
    from ghxstship import NotFoundError

    places: dict[str, Any] = {
        "atlvs": client.atlvs,
        "compvss": client.compvss,
        "gvteway": client.gvteway,
    }
    for platform in platforms:
        hooks = places[platform].webhooks
        candidates = [webhook_id] if webhook_id else [hook.id for hook in hooks.list()]
        for candidate in candidates:
            with suppress(NotFoundError):
                delivery = hooks.deliveries.replay(candidate, identifier)
                return {"platform": str(platform), "webhook_id": candidate, "delivery": delivery}
    where = f"of {webhook_id}" if webhook_id else "of any webhook"
    on = ", ".join(platforms)
    raise CommandError(f"There is no delivery {identifier!r} {where} on {on}", Exit.API)


@app.command(epilog=EXIT_CODES)
def verify(  # noqa: PLR0917 - a command has its options
    header: Annotated[str, typer.Option(help="The signature header's value, t=...,v1=...")],
    secret: Secrets = None,
    secret_file: SecretFile = None,
    body: Annotated[
        Path | None, typer.Option(help="A file with the raw body; stdin without it.")
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option(
            min=0, help="Seconds that the timestamp may differ from now; else the platform's."
        ),
    ] = None,
    at: Annotated[
        float | None,
        typer.Option(help="When the delivery came, in seconds since 1970; now without it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a delivery's signature over the raw body, and say why it does not verify."""
    with reporting(as_json):
        from ghxstship.webhooks.conventions import SIGNATURE

        from .diagnosis import verdict

        secrets = secrets_from(secret, secret_file)
        demand_secrets(secrets, "Nothing to verify with")
        name, _, rest = header.partition(":")  # HTTP/2 writes names in small letters
        is_whole = name.strip().lower() == SIGNATURE.header.lower()
        value = (rest if is_whole else header).strip()
        reason, advice = verdict(_content(body), value, secrets, tolerance, at)
        tell("It verifies." if reason is None else f"It does not verify: {reason}")
        if advice is not None:
            tell(advice)
        if as_json:
            give({"ok": reason is None, "reason": reason, "hint": advice})
        if reason is not None:
            raise typer.Exit(Exit.UNVERIFIED)


def _content(file: Path | None) -> bytes:
    if file is None and sys.stdin.isatty():
        tell("Type the raw body, and Ctrl-D; or give it by --body FILE or < FILE.")
    try:
        return sys.stdin.buffer.read() if file is None else file.read_bytes()
    except OSError as error:
        raise CommandError(f"--body {file}: {error.strerror or error}", Exit.USAGE) from None


@app.command(epilog=EXIT_CODES)
def events(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[EVENT]", help="Such as deal.won.", autocompletion=event_names),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the events that there are, or show one: its fields and a sample."""
    with reporting(as_json):
        from . import catalogue
        from .display import show_catalogue, show_event

        described = catalogue.described()
        if name is None:
            if as_json:
                members = ("platform", "name", "summary")
                give([dict(zip(members, each, strict=True)) for each in described])
            else:
                show_catalogue(described)
            return
        schema = catalogue.schema(name)
        sample = catalogue.sample(name, [])
        platform, _, summary = next(each for each in described if each[1] == name)
        if as_json:
            whole = catalogue.inlined(schema)
            about = {"platform": platform, "name": name, "summary": summary}
            give({**about, "schema": whole, "sample": sample})
        else:
            show_event(name, summary, catalogue.fields(schema), sample)
