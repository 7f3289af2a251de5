"""Servers in processes of their own, so that their memory and their warnings are not ours."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parents[2]


@contextmanager
def started(module: str, *arguments: str) -> Generator[tuple[dict[str, Any], dict[str, Any]]]:
    """A server's first line and its last, which is there after the end of the block."""
    command = [sys.executable, "-m", module, *arguments]
    report: dict[str, Any] = {}
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), report
            out, _ = process.communicate(timeout=PATIENCE)
            report.update(json.loads(out))
        finally:
            process.kill()
