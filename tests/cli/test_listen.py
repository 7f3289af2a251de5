"""`webhooks listen`: what happens in the sandbox arrives, signed, at a receiver of one's own."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ghxstship import verify_webhook
from tests.patience import PATIENCE
from tests.sandbox.receiver import receiver

from .conftest import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghxstship import Client
    from ghxstship.sandbox import Server

    from .conftest import Result, Running

HEADER = "x-ghxstship-signature"


def win(client: Client) -> str:
    deal = client.atlvs.deals.create(name="Tour", value=9, currency="USD")
    client.atlvs.deals.win(deal.id)
    return deal.id


def test_a_won_deal_arrives_as_it_was_sent(start: Callable[..., Running], client: Client) -> None:
    """By a subscription: the bytes and the signature are the platform's own."""
    with receiver() as there:
        cli = start("webhooks", "listen", "--forward-to", f"{there.url}/hooks", "--json")
        ready = cli.line()
        assert (ready["via"], ready["forward_to"]) == ("subscription", f"{there.url}/hooks")
        assert ready["secrets"].keys() == {"atlvs", "compvss", "gvteway"}
        deal = win(client)
        for name in ("deal.created", "deal.updated", "deal.won"):
            delivery = there.next()
            assert delivery.path == "/hooks"
            verify_webhook(delivery.body, delivery.headers[HEADER], ready["secrets"]["atlvs"])
            event = json.loads(delivery.body)
            assert (event["event"], event["data"]["id"]) == (name, deal)
            row = cli.line()
            assert (row["type"], row["platform"]) == ("delivery", "atlvs")
            assert (row["event"], row["status"], row["error"]) == (name, 200, None)
            assert row["idempotency_key"] == event["metadata"]["idempotency_key"]
            assert row["time_ms"] > 0
        (hook,) = client.atlvs.webhooks.list().data
        logged = client.atlvs.webhooks.deliveries.list(hook.id).data
        assert {each.event for each in logged} == {"deal.created", "deal.updated", "deal.won"}
        result = cli.end()
    assert result.code == 0
    assert result.json == {"type": "stopped", "deliveries": 3}
    assert client.atlvs.webhooks.list().total == 0
    assert client.gvteway.webhooks.list().total == 0


def test_what_the_receiver_says_is_what_the_platform_hears(
    start: Callable[..., Running], client: Client
) -> None:
    with receiver(503) as there:
        arguments = ("--forward-to", there.url, "--event", "deal.won", "--json")
        cli = start("webhooks", "listen", *arguments)
        assert cli.line()["secrets"].keys() == {"atlvs"}
        win(client)
        assert cli.line()["status"] == 503
        (hook,) = client.atlvs.webhooks.list().data
        assert hook.events == ["deal.won"]
        logged = client.atlvs.webhooks.deliveries.list(hook.id, status="retrying")
        while not logged.total:
            logged = client.atlvs.webhooks.deliveries.list(hook.id, status="retrying")
        assert logged.data[0].response_status == 503
        assert cli.end(signal.SIGTERM).code == 0


def test_streams_are_signed_here_and_taken_up_where_they_broke_off(
    start: Callable[..., Running], server: Server, client: Client
) -> None:
    with receiver() as there:
        arguments = ("--forward-to", there.url, "--via", "stream", "--platform", "atlvs")
        cli = start("webhooks", "listen", *arguments, "--json", "--count", "6")
        ready = cli.line()
        secret = ready["secrets"]["atlvs"]
        assert (ready["via"], secret[:6]) == ("stream", "whsec_")
        names: list[Any] = []
        for _ in range(2):
            win(client)
            for _ in range(3):
                delivery = there.next()
                verify_webhook(delivery.body, delivery.headers[HEADER], secret)
                names.append(json.loads(delivery.body)["event"])
                assert cli.line()["status"] == 200
            asyncio.run(server.sandbox.wind_down())  # every stream ends
        assert names == ["deal.created", "deal.updated", "deal.won"] * 2
        # It ends by itself: so many deliveries were asked for.
        assert cli.line() == {"type": "stopped", "deliveries": 6}
        assert cli.process.wait(PATIENCE) == 0
    assert client.atlvs.webhooks.list().total == 0


def listening(
    act: Callable[[Any], object], client: Client, *arguments: str, environment: dict[str, str]
) -> Result:
    """Listen in this process until something was done that ends it, given ATLVS's webhook."""
    failures: list[BaseException] = []

    def when_subscribed() -> None:
        try:
            deadline = time.monotonic() + PATIENCE
            while not (hooks := client.atlvs.webhooks.list().data):
                assert time.monotonic() < deadline
            act(hooks[0])
        except BaseException as error:  # noqa: BLE001 - it fails the test below
            failures.append(error)
            signal.raise_signal(signal.SIGINT)

    actor = threading.Thread(target=when_subscribed)
    actor.start()
    options = ("--platform", "atlvs", "--count", "1", *arguments)
    result = run("webhooks", "listen", *options, environment=environment)
    actor.join()
    assert failures == []
    return result


