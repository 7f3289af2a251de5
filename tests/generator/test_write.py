"""Writing: all or nothing, nothing left over, and only what changed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, ClassVar

import pytest

from generator.targets.python.modules import header, markdown_header, source_of, stated
from generator.write import Change, ForeignFilesError, FormatError, Output, formatted

pytestmark = pytest.mark.once

OURS = f"{header('x.yaml')}\n"
THEIRS = f"{header('y.yaml')}\n"


def output(root: Path, files: dict[str, str], **more: Any) -> Output:
    return Output(root, files, "src", "x.yaml", source_of, **more)


def put(root: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_files_and_their_folders_are_written(tmp_path: Path) -> None:
    files = {"api.md": "é\n", "src/a/b.py": OURS}
    changes = output(tmp_path, files).write()
    assert [change.path for change in changes] == ["api.md", "src/a/b.py"]
    assert tree(tmp_path) == files
    assert (tmp_path / "api.md").read_bytes() == b"\xc3\xa9\n"


def test_what_is_right_is_left_alone(tmp_path: Path) -> None:
    files = {"src/a.py": OURS, "src/b.py": OURS}
    output(tmp_path, files).write()
    os.utime(tmp_path / "src/a.py", (1, 1))
    assert output(tmp_path, {**files, "src/b.py": f"{OURS}b = 1\n"}).write() != []
    assert (tmp_path / "src/a.py").stat().st_mtime == 1
    assert output(tmp_path, tree(tmp_path)).changes() == []


def test_leftovers_of_earlier_runs_are_removed(tmp_path: Path) -> None:
    output(tmp_path, {"src/old/a.py": OURS, "src/keep.py": OURS}).write()
    (tmp_path / "src/old/__pycache__").mkdir()
    (tmp_path / "src/old/__pycache__/a.pyc").write_bytes(b"")
    (tmp_path / "src/own.py").write_text("# mine\n")
    wanted = output(tmp_path, {"src/keep.py": OURS})
    assert list(map(str, wanted.changes())) == ["stale: src/old/a.py"]
    wanted.write()
    assert tree(tmp_path) == {"src/keep.py": OURS, "src/own.py": "# mine\n"}
    assert not (tmp_path / "src/old").exists()


class TestForeignFiles:
    PROJECT = 'name = "x"'

    def wanted(self, root: Path) -> Output:
        files = {
            "README.md": "new\n",
            "api.md": "new\n",
            "src/a.py": f"{OURS}new\n",
            "src/new.py": OURS,
            "src/empty.py": OURS,
            "x.json": "{}\n",
            "pyproject.toml": f"{OURS}{self.PROJECT}\n",
        }
        told_by = {"pyproject.toml": self.PROJECT}
        return output(root, files, unmarked=frozenset({"x.json"}), told_by=told_by)

    def test_they_are_named_and_nothing_is_written(self, tmp_path: Path) -> None:
        before = {
            "README.md": "# Mine\n",
            "api.md": f"{markdown_header('y.yaml')}\n",
            "pyproject.toml": f'{OURS}name = "y"\n',
            "src/a.py": OURS,
            "src/empty.py": "",
            "src/own.py": "# mine\n",
            "src/theirs.py": THEIRS,
            "x.json": "[]\n",
        }
        put(tmp_path, before)
        with pytest.raises(ForeignFilesError) as caught:
            self.wanted(tmp_path).write()
        assert caught.value.files == {
            "README.md": "was not generated",
            "api.md": "was generated from y.yaml",
            "pyproject.toml": 'is of another project: it has no line `name = "x"`',
            "src/theirs.py": "was generated from y.yaml",
        }
        assert tree(tmp_path) == before

    def test_they_can_be_forced_but_not_those_that_are_in_nobody_s_way(
        self, tmp_path: Path
    ) -> None:
        put(tmp_path, {"README.md": "# Mine\n", "src/theirs.py": THEIRS, "src/own.py": "# mine\n"})
        wanted = self.wanted(tmp_path)
        wanted.write(force=True)
        assert tree(tmp_path) == {**wanted.files, "src/own.py": "# mine\n"}

    def test_what_is_the_same_already_is_in_nobody_s_way(self, tmp_path: Path) -> None:
        put(tmp_path, {"README.md": "new\n"})
        self.wanted(tmp_path).write()

    @pytest.mark.parametrize("name", ["x.yaml", "a -- b.yaml", "a\nb.yaml", "é by `x`:.json"])
    def test_a_generated_file_names_its_document(self, name: str) -> None:
        for text in (header(name), markdown_header(name), header(name, "see there.")):
            assert source_of(f"{text}\n") == stated(name)
        for text in ("", "# Generated from x.yaml", f"x = 1\n{header(name)}"):
            assert source_of(text) is None


class TestAllOrNothing:
    BEFORE: ClassVar[dict[str, str]] = {"src/a.py": f"{OURS}1\n", "src/stale.py": OURS}
    AFTER: ClassVar[dict[str, str]] = {
        "src/a.py": f"{OURS}2\n",
        "src/new/b.py": OURS,
        "z.md": "z\n",
    }

    @pytest.mark.parametrize("failing", [0, 1, 2])
    def test_a_file_that_cannot_be_put_in_place_undoes_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
        output(tmp_path, self.BEFORE).write()
        calls: list[Path] = []
        replace = Path.replace

        def fail(path: Path, target: Path) -> Path:
            calls.append(path)
            if len(calls) - 1 == failing:
                raise OSError("disk full")
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="disk full"):
            output(tmp_path, self.AFTER).write()
        assert tree(tmp_path) == self.BEFORE
        assert not (tmp_path / "src/new").exists()

    def test_a_file_that_cannot_be_staged_undoes_all(self, tmp_path: Path) -> None:
        output(tmp_path, self.BEFORE).write()
        (tmp_path / "src/new").write_text("a file where a folder should be")
        before = tree(tmp_path)
        with pytest.raises(OSError, match="src/new"):
            output(tmp_path, self.AFTER).write()
        assert tree(tmp_path) == before


class TestChanges:
    def test_they_say_what_is_wrong(self) -> None:
        assert str(Change("a.py", None, "x\n")) == "missing: a.py"
        assert str(Change("a.py", "x\n", None)) == "stale: a.py"
        assert str(Change("a.py", "x\n", "z\n")) == "changed: a.py"

    def test_they_show_where_a_file_differs(self) -> None:
        assert Change("a.py", "x\ny\n", "x\nz\n").diff() == [
            *("--- a.py", "+++ a.py", "@@ -1,2 +1,2 @@"),
            *(" x", "-y", "+z"),
        ]
        assert Change("a.py", None, "x\n").diff() == Change("a.py", "x\n", None).diff() == []

    def test_they_are_short(self) -> None:
        lines = Change("a.py", "", "".join(f"{'x' * 999}{n}\n" for n in range(999))).diff()
        assert lines[-1] == "... 962 more lines"
        assert max(map(len, lines)) < 200


class TestFormatting:
    def test_python_is_formatted_and_nothing_else(self) -> None:
        files = {"a/b.py": "x = {  'a':1 }", "c.md": "x = {  'a':1 }"}
        assert formatted(files) == {"a/b.py": 'x = {"a": 1}\n', "c.md": "x = {  'a':1 }"}

    def test_what_is_not_python_is_the_generator_s_fault(self) -> None:
        with pytest.raises(FormatError, match=r"a\.py"):
            formatted({"a.py": "def ("})

    def test_it_takes_two_processes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[list[str]] = []
        run: Any = subprocess.run

        def count(command: list[str], **options: Any) -> Any:
            calls.append(command)
            return run(command, **options)

        monkeypatch.setattr(subprocess, "run", count)
        formatted({f"m{n}.py": "x=1" for n in range(5)})
        assert len(calls) == 2, "one that sorts and one that formats"
