"""What all tests rely on, whatever started them: signals as usual, and Hypothesis unhurried.

And little garbage collection: the modules and items of all tests are never garbage.
"""

from __future__ import annotations

import gc
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Generator


def restore_signals() -> None:
    """Take signals as a program in the foreground does.

    What starts the tests may ignore or block some, and every process inherits that: a shell's
    background jobs ignore SIGINT, and some supervisors block SIGTERM. SIGHUP stays as it is, since
    `nohup` ignores it for the tests' own sake.
    """
    for number, handler in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGTERM, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})


LONGEST = "test_hostile_costs.py"

restore_signals()
# A slow machine is no counterexample, and what chance finds can be run again.
settings.register_profile("ours", deadline=None, print_blob=True)
settings.load_profile("ours")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage, which is nearly half of the work; then leave it be.

    What a test calls `gc.collect()` for is made after this.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the file that takes longest first: last, it would keep one of many processes alone.

    And refuse names that differ from process to process, which pytest-xdist cannot share out.
    """
    items.sort(key=lambda item: item.path.name != LONGEST)
    for item in items:
        if " at 0x" in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid}: an object's address is no name, give it ids=")