def rows(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_secret_of_ones_own_signs_and_is_never_shown(
    client: Client, environment: dict[str, str]
) -> None:
    environment["GHXSTSHIP_WEBHOOK_SECRET"] = secret = "whsec_mine"
    with receiver() as there:
        arguments = ("--forward-to", there.url, "--event", "deal.won", "--json")
        result = listening(lambda _: win(client), client, *arguments, environment=environment)
        delivery = there.next()
    verify_webhook(delivery.body, delivery.headers[HEADER], secret)
    assert delivery.headers[HEADER].count("v1=") == 1
    assert [row["type"] for row in rows(result)] == ["ready", "delivery", "stopped"]
    assert rows(result)[0]["secrets"] == {}
    for hidden in (secret, "sk_test"):
        assert hidden not in result.stdout + result.stderr


def test_a_receiver_that_is_not_there_is_shown(client: Client, environment: dict[str, str]) -> None:
    arguments = ("--forward-to", "http://127.0.0.1:1/", "--event", "deal.won")
    result = listening(lambda _: win(client), client, *arguments, environment=environment)
    assert result.code == 0
    assert "Ready, by subscription, forwarding to http://127.0.0.1:1/." in result.stderr
    (line,) = result.stdout.splitlines()
    assert "deal.won  All connection attempts failed" in line
    assert "idem_" in line


def test_without_a_receiver_it_shows_what_comes(
    client: Client, environment: dict[str, str]
) -> None:
    arguments = ("--event", "deal.won", "--json")
    result = listening(lambda _: win(client), client, *arguments, environment=environment)
    row = rows(result)[1]
    assert (row["event"], row["status"], row["time_ms"]) == ("deal.won", None, None)


def test_in_a_terminal_there_is_a_table(start: Callable[..., Running], client: Client) -> None:
    ours, theirs = pty.openpty()
    cli = start(
        *("webhooks", "listen", "--event", "deal.won", "--count", "1"),
        stdout=theirs,
        TERM="xterm",
        COLUMNS="120",
    )
    os.close(theirs)
    assert "whsec_" in cli.until("Verify with")
    cli.until("Ready")
    win(client)
    shown = b""
    while b"received" not in shown:
        shown += os.read(ours, 65536)
    text = shown.decode()
    for cell in ("Deliveries", "Time", "Idempotency key", "deal.won", "idem_"):
        assert cell in text
    assert cli.process.wait(PATIENCE) == 0
    os.close(ours)


def test_a_request_that_is_no_delivery_is_turned_away(
    client: Client, environment: dict[str, str]
) -> None:
    def act(hook: Any) -> None:
        guess = hook.url.rpartition("/")[0] + "/guess"
        assert httpx.post(guess, content=b"{}").status_code == 404
        unsized = httpx.post(hook.url, content=iter([b"{}"]))
        assert unsized.status_code == 413
        assert httpx.get(hook.url).status_code == 501
        assert httpx.post(hook.url, content=b"not JSON").status_code == 200

    _, row, _ = rows(listening(act, client, "--json", environment=environment))
    assert (row["event"], row["is_json"], row["idempotency_key"]) == ("", False, "")


def test_a_subscription_that_is_gone_at_the_end_is_told(
    client: Client, environment: dict[str, str]
) -> None:
    def act(hook: Any) -> None:
        client.atlvs.webhooks.delete(hook.id)
        httpx.post(hook.url, content=b"{}")

    result = listening(act, client, environment=environment)
    assert result.code == 0
    assert "is not unsubscribed: 404 NOT_FOUND" in result.stderr


def test_an_api_that_is_gone_at_the_end_is_told(
    client: Client, server: Server, environment: dict[str, str]
) -> None:
    def act(hook: Any) -> None:
        server.sandbox.fail_next(times=9, drop=True)
        httpx.post(hook.url, content=b"{}")

    result = listening(act, client, environment=environment)
    assert result.code == 0
    assert "is not unsubscribed: the API cannot be reached" in result.stderr


class TestErrors:
    def test_the_api_cannot_be_reached(self, environment: dict[str, str]) -> None:
        away = {**environment, "GHXSTSHIP_BASE_URL": "http://127.0.0.1:1"}
        for via in ("subscription", "stream"):
            result = run("webhooks", "listen", "--via", via, "--json", environment=away)
            assert result.code == 4
            assert result.stderr.startswith("The API: ")
            assert result.json["error"]["exit_code"] == 4

    @pytest.mark.parametrize("via", ["subscription", "stream"])
    def test_the_api_refuses(self, environment: dict[str, str], via: str) -> None:
        wrong = {**environment, "GHXSTSHIP_API_KEY": "pk_nonsense"}
        result = run("webhooks", "listen", "--via", via, environment=wrong)
        assert result.code == 4
        assert "401 UNAUTHORIZED" in result.stderr
        assert "pk_nonsense" not in result.stderr + result.stdout

    def test_what_was_subscribed_before_a_refusal_is_unsubscribed(
        self, environment: dict[str, str], server: Server, client: Client
    ) -> None:
        server.sandbox.fail_next(status=403, operation="gvteway.webhooks.create")
        result = run("webhooks", "listen", environment=environment)
        assert result.code == 4
        assert client.atlvs.webhooks.list().total == 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--forward-to", "localhost:8000"), "--forward-to must be a URL such as"),
            (("--forward-to", "ftp://x/"), "--forward-to must be a URL such as"),
            (("--forward-to", "http://x:99999/"), "--forward-to must be a URL such as"),
            (("--event", "deal.wno"), "no event 'deal.wno' in the description: did you mean"),
            (("--event", "deal.won", "--platform", "gvteway"), "deal.won is of another platform"),
            (("--secret", ""), "--secret is empty"),
            (("--secret-file", "/nowhere"), "--secret-file /nowhere: "),
            (("--base-url", "nonsense"), "--base-url must be a URL"),
        ],
    )
    def test_wrong_options_are_told(
        self, environment: dict[str, str], arguments: tuple[str, ...], message: str
    ) -> None:
        result = run("webhooks", "listen", *arguments, environment=environment)
        assert result.code == 2
        assert message in result.stderr

    def test_a_missing_key_is_told(self) -> None:
        result = run("webhooks", "listen", environment={})
        assert result.code == 2
        assert "GHXSTSHIP_API_KEY" in result.stderr
