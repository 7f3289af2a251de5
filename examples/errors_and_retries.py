"""Errors: one tree, with what support will ask for; retries: a value that you can replace."""

from __future__ import annotations

from ghxstship import (
    Client,
    GhxstshipError,
    NotFoundError,
    RateLimitError,
    RetryPolicy,
    UnprocessableEntityError,
)
from ghxstship.sandbox import Sandbox


def main(client: Client, sandbox: Sandbox) -> None:
    try:
        client.atlvs.deals.get("deal_gone")
    except NotFoundError as error:
        print(f"{error.status_code} {error.code}: {error.message} ({error.request_id})")

    try:
        client.atlvs.contacts.create(first_name="Ada", last_name="Moreno", email="not an address")
    except UnprocessableEntityError as error:
        for detail in error.details:
            print(f"{detail.field}: {detail.message}")

    # A 503 is tried again on its own, twice unless you say otherwise.
    sandbox.fail_next(status=503)
    print(f"{client.atlvs.deals.list(limit=1).total} deals, after a 503")

    # A server that asks for more than you are willing to wait gets an error that says so.
    patient = RetryPolicy(max_retry_after=5)
    sandbox.fail_next(status=429, headers={"Retry-After": "3600"})
    try:
        client.with_options(retry_policy=patient).atlvs.deals.list()
    except RateLimitError as error:
        print(f"come back in {error.retry_after:.0f} s: {error}")

    # Everything that the SDK raises has one root.
    try:
        client.with_options(max_retries=0).atlvs.deals.get("..")
    except GhxstshipError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    sandbox = Sandbox()
    with (
        sandbox.serve() as server,
        Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client,
    ):
        main(client, sandbox)
