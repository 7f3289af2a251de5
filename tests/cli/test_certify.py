"""`ghxstship certify`: results, reports, exit codes, and what it will not do."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ghxstship.certification import CHECKS
from ghxstship.certification.reports.page import MARK
from tests.certification.receivers import NEW, OLD
from tests.patience import PATIENCE

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pass_is_told_and_exits_with_0(right: str) -> None:
    result = run("certify", right, "--secret", NEW, "--secret", OLD)
    assert (result.code, result.stderr) == (0, ""), result.stdout
    *_, last = result.stdout.splitlines()
    assert last == f"Your receiver passes: {len(CHECKS)} passed, 0 failed, 0 skipped."
    assert NEW not in result.stdout


def test_what_was_not_looked_at_is_no_pass_and_exits_with_6(right: str) -> None:
    result = run("certify", right, "--secret", NEW)
    assert result.code == 6
    *_, last = result.stdout.splitlines()
    counts = f"{len(CHECKS) - 1} passed, 0 failed, 1 skipped"
    assert last == f"Your receiver is not reviewed completely: {counts}."
    assert "- skipped  rotation" in result.stdout
    assert "give --secret twice, the old one and the new" in result.stdout


def test_a_failure_is_told_and_exits_with_1(wrong: str) -> None:
    result = run("certify", wrong, environment={"GHXSTSHIP_WEBHOOK_SECRET": NEW})
    assert result.code == 1
    assert "✗ failed  stale-timestamp  Refuses an old delivery" in result.stdout
    assert f"not pass yet: {len(CHECKS) - 2} passed, 1 failed, 1 skipped." in result.stdout


def test_json_is_one_line_and_nothing_else(wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text(f"{NEW}\n{OLD}\n", encoding="utf-8")
    result = run("certify", wrong, "--secret-file", str(file), "--json")
    assert (result.code, result.stderr) == (1, "")
    assert result.json["passed"] is False
    failed = [check["id"] for check in result.json["checks"] if check["result"] == "failed"]
    assert failed == ["stale-timestamp"]
    assert result.stdout.isascii()
    assert NEW not in result.stdout


class TestPage:
    def test_it_is_written_beside_the_other_report(self, wrong: str, tmp_path: Path) -> None:
        file = tmp_path / "review.html"
        result = run("certify", wrong, "--secret", NEW, "--html", str(file), "--json")
        assert result.code == 1
        assert result.stderr == f"Written: {file}\n"
        assert result.json["url"] in file.read_text(encoding="utf-8")
        assert list(tmp_path.iterdir()) == [file]

    def test_an_earlier_review_is_replaced(self, right: str, tmp_path: Path) -> None:
        file = tmp_path / "review.html"
        file.write_text(f"<!DOCTYPE html>\n{MARK}\nof last week", encoding="utf-8")
        secrets = ("--secret", NEW, "--secret", OLD)
        assert run("certify", right, *secrets, "--html", str(file)).code == 0
        assert "of last week" not in file.read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("notes.html", "it is there, and is no review; move it, or choose another name"),
            ("nowhere/review.html", "there is no folder"),
            (".", "Is a directory"),
        ],
    )
    def test_nothing_else_is_and_nothing_is_sent(
        self, tmp_path: Path, name: str, message: str
    ) -> None:
        notes = tmp_path / "notes.html"
        notes.write_text("mine", encoding="utf-8")
        # Nothing listens there: it would end with 5 if it came so far.
        arguments = ("http://127.0.0.1:1/", "--secret", NEW, "--html", str(tmp_path / name))
        result = run("certify", *arguments, "--json")
        assert result.code == 2
        assert message in result.json["error"]["message"]
        assert notes.read_text(encoding="utf-8") == "mine"


class TestErrors:
    def test_a_receiver_that_is_not_there_exits_with_5(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        result = run("certify", f"http://127.0.0.1:{port}/hooks", "--secret", NEW, "--json")
        assert result.code == 5
        assert result.json["error"] == {"exit_code": 5, "message": result.stderr.strip()}
        assert result.stderr.startswith("The receiver cannot be reached: nothing listens at")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("localhost:8000", "--secret", NEW), "URL must be a URL such as http://localhost"),
            (("http://x/",), "Deliveries are signed: give the secret by --secret, --secret-file"),
            (("http://x/", "--secret", ""), "--secret is empty"),
        ],
    )
    def test_wrong_usage_exits_with_2(self, arguments: tuple[str, ...], message: str) -> None:
        result = run("certify", *arguments)
        assert result.code == 2
        assert message in result.stderr

    def test_without_its_template_engine_it_says_what_to_install(
        self, right: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sys.modules, "ghxstship.certification.reports.page", raising=False)
        monkeypatch.setitem(sys.modules, "jinja2", None)
        result = run("certify", right, "--secret", NEW, "--html", str(tmp_path / "review.html"))
        assert result.code == 1
        assert "This command needs jinja2: pip install 'ghxstship[cli]'" in result.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
def test_in_a_terminal_progress_is_shown_beside_the_result(right: str) -> None:
    leader, follower = os.openpty()
    command = [sys.executable, "-c", "from ghxstship.cli import main; main()", "certify", right]
    environment = {**os.environ, "GHXSTSHIP_WEBHOOK_SECRET": NEW, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=follower, env=environment
    ) as process:
        os.close(follower)
        shown = b""
        try:
            while chunk := os.read(leader, 65536):
                shown += chunk
        except OSError:
            pass  # Linux says so when the other side is closed
        assert process.stdout is not None
        result = process.stdout.read().decode()
        assert process.wait(PATIENCE) == 6
    os.close(leader)
    assert f"/{len(CHECKS)}" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert "Your receiver is not reviewed completely" in result
    assert "\x1b" not in result


def test_help_says_the_exit_codes_and_where_secrets_go() -> None:
    text = " ".join(run("certify", "--help").stdout.split())
    for part in ("5 the receiver cannot be reached", "--secret-file", "--html", "--json"):
        assert part in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_is_completed(shell: str) -> None:
    words = "ghxstship cert"
    environment = {
        "_GHXSTSHIP_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": words,
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": words,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.argv[0] = 'ghxstship'\nfrom ghxstship.cli import main; main()",
        ],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=PATIENCE,
        check=False,
    )
    assert "certify" in done.stdout
