"""Every identifier is decided here: what a word is, what is taken, and who has to give way."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from . import runtime

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

KEYWORDS = frozenset(keyword.kwlist)

MODEL_ATTRIBUTES = frozenset(
    """
    construct copy dict from_orm json model_computed_fields model_config model_construct
    model_copy model_dump model_dump_json model_extra model_fields model_fields_set
    model_json_schema model_parametrized_name model_post_init model_rebuild model_validate
    model_validate_json model_validate_strings mro parse_file parse_obj parse_raw register schema
    schema_json update_forward_refs validate
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""What every model, or its class, has already."""

METHOD_ARGUMENTS = frozenset(
    {"self", "options", "idempotency_key", "max_items", "prefetch", "body"}
)
"""Arguments that methods have beside those of the document."""

_DECORATORS = frozenset({"cached_property", "deprecated", "resource_property"})
"""What stands above methods: one of this name would take its place further down."""

RESOURCE_ATTRIBUTES = frozenset({"with_raw_response", "with_streaming_response"}) | _DECORATORS
"""What every resource has already."""

CLIENT_ATTRIBUTES = (
    frozenset({"aclose", "base_url", "close", "request", "with_options", "with_raw_response"})
    | _DECORATORS
)
"""What every client has already."""

CLIENT_ARGUMENTS = frozenset({"self", *(setting.name for setting in runtime.settings())})
"""What every client's constructor takes already."""

ROOT_MODULES = frozenset(
    {"client", "conventions", "events", "models", "redis_pacing", "telemetry", "webhooks"}
)
"""Modules that stand beside the namespaces, or beside the resources where there are none."""

NAMESPACE_MODULES = frozenset({"models"})
"""Modules that stand beside a namespace's resources."""

