"""What is particular to the API: servers, security and the extensions, checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, cast

from openapi_python_client.schema.openapi_schema_pydantic import SecurityScheme, Server
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from .. import api, names
from ..load import Document, join
from .parameters import LiftedHeader, client_argument
from .prose import first_sentence, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openapi_python_client.schema import Operation

    from ..diagnostics import Findings
    from .references import References

_PACKAGE_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.dev\d+)?")


def _header(name: str) -> str:
    if not names.is_header(name):
        raise ValueError(f"{name!r} is not a header's name")
    return name


def _variable(name: str) -> str:
    if not names.is_variable(name):
        raise ValueError(f"{name!r} is not an environment variable's name")
    return name


_Header = Annotated[str, AfterValidator(_header)]
_Variable = Annotated[str, AfterValidator(_variable)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _RateLimit(_Strict):
    limit: _Header
    remaining: _Header
    reset: _Header
    window: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


class _Error(_Strict):
    code: str | None = None
    message: str | None = None
    details: str | None = None
    detail_field: str | None = None
    detail_message: str | None = None
    request_id: str | None = None
    documentation_url: str | None = None


class _Webhooks(_Strict):
    signature_header: _Header | None = None
    tolerance_seconds: int | None = None
    versions: list[str] = []
    idempotency_key: str | None = None
    correlation_id: str | None = None


class Sdk(_Strict):
    """The document's `x-sdk`."""

    package: str | None = None
    root_error: str | None = None
    base_url_env: _Variable | None = None
    log_env: _Variable | None = None
    request_id_header: _Header | None = None
    replayed_header: _Header | None = None
    status_page: Annotated[str, Field(pattern=r"^https?://[^\s/]\S*$")] | None = None
    rate_limit: _RateLimit | None = None
    error: _Error = _Error()
    pagination: dict[str, dict[str, str | int]] = {}
    webhooks: _Webhooks = _Webhooks()


def read_sdk(document: Document, findings: Findings) -> Sdk:
    """The document's `x-sdk`, checked; without one, an API without conventions."""
    try:
        return Sdk.model_validate(document.data.get("x-sdk") or {})
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=False):
            pointer = join("#/x-sdk", *item["loc"])
            reason = item["msg"].removeprefix("Value error, ")
            findings.error(pointer, reason, "see docs/extensions.md")
        return Sdk()


