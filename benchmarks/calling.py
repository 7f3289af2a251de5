"""What rows that make many calls at once have in common: where they call, and what they measure."""

from __future__ import annotations

from contextlib import contextmanager
from statistics import quantiles
from typing import TYPE_CHECKING, TypeVar

from .loopback import loopback
from .measure import Contender, Metric, optional

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from .measure import Figures, Sampler, Target

OpenT = TypeVar("OpenT")


@contextmanager
def on_loopback(
    opening: Mapping[str, Callable[[], OpenT]], sampler: Callable[[OpenT, str], Sampler]
) -> Generator[list[Contender]]:
    """The contenders of a row, over one server on the loopback interface.

    Args:
        opening: What imports and sets up each, by its name.
        sampler: Makes the sampler of what was set up and the server's URL.
    """
    with loopback() as url:
        yield [
            optional(name, make, lambda opened: sampler(opened, url))
            for name, make in opening.items()
        ]


def metrics(
    reference: str, *, throughput: Target | None = None, p99: Target | None = None
) -> tuple[Metric, ...]:
    """What `figures` are.

    Args:
        reference: The contender whose figures are 1.00.
        throughput: What is to be reached in requests a second.
        p99: What is to be reached in latency.
    """
    return (
        Metric("throughput", "requests/s", reference, throughput),
        Metric("p50", "ms", reference),
        Metric("p99", "ms", reference, p99),
        Metric("CPU", "µs a call", reference),
    )


def figures(latencies: Sequence[float], wall: float, cpu: float) -> Figures:
    """The figures of `metrics`.

    Args:
        latencies: The seconds of each call.
        wall: The seconds of all of them together.
        cpu: The process's seconds on the CPU meanwhile.
    """
    calls = len(latencies)
    percentiles = quantiles(latencies, n=100)
    return calls / wall, percentiles[49] * 1e3, percentiles[98] * 1e3, cpu / calls * 1e6
