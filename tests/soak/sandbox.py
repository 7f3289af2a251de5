"""The sandbox in a process of its own."""

from __future__ import annotations

import json
import sys

from ghxstship.sandbox import Sandbox


def main() -> None:
    """Serve until standard input is closed."""
    sandbox = Sandbox()
    with sandbox.serve() as server:
        names = ("url", "api_key", "workspace_id")
        print(json.dumps({name: getattr(server, name) for name in names}), flush=True)
        sys.stdin.read()
    sandbox.close()
    print("{}")


if __name__ == "__main__":
    main()
