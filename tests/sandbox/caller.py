"""Calls a sandbox in its own process, without a server and without waiting."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ghxstship.sandbox.encoding import encode
from ghxstship.sandbox.messages import Request

if TYPE_CHECKING:
    from ghxstship.sandbox import Sandbox


@dataclass
class Reply:
    """What the sandbox answered."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str:
        code: str = self.body["error"]["code"]
        return code

    @property
    def fields(self) -> list[str]:
        """The fields that an error names."""
        return [detail["field"] for detail in self.body["error"]["details"]]


class Caller:
    """One API key in one workspace."""

    def __init__(
        self, sandbox: Sandbox, *, key: str | None = None, workspace: str | None = None
    ) -> None:
        self.sandbox = sandbox
        self.headers = {
            "authorization": f"Bearer {sandbox.api_key if key is None else key}",
            "x-workspace-id": sandbox.workspace_id if workspace is None else workspace,
        }

    def __call__(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Any = (),
        content: bytes | None = None,
        headers: dict[str, str | None] | None = None,
    ) -> Reply:
        given: dict[str, str | None] = dict(self.headers)
        if body is not None:
            content = encode(body)
        if content is not None:
            given["content-type"] = "application/json"
        for name, value in (headers or {}).items():
            given[name.lower()] = value
        request = Request(
            method,
            path,
            urlencode(query).encode(),
            {k.encode(): v.encode() for k, v in given.items() if v is not None},
            content or b"",
        )
        answer = self.sandbox.answer(request)
        pairs = {name.decode(): value.decode() for name, value in answer.headers}
        return Reply(answer.status, pairs, answer.body)

    def get(self, path: str, **query: Any) -> Reply:
        return self("GET", path, query=query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Reply:
        return self("POST", path, body=body, headers={"idempotency-key": key})

    def patch(self, path: str, body: Any) -> Reply:
        return self("PATCH", path, body=body)

    def delete(self, path: str) -> Reply:
        return self("DELETE", path)

    def made(self, path: str, body: Any = None) -> Any:
        """What a POST that must succeed answers."""
        reply = self.post(path, body)
        assert reply.status in (200, 201), reply.content
        return reply.body


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
