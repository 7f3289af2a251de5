"""What is particular to the API: servers, security and the extensions, checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from .. import conventions, names
from ..pointers import join
from .prose import first_sentence, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Findings
    from ..load import Document
    from .arguments import LiftedHeader
    from .parameters import Parameters
    from .security import SecurityReader
    from .servers import Servers

_PACKAGE_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.dev\d+)?")


def _header(name: str) -> str:
    if not names.is_header(name):
        raise ValueError(f"{name!r} is not a header's name")
    return name


def _variable(name: str) -> str:
    if not names.is_variable(name):
        raise ValueError(f"{name!r} is not an environment variable's name")
    return name


def _ascii(text: str) -> str:
    if not text.isascii():
        raise ValueError(f"{text!r} is not all ASCII")
    return text


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


_Seconds = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False, strict=False)]
_Ascii = Annotated[str, AfterValidator(_ascii)]


class Signature(_Strict):
    """`x-sdk.webhooks.signature`: a usual scheme, and what is done otherwise."""

    scheme: str | None = None
    header: _Header | None = None
    signed: _Ascii | None = None
    algorithm: Literal["sha256", "sha1", "sha512"] | None = None
    encoding: Literal["hex", "base64", "base64url"] | None = None
    prefix: _Ascii | None = None
    separator: _Ascii | None = None
    timestamp_prefix: _Ascii | None = None
    timestamp_header: _Header | None = None
    id_header: _Header | None = None
    tolerance: _Seconds | None = None
    secret: Literal["text", "base64"] | None = None
    secret_prefix: _Ascii | None = None


class Webhooks(_Strict):
    """`x-sdk.webhooks`."""

    signature: Signature | None = None
    name: str | None = None
    name_header: _Header | None = None
    time: str | None = None
    data: str | None = None
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
    webhooks: Webhooks = Webhooks()


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

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings

    def build(
        self,
        sdk: Sdk,
        name: str,
        *,
        servers: Servers,
        security: SecurityReader,
        parameters: Parameters,
        dialects: tuple[conventions.Dialect, ...],
        error_envelope: Mapping[str, str],
    ) -> conventions.Conventions:
        """The conventions of the whole API.

        Args:
            sdk: The document's `x-sdk`.
            name: The package's name.
            servers: Where the operations are, read from all of them.
            security: What the operations need, read from all of them.
            parameters: What those of all operations say about the client.
            dialects: How lists are divided into pages.
            error_envelope: Where errors keep their parts.
        """
        info = self._document.members("#/info")
        title = self._title()
        self._check_names(sdk)
        summary = info.get("summary") or first_sentence(str(info.get("description") or ""))[0]
        version = str(info.get("version"))
        arguments = self._arguments(security, parameters.lifted)
        return conventions.Conventions(
            package=name,
            title=title,
            summary=sentence(" ".join(str(summary).split())),
            version=version if _PACKAGE_VERSION.fullmatch(version) else "0.1.0",
            root_error=names.root_error_name(sdk.root_error or f"{name}_error"),
            servers=servers.default,
            server_variables=servers.variables(
                [
                    *(name for one in security.credentials for name in one.names),
                    *(one.name for one in arguments),
                ]
            ),
            base_path=servers.base_path,
            base_url_env=sdk.base_url_env or f"{name.upper()}_BASE_URL",
            log_env=sdk.log_env or f"{name.upper()}_LOG",
            credentials=security.credentials,
            security=security.default,
            client_arguments=arguments,
            error_envelope=error_envelope,
            rate_limit=sdk.rate_limit.model_dump(exclude_none=True) if sdk.rate_limit else None,
            request_id_header=sdk.request_id_header,
            idempotency_header=parameters.idempotency_header,
            replayed_header=sdk.replayed_header,
            status_page=sdk.status_page,
            dialects=dialects,
        )

    def package(self, sdk: Sdk, given: str | None) -> str:
        """The package's name: as given, as the document says, or made of its title."""
        return names.package_name(given or sdk.package or self._title())

    def _title(self) -> str:
        title = self._document.members("#/info").get("title")
        return " ".join(str(title or self._document.file.partition(".")[0]).split())

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

    def _arguments(
        self, security: SecurityReader, lifted: Mapping[str, LiftedHeader]
    ) -> tuple[conventions.ClientArgument, ...]:
        """The arguments of the client's constructor beside its credentials."""
        taken = [name for one in security.credentials for name in one.names]
        wanted = [*taken, *(one.name for one in lifted.values())]
        chosen = names.client_argument_names(wanted)
        if len(chosen) < len(wanted):
            reason = "two arguments of the client have the same name"
            self._findings.error("#/components", reason, "give each x-argument its own name")
        return tuple(
            conventions.ClientArgument(chosen[one.name], one.env, one.header, one.doc)
            for one in sorted(lifted.values(), key=lambda one: one.header)
        )
