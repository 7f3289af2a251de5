"""A secret with white space or quotes around it is refused wherever one is taken, and not shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ghxstship import ConfigurationError, WebhookReceiver, WebhookRouter
from ghxstship.webhooks import Inbox, construct_event, sign_webhook, verify_webhook

from .deliveries import SECRET, delivery

TAKEN: dict[str, Callable[[Any, Path], object]] = {
    "verify_webhook": lambda secret, _: verify_webhook(b"{}", "t=1,v1=00", secret),
    "construct_event": lambda secret, _: construct_event(b"{}", "t=1,v1=00", secret),
    "WebhookReceiver": lambda secret, _: WebhookReceiver(WebhookRouter(), secret),
    "Inbox": lambda secret, folder: Inbox(folder / "inbox.db", secret),
}
WRAPPED = [
    ("{}\n", "ends with a line break"),
    ("{}\r\n", "ends with a line break"),
    ("\n{}", "begins with a line break"),
    (" {}", "begins with white space"),
    ("{}\t", "ends with white space"),
    ("{}\xa0", "ends with white space"),
    ("\ufeff{}", "begins with white space"),
    ("{}\u200b", "ends with white space"),
    ('"{}"', "begins with a quote"),
    ("'{}'", "begins with a quote"),
    ("`{}`", "begins with a quote"),
    ("“{}”", "begins with a quote"),
    ('{}"', "ends with a quote"),
]


@pytest.mark.parametrize("where", TAKEN)
@pytest.mark.parametrize(("form", "message"), WRAPPED)
def test_what_is_around_a_secret_is_told(
    tmp_path: Path, where: str, form: str, message: str
) -> None:
    wrapped = form.format(SECRET)
    for secret in (wrapped, wrapped.encode(), bytearray(wrapped.encode())):
        with pytest.raises(ConfigurationError) as caught:
            TAKEN[where](secret, tmp_path)
        assert str(caught.value) == f"the secret {message}: pass it without"
    with pytest.raises(ConfigurationError) as caught:
        TAKEN[where](["whsec_old", wrapped], tmp_path)
    assert str(caught.value) == f"secret 2 {message}: pass it without"


def test_nothing_is_signed_with_it() -> None:
    with pytest.raises(ConfigurationError, match="ends with a line break"):
        sign_webhook(b"{}", f"{SECRET}\n")


@pytest.mark.parametrize("inside", ["a b", "a'b", "é", "ключ", "🗝", "\x7f", "="])
def test_what_is_inside_a_secret_is_its_own_affair(inside: str) -> None:
    for secret in (f"k{inside}k", inside if not inside.isspace() else "k"):
        header = sign_webhook(b"{}", secret, at=1)
        verify_webhook(b"{}", header, secret, now=1)


def test_a_function_that_gives_one_makes_the_platform_come_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A genuine delivery must not be lost to a mistake that is soon corrected."""
    secret = f"{SECRET}\n"
    receiver = WebhookReceiver(WebhookRouter(), lambda: secret)
    sent = delivery()
    assert receiver.receive(sent.body, sent.header) == 500
    assert "the secret ends with a line break" in caplog.text
    assert SECRET not in caplog.text
    secret = SECRET
    assert receiver.receive(sent.body, sent.header) == 204
    assert json.loads(sent.body)["event"] == "deal.won"
