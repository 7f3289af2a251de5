"""Optional dependencies: whoever uses what needs one is told what to install."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires
from importlib.util import find_spec

import pytest

from ghxstship import __version__
from ghxstship._core import extras

SCRIPT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {module!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
try:
    {statement}
except Exception as error:
    print(type(error).__name__, error)
"""
USES = [
    ("opentelemetry", "otel", "from ghxstship.telemetry import OpenTelemetry"),
    ("sqlalchemy", "postgresql", "from ghxstship.webhooks import PostgreSQL"),
    (
        "psycopg",
        "postgresql",
        "from ghxstship.webhooks import PostgreSQL; PostgreSQL('postgresql://localhost/none')",
    ),
    ("redis", "redis", "from ghxstship.redis_pacing import RedisPacing"),
    ("jsonschema_rs", "sandbox", "from ghxstship.sandbox import Sandbox; Sandbox().serve()"),
    ("uvicorn", "sandbox", "from ghxstship.sandbox import Sandbox; Sandbox().serve()"),
]


@pytest.mark.once
@pytest.mark.parametrize(("module", "extra", "statement"), USES)
def test_the_message_names_the_extra(module: str, extra: str, statement: str) -> None:
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    script = SCRIPT.format(module=module, statement=statement)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert f"needs {module}" in done.stdout
    assert f"pip install 'ghxstship[{extra}]'" in done.stdout


def test_every_extra_that_is_named_exists() -> None:
    declared = {one.partition("extra == ")[2].strip("\"'") for one in requires("ghxstship") or []}
    assert {extra for _, extra, _ in USES} <= declared


def test_the_exception_names_the_module() -> None:
    error = ModuleNotFoundError("No module named 'redis'", name="redis")
    made = extras.module_missing("This", error, "redis")
    assert made.name == "redis"
    assert str(made) == "This needs redis: pip install 'ghxstship[redis]'"


def test_python_m_is_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ghxstship", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [__version__]
