"""A setting, a public name and a status error: one edit by hand, and the generator does the rest.

Three files of a copy of the tree are edited, each for a declaration of its own; the generator runs
once, and each test uses what came of one of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator import names, runtime
from generator.diagnostics import DocumentError

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.once

SETTING = '''
    patience: Setting[float | Decimal | None, float] = Setting(
        None, check_patience, env="PATIENCE", parse=float, fixed=False, per_call=True
    )
    """Seconds to be patient, 0 or more."""
'''
CHECK = """

def check_patience(name: str, value: float | Decimal | None, error: type[ValueError]) -> float:
    if value is None:
        return 7.0
    if value < 0:
        raise error(f"{name} must be 0 or more, not {value!r}")
    return float(value)
"""
USE_SETTING = """
import inspect, os
from ghxstship import AsyncClient, Client, ConfigurationError, RequestOptions
from ghxstship.client import ClientOptions

os.environ["GHXSTSHIP_API_KEY"] = os.environ["GHXSTSHIP_WORKSPACE_ID"] = "x"
for make in (Client, AsyncClient):
    parameter = inspect.signature(make.__init__).parameters["patience"]
    assert str(parameter) == "patience: 'float | Decimal | None' = None", parameter
    config = lambda client: client._driver.config
    assert config(make()).patience == 7.0
    assert config(make(patience=1)).patience == 1.0
    assert config(make(patience=1).with_options(patience=2)).patience == 2.0
    assert config(make(patience=1).with_options(timeout=2)).patience == 1.0
    for use in (make, make().with_options):
        try:
            use(patience=-1)
        except ConfigurationError as error:
            assert str(error) == "patience must be 0 or more, not -1"
        else:
            raise AssertionError("it was accepted")
assert "patience: Seconds to be patient, 0 or more; else" in inspect.getdoc(Client)
for options in (ClientOptions, RequestOptions):
    assert options.__annotations__["patience"].__forward_arg__ == "float | Decimal | None"

os.environ["GHXSTSHIP_PATIENCE"] = "3.5"
assert config(Client()).patience == 3.5
assert config(Client(patience=1)).patience == 1.0
for text, message in {
    "-3": "GHXSTSHIP_PATIENCE must be 0 or more, not -3.0",
    "long": "GHXSTSHIP_PATIENCE cannot be 'long'",
}.items():
    os.environ["GHXSTSHIP_PATIENCE"] = text
    try:
        Client()
    except ConfigurationError as error:
        assert str(error) == message, error
    else:
        raise AssertionError("it was accepted")
"""
USE_RESERVED = """
from generator import names
assert "patience" in names.CLIENT_ARGUMENTS and "Decimal" in names.CLIENTS
"""
TYPED = """
from decimal import Decimal
from ghxstship import AsyncClient, Client