class ConventionsBuilder:
    """Puts the conventions together."""

    def __init__(self, document: Document, findings: Findings, references: References) -> None:
        self._document = document
        self._findings = findings
        self._schemes = self._read_schemes(references)

    def build(
        self,
        sdk: Sdk,
        package: str | None,
        lifted: Mapping[str, LiftedHeader],
        idempotency_header: str | None,
        dialects: tuple[api.Dialect, ...],
    ) -> api.Conventions:
        """The conventions of the whole API.

        Args:
            sdk: The document's `x-sdk`.
            package: The package's name if it is not the document's.
            lifted: Headers that are the client's, by name.
            idempotency_header: The header of idempotency keys, if there is one.
            dialects: How lists are divided into pages.
        """
        info = cast("dict[str, Any]", self._document.data["info"])
        title = " ".join(str(info["title"]).split())
        name = names.package_name(package or sdk.package or title)
        self._check_names(sdk)
        summary = info.get("summary") or first_sentence(str(info.get("description") or ""))[0]
        version = str(info["version"])
        credential, arguments = self._arguments(name, lifted)
        return api.Conventions(
            package=name,
            title=title,
            summary=sentence(" ".join(str(summary).split())),
            version=version if _PACKAGE_VERSION.fullmatch(version) else "0.1.0",
            root_error=names.root_error_name(sdk.root_error or f"{name}_error"),
            servers=self._servers(),
            base_url_env=sdk.base_url_env or f"{name.upper()}_BASE_URL",
            log_env=sdk.log_env or f"{name.upper()}_LOG",
            credential=credential,
            client_arguments=arguments,
            error_envelope=sdk.error.model_dump(exclude_none=True),
            rate_limit=sdk.rate_limit.model_dump(exclude_none=True) if sdk.rate_limit else None,
            request_id_header=sdk.request_id_header,
            idempotency_header=idempotency_header,
            replayed_header=sdk.replayed_header,
            status_page=sdk.status_page,
            dialects=dialects,
        )

    def _check_names(self, sdk: Sdk) -> None:
        """Note names that Python can't have, or that would hide one of its modules."""
        package, error = sdk.package or "", sdk.root_error or ""
        named = names.pascal(error, "Client")
        right_package, right_error = names.package_name(package), names.root_error_name(error)
        for key, what, given, right, is_wrong in (
            ("package", "package", package, right_package, package != right_package),
            ("root_error", "class", error, right_error, named != right_error),
        ):
            if given and is_wrong:
                reason = f"{given!r} is not a {what}'s name"
                self._findings.error(join("#/x-sdk", key), reason, f"write {right!r}")

    def check_operation(self, operation: Operation, pointer: str) -> None:
        """Note an operation that the client's credential doesn't open."""
        if operation.security is None or not operation.security:
            return
        chosen = self._chosen()
        alternatives = [_scheme_names(one) for one in operation.security]
        if [] in alternatives or (chosen and [chosen[0]] in alternatives):
            return
        reason = "the client's credential doesn't open this operation"
        wanted = chosen[0] if chosen else "a bearer token or a key in a header"
        self._findings.error(join(pointer, "security"), reason, f"let it accept {wanted!r} alone")

    def _servers(self) -> tuple[api.Server, ...]:
        found: dict[str, api.Server] = {}
        if "servers" not in self._document.data:
            return ()
        for index, server in enumerate(self._document.model.servers):
            pointer = join("#/servers", index)
            url = self._url(server, pointer)
            given = (server.model_extra or {}).get("x-environment")
            if given is None and index == 0:
                given = "production"
            text = server.description.get_untrusted_value() if server.description else ""
            environment = str(given or names.snake(" ".join(text.split()[:3]), "server"))
            if environment in found:
                environment = f"{environment}_{index + 1}"
            if url is not None:
                found[environment] = api.Server(environment, url)
        return tuple(found.values())

    def _url(self, server: Server, pointer: str) -> str | None:
        """A server's URL with its variables' defaults; `None` for one without a host."""
        url = server.url.get_untrusted_value()
        for name, variable in (server.variables or {}).items():
            placeholder = f"{{{name.get_untrusted_value()}}}"
            url = url.replace(placeholder, variable.default.get_untrusted_value())
        if re.fullmatch(r"https?://[^\s{}?#\x00-\x1f\x7f]+", url):
            return url.rstrip("/")
        if not url.startswith("/"):
            remedy = "write an absolute http or https URL whose variables have defaults"
            self._findings.error(join(pointer, "url"), f"{url!r} is not a server", remedy)
        return None

    def _read_schemes(self, references: References) -> dict[str, tuple[SecurityScheme, str]]:
        components = self._document.model.components
        given = (components.securitySchemes if components else None) or {}
        found: dict[str, tuple[SecurityScheme, str]] = {}
        for key, scheme in given.items():
            name = key.get_untrusted_value()
            pointer = join("#/components/securitySchemes", name)
            resolved = references.follow(scheme, pointer, SecurityScheme)
            if resolved is not None:
                found[name] = resolved
        return found

    def _chosen(self) -> tuple[str, SecurityScheme, str] | None:
        """The first scheme of the document's own security that the client can show alone."""
        for requirement in self._document.model.security or ():
            wanted = _scheme_names(requirement)
            if len(wanted) == 1 and wanted[0] in self._schemes:
                scheme, pointer = self._schemes[wanted[0]]
                if _header_of(scheme) is not None:
                    return wanted[0], scheme, pointer
        return None

    def _arguments(
        self, package: str, lifted: Mapping[str, LiftedHeader]
    ) -> tuple[api.CredentialArgument | None, tuple[api.ClientArgument, ...]]:
        """The arguments of the client's constructor."""
        credential, name = self._credential(package), None
        if credential is not None:
            name = credential.name
        wanted = [*([name] if name else []), *(one.name for one in lifted.values())]
        chosen = names.client_argument_names(wanted)
        if len(chosen) < len(wanted):
            reason = "two arguments of the client have the same name"
            self._findings.error("#/components", reason, "give each x-argument its own name")
        arguments = tuple(
            api.ClientArgument(chosen[one.name], one.env, one.header, one.doc)
            for one in sorted(lifted.values(), key=lambda one: one.header)
        )
        return credential, arguments

    def _credential(self, package: str) -> api.CredentialArgument | None:
        security = self._document.model.security or []
        chosen = self._chosen()
        if chosen is None:
            if security and [] not in [_scheme_names(one) for one in security]:
                self._findings.error(
                    "#/security",
                    "the client can show none of these schemes",
                    "offer an http bearer token, or an apiKey in a header, by itself",
                )
            return None
        _, scheme, pointer = chosen
        extension = (scheme.model_extra or {}).get("x-argument")
        argument: tuple[str, str] | None = ("api_key", f"{package.upper()}_API_KEY")
        if extension is not None:
            argument = client_argument(extension)
        if argument is None:
            remedy = "write `x-argument: {name: ..., env: ...}`"
            self._findings.error(pointer, "x-argument is not `{name, env}`", remedy)
            return None
        header, prefix = _header_of(scheme) or ("", "")
        if not names.is_header(header):
            reason = f"{header!r} is not a header's name"
            self._findings.error(join(pointer, "name"), reason, "write such as `X-API-Key`")
        text = scheme.description.get_untrusted_value() if scheme.description else "The API key."
        (name,) = names.client_argument_names([argument[0]]).values()
        return api.CredentialArgument(name, argument[1], header, prefix, sentence(text))


def _header_of(scheme: SecurityScheme) -> tuple[str, str] | None:
    """The header of a scheme and what stands before the key, if it is one header."""
    kind = scheme.type.get_untrusted_value()
    if kind == "http" and scheme.scheme and scheme.scheme.get_untrusted_value().lower() == "bearer":
        return "Authorization", "Bearer "
    place = scheme.security_scheme_in.get_untrusted_value() if scheme.security_scheme_in else None
    if kind == "apiKey" and place == "header" and scheme.name:
        return scheme.name.get_untrusted_value(), ""
    return None


def _scheme_names(requirement: Mapping[Any, Any]) -> list[str]:
    return [name.get_untrusted_value() for name in requirement]
