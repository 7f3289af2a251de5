"""Watch every attempt, and stay below the rate limit."""

from __future__ import annotations

from collections import Counter

from ghxstship import Client, Pacing, ResponseInfo, RetryInfo
from ghxstship.sandbox import Sandbox

seen: Counter[str] = Counter()


def count(response: ResponseInfo) -> None:
    """Called after each attempt, answered or not."""
    seen[f"{response.operation} {response.status or response.error}"] += 1
    if response.rate_limit is not None and response.attempt == 1:
        seen["requests left"] = response.rate_limit.remaining or 0


def tell(retry: RetryInfo) -> None:
    """Called when an attempt is followed by another."""
    print(f"{retry.method} {retry.route}: {retry.status}, again in {retry.wait:.2f} s")


def main() -> None:
    """Make a few calls, one of which needs a second attempt."""
    sandbox = Sandbox()
    with (
        sandbox.serve() as server,
        Client(
            server.api_key,
            workspace_id=server.workspace_id,
            base_url=server.url,
            on_response=count,
            on_retry=tell,
            # For many processes: ghxstship.redis_pacing.RedisPacing("redis://...")
            pacing=Pacing(),
        ) as client,
    ):
        sandbox.fail_next(status=503)
        for _ in range(20):
            client.atlvs.deals.list(limit=1)
    for what, number in seen.items():
        print(f"{what}: {number}")


if __name__ == "__main__":
    main()