Client(patience=Decimal(1)).with_options(patience=2.5)
AsyncClient(patience=None).with_options(patience=None)
Client(patience="x")  # type: ignore[arg-type]
Client().with_options(patience="x")  # type: ignore[arg-type]
"""


GONE = 'class GoneError(APIStatusError):\n    """410: it was there once."""\n\n    status = 410\n'


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the generator reads and writes, with the three declarations, generated."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in ("generator", "src"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    for file in ("openapi.yaml", "pyproject.toml", "api.md"):
        shutil.copy(ROOT / file, copy / file)
    add_setting(copy)
    edit(
        copy / "src/ghxstship/_core/rate_limit.py",
        ('__all__ = ["RateLimit"]', '__all__ = ["BURST", "RateLimit"]\n\nBURST = 3'),
    )
    edit(
        copy / "src/ghxstship/webhooks/router.py",
        ('__all__ = ["UnreadableEventError"', '__all__ = ["BELL", "UnreadableEventError"'),
        ("\n\nHandlerT =", "\n\nBELL = 5\nHandlerT ="),
    )
    edit(
        copy / "src/ghxstship/webhooks/inbox/records.py",
        ('__all__ = ["Counts", ', 'BOXES = 6\n__all__ = ["BOXES", "Counts", '),
    )
    before = "class ConflictError(APIStatusError):"
    edit(copy / "src/ghxstship/_core/errors.py", (before, f"{GONE}\n\n{before}"))
    run(copy, "-m", "generator", "generate")
    return copy


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


def add_setting(tree: Path) -> None:
    typing = "    from typing import Self\n"
    edit(
        tree / "src/ghxstship/_core/settings.py",
        ("\n\nclass Declared:", f"{CHECK}\n\nclass Declared:"),
        ("    clock: Setting[", f"{SETTING[1:]}    clock: Setting["),
        (typing, f"    from decimal import Decimal\n{typing}"),
    )


def run(tree: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_setting(tree: Path) -> None:
    run(tree, "-m", "generator", "check")
    run(tree, "-c", USE_SETTING)
    run(tree, "-c", USE_RESERVED)
    row = "| `patience` | `None` | Seconds to be patient, 0 or more. Else `GHXSTSHIP_PATIENCE`. |"
    assert row in (tree / "api.md").read_text("utf-8")
    output = tree / "other"
    document = str(ROOT / "tests/generator/documents/parcel_post.yaml")
    run(tree, *("-m", "generator", "generate"), document, "--package", "other", "--output", "other")
    assert '"patience": "OTHER_PATIENCE"' in (output / "src/other/conventions.py").read_text(
        "utf-8"
    )


def test_a_setting_is_typed(tree: Path) -> None:
    pytest.importorskip("mypy")
    (tree / "typed.py").write_text(TYPED, "utf-8")
    run(tree, "-m", "mypy", "--strict", "--follow-imports=silent", "typed.py")


def test_a_public_name(tree: Path) -> None:
    run(tree, "-c", "import ghxstship; assert ghxstship.BURST == 3 and 'BURST' in dir(ghxstship)")


def test_a_public_name_of_webhooks(tree: Path) -> None:
    use = (
        "import ghxstship; from ghxstship import webhooks; "
        "assert ghxstship.BELL == webhooks.BELL == 5 and webhooks.BOXES == 6; "
        "assert 'BELL' in dir(ghxstship) and 'BOXES' in dir(webhooks); "
        "assert not hasattr(ghxstship, 'BOXES')"
    )
    run(tree, "-c", use)


def test_a_status_error(tree: Path) -> None:
    use = (
        "from ghxstship import APIStatusError, GoneError; "
        "assert APIStatusError.class_for(410) is GoneError; "
        "assert GoneError.__module__ == 'ghxstship'"
    )
    run(tree, "-c", use)
    assert "| 410 | `GoneError` |" in (tree / "api.md").read_text("utf-8")


def declared(
    value: str,
    *,
    annotation: str = ": Setting[int | None, int]",
    doc: str = '"""Seconds to be patient."""',
) -> str:
    """The source of a group of settings with one declaration."""
    return f"class Group(Declared):\n    patience{annotation} = {value}\n    {doc}\n"


class TestDeclarations:
    def test_each_setting_has_a_sentence(self) -> None:
        for setting in runtime.settings():
            assert setting.doc.endswith("."), setting.name

    def test_a_twin_goes_to_its_own_client(self) -> None:
        (client,) = (one for one in runtime.settings() if one.name == "http_client")
        assert client.type == "HttpClient | HttpTransport | None"
        assert client.async_type == "AsyncHttpClient | AsyncHttpTransport | None"

    def test_whatever_the_clients_import_is_reserved(self) -> None:
        text = (runtime.OWN_SOURCE / "client.py").read_text("utf-8")
        used = {one.name for setting in runtime.settings() for one in setting.typing_imports}
        assert {"Observer", "Pacer", "Auth", "Retry"} <= used <= names.CLIENTS
        assert all(name in text for name in used)

    def test_every_status_is_declared_once(self) -> None:
        statuses = [one.status for one in runtime.status_errors()]
        assert len(statuses) == len(set(statuses)) == 9

    @pytest.mark.parametrize(
        ("arguments", "fixed", "per_call"),
        [
            ("", False, False),
            ("fixed=True", True, False),
            ("fixed=False", False, False),
            ("per_call=True", False, True),
            ("per_call=False, fixed=True", True, False),
        ],
    )
    def test_flags_are_what_they_say(self, arguments: str, fixed: bool, per_call: bool) -> None:
        (setting,) = runtime.read_settings(declared(f"Setting(None, check, {arguments})"))
        assert (setting.fixed, setting.per_call) == (fixed, per_call)

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            (declared("Setting(None, check)", doc=""), "patience has no docstring"),
            (declared("Setting(None, check)", doc='"""  """'), "patience has no docstring"),
            (declared("Setting(None, check)", doc="check()"), "patience has no docstring"),
            (declared("Setting(None, check)", doc='b"bytes"'), "patience has no docstring"),
            (declared("Setting(None, check)", doc="def f(self): ..."), "patience has no docstring"),
            (declared("Setting(None, check)", annotation=""), "this declares no setting"),
            (declared("Setting(None, check)", annotation=": Any"), "this declares no setting"),
            (declared("Setting(None, check)", annotation=": Setting[int]"), "this declares no"),
            (declared("Setting(default=None, check=check)"), "this declares no setting"),
            (declared("Setting(None)"), "this declares no setting"),
            (declared("make(None, check)"), "this declares no setting"),
            (declared("None"), "this declares no setting"),
            (declared("Setting(None, check, fixed=FIXED)"), "fixed is no bool literal"),
            (declared("Setting(None, check, fixed=0)"), "fixed is no bool literal"),
            (declared("Setting(None, check, per_call=not True)"), "per_call is no bool literal"),
            (declared("Setting(None, check, env=NAME)"), "env is no str literal"),
            (declared("Setting(None, check, env=7)"), "env is no str literal"),
            (declared("Setting(None, check, **keywords)"), "its keywords are not written out"),
            (declared("Setting(None, check, fixed=True, per_call=True)"), "cannot be per_call"),
            (declared("Setting(None, check)") * 2, "patience is declared twice"),
        ],
    )
    def test_what_would_be_misread_is_a_diagnostic(self, source: str, reason: str) -> None:
        with pytest.raises(DocumentError) as caught:
            runtime.read_settings(source)
        (one,) = caught.value.diagnostics
        assert reason in one.reason
        assert one.file == "_core/settings.py"
        line = int(one.pointer.removeprefix("#L"))
        assert "patience" in source.splitlines()[line - 1]

    def test_the_command_line_says_it_without_a_traceback(self, tree: Path) -> None:
        settings = tree / "src/ghxstship/_core/settings.py"
        whole = settings.read_text("utf-8")
        edit(settings, ('    """Seconds to be patient, 0 or more."""\n', ""))
        try:
            done = subprocess.run(
                [sys.executable, "-m", "generator", "check"],
                cwd=tree,
                text=True,
                capture_output=True,
                check=False,
            )
        finally:
            settings.write_text(whole, "utf-8")
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("_core/settings.py#L")
        assert "error: patience has no docstring; write `name: Setting[" in line

    def test_a_public_name_has_one_home(self) -> None:
        homes = [*runtime.public_names().values(), *runtime.webhook_names().values()]
        public = [name for names in homes for name in names]
        assert len(public) == len(set(public))
