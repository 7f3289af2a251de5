"""The README's programs run as they stand.

`README_PYTHON` names another interpreter to run them with, such as one that has the wheel alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ghxstship
from ghxstship import Client, sign_webhook
from ghxstship._core.decimals import to_text
from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.samples import Samples
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Generator

    from ghxstship.sandbox import Server

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PROGRAMS = [part.partition("```")[0] for part in README.split("```python\n")[1:]]
PYTHON = os.environ.get("README_PYTHON", sys.executable)
DELIVERY = """
secret, raw_body = "whsec_1", {body!r}
headers = {{"X-GHXSTSHIP-Signature": {header!r}}}
"""


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    with Sandbox().serve() as running:
        yield running


def program(having: str) -> str:
    """The only program of the README that has this text."""
    (found,) = [text for text in PROGRAMS if having in text]
    return found


def run(text: str, server: Server) -> str:
    """Run a program as a user would who has followed the README up to there.

    Returns:
        What it printed.
    """
    environment = {
        **os.environ,
        "GHXSTSHIP_API_KEY": server.api_key,
        "GHXSTSHIP_WORKSPACE_ID": server.workspace_id,
        "GHXSTSHIP_BASE_URL": server.url,
    }
    done = subprocess.run(
        [PYTHON, "-W", "error", "-c", text],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_the_quick_start_wins_a_deal(server: Server) -> None:
    printed = run(program("deals.win("), server)
    assert len(printed.splitlines()) > 50
    settings: dict[str, Any] = {"workspace_id": server.workspace_id, "base_url": server.url}
    with Client(server.api_key, **settings, strict=True) as client:
        newest = client.atlvs.deals.list(status="won", sort="-created_at").data[0]
    assert newest.name == "Harbour Lights"


def test_a_client_of_ones_own_lists_deals(server: Server) -> None:
    assert int(run(program("http_client=http_client"), server)) > 50


def test_the_quick_start_with_tasks_lists_deals(server: Server) -> None:
    assert len(run(program("async for"), server).splitlines()) > 50


def test_a_webhook_is_verified_and_handled(server: Server) -> None:
    body = to_text(Samples().event("deal.won", at=0, key="1")).encode()
    delivery = DELIVERY.format(body=body, header=sign_webhook(body, "whsec_1"))
    text = program("construct_event(raw_body")
    assert run(delivery + text, server) == "Enterprise Contract 150000\n"
    with pytest.raises(AssertionError, match="WebhookVerificationError: signature mismatch"):
        run(delivery.replace("deal.won", "deal.lost") + text, server)


@pytest.mark.once
@pytest.mark.skipif(sys.executable != PYTHON, reason="needs pytest and the extra `sandbox`")
def test_the_fixture_is_there(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "test_pipeline.py"
    file.write_text(program("ghxstship_sandbox"), encoding="utf-8")
    printed = run(f"import pytest; pytest.main(['-q', {str(file)!r}])", server)
    assert "1 passed" in printed


@pytest.mark.skipif("README_PYTHON" not in os.environ, reason="needs a wheel that was just built")
def test_the_package_index_shows_a_readme_whose_links_are_absolute() -> None:
    code = "from importlib.metadata import metadata; print(metadata('ghxstship').get_payload())"
    done = subprocess.run(
        [PYTHON, "-X", "utf8", "-c", code], capture_output=True, check=True, timeout=PATIENCE
    )
    shown = done.stdout.decode("utf-8")
    assert re.findall(r"\]\((?!https://|#)", shown) == []
    assert shown.count(f"/blob/v{ghxstship.__version__}/") >= 10
