"""The command line, and that what is in the repository is what the document gives."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from generator import cli
from generator.load import Document, load
from ghxstship import APIStatusError, RequestOptions
from ghxstship.conventions import API

from .small import Json, document, impossible, of_schemas, operation, written

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
DOCUMENT = str(ROOT / "openapi.yaml")


def remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that works once for the same objects and options."""
    known: dict[object, tuple[object, Any]] = {}

    def call(*arguments: object, **options: object) -> Any:
        key = (*map(id, arguments), repr(options))
        if key not in known:
            known[key] = (arguments, function(*arguments, **options))  # ids last as long as objects
        return known[key][1]

    return call


@pytest.fixture(scope="module", autouse=True)
def ours_is_built_once() -> Iterator[None]:
    """Build our own document's package once; that each run gives the same is tested elsewhere."""
    ours = load(Path(DOCUMENT), strict=True)

    def load_once(path: Path, *, strict: bool = False) -> Document:
        return ours if str(path) == DOCUMENT else load(path, strict=strict)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "load", load_once)
        for name in ("analyze", "own_files", "project_files", "formatted"):
            patch.setattr(cli, name, remembered(getattr(cli, name)))
        yield


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, arguments)
    return result.exit_code, result.output


def unframed(output: str) -> str:
    """A message without the frame that it stands in."""
    return " ".join(output.replace("│", " ").split())


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is generated into the repository."""
    root = tmp_path / "repository"
    shutil.copytree(ROOT / "src" / "ghxstship", root / "src" / "ghxstship")
    shutil.copy(ROOT / "api.md", root / "api.md")
    monkeypatch.setattr(cli, "ROOT", root)
    return root


def files(root: Path) -> dict[str, bytes]:
    """All that is in a folder."""
    return {
        str(one.relative_to(root)): one.read_bytes() for one in root.rglob("*.*") if one.is_file()
    }


class TestRepository:
    def test_it_is_up_to_date(self) -> None:
        code, output = run("check", DOCUMENT)
        assert (code, output.split(",")[-1]) == (0, " up to date\n"), output

    def test_it_does_not_matter_where_one_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        code, output = run("check")
        assert (code, output.split(",")[-1]) == (0, " up to date\n"), output

    @pytest.mark.parametrize(
        "path", ["api.md", "src/ghxstship/atlvs/deals.py", "src/ghxstship/description.json"]
    )
    def test_check_notices_a_change(self, copy: Path, path: str) -> None:
        with (copy / path).open("a", encoding="utf-8") as file:
            file.write("# tampered\n")
        before = (copy / path).read_bytes()
        code, output = run("check", DOCUMENT)
        assert code == 1
        assert f"changed: {path}" in output
        assert ("-# tampered" in output) == (not path.endswith(".json"))
        assert "1 files differ: run `generate`" in output
        assert (copy / path).read_bytes() == before

    def test_check_notices_what_is_missing_and_what_is_stale(self, copy: Path) -> None:
        (copy / "src/ghxstship/models.py").unlink()
        shutil.copy(copy / "src/ghxstship/events.py", copy / "src/ghxstship/atlvs/old.py")
        code, output = run("check", DOCUMENT)
        assert code == 1
        assert "missing: src/ghxstship/models.py" in output
        assert "stale: src/ghxstship/atlvs/old.py" in output

    def test_check_lists_the_files_before_it_shows_them(self, copy: Path) -> None:
        for path in ("api.md", "src/ghxstship/description.json"):
            with (copy / path).open("a", encoding="utf-8") as file:
                file.write("# tampered\n")
        lines = run("check", DOCUMENT)[1].splitlines()
        assert lines[:3] == [
            *("changed: api.md", "changed: src/ghxstship/description.json"),
            "--- api.md",
        ]

    def test_generate_mends_it_all_and_says_so(self, copy: Path) -> None:
        (copy / "src/ghxstship/models.py").unlink()
        shutil.copy(copy / "src/ghxstship/events.py", copy / "src/ghxstship/atlvs/old.py")
        code, output = run("generate", DOCUMENT)
        assert code == 0
        assert "removed src/ghxstship/atlvs/old.py\nwrote src/ghxstship/models.py\n" in output
        assert re.search(r"^1 written, 1 removed, \d\d unchanged\n\Z", output, re.MULTILINE)
        assert run("check", DOCUMENT)[0] == 0

    def test_every_operation_is_generated(self) -> None:
        data: Any = load(ROOT / "openapi.yaml").data
        ids = [
            one["operationId"]
            for item in data["paths"].values()
            for method, one in item.items()
            if method in {"get", "post", "put", "patch", "delete"}
        ]
        overview = (ROOT / "api.md").read_text(encoding="utf-8")
        assert len(ids) > 100
        assert [name for name in ids if f"- `client.{name}(" not in overview] == []

    def test_the_tables_of_the_overview_say_what_is_so_at_run_time(self) -> None:
        overview = (ROOT / "api.md").read_text(encoding="utf-8")

        def rows(heading: str) -> dict[str, list[str]]:
            section = overview.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
            lines = [line[2:-2] for line in section.splitlines() if line.startswith("| ")][2:]
            cells = [re.split(r"(?<!\\) \| ", line) for line in lines]
            return {first.strip("`"): rest for first, *rest in cells}

        statuses = rows("Errors by status")
        for status in range(300, 600):
            kind = APIStatusError.class_for(status).__name__
            if str(status) in statuses:
                assert statuses[str(status)][0] == f"`{kind}`"
                assert statuses[str(status)][1].endswith(".")
            else:
                assert kind == ("InternalServerError" if status >= 500 else "APIStatusError")
        assert list(rows("Options of a call")) == list(RequestOptions.__annotations__)
        servers = {name.strip("'"): url.strip("`") for name, (url,) in rows("Environments").items()}
        assert servers == API.servers


class TestProject:
    def test_one_is_written_and_checked(self, tmp_path: Path) -> None:
        path = str(written(of_schemas({"Thing": {"properties": {"a": {}}}}), tmp_path))
        arguments = (path, "--package", "my_things", "--output", str(tmp_path / "out"))
        assert run("check", *arguments)[0] == 1
        code, output = run("generate", *arguments)
        assert code == 0
        assert "wrote src/my_things/things.py\n" in output
        assert run("check", *arguments)[0] == 0
        assert re.match(r"0 written, 0 removed, \d+ unchanged\n\Z", run("generate", *arguments)[1])

    @pytest.mark.parametrize("name", ["README.md", "pyproject.toml", "src/my_things/_core/auth.py"])
    def test_what_it_did_not_write_stays(self, tmp_path: Path, name: str) -> None:
        path = str(written(of_schemas({"Thing": {"properties": {"a": {}}}}), tmp_path))
        out = tmp_path / "out"
        arguments = (path, "--package", "my_things", "--output", str(out))
        (out / name).parent.mkdir(parents=True)
        (out / name).write_text("# By hand\n")
        code, output = run("generate", *arguments)
        assert (code, output.splitlines()[0]) == (1, f"{name} was not generated")
        assert "choose another --output, or give --force" in output
        assert files(out) == {name: b"# By hand\n"}
        assert run("generate", *arguments, "--force")[0] == 0
        assert run("check", *arguments)[0] == 0

    def test_nor_does_one_take_the_place_of_another(self, tmp_path: Path) -> None:
        path = str(written(of_schemas({"Thing": {"properties": {"a": {}}}}), tmp_path))
        out = tmp_path / "out"
        assert run("generate", path, "--package", "first", "--output", str(out))[0] == 0
        before = files(out)
        code, output = run("generate", path, "--package", "second", "--output", str(out))
        assert (code, "pyproject.toml is of another project" in output) == (1, True)
        renamed = tmp_path / "renamed.json"
        renamed.write_bytes(Path(path).read_bytes())
        code, output = run("generate", str(renamed), "--package", "first", "--output", str(out))
        assert (code, "api.md was generated from small.json" in output) == (1, True)
        assert files(out) == before

    def test_a_file_where_the_folder_should_be_is_said(self, tmp_path: Path) -> None:
        path = written(of_schemas({"Thing": {"properties": {"a": {}}}}), tmp_path)
        code, output = run("generate", str(path), "--output", str(path))
        assert (code, "can't be written" in output) == (1, True)


class TestMistakes:
    @pytest.mark.parametrize("command", ["generate", "check"])
    def test_another_package_needs_a_place_of_its_own(
        self, tmp_path: Path, copy: Path, command: str
    ) -> None:
        overview = (copy / "api.md").read_bytes()
        path = str(written(document({"/a": {"get": operation()}}), tmp_path))
        for arguments, package in (((path,), "small"), ((DOCUMENT, "--package", "other"), "other")):
            code, output = run(command, *arguments)
            assert code == 2
            assert f"gives the package '{package}'" in unframed(output)
            assert "--output" in output
        assert not (copy / "src/small").exists()
        assert not (copy / "src/other").exists()
        assert (copy / "api.md").read_bytes() == overview

    @pytest.mark.parametrize("name", ["small.json", "openapi.yaml"])
    def test_so_does_another_document_for_the_repository_s_package(
        self, tmp_path: Path, copy: Path, name: str
    ) -> None:
        path = written(document({"/a": {"get": operation()}}), tmp_path)
        path = path.rename(tmp_path / name)
        before = files(copy)
        code, output = run("generate", str(path), "--package", "ghxstship")
        assert (code, "say with --output" in unframed(output)) == (2, True)
        assert files(copy) == before

    @pytest.mark.parametrize(
        ("given", "right"),
        [("class", "class_client"), ("pet-hotel", "pet_hotel"), ("PetHotel", "pet_hotel")],
    )
    def test_a_name_that_is_not_a_package_s_is_said(
        self, tmp_path: Path, given: str, right: str
    ) -> None:
        path = str(written(document({"/a": {"get": operation()}}), tmp_path))
        code, output = run("generate", path, "--package", given, "--output", str(tmp_path / "o"))
        said = f"'{given}' is not a package's name: write '{right}'"
        assert (code, said in unframed(output)) == (2, True)
        assert not (tmp_path / "o").exists()

    def test_all_errors_are_printed(self, tmp_path: Path) -> None:
        path = written(of_schemas({"A": {"not": {"type": "string"}}, "B": {"if": {}}}), tmp_path)
        code, output = run("generate", str(path), "--output", str(tmp_path / "out"), "--strict")
        assert code == 1
        assert [line.partition(": ")[0] for line in output.splitlines()] == [
            "small.json#/components/schemas/A/not",
            "small.json#/components/schemas/B/if",
        ]
        assert not (tmp_path / "out").exists()

    def test_an_operation_can_be_skipped(self, tmp_path: Path) -> None:
        bad = impossible()
        path = str(written(document({"/a": {"get": operation(), "put": bad}}), tmp_path))
        arguments = (path, "--output", str(tmp_path / "out"), "--strict")
        assert run("generate", *arguments)[0] == 1
        assert run("generate", *arguments, "--skip", "#/paths/~1a/put")[0] == 0

    def test_so_can_the_forms_that_stand_beside_json(self, tmp_path: Path) -> None:
        content: Json = {"application/json": {}, "text/csv": {}}
        one = {"responses": {"200": {"description": "x", "content": content}}}
        path = str(written(document({"/a": {"get": one}, "/b": {"get": one}}), tmp_path))
        arguments = (path, "--output", str(tmp_path / "out"), "--strict")
        code, output = run("generate", *arguments)
        assert (code, output.count("content/text~1csv: error: text/csv stands beside")) == (1, 2)
        assert run("generate", *arguments, "--skip", "#/paths/*/content/text~1csv")[0] == 0

    def test_warnings_are_printed_and_do_not_stop(self, tmp_path: Path) -> None:
        path = str(written(document({"/a": {"get": operation()}}, {"Unused": {}}), tmp_path))
        code, output = run("generate", path, "--output", str(tmp_path / "out"))
        assert code == 0
        assert "warning: nothing uses this schema" in output

    def test_what_cannot_be_expressed_is_left_out_and_listed(self, tmp_path: Path) -> None:
        bad = impossible()
        path = str(written(document({"/a": {"get": operation(), "put": bad}}), tmp_path))
        code, output = run("generate", path, "--output", str(tmp_path / "out"))
        assert code == 0
        *_, listed, counted, _ = output.splitlines()
        assert listed.startswith("left out: #/paths/~1a/put: 'a b' is not a header's name")
        assert counted == "1 operations left out: --strict makes this an error"
        readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
        assert "`#/paths/~1a/put`: 'a b' is not a header's name" in readme

    def test_the_same_warning_at_many_places_is_said_once(self, tmp_path: Path) -> None:
        one: Json = {"responses": {}}
        path = str(written(document({f"/a{n}": {"get": one} for n in range(9)}), tmp_path))
        code, output = run("generate", path, "--output", str(tmp_path / "out"))
        assert (code, output.count("no success is described")) == (0, 4)
        assert "no success is described, at 6 more places" in output

    def test_a_missing_document_is_said(self, tmp_path: Path) -> None:
        code, output = run("check", str(tmp_path / "none.yaml"))
        assert (code, "none.yaml#: error: the file can't be read" in output) == (1, True)

    @pytest.mark.parametrize("arguments", [["--help"], ["generate", "--help"], ["check", "--help"]])
    def test_there_is_help(self, arguments: list[str]) -> None:
        assert run(*arguments)[0] == 0

    def test_what_is_not_installed_is_said(self) -> None:
        code = (
            "import runpy, sys; sys.modules['typer'] = None; "
            "runpy.run_module('generator', run_name='__main__')"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert "needs typer: pip install --group generator" in done.stderr
        assert "nox -s generate -- " in done.stderr

    def test_usage_errors_are_told_apart(self) -> None:
        assert run("generate", "--nonsense")[0] == 2
