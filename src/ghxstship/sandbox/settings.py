"""What a description says to the sandbox alone, under `x-sandbox`; what is unknown is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError

from ..description import DescriptionError
from .encoding import encode

PLACE = "x-sandbox"

Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RateLimit(_Strict):
    """What one tier may send.

    Attributes:
        limit: Requests in any window.
        burst: Further requests in the same window before the answer is 429.
        retry_after: Seconds that a 429 asks for at least.
    """

    limit: PositiveInt
    burst: NonNegativeInt
    retry_after: NonNegativeInt


class Keys(_Strict):
    """Which API keys are good, and what their words mean.

    Attributes:
        prefixes: What a key starts with; empty lets every key in.
        default_tier: The tier of a key that names none.
        scopes: Words in a key that narrow it to the scopes given.
        sample: A key to show and to use by default.
    """

    prefixes: tuple[Text, ...] = ()
    default_tier: Text = "standard"
    scopes: Mapping[Text, frozenset[Text]] = {}
    sample: Text = "sandbox"


class FieldNames(_Strict):
    """What the members that the server itself keeps are called on a resource."""

    id: Text = "id"
    version: Text = "version"
    created: Text = "created_at"
    updated: Text = "updated_at"


class Settings(_Strict):
    """All of it.

    Attributes:
        rate_limits: What each tier may send; without any, nobody is turned away.
        api_keys: Which API keys are good.
        included_scopes: Scopes that bring others with them.
        workspace: The workspace that holds the sample data.
        documentation_url: Where errors are explained; `{code}` stands for the error's code.
        retry_schedule: Seconds before each attempt to deliver a webhook.
        sort_parameter: The query parameter that sorts lists.
        fields: What the members that the server keeps are called.
    """

    rate_limits: Mapping[Text, RateLimit] = {}
    api_keys: Keys = Keys()
    included_scopes: Mapping[Text, frozenset[Text]] = {}
    workspace: Text = "sandbox"
    documentation_url: str = ""
    retry_schedule: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=1)] = (
        0,
        60,
        300,
        1800,
        7200,
        86400,
    )
    sort_parameter: Text = "sort"
    fields: FieldNames = FieldNames()

    @classmethod
    def read(cls, extensions: Mapping[str, Any]) -> Settings:
        """The settings of a description.

        Args:
            extensions: What it says at its root under `x-`.

        Raises:
            DescriptionError: They have another form; every place is named.
        """
        try:
            return cls.model_validate_json(encode(extensions.get(PLACE, {})))
        except ValidationError as error:
            raise DescriptionError(
                "\n".join(
                    f"#/{'/'.join([PLACE, *map(str, item['loc'])])}: {item['msg']}; "
                    "see docs/extensions.md"
                    for item in error.errors(include_url=False, include_context=False)
                )
            ) from None
