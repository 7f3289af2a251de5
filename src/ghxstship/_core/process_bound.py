"""What belongs to one process."""

from __future__ import annotations

from typing import ClassVar, NoReturn


class ProcessBound:
    """What has connections, or counts for its process: it is neither pickled nor copied."""

    __slots__ = ()

    _instead: ClassVar[str]
    """What to do instead."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled or copied.

        Raises:
            TypeError: Always; it says what to do instead.
        """
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied: {self._instead}")


ONE_EACH = (
    "make a client in each process, after a fork or in the initializer of a pool; "
    "with_options() makes another over the same connections"
)
