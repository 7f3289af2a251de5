"""Security: the credentials that operations need, as arguments of the client."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.schema.openapi_schema_pydantic import Reference, SecurityScheme

from .. import names
from ..conventions import ClientArgument, CredentialArgument, Place, Security
from ..pointers import join
from .parameters import client_argument
from .prose import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Findings
    from ..load import Document
    from .operations import Endpoint
    from .references import References

_SCHEMES = "#/components/securitySchemes"
_TOKENS = {"oauth2": "access_token", "openidconnect": "access_token"}
_PLACES = {"header": Place.HEADER, "query": Place.QUERY, "cookie": Place.COOKIE}


class SecurityReader:
    """What the operations need, and the credentials that this comes to.

    Args:
        document: The document.
        package: The package's name, which the environment variables begin with.
        references: Follows references to schemes.
        findings: Takes what can't be expressed.
        endpoints: All operations.

    Attributes:
        credentials: Those that some operation needs.
        by_scheme: The same, by what the document calls the schemes.
        default: The alternatives of the operations that have none of their own.
    """

    def __init__(
        self,
        document: Document,
        package: str,
        references: References,
        findings: Findings,
        endpoints: Iterable[Endpoint],
    ) -> None:
        self._document = document
        self._findings = findings
        self._prefix = package.upper()
        self._schemes = self._read(references)
        wanted = {one.pointer: self._wanted(one) for one in endpoints}
        used = [name for given in wanted.values() for one in given or () for name in one]
        self.by_scheme = self._arguments(dict.fromkeys(used))
        self.credentials = tuple(dict.fromkeys(self.by_scheme.values()))
        found = {
            pointer: None if given is None else self._named(given)
            for pointer, given in wanted.items()
        }
        self._alternatives = {key: one for key, one in found.items() if one is not None}
        root = self._named(self._requirements(self._document.items("#/security"), "#/security"))
        counted = Counter(self._alternatives.values())
        self.default: Security = ()
        if root and root in counted:
            self.default = root
        elif counted:
            # The commonest, and of equally common ones the first in the alphabet.
            self.default = min(counted, key=lambda one: (not one, -counted[one], one))

    def of(self, endpoint: Endpoint) -> Security | None:
        """What an operation needs; `None` for what most do."""
        own = self._alternatives.get(endpoint.pointer, ())
        return None if own == self.default else own

    def _wanted(self, endpoint: Endpoint) -> list[list[str]] | None:
        """The schemes that an operation needs, in alternatives that can be expressed."""
        place = join(endpoint.pointer, "security")
        if endpoint.operation.security is None:
            given, place = self._document.items("#/security"), "#/security"
        else:
            given = [
                {name.get_untrusted_value(): () for name in one}
                for one in endpoint.operation.security
            ]
        found = self._requirements(given, place)
        if given and not found:
            with self._findings.within(join("#/paths", endpoint.path, endpoint.method)):
                reason = "the client can show none of these schemes"
                remedy = "offer http bearer or basic, an apiKey, oauth2 or openIdConnect"
                self._findings.error(place, reason, remedy)
            return None
        return found

    def _requirements(self, given: Iterable[Any], place: str) -> list[list[str]]:
        """The alternatives whose schemes are all known; the others are noted."""
        found: list[list[str]] = []
        for index, requirement in enumerate(given):
            if not isinstance(requirement, dict):
                self._findings.slip(join(place, index), "this is no object", "name the schemes")
                continue
            wanted = [*cast("dict[str, object]", requirement)]
            unknown = [name for name in wanted if name not in self._schemes]
            for name in unknown:
                reason = f"the security scheme {name!r} is not among those that can be expressed"
                self._findings.slip(join(place, index), reason, "describe it under securitySchemes")
            if not unknown and wanted not in found:
                found.append(wanted)
        return found

    def _named(self, wanted: list[list[str]]) -> Security:
        """Alternatives by the arguments of the client."""
        found = [
            tuple(dict.fromkeys(self.by_scheme[name].name for name in one))
            for one in wanted
            if all(name in self.by_scheme for name in one)
        ]
        return tuple(dict.fromkeys(found))

    def _read(self, references: References) -> dict[str, tuple[SecurityScheme, str]]:
        """The document's schemes that can be expressed, and where they stand."""
        found: dict[str, tuple[SecurityScheme, str]] = {}
        for name, scheme in self._document.members(_SCHEMES).items():
            pointer = join(_SCHEMES, name)
            given: Reference | SecurityScheme
            if isinstance(scheme, dict) and "$ref" in scheme:
                given = self._document.resolve(pointer, Reference)
            else:
                given = self._document.resolve(pointer, SecurityScheme)
            resolved = references.follow(given, pointer, SecurityScheme)
            if resolved is not None and _shown(resolved[0]) is not None:
                found[name] = resolved
        return found

    def _arguments(self, used: Iterable[str]) -> dict[str, CredentialArgument]:
        """The arguments of the schemes that are used; those that show the same are one."""
        found: dict[str, CredentialArgument] = {}
        by_place: dict[tuple[Place, str, str], CredentialArgument] = {}
        taken: list[str] = []
        for name in used:
            shown = _shown(self._schemes[name][0])
            if shown is None:
                continue
            place, wire, prefix = shown
            key = (place, wire.lower(), prefix)
            if key not in by_place:
                by_place[key] = self._argument(name, shown, taken)
                taken += by_place[key].names
            found[name] = by_place[key]
        return found

    def _argument(
        self, name: str, shown: tuple[Place, str, str], taken: list[str]
    ) -> CredentialArgument:
        """The argument of a scheme.

        Args:
            name: What the document calls the scheme.
            shown: Where it is shown, under what name, and what stands before it.
            taken: Arguments of other schemes.
        """
        scheme, pointer = self._schemes[name]
        place, wire, prefix = shown
        if place is Place.HEADER and not names.is_header(wire):
            reason = f"{wire!r} is not a header's name"
            self._findings.error(join(pointer, "name"), reason, "write such as `X-API-Key`")
        kind = scheme.type.get_untrusted_value().lower()
        is_basic = prefix == "Basic "
        text = scheme.description.get_untrusted_value() if scheme.description else ""
        said = "The user's name." if is_basic else _DOCS.get(kind, "The API key.")
        doc = sentence(text or said)
        wanted = "username" if is_basic else _TOKENS.get(kind, "api_key")
        argument, env = self._free([wanted, name], taken)
        extension = (scheme.model_extra or {}).get("x-argument")
        if extension is not None:
            given = client_argument(extension)
            if given is None:
                remedy = "write `x-argument: {name: ..., env: ...}`"
                self._findings.error(pointer, "x-argument is not `{name, env}`", remedy)
            else:
                (argument,) = names.client_argument_names([given[0]]).values()
                env = given[1]
        password = None
        if is_basic:
            second, second_env = self._free(["password"], [*taken, argument])
            password = ClientArgument(second, second_env, "", "The user's password.")
        return CredentialArgument(argument, env, wire, prefix, doc, place, password)

    def _free(self, wanted: list[str], taken: list[str]) -> tuple[str, str]:
        """The first of these arguments that is not taken, and its environment variable."""
        options = [*names.client_argument_names(wanted).values()]
        name = next((one for one in options if one not in taken), names.free(options[-1], taken))
        return name, f"{self._prefix}_{name.upper()}"


_DOCS = {
    "oauth2": "An OAuth 2.0 access token.",
    "openidconnect": "An OpenID Connect access token.",
}


def _shown(scheme: SecurityScheme) -> tuple[Place, str, str] | None:
    """Where a scheme is shown, under what name, and what stands before it; `None` if unknown."""
    kind = scheme.type.get_untrusted_value().lower()
    if kind == "http" and scheme.scheme:
        http = scheme.scheme.get_untrusted_value().lower()
        if http in {"bearer", "basic"}:
            return Place.HEADER, "Authorization", f"{http.capitalize()} "
        return None
    if kind in {"oauth2", "openidconnect"}:
        return Place.HEADER, "Authorization", "Bearer "
    place = scheme.security_scheme_in.get_untrusted_value() if scheme.security_scheme_in else ""
    if kind == "apikey" and place in _PLACES and scheme.name:
        return _PLACES[place], scheme.name.get_untrusted_value(), ""
    return None
