"""What pydantic takes for an argument of a class that is no model: an instance, as it is.

For `validate_call`, and for frameworks that build from signatures. Nothing of pydantic is loaded
before it asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

ClassT = TypeVar("ClassT", bound=type)


def argument(of_class: ClassT) -> ClassT:
    """Have pydantic take what is an instance of a class, or has all that a protocol asks for.

    Args:
        of_class: The class; it is returned.
    """
    asked = _members(of_class) if getattr(of_class, "_is_protocol", False) else frozenset[str]()

    def schema(_: object, __: object) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415 - loaded when pydantic asks

        if not asked:
            # As a default in a JSON schema it is null: no JSON leaves anything out.
            null = core_schema.plain_serializer_function_ser_schema(lambda _: None)
            return core_schema.is_instance_schema(of_class, serialization=null)
        return core_schema.no_info_plain_validator_function(check)

    def check(value: Any) -> Any:
        missing = sorted(name for name in asked if not hasattr(value, name))
        if missing:
            raise ValueError(f"it is no {of_class.__name__}: it has no {missing[0]!r}")
        return value

    def json_schema(_: object, __: object) -> dict[str, object]:
        return {"not": {}}  # no JSON is one

    setattr(of_class, "__get_pydantic_core_schema__", schema)  # noqa: B010 - no member of a protocol
    setattr(of_class, "__get_pydantic_json_schema__", json_schema)  # noqa: B010
    return of_class


def _members(protocol: type) -> frozenset[str]:
    """What a protocol asks for."""
    return frozenset(
        name
        for one in protocol.__mro__
        if getattr(one, "_is_protocol", False)
        for name in (*vars(one), *vars(one).get("__annotations__", ()))
        if not name.startswith("_") or name == "__call__"
    )
