"""Fresh interpreters, such as a program of a partner's would start in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from .measure import Figures

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(__file__).parent / "programs"

_PLAIN_INSTALL = "import sys; sys.modules.update(click=None, trio=None)\n"
"""httpx loads these two where it finds them; an installation of ours brings neither."""

ON_HTTPX = "import sys; sys.modules['httpx2'] = None\n"
"""Begins a program of ours: httpx2 is here for the peers, and ours would take it."""


@dataclass(frozen=True, slots=True)
class Interpreters:
    """Starts Python anew for every sample, with the modules compiled as pip leaves them."""

    environment: Mapping[str, str]

    def run(self, code: str, *arguments: str) -> tuple[float, str]:
        """Run a program in a process of its own.

        Args:
            code: The program.
            arguments: What stands in its `sys.argv`.

        Returns:
            The seconds from start to end of the process, and what it printed.

        Raises:
            CalledProcessError: It failed; `stderr` tells why.
        """
        command = [sys.executable, "-c", _PLAIN_INSTALL + code, *arguments]
        began = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return time.perf_counter() - began, done.stdout

    def milliseconds(self, code: str, *arguments: str) -> Figures:
        """How long a program takes, as a sample."""
        return (self.run(code, *arguments)[0] * 1e3,)

    def figure(self, code: str, *arguments: str) -> Figures:
        """The figure that a program prints, as a sample."""
        return (float(self.run(code, *arguments)[1]),)


@contextmanager
def interpreters() -> Generator[Interpreters]:
    """Interpreters whose compiled modules stay out of the tree and of the installation."""
    with TemporaryDirectory(prefix="benchmarks-") as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        yield Interpreters(environment)


def program(name: str) -> str:
    """The text of one of the programs beside this module."""
    return (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
