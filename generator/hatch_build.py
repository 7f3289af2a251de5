"""The build of `ghxstship-generator`: it carries the runtime that generated projects copy.

In the repository the runtime stands beside the generator, in a source distribution below it.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

CARRIED = "repository"
PACKAGE = "ghxstship_generator"
_VERSION = "src/ghxstship/_version.py"


def repository(root: str) -> Path:
    """Where the runtime is: the repository, or the part of it that a source distribution has.

    Args:
        root: The folder of this file.
    """
    carried = Path(root, CARRIED)
    return carried if carried.is_dir() else Path(root).parent


class RuntimeVersion(MetadataHookInterface):
    """The version is that of the runtime."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the version."""
        tree = ast.parse((repository(self.root) / _VERSION).read_text(encoding="utf-8"))
        (metadata["version"],) = (
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
        )


class RuntimeFiles(BuildHookInterface[Any]):
    """The runtime's files become part of what is built."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Add them, unless they are there as all else is: in a source distribution."""
        found = repository(self.root)
        if found.name == CARRIED:
            return
        prefix = f"{PACKAGE}/" if self.target_name == "wheel" else ""
        for path in self.config["carried"]:
            build_data["force_include"][str(found / path)] = f"{prefix}{CARRIED}/{path}"
