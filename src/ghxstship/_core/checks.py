"""What a setting or an argument may be: each check returns the value in force, or names its fault.

A check takes the setting's name, the value, and the class of the exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, TypeGuard, TypeVar, cast

from .errors import ConfigurationError
from .operation import Omit
from .text import exact_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from .http.protocols import HttpTimeout

ValueT = TypeVar("ValueT")

LONGEST = 1e9
"""Seconds: some thirty years, and what every operating system can wait."""

FURTHEST = 10**15 - 1
"""Seconds: some thirty million years, the furthest that a moment may be from another."""

_HEADER_VALUE = "must be a str of printable ASCII without spaces or line breaks at its ends"


@dataclass(frozen=True, slots=True)
class Timeout:
    """The seconds that each step of an attempt may take, `None` for no limit."""

    connect: float | None
    read: float | None
    write: float | None
    pool: float | None

    def as_dict(self) -> dict[str, float | None]:
        """The steps by their names, as transports take them."""
        return {
            "connect": self.connect,
            "read": self.read,
            "write": self.write,
            "pool": self.pool,
        }


DEFAULT_TIMEOUT = Timeout(connect=5.0, read=30.0, write=30.0, pool=30.0)


def unchecked(name: str, value: ValueT, error: type[ValueError]) -> ValueT:  # noqa: ARG001
    """Accept any value: it is checked where it is used."""
    return value


def check_names(
    given: Mapping[str, object], known: Collection[str], what: str, error: type[ValueError]
) -> None:
    """Refuse an option that there is not, rather than ignore a misspelt one.

    Raises:
        ValueError: Of the given class, naming the option and those that there are.
    """
    for name in cast("Mapping[object, object]", given):
        if not isinstance(name, str) or exact_text(name) not in known:
            raise error(f"{what} has no {shown(name)}; it has {', '.join(sorted(known))}")


def check_answer(name: str, value: ValueT, kinds: type | tuple[type, ...], what: str) -> ValueT:
    """Refuse what a method of a caller's object should not answer.

    Args:
        name: The method, such as `retry_policy.decide`.
        value: What it answered.
        kinds: The classes of what it may answer.
        what: What these are called.

    Raises:
        ConfigurationError: It is none of these; names the method.
    """
    if not isinstance(value, kinds):
        raise ConfigurationError(f"{name} must answer {what}, and answered {shown(value)}")
    return value


def check_methods(
    name: str, value: ValueT, methods: Collection[str], error: type[ValueError]
) -> ValueT:
    """Refuse an object that lacks what it is called by.

    Raises:
        ValueError: Of the given class, naming the setting and the method.
    """
    for method in methods:
        if isinstance(value, type) or not callable(getattr(value, method, None)):
            kind = value.__name__ if isinstance(value, type) else type(value).__name__
            raise error(f"{name} must be an object with a method {method}, not {kind}")
    return value


def is_mapping(value: object) -> bool:
    """Whether a value maps names to something, as far as a caller's arguments do."""
    return isinstance(value, Mapping)


def is_header_value(text: str) -> bool:
    """Whether a text can stand in a header."""
    return text.isascii() and text.isprintable() and text == text.strip()


def check_header_value(name: str, value: str, error: type[ValueError]) -> str:
    """Refuse what cannot stand in a header, without showing it: it may be a secret.

    Returns:
        The value as a `str` and no subclass.

    Raises:
        ValueError: Of the given class, naming the argument or the header.
    """
    text = exact_text(value) if isinstance(cast("object", value), str) else None
    if text is None or not is_header_value(text):
        raise error(f"{name} {_HEADER_VALUE}")
    return text


def check_header(name: str, value: str, error: type[ValueError]) -> tuple[str, str]:
    """Refuse a header that cannot be sent, without showing its value.

    Returns:
        The name and the value, each as a `str` and no subclass.

    Raises:
        ValueError: Of the given class, naming the header.
    """
    if not isinstance(cast("object", name), str):
        raise error(f"a header's name must be a str, not {type(name).__name__}")
    name = exact_text(name)
    value = check_header_value(f"header {name}", value, error)
    if not name or not all("!" <= character <= "~" and character != ":" for character in name):
        raise error(f"{name!r} is not a header's name")
    return name, value


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, which neither text nor a truth value is."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_moment(name: str, value: float, error: type[ValueError], *, least: float) -> float:
    """Refuse all but a number of seconds between two bounds.

    Args:
        name: What the value is called.
        value: The seconds.
        error: The class of the exception.
        least: The smallest that there may be; the largest is `FURTHEST`.

    Raises:
        ValueError: Of the given class, naming the value.
    """
    if not is_number(value) or not least <= value <= FURTHEST:
        raise error(
            f"{name} must be a number of seconds from {least:g} to {FURTHEST:g}, not {shown(value)}"
        )
    return value


