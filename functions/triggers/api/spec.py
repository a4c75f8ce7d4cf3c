"""What the `api` trigger says about itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from statewright.core.specs import Function, Grant, Reach, TriggerSpec

_HeaderName = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z-]+$",
        json_schema_extra={"pattern_help": "a header's name: letters, digits and -"},
    ),
]


class Config(BaseModel):
    """Which request starts the workflow."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"dependentRequired": {"secret_header": ["secret"], "secret": ["secret_header"]}},
    )

    method: Literal["POST", "GET", "PUT", "PATCH", "DELETE"] = Field(
        "POST", title="Method", description="POST for most services that send you something."
    )
    path: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*$")] = Field(
        title="Path",
        description="The end of the address that other systems call, behind /hooks/.",
        examples=["orders", "newsletter/sign-up"],
        max_length=200,
        json_schema_extra={
            "widget": "hook_path",
            "pattern_help": "small letters, digits, - and _, in parts separated by /",
        },
    )
    body_schema: dict[str, JsonValue] | None = Field(
        None,
        title="What the body looks like",
        description="Requests whose body does not fit are refused, and told why. Steps are offered these fields.",
        json_schema_extra={"widget": "schema", "describes": "body", "literal": True},
    )
    secret_header: _HeaderName | None = Field(
        None,
        title="Secret header",
        description="Name of a request header that must carry the secret. Leave both empty to let everybody in.",
        examples=["X-Webhook-Secret"],
        max_length=100,
        json_schema_extra={"advanced": True},
    )
    secret: str | None = Field(
        None,
        title="Secret",
        description="What the secret header must say. At least 8 characters.",
        min_length=8,
        max_length=1024,
        json_schema_extra={"widget": "secret", "advanced": True},
    )

    @model_validator(mode="after")
    def _secret_is_whole(self) -> Config:
        if (self.secret_header is None) != (self.secret is None):
            raise ValueError("give both the secret header and the secret, or neither")
        return self


class Output(BaseModel):
    """The request: the shape of `$trigger`."""

    method: str = Field(title="Method", examples=["POST"])
    path: str = Field(title="Path", examples=["orders"])
    query: dict[str, str] = Field(title="Query", description="A repeated parameter is joined with commas.")
    headers: dict[str, str] = Field(
        title="Headers", description="Names in lower case. Cookies, credentials and the secret header are left out."
    )
    body: JsonValue = Field(title="Body", description="The parsed JSON or form, the text of any other body, or null.")


SPEC = TriggerSpec(
    name="api",
    title="When an API is called",
    description="Start when another system sends a request to an address of this workflow.",
    icon="webhook",
    Config=Config,
    Output=Output,
    function=Function(
        memory_mb=512,
        timeout_seconds=15,
        reach=(Reach.REDIS,),
        grants=(Grant.START_EXECUTIONS, Grant.INVOKE_SYSTEM),
    ),
)
