"""Whatever a shell or a pipe hands to a command, it ends with a message, never with a traceback."""

from __future__ import annotations

import json

import pytest

from ghxstship.webhooks import sign_webhook

from .conftest import run

NO_TEXT = "\udcff"
"""What Python makes of a byte of the shell's that is no UTF-8."""
SECRET = "whsec_" + "s" * 30
WITH_SECRET = ("--secret", SECRET)
TRIGGER = ("webhooks", "trigger", "deal.won", *WITH_SECRET)
API = ("--api-key", "k", "--workspace-id", "w", "--base-url", "http://127.0.0.1:1")

BODIES = {
    "nothing": b"",
    "no UTF-8": b"\xff",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-32": "{}".encode("utf-32"),
    "NaN": b'{"a": NaN, "b": -Infinity}',
    "a large exponent": b"[1e999]",
    "a long integer": b"9" * 5000,
    "half a pair": rb'"\ud800"',
    "a name twice": b'{"a": 1, "a": 2}',
    "a depth": b"[" * 150 + b"]" * 150,
    "the stack": b"[" * 990 + b"]" * 990,
    "the stack, of objects": b'{"a":' * 990 + b"1" + b"}" * 990,
    "beyond the stack": b"[" * 100_000 + b"]" * 100_000,
    "open": b"[" * 100_000,
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_any_kind_is_said_not_to_verify(name: str) -> None:
    header = sign_webhook(b"another", SECRET)
    arguments = ("webhooks", "verify", "--header", header, *WITH_SECRET, "--json")
    result = run(*arguments, stdin=BODIES[name])
    expected = "The body came as UTF-16" if name == "UTF-16" else "None"
    assert (result.code, str(result.json["hint"])[: len(expected)]) == (3, expected)
    assert result.stderr.startswith("It does not verify: signature mismatch")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_any_kind_verifies(name: str) -> None:
    header = sign_webhook(BODIES[name], SECRET)
    result = run("webhooks", "verify", "--header", header, *WITH_SECRET, stdin=BODIES[name])
    assert (result.code, result.stderr) == (0, "It verifies.\n")


@pytest.mark.parametrize("name", ["a name twice", "NaN"])
def test_what_was_serialised_again_is_found_all_the_same(name: str) -> None:
    again = json.dumps(json.loads(BODIES[name]), separators=(",", ":")).encode()
    header = sign_webhook(again, SECRET)
    arguments = ("webhooks", "verify", "--header", header, *WITH_SECRET, "--json")
    assert "serialised again" in run(*arguments, stdin=BODIES[name]).json["hint"]


@pytest.mark.parametrize("name", [name for name, body in BODIES.items() if body.isascii()])
@pytest.mark.parametrize("field", ["data.name", "data.value", "data.custom_fields.x"])
def test_a_field_is_set_to_json_of_any_kind_or_that_is_told(name: str, field: str) -> None:
    result = run("webhooks", "trigger", "deal.won", "--set", f"{field}={BODIES[name].decode()}")
    assert result.code in (0, 2)
    if result.code:
        assert result.stderr.startswith(f"deal.won would not be valid: {field}: ")
    else:
        json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("webhooks", "verify", "--header", NO_TEXT, *WITH_SECRET), 3),
        (("webhooks", "verify", "--header", f"t=1,v1={NO_TEXT}", *WITH_SECRET), 3),
        (("webhooks", "verify", "--header", "t=1,v1=00", "--secret", SECRET + NO_TEXT), 3),
        (("webhooks", "verify", "--header", "t=1,v1=00", "--secret-file", NO_TEXT), 2),
        (("webhooks", "verify", "--header", "t=1", *WITH_SECRET, "--body", NO_TEXT), 2),
        (("webhooks", "events", NO_TEXT), 2),
        (("webhooks", "trigger", NO_TEXT), 2),
        (("webhooks", "trigger", "deal.won", "--set", NO_TEXT), 2),
        (("webhooks", "trigger", "deal.won", "--set", f"data.name={NO_TEXT}"), 2),
        (("webhooks", "trigger", "deal.won", "--set", f"data.value={NO_TEXT}"), 2),
        (("webhooks", "trigger", "deal.won", "--set", f"{NO_TEXT}=1"), 2),
        ((*TRIGGER, "--forward-to", f"http://{NO_TEXT}"), 1),
        ((*TRIGGER, "--forward-to", f"http://127.0.0.1:1/{NO_TEXT}"), 1),
        (("webhooks", "listen", "--event", NO_TEXT), 2),
        (("webhooks", "listen", "--forward-to", NO_TEXT), 2),
        (("webhooks", "listen", *API, "--api-key", NO_TEXT), 2),
        (("webhooks", "listen", *API, "--workspace-id", NO_TEXT), 2),
        (("webhooks", "listen", *API, "--base-url", f"http://127.0.0.1:1/{NO_TEXT}"), 2),
        (("webhooks", "replay", "x", *API, "--webhook-id", NO_TEXT), 2),
        (("certify", NO_TEXT), 2),
        (("certify", f"http://127.0.0.1:1/{NO_TEXT}", *WITH_SECRET), 5),
        (("sandbox", "--spec", NO_TEXT), 2),
        (("sandbox", "--host", NO_TEXT), 1),
        (("sandbox", "--db", f"{NO_TEXT}/x/y"), 1),
    ],
)
def test_an_argument_that_is_no_text_is_told(arguments: tuple[str, ...], code: int) -> None:
    result = run(*arguments)
    assert result.code == code
    assert result.stderr
    result.stderr.encode()
