"""What one method takes, and the parameters of the document that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .. import names
from ..api import KeywordBody

if TYPE_CHECKING:
    from openapi_python_client.schema import Parameter

    from ..api import Body, WholeBody
    from ..api import Parameter as Argument
    from ..types import Field, Type


@dataclass(frozen=True, slots=True)
class LiftedHeader:
    """A header that is the client's rather than each method's."""

    name: str
    env: str
    header: str
    doc: str


@dataclass(frozen=True, slots=True)
class GivenParameter:
    """A parameter of the document, its references resolved."""

    parameter: Parameter
    pointer: str
    is_implied: bool = False
    """Whether only the path has it."""
    is_shared: bool = False
    """Whether a reference led to it."""

    @property
    def wire(self) -> str:
        """Its name."""
        return self.parameter.name.get_untrusted_value()

    @property
    def location(self) -> str:
        """Where it goes."""
        return str(self.parameter.param_in)

    def extension(self, name: str) -> Any:
        """What an `x-` key says, `None` where it is not there."""
        return (self.parameter.model_extra or {}).get(name)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one method takes."""

    parameters: tuple[Argument, ...]
    body: Body | None
    idempotent: bool = False
    given: tuple[GivenParameter, ...] = ()
    """All parameters of the operation, whether or not a method takes them, in their order."""

    def argument(self, given: GivenParameter) -> str | None:
        """The argument that gives a parameter, `None` where no caller is asked for it."""
        for one in self.parameters:
            if (one.wire, str(one.location)) == (given.wire, given.location):
                return None if one.is_constant else one.name
        return None

    def type_of(self, name: str) -> Type | None:
        """The type of an argument, `None` where none is called so."""
        arguments: list[Argument | Field | WholeBody] = [*self.parameters]
        if isinstance(self.body, KeywordBody):
            arguments += self.body.fields
        elif self.body is not None:
            arguments.append(self.body)
        return next((one.type for one in arguments if one.name == name), None)


def named(parameters: list[Argument], body: Body | None) -> Arguments:
    """The arguments, each with an identifier that no other has."""
    pairs = [(str(one.location), one.wire) for one in parameters]
    fields = body.fields if isinstance(body, KeywordBody) else ()
    chosen = names.argument_names([*pairs, *(("body", one.wire) for one in fields)])
    if isinstance(body, KeywordBody):
        own = tuple(replace(one, name=chosen["body", one.wire]) for one in fields)
        body = replace(body, fields=own)
    return Arguments(
        parameters=tuple(
            replace(one, name=chosen[pair]) for one, pair in zip(parameters, pairs, strict=True)
        ),
        body=body,
    )
