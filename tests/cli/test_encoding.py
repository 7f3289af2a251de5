"""Every command on terminals and pipes that cannot say everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ghxstship.cli.app import app
from tests.certification.receivers import NEW
from tests.patience import PATIENCE

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.once

NAME = "Łódź “Café” 🚢"


def output(encoding: str, *arguments: str) -> tuple[int, bytes, bytes]:
    """What a command prints where output has an encoding."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("GHXSTSHIP_")}
    done = subprocess.run(
        [sys.executable, "-c", "from ghxstship.cli import main; main()", *arguments],
        input=NAME.encode(),
        capture_output=True,
        env={**environment, "PYTHONIOENCODING": encoding, "COLUMNS": "200", "TERM": "dumb"},
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def commands() -> list[str]:
    """The names of all commands, those of a group with it."""
    names = [
        str(command.callback.__name__) for command in app.registered_commands if command.callback
    ]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            assert command.callback is not None
            names.append(f"{group.name} {command.name or command.callback.__name__}")
    return names


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("command", ["", *commands()])
def test_help_is_shown(command: str, encoding: str) -> None:
    code, out, err = output(encoding, *command.split(), "--help")
    assert (code, err) == (0, b"")
    assert b"Usage: " in out
    assert out.decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
class TestOutput:
    def test_of_a_review(self, encoding: str, wrong: str) -> None:
        code, out, _ = output(encoding, "certify", wrong, "--secret", NEW)
        assert code == 1
        text = out.decode(encoding)
        assert "x failed  stale-timestamp" in text
        assert "-> Compare the t that was signed" in text
        assert 'Partner Integration Documentation, "Webhook Security"' in text.translate(
            {0x201C: '"', 0x201D: '"'}
        )

    def test_of_an_event_that_is_sent(self, encoding: str, right: str) -> None:
        arguments = ("webhooks", "trigger", "deal.won", "--set", f"data.name={NAME}")
        code, out, err = output(encoding, *arguments, "--forward-to", right, "--secret", NEW)
        assert code == 0
        assert b"deal.won: 204 after" in err
        assert (out + err).decode(encoding)

    def test_of_a_catalogue_and_an_event(self, encoding: str) -> None:
        for arguments in ((), ("deal.won",)):
            code, out, err = output(encoding, "webhooks", "events", *arguments)
            assert (code, err) == (0, b"")
            assert b"deal.won" in out
            assert out.decode(encoding)

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("certify", f"http://{NAME}/", "--secret", NEW), 5),
            (("webhooks", "events", NAME), 2),
            (("webhooks", "trigger", NAME, "--forward-to", "http://127.0.0.1:1/"), 2),
            (("webhooks", "verify", "--header", NAME, "--secret", NAME), 3),
            (("certify", "http://localhost/", "--secret", NEW, "--html", f"{NAME}/page.html"), 2),
            (("sandbox", "--db", f"nowhere/{NAME}.db"), 1),
            (("sandbox", f"--{NAME}"), 2),
            ((NAME,), 2),
        ],
    )
    def test_of_an_error(self, encoding: str, arguments: tuple[str, ...], code: int) -> None:
        found, _, err = output(encoding, *arguments)
        text = err.decode(encoding)
        assert "Traceback" not in text
        assert found == code, text
        assert text


def test_what_cannot_be_encoded_is_escaped_and_not_lost() -> None:
    code, _, err = output("ascii", "webhooks", "events", NAME)
    assert code == 2
    assert re.search(rb"\\u0141\\xf3d\\u017a \W+Caf\\xe9", err)
    assert b"\\U0001f6a2" in err
