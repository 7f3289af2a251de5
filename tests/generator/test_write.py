"""Writing: all or nothing, nothing left over, and only what changed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, ClassVar

import pytest

from generator.write import Change, FormatError, Output, formatted

HEADER = "# Generated from "
OURS = f"{HEADER}x.yaml\n"


def output(root: Path, files: dict[str, str], **more: tuple[str, ...]) -> Output:
    return Output(root, files, "src", HEADER, **more)


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_files_and_their_folders_are_written(tmp_path: Path) -> None:
    files = {"src/a/b.py": OURS, "api.md": "é\n"}
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
    (tmp_path / "src/_core").mkdir()
    (tmp_path / "src/_core/gone.py").write_text("# copied\n")
    wanted = output(tmp_path, {"src/keep.py": OURS}, wholly_ours=("src/_core",))
    assert sorted(map(str, wanted.changes())) == ["stale: src/_core/gone.py", "stale: src/old/a.py"]
    wanted.write()
    assert tree(tmp_path) == {"src/keep.py": OURS, "src/own.py": "# mine\n"}
    assert not (tmp_path / "src/old").exists()


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
        assert str(Change("a.py", "x\ny\n", "x\nz\n")).split("\n") == [
            *("changed: a.py", "--- a.py", "+++ a.py", "@@ -1,2 +1,2 @@"),
            *(" x", "-y", "+z"),
        ]

    def test_they_are_short(self) -> None:
        text = str(Change("a.py", "", "".join(f"{'x' * 999}{n}\n" for n in range(999))))
        assert text.rsplit("\n", maxsplit=1)[-1] == "... 962 more lines"
        assert max(map(len, text.split("\n"))) < 200


class TestFormatting:
    def test_python_is_formatted_and_nothing_else(self) -> None:
        files = {"a/b.py": "x = {  'a':1 }", "c.md": "x = {  'a':1 }"}
        assert formatted(files) == {"a/b.py": 'x = {"a": 1}\n', "c.md": "x = {  'a':1 }"}

    def test_what_is_not_python_is_the_generator_s_fault(self) -> None:
        with pytest.raises(FormatError, match=r"a\.py"):
            formatted({"a.py": "def ("})

    def test_it_takes_one_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[list[str]] = []
        run: Any = subprocess.run

        def count(command: list[str], **options: Any) -> Any:
            calls.append(command)
            return run(command, **options)

        monkeypatch.setattr(subprocess, "run", count)
        formatted({f"m{n}.py": "x=1" for n in range(5)})
        assert len(calls) == 1
