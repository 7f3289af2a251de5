"""`ghxstship sandbox` and `python -m ghxstship.sandbox`, as a user runs them."""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import httpx
import pytest
from typer.testing import CliRunner

import ghxstship.cli
import ghxstship.sandbox
from ghxstship import Client, verify_webhook
from ghxstship.cli.app import app
from tests.patience import PATIENCE

from .receiver import receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMMANDS = {
    "ghxstship sandbox": [
        sys.executable,
        "-c",
        "from ghxstship.cli import main; main()",
        "sandbox",
    ],
    "python -m ghxstship.sandbox": [sys.executable, "-m", "ghxstship.sandbox"],
}


class Running:
    """A sandbox in a process of its own."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        self.greeting: list[str] = []
        for line in self.process.stdout:
            self.greeting.append(line.rstrip())
            if line.startswith(("Ready at ", "{")):
                break

    @property
    def url(self) -> str:
        return self.greeting[-1].split()[2]

    def end(self, number: int) -> tuple[int, str]:
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def run(command: str, *options: str) -> Running:
        running.append(Running([*COMMANDS[command], "--port", "0", *options]))
        return running[-1]

    yield run
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_what_to_do_and_ends_when_told(
    start: Callable[..., Running], command: str, number: int
) -> None:
    sandbox = start(command)
    text = "\n".join(sandbox.greeting)
    assert "sk_test_sandbox" in text
    assert "ws_sandbox" in text
    assert "curl" in text
    headers = {"Authorization": "Bearer sk_test_sandbox", "X-Workspace-ID": "ws_sandbox"}
    answer = httpx.get(f"{sandbox.url}/atlvs/v1/deals?limit=1", headers=headers)
    assert answer.json()["pagination"]["total"] == 150
    assert sandbox.end(number) == (0, "Stopped.\n")


@pytest.mark.once
def test_its_options_are_the_sandboxs(start: Callable[..., Running], tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    sandbox = start(
        "ghxstship sandbox", "--db", str(file), "--seed", "3", "--latency", "40", "--no-rate-limits"
    )
    headers = {"Authorization": "Bearer sk_test_free_1", "X-Workspace-ID": "ws_sandbox"}
    answer = httpx.get(f"{sandbox.url}/atlvs/v1/deals?limit=1", headers=headers)
    assert answer.elapsed.total_seconds() >= 0.04
    assert answer.headers["X-RateLimit-Remaining"] == "100"
    assert "Limits     off" in sandbox.greeting[5]
    assert file.exists()


@pytest.mark.once
def test_it_hurries_retries_and_says_so_to_programs(start: Callable[..., Running]) -> None:
    with receiver(500, 500) as there:
        sandbox = start("python -m ghxstship.sandbox", "--speed", "6000", "--json")
        address = json.loads(sandbox.greeting[0])
        assert address.keys() == {"url", "api_key", "workspace_id"}
        with Client(
            address["api_key"],
            workspace_id=address["workspace_id"],
            base_url=address["url"],
            strict=True,
        ) as client:
            hook = client.atlvs.webhooks.create(url=there.url, events=["deal.won"])
            client.atlvs.webhooks.test(hook.id)
            # After 0, 0.01 and 0.05 seconds instead of 0, 1 and 5 minutes.
            *_, last = [there.next() for _ in range(3)]
        verify_webhook(last.body, last.headers["x-ghxstship-signature"], hook.secret)
        assert sandbox.end(signal.SIGTERM) == (0, "Stopped.\n")


def test_the_world_is_let_in_on_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def refuse(_description: object, **options: object) -> None:
        given.append(options["allow_external"])
        raise sqlite3.OperationalError("enough")

    monkeypatch.setattr("ghxstship.sandbox.app.Sandbox", refuse)
    run("--allow-external")
    run()
    assert given == [True, False]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["sandbox", *arguments])
    return result.exit_code, result.output


def test_a_taken_port_is_told_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, output = run("--port", str(port))
    assert code == 1
    assert output == (
        f"Port {port} is in use: stop what listens there, or choose another with --port.\n"
    )


def test_programs_are_told_in_json() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["sandbox", "--port", port, "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "error": {"exit_code": 1, "message": result.stderr.strip()}
    }
    assert f"Port {port} is in use" in result.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "99999"])
def test_a_port_that_there_is_not_is_told(port: str) -> None:
    code, output = run("--port", port)
    assert code == 2
    assert "range 0<=x<=65535" in output


def test_an_address_of_another_machine_is_told() -> None:
    code, output = run("--host", "192.0.2.1", "--port", "0")
    assert code == 1
    assert output.startswith("192.0.2.1:0 cannot be listened on: ")


def test_a_port_that_is_not_for_everyone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ghxstship.sandbox.app.Sandbox.serve", refuse)
    assert run("--port", "80") == (
        1,
        "Port 80 is not for everyone: choose one from 1024 on with --port.\n",
    )


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    code, output = run("--db", str(tmp_path / "missing" / "state.db"))
    assert code == 1
    assert "missing/state.db cannot be used: unable to open database file" in output.replace(
        "\n", ""
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--port", "many"),
        ("--latency", "-1"),
        ("--nonsense",),
        ("--speed", "0"),
        ("--speed", "nan"),
    ],
)
def test_wrong_options_are_told(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_help_names_every_option() -> None:
    result = CliRunner().invoke(app, ["sandbox", "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    for option in (
        *("--port", "--host", "--db", "--seed", "--latency", "--no-rate-limits"),
        *("--speed", "--allow-external", "--allow-host", "--max-request-bytes", "--json"),
    ):
        assert option in result.output


def without(module: str, *command: str) -> subprocess.CompletedProcess[str]:
    """A command where a package is not installed."""
    code = (
        f"import sys, runpy\nsys.modules[{module!r}] = None\nsys.argv = sys.argv[1:]\n{command[0]}"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *command[1:]],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )


@pytest.mark.parametrize(
    ("module", "command", "extra"),
    [
        ("typer", ("from ghxstship.cli import main; main()", "ghxstship"), "cli"),
        ("jsonschema_rs", ("from ghxstship.cli import main; main()", "g", "sandbox"), "sandbox"),
        ("uvicorn.config", ("from ghxstship.cli import main; main()", "g", "sandbox"), "sandbox"),
        ("typer", ("runpy.run_module('ghxstship.sandbox', run_name='__main__')", "s"), "sandbox"),
        (
            "jsonschema_rs",
            ("runpy.run_module('ghxstship.sandbox', run_name='__main__')", "s"),
            "sandbox",
        ),
    ],
)
def test_a_missing_package_is_told_with_what_to_install(
    module: str, command: tuple[str, ...], extra: str
) -> None:
    result = without(module, *command)
    assert result.returncode == 1
    assert result.stderr.strip().endswith(f"needs {module}: pip install 'ghxstship[{extra}]'")
    assert "Traceback" not in result.stderr


def test_the_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ghxstship.sandbox.server", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'ghxstship\[sandbox\]'"):
        _ = ghxstship.sandbox.Server


def test_the_command_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ghxstship.cli.app", None)
    with pytest.raises(SystemExit, match=r"pip install 'ghxstship\[cli\]'"):
        ghxstship.cli.main()


def main_module() -> None:
    runpy.run_path(str(Path(ghxstship.sandbox.__file__).with_name("__main__.py")))


@pytest.mark.parametrize(
    ("enter", "arguments"),
    [(ghxstship.cli.main, ["ghxstship", "sandbox", "--help"]), (main_module, ["s", "--help"])],
)
def test_both_ways_in_show_the_options(
    enter: Callable[[], None],
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as caught:
        enter()
    assert caught.value.code == 0
    assert "--latency" in capsys.readouterr().out


def test_the_module_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typer", None)
    with pytest.raises(SystemExit, match=r"needs typer: pip install 'ghxstship\[sandbox\]'"):
        main_module()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_right_after_the_address_ends_it_in_good_order(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def address(_server: object) -> str:
        assert callable(signal.getsignal(number))
        signal.raise_signal(number)
        return "{}"

    before = signal.signal(number, signal.SIG_IGN)  # it would end the tests
    try:
        monkeypatch.setattr("ghxstship.cli.sandbox._address", address)
        assert run("--port", "0", "--json")[0] == 0
    finally:
        signal.signal(number, before)


def test_it_serves_until_the_end_and_leaves_the_signals_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class End(SimpleQueue[int]):
        def get(self, block: bool = True, timeout: float | None = None) -> int:
            signal.raise_signal(signal.SIGTERM)
            return super().get(block, PATIENCE)

    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    monkeypatch.setattr("ghxstship.cli.sandbox.SimpleQueue", End)
    code, output = run("--port", "0")
    assert code == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert output.endswith("Stopped.\n")


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = ghxstship.sandbox.nonsense


INTERRUPTED = """
import os, signal, sys
from threading import Timer
from ghxstship.cli.sandbox import end_by_signal

for number in range(40):
    calls = iter(range(number))

    def interrupt(frame, event, argument):
        if next(calls, None) is None:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGTERM)

    with end_by_signal() as wait:
        # For a number of calls that is not reached before it waits.
        timer = Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM))
        timer.start()
        sys.setprofile(interrupt)
        wait()
        sys.setprofile(None)
        timer.join()
print("ended")
"""


@pytest.mark.once
def test_it_ends_in_whatever_moment_it_is_told() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.stdout == "ended\n", done.stderr
