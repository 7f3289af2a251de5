"""Schemathesis over the whole document: every phase and every check, against a real server.

`LONG=1` runs it at length. Streams have no end and are tested elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ghxstship.sandbox import Sandbox

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "openapi.yaml"
EXAMPLES = "100" if os.environ.get("LONG") else "3"


@pytest.mark.skipif(not find_spec("schemathesis"), reason="the group `fuzz` is not installed")
def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    sandbox = Sandbox(rate_limits=False, check_answers=True)
    with sandbox.serve() as server:
        command: list[str | Path] = [
            *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
            *("--config-file", HERE / "schemathesis.toml"),
            *("run", DOCUMENT, "--url", server.url, "--max-examples", EXAMPLES),
            *("-H", f"Authorization: Bearer {server.api_key}"),
            *("-H", f"X-Workspace-ID: {server.workspace_id}"),
            *("--warnings", "off", "--no-color"),
        ]
        environment = {
            # What is measured is the sandbox, which runs in this process.
            **{name: value for name, value in os.environ.items() if "COVERAGE" not in name},
            "SANDBOX_URL": server.url,
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(HERE),
        }
        result = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
    sandbox.close()
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr[-5_000:]
    assert "No issues found" in result.stdout
