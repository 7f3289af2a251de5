"""Where things are, and how pytest is called."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "ghxstship"
CORE = PACKAGE / "_core"
KEPT = ROOT / ".mutants"
TESTS = ["tests/unit", "tests/property", "tests/faults"]
"""What is quick and looks at `_core` itself. More would kill more, and prove less: these say where
the fault is."""


DEFINITIONS = "tests/unit/test_definitions.py"
"""The tests that look at classes and run none of their lines: one a module, named after it."""
PLUGINS = ["anyio", "_hypothesis_pytestplugin", "respx.plugin"]
"""What the tests need of pytest's plugins. Ours is not one: pytest would have a look at what it
imports, all of `_core`, and take it past the mutants."""


def pytest_options() -> list[str]:
    """Of a run that leaves nothing behind."""
    plugins = [option for plugin in [*PLUGINS, "no:cacheprovider"] for option in ("-p", plugin)]
    early = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plugins that are there before it
    return ["-q", "--no-header", f"--rootdir={ROOT}", "--disable-plugin-autoload", *plugins, *early]