IMPORTED = frozenset(
    """
    Annotated Any AsyncEventStream AsyncPager AsyncResource BASE64 Base64 DateField DateTimeField
    EventReader EventStream Final JsonDecimal TimeField
    ListOperation Literal Mapping Model OMIT Omit OnEvent Open OpenInteger Operation Page RawMethods
    RequestOptions Required Resource Sequence StreamOperation TypeAlias TypeAliasType TypedDict
    UNKNOWN_TAG UnknownInteger UnknownValue WireNames
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""Names that generated modules import, which no type may have."""

CLIENTS = frozenset(
    {
        *[
            "API",
            "AsyncClient",
            "Client",
            "AsyncClientOptions",
            "ClientOptions",
            "Environment",
            "Self",
            "TypedDict",
            "Unpack",
        ],
        *(one.name for setting in runtime.settings() for one in setting.typing_imports),
        *(one.name for setting in runtime.settings() for one in setting.runtime_imports),
    }
)
"""Names of the clients and of what their module imports, which no resource's class may have."""

_REMOVED_MODULES = frozenset(
    """
    aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap
    msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib
    """.split()  # noqa: SIM905
)
_NEW_MODULES = frozenset({"annotationlib", "compression"})

DEPENDENCIES = frozenset(
    """
    annotated_types anyio attr attrs brotli certifi h11 httpcore httpx httpx2 idna opentelemetry
    pydantic pydantic_core redis sniffio socksio trio typing_extensions typing_inspection zstandard
    """.split()  # noqa: SIM905
)
"""Packages that the runtime imports, and those that come with them."""

FOREIGN_PACKAGES = sys.stdlib_module_names | _REMOVED_MODULES | _NEW_MODULES | DEPENDENCIES
"""Modules that a package of the same name would hide, on any supported version of Python."""

LONGEST = 120
"""Bytes of UTF-8 that an identifier may have: it is a file's name too, with 255 at most."""

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile(r"uu+s(?![ls])d*|u+(?![ls])d*|u?[ls]+d*|d+[ls]*")


def is_header(text: str) -> bool:
    """Whether a header may have this name (RFC 9110, section 5.6.2)."""
    return _HEADER.fullmatch(text) is not None


def is_variable(text: str) -> bool:
    """Whether an environment variable may have this name in any shell (POSIX)."""
    return _VARIABLE.fullmatch(text) is not None


def words(text: str) -> list[str]:
    """Divide a name of any convention into its words.

    Args:
        text: Such as `hasMore`, `X-Request-ID`, `HTTPServer2` or `created_at`.

    Returns:
        Such as `["has", "More"]`; nothing if there is neither letter nor digit.
    """
    return list(_words(text))


@lru_cache(maxsize=65536)  # a document has the same names over and over
def _words(text: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", text)
    kinds = "".join(map(_kind, text))
    return tuple(text[match.start() : match.end()] for match in _WORD.finditer(kinds))


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """The letter that stands for a character in `_WORD`; an `s` may make a plural of capitals."""
    if character.isupper():
        return "u"
    if character.isdecimal():
        return "d"
    if character == "s":
        return "s"
    return "l" if character.isalpha() else "-"


@lru_cache(maxsize=65536)
def snake(text: str, fallback: str = "value") -> str:
    """A name for an attribute, an argument, a method or a module.

    Args:
        text: Any text.
        fallback: What it is called if nothing in the text can be part of an identifier, and what
            stands before a digit.

    Returns:
        A lower-case identifier, possibly a keyword.
    """
    return _identifier("_".join(words(text)).lower(), fallback)


@lru_cache(maxsize=65536)
def pascal(text: str, fallback: str = "Value") -> str:
    """A name for a type or a class.

    Args:
        text: Any text; what is in this form already stays as it is.
        fallback: As for `snake`.

    Returns:
        An identifier that begins with a capital where there is one.
    """
    parts = words(text)
    if "".join(parts) != text or not text[:1].isupper():
        parts = [
            part[:1].upper() + (part[1:].lower() if part.isupper() else part[1:]) for part in parts
        ]
    return _identifier("".join(parts), fallback)


def _identifier(text: str, fallback: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if not f"a{text}".isidentifier():
        text = "".join(character for character in text if f"a{character}".isidentifier())
        text = unicodedata.normalize("NFKC", text)
    text = text.encode()[:LONGEST].decode(errors="ignore").rstrip("_")
    if not text.strip("_"):
        return fallback
    if text.isidentifier():
        return text
    return f"{fallback}_{text}" if fallback.islower() else f"{fallback}{text}"


def singular(text: str) -> str:
    """The name of one of many: `line_items` to `line_item`, `categories` to `category`."""
    lower = text.lower()
    if lower.endswith(("ss", "us", "is", "series", "news")):
        return text
    if lower.endswith("ies") and len(text) > 4:
        return text[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zes")):
        return text[:-2]
    return text[:-1] if lower.endswith("s") else text


def unique(
    wires: Iterable[str],
    name_of: Callable[[str], str],
    taken: Collection[str] = (),
) -> dict[str, str]:
    """Give every name on the wire an identifier of its own.

    Who is called exactly so comes first, then the alphabet, so that the order of a document's
    properties decides nothing.

    Args:
        wires: Names on the wire; each counts once.
        name_of: `snake`, or the like.
        taken: Identifiers that are not free: who wants one gets an underscore at its end.

    Returns:
        Identifiers by name on the wire, in the order given.
    """
    wires = list(dict.fromkeys(wires))
    used = set(taken)
    chosen: dict[str, str] = {}
    for wire in sorted(wires, key=lambda wire: (name_of(wire) != wire, wire)):
        wanted = name_of(wire)
        if wanted in KEYWORDS or wanted in taken:
            wanted = f"{wanted}_"
        chosen[wire] = free(wanted, used)
        used.add(chosen[wire])
    return {wire: chosen[wire] for wire in wires}


def free(wanted: str, used: Collection[str]) -> str:
    """The name, or the first of `name_2`, `name_3`... that is not used."""
    name, count = wanted, 1
    while name in used:
        count += 1
        name = f"{wanted.rstrip('_')}_{count}"
    return name


def field_names(wires: Iterable[str]) -> dict[str, str]:
    """Identifiers for an object's properties."""
    return unique(wires, lambda wire: snake(wire, "field"), MODEL_ATTRIBUTES)


def argument_names(wires: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Identifiers for a method's arguments.

    Args:
        wires: Pairs of location and name on the wire; who comes first keeps its name where two
            locations have the same.

    Returns:
        Identifiers by pair, in the order given.
    """
    chosen: dict[tuple[str, str], str] = {}
    for location in dict.fromkeys(location for location, _ in wires):
        here = [wire for where, wire in wires if where == location]
        bare = field_names(here) if location == "body" else unique(here, _argument)
        for wire, name in bare.items():
            used = {*METHOD_ARGUMENTS, *chosen.values()}
            wanted = f"{name}_" if name in METHOD_ARGUMENTS else name
            if wanted in used:
                wanted = f"{location}_{name}"
            chosen[location, wire] = free(wanted, used)
    return {pair: chosen[pair] for pair in wires}


def _argument(wire: str) -> str:
    return snake(wire, "argument")


def client_argument_names(names: Iterable[str]) -> dict[str, str]:
    """Identifiers for the arguments of a client's constructor."""
    return unique(names, _argument, CLIENT_ARGUMENTS | {"super"})


def attribute_names(wires: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """Identifiers for methods, and for resources and namespaces as attributes of their parents."""
    return unique(wires, lambda wire: snake(wire, "call"), taken)


def constant(name: str) -> str:
    """An identifier in capitals, in the form in which Python reads it."""
    return unicodedata.normalize("NFKC", name.upper())


def dialect_constant(dialect: str) -> str:
    """What a pagination dialect is called among an API's conventions."""
    return f"{constant(snake(dialect, 'dialect'))}_PAGINATION"


def root_error_name(text: str) -> str:
    """What the root of the errors is called: nothing that Python has.

    A built-in exception of the same name would be hidden from whoever imports it.
    """
    name = pascal(text, "Client")
    if name in KEYWORDS:
        return f"{name}Error"
    return f"Client{name}" if hasattr(builtins, name) else name


def distribution_name(package: str) -> str:
    """What a package is installed as: ASCII (PyPA's specification of names)."""
    plain = unicodedata.normalize("NFKD", package).encode("ascii", "ignore").decode()
    return plain.strip("_") or "client"


def package_name(text: str) -> str:
    """What a package is called: nothing that Python or a dependency has."""
    name = snake(text, "client")
    return f"{name}_client" if name in KEYWORDS or name in FOREIGN_PACKAGES else name


class TypeNames:
    """The types' names, each given once; who asks first is served first."""

    def __init__(self) -> None:
        self._used: set[str] = set(IMPORTED)

    def claim(self, text: str) -> str:
        """Give a type its name.

        Args:
            text: What it should be called.

        Returns:
            An identifier that no other type has.
        """
        wanted = pascal(text)
        if wanted in IMPORTED or wanted in KEYWORDS or _is_caseless(wanted):
            wanted = f"{wanted}Model"
        name, count = wanted, 1
        while name in self._used:
            count += 1
            name = f"{wanted}{count}"
        self._used.add(name)
        return name


def class_names(wanted: Mapping[str, str], taken: Collection[str]) -> dict[str, str]:
    """Names for the classes of resources in one module.

    A resource gives way to a type of the same name and becomes `EventsResource`, and so does the
    one whose async class would meet it.

    Args:
        wanted: What the resources' classes should be called, by key.
        taken: Names that the module uses otherwise.

    Returns:
        Names by key.
    """
    used = {*taken, *IMPORTED, *CLIENTS, *KEYWORDS}
    chosen: dict[str, str] = {}
    for key, text in sorted(wanted.items()):
        name = pascal(text, "Resource")
        if not used.isdisjoint(class_forms(name)) or _is_caseless(name):
            name = f"{name}Resource"
        wanted_name, count = name, 1
        while not used.isdisjoint(class_forms(name)):
            count += 1
            name = f"{wanted_name}{count}"
        chosen[key] = name
        used.update(class_forms(name))
    return chosen


def _is_caseless(name: str) -> bool:
    """Whether an attribute may be called like the type, as in writing without capitals."""
    return name == name.lower()


def class_forms(name: str) -> tuple[str, ...]:
    """The names of all classes that a resource has."""
    raw = f"{name}WithRawResponse"
    return (name, f"Async{name}", raw, f"Async{raw}")
