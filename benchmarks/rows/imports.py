"""What it costs to import a package, and to have a client."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

from ..interpreters import ON_HTTPX, Interpreters, interpreters
from ..measure import US, Contender, Metric, Row, Target

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from ..measure import Effort

_IMPORTS = {
    "the interpreter alone": "pass",
    US: "import ghxstship",
    "httpx": "import httpx",
    "pydantic": "import pydantic",
    "httpx and pydantic": "import httpx, pydantic",
    "stripe": "import stripe",
    "githubkit": "import githubkit",
    "openai": "import openai",
    "anthropic": "import anthropic",
}

_CLIENT_IMPORTS = {
    US: "from ghxstship import Client",
    **{name: code for name, code in _IMPORTS.items() if name in ("httpx", "stripe")},
    "openai": "from openai import OpenAI",
}

_CLIENTS = {
    US: f"{ON_HTTPX}from ghxstship import Client; Client('sk', workspace_id='ws_1')",
    "httpx": "import httpx; httpx.Client()",
    "stripe": "import stripe; stripe.StripeClient('sk_test_1')",
    "githubkit": "import githubkit; githubkit.GitHub('token')",
    "openai": "import openai; openai.OpenAI(api_key='sk')",
    "anthropic": "import anthropic; anthropic.Anthropic(api_key='sk')",
}


def _contender(name: str, code: str, fresh: Interpreters) -> Contender:
    try:
        fresh.run(code)
    except CalledProcessError as error:
        return Contender(name, None, missing=error.stderr.splitlines()[-1])
    return Contender(name, partial(fresh.milliseconds, code))


@contextmanager
def _programs(programs: Mapping[str, str], effort: Effort) -> Generator[list[Contender]]:
    del effort
    with interpreters() as fresh:
        yield [_contender(name, code, fresh) for name, code in programs.items()]


IMPORT = Row(
    name="import",
    title="import, whole process",
    metrics=(Metric("wall", "ms", "httpx", Target(0.25, "httpx")),),
    rounds=11,
    contenders=partial(_programs, _IMPORTS),
)

CLIENT_IMPORT = Row(
    name="import-client",
    title="import the client's class, as programs do, whole process",
    metrics=(Metric("wall", "ms", "httpx", Target(0.4, "httpx")),),
    rounds=11,
    contenders=partial(_programs, _CLIENT_IMPORTS),
)

CLIENT = Row(
    name="client",
    title="import and build a client, whole process",
    metrics=(Metric("wall", "ms", "httpx", Target(1.1, "httpx")),),
    rounds=9,
    contenders=partial(_programs, _CLIENTS),
)
