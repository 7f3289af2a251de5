"""The partner's applications pass their own tests, each as a partner would run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTNER = ROOT / "examples" / "partner"
APPLICATIONS = ["with_django", "with_fastapi"]

# Frameworks, Sentry and OpenTelemetry: what of this package they rely on is tested everywhere.
pytestmark = pytest.mark.once


@pytest.mark.parametrize("application", APPLICATIONS)
def test_an_application_passes_its_own_tests(application: str, tmp_path: Path) -> None:
    folder = PARTNER / application
    promised = sum(
        len(re.findall(r"^def test_", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in folder.glob("test_*.py")
    )
    # In a process of its own, since Sentry's SDK patches what other tests use.
    command = [sys.executable, "-m", "pytest", "-c", str(PARTNER / "pytest.ini")]
    command += ["--rootdir", str(PARTNER), "-p", "no:cacheprovider", "--basetemp", str(tmp_path)]
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("GHXSTSHIP_", "PYTEST"))
    }
    done = subprocess.run(
        [*command, str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{promised} passed" in done.stdout


def test_every_application_is_tested() -> None:
    assert sorted(path.name for path in PARTNER.glob("with_*")) == APPLICATIONS