def check_interval(name: str, value: float, error: type[ValueError]) -> float:
    """Refuse all but a number of seconds above 0 that can be waited.

    Raises:
        ValueError: Of the given class, naming the value.
    """
    if not is_number(value) or not 0 < value <= LONGEST:
        raise error(
            f"{name} must be more than 0 seconds and at most {LONGEST:g}, not {shown(value)}"
        )
    return value


def is_host(name: bytes) -> bool:
    """Whether a URL's host can be looked up: no label is empty or above 63 bytes (RFC 1035)."""
    try:
        return bool(name.decode("ascii").encode("idna"))
    except UnicodeError:
        return False


def is_port(port: int | None) -> bool:
    """Whether a URL's port can be connected to: beyond 65535 it would wrap round to another."""
    return port is None or 1 <= port <= 65535


def check_flag(name: str, value: bool, error: type[ValueError]) -> bool:
    """Refuse what is neither `True` nor `False`.

    Raises:
        ValueError: Of the given class, naming the setting.
    """
    if type(value) is not bool:
        raise error(f"{name} must be True or False, not {shown(value)}")
    return value


def check_count(name: str, value: int, error: type[ValueError]) -> int:
    """Refuse all but an integer of 0 or more.

    Raises:
        ValueError: Of the given class, naming the setting.
    """
    if type(value) is not int or value < 0:
        raise error(f"{name} must be an integer of 0 or more, not {shown(value)}")
    return value


def check_size(name: str, value: int, error: type[ValueError]) -> int:
    """Refuse all but an integer of 1 or more.

    Raises:
        ValueError: Of the given class, naming the setting.
    """
    if type(value) is not int or value < 1:
        raise error(f"{name} must be an integer of 1 or more, not {shown(value)}")
    return value


def check_seconds(name: str, value: float | None, error: type[ValueError]) -> float | None:
    """Refuse all but a finite number of seconds above 0, or `None`.

    Raises:
        ValueError: Of the given class, naming the setting.
    """
    if value is None or _is_duration(name, value, error):
        return value
    raise error(f"{name} must be more than 0 seconds, or None, not {shown(value)}")


def _is_duration(name: str, value: object, error: type[ValueError]) -> bool:
    """Whether a value is a number of seconds above 0; more than can be waited is an error."""
    if not is_number(value) or not 0 < value < inf:
        return False
    if value > LONGEST:
        raise error(f"{name} must be at most {LONGEST:g} seconds, or None, not {shown(value)}")
    return True


def shown(value: object) -> str:
    """A value as a message quotes it; Python does not write integers of over 4,300 digits."""
    kind = type(value).__name__
    try:
        return exact_text(repr(value))
    except RecursionError:
        return f"a {kind} that is nested too deeply"
    except Exception:  # noqa: BLE001 - the value is the fault to tell of, not what its repr raises
        too_long = isinstance(value, int) and type(value).__repr__ is int.__repr__
        return f"a {kind} of too many digits" if too_long else f"a {kind} that has no repr"


def to_timeout(
    name: str, value: float | HttpTimeout | Omit | None, error: type[ValueError]
) -> HttpTimeout:
    """A timeout that has each step's seconds.

    Args:
        name: The setting's name.
        value: Seconds for each of connect, read, write and pool, `None` for no limit, `OMIT` for
            the default, or the object of either library, which is taken as it is.
        error: The class of the exception.

    Raises:
        ValueError: Of the given class: it is none of these, or the seconds are not above 0.
    """
    if isinstance(value, Omit):
        return DEFAULT_TIMEOUT
    if value is None or isinstance(value, int | float):
        if value is None or _is_duration(name, value, error):
            return Timeout(value, value, value, value)
    elif hasattr(value, "as_dict"):
        return value
    raise error(
        f"{name} must be more than 0 seconds, None, or a Timeout of httpx or httpx2, "
        f"not {shown(value)}"
    )
