"""Writes the golden packages again: `python -m tests.generator.golden`. Review what changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.analysis import analyze
from generator.load import load
from generator.targets.python.package import project_files
from generator.write import formatted

FOLDER = Path(__file__).parent
DOCUMENTS = sorted(FOLDER.glob("*.yaml"))
WHOLE = "security"
"""The document of which all is kept; of the others, what is not much the same for any."""
_MUCH_THE_SAME = {
    *("__init__.py", "_version.py", "client.py", "clients.py", "mock.py", "py.typed"),
    *("pyproject.toml", "test_operations.py", "test_readme.py", "api.md"),
}
_COPIED = ("_core", "redis_pacing", "telemetry.py", "webhooks", "inbox")
_OF_THE_DOCUMENT = (["webhooks", "conventions.py"], ["webhooks", "known_events.py"])
SUFFIX = ".txt"
"""Behind each file's name: no tool is to take them for modules of this project."""


def golden(document: Path) -> dict[str, str]:
    """What is kept of a document's project, by path below its folder."""
    api, _ = analyze(load(document, strict=True))
    kept: dict[str, str] = {}
    for path, content in project_files(api).items():
        parts = path.split("/")
        is_own = parts[0] != "src" or parts[2] not in _COPIED or parts[2:] in _OF_THE_DOCUMENT
        if is_own and (document.stem == WHOLE or parts[-1] not in _MUCH_THE_SAME):
            kept[path] = content
    return {f"{path}{SUFFIX}": content for path, content in formatted(kept).items()}


def main() -> None:
    """Write all of them."""
    for document in DOCUMENTS:
        folder = FOLDER / document.stem
        shutil.rmtree(folder, ignore_errors=True)
        for path, content in golden(document).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
