"""What `api_call` says about itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from statewright.core.specs import ActionSpec, Function, Reach

MAX_TIMEOUT_SECONDS = 25.0

HeaderName = Annotated[
    str,
    Field(
        pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
        max_length=256,
        json_schema_extra={"pattern_help": "a header's name, without spaces, such as X-API-Key"},
    ),
]
"""A field name in RFC 9110's token syntax."""

HeaderValue = Annotated[
    str,
    Field(
        pattern=r"^[^\x00\r\n]*$",
        max_length=8192,
        json_schema_extra={"pattern_help": "one line, without line breaks"},
    ),
]
"""A field value that cannot end its line and smuggle another header in."""

QueryValue = str | int | float | bool | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoAuth(_Strict):
    """Send no credentials."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="None")

    type: Literal["none"]


class BearerAuth(_Strict):
    """Send `Authorization: Bearer <token>`."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Bearer token")

    type: Literal["bearer"]
    token: HeaderValue = Field(
        title="Token",
        description="The access token the service gave you, without the word Bearer.",
        min_length=1,
        json_schema_extra={"widget": "secret"},
    )


class BasicAuth(_Strict):
    """Send a user name and a password."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="User name and password")

    type: Literal["basic"]
    username: str = Field(title="User name", min_length=1, max_length=1024)
    password: str = Field("", title="Password", max_length=1024, json_schema_extra={"widget": "secret"})


class HeaderAuth(_Strict):
    """Send a key in a header of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Key in a header")

    type: Literal["header"]
    name: HeaderName = Field("X-API-Key", title="Header", examples=["X-API-Key"])
    value: HeaderValue = Field(
        title="Key",
        description="The API key the service gave you.",
        min_length=1,
        json_schema_extra={"widget": "secret"},
    )


class Config(_Strict):
    """The request to send."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] = Field(
        "GET", title="Method", description="GET reads, POST creates, PUT and PATCH change, DELETE removes."
    )
    url: str = Field(
        title="Address",
        description="The full address to call, starting with https:// or http://.",
        examples=[
            "https://api.example.com/v1/contacts",
            "{% 'https://api.example.com/v1/contacts/' & $trigger.body.id %}",
        ],
        pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$",
        max_length=8192,
        json_schema_extra={
            "widget": "template",
            "destination": True,
            "pattern_help": "an address without spaces that starts with https:// or http://",
        },
    )
    query: dict[str, QueryValue | list[QueryValue]] = Field(
        default_factory=dict,
        title="Query",
        description="Parameters added behind the ? of the address. A list repeats its parameter; null leaves it out.",
        examples=[{"limit": 10}],
        json_schema_extra={"widget": "key_value"},
    )
    headers: dict[HeaderName, HeaderValue] = Field(
        default_factory=dict,
        title="Headers",
        description="Extra request headers.",
        examples=[{"Accept-Language": "en"}],
        # a name that is no HeaderName is refused, which Pydantic's schema leaves out
        json_schema_extra={"widget": "key_value", "additionalProperties": False},
    )
    auth: Annotated[NoAuth | BearerAuth | BasicAuth | HeaderAuth, Field(discriminator="type")] = Field(
        default_factory=lambda: NoAuth(type="none"),
        title="Authentication",
        description="How the service knows that it is you.",
    )
    body_format: Literal["json", "form", "text"] = Field(
        "json",
        title="Body format",
        description="JSON is right for most services.",
        json_schema_extra={"labels": {"json": "JSON", "form": "Form fields", "text": "Plain text"}},
    )
    body: JsonValue = Field(
        None,
        title="Body",
        description="What to send. Leave it empty to send no body.",
        examples=[{"email": "{% $trigger.body.email %}"}],
        json_schema_extra={"widget": "json"},
    )
    timeout_seconds: float = Field(
        10.0,
        title="Time limit",
        description="Seconds to wait for the whole answer, redirects included.",
        gt=0,
        le=MAX_TIMEOUT_SECONDS,
        json_schema_extra={"advanced": True},
    )
    follow_redirects: bool = Field(
        True,
        title="Follow redirects",
        description="Follow up to 5 redirects. Each new address is checked as the first one.",
        json_schema_extra={"advanced": True},
    )
    accept_statuses: list[Annotated[int, Field(ge=100, le=599)]] = Field(
        default_factory=list,
        title="Also accept",
        description="Status codes from 400 up that are an answer here and not a failure, such as 404.",
        examples=[[404]],
        max_length=20,
        json_schema_extra={"advanced": True},
    )


class Output(BaseModel):
    """The answer."""

    status: int = Field(title="Status", description="The HTTP status code.", examples=[200])
    headers: dict[str, str] = Field(title="Headers", description="Response headers, names in lower case.")
    body: JsonValue = Field(title="Body", description="The parsed JSON, the text, or base64 when it is neither.")
    body_format: Literal["json", "text", "base64", "empty"] = Field(title="Body format")


SPEC = ActionSpec(
    name="api_call",
    title="Call an API",
    description="Send an HTTP request to any service on the internet and use its answer in the next steps.",
    icon="world-www",
    category="Connect",
    Config=Config,
    Output=Output,
    errors=(
        "RateLimited",
        "ProviderUnavailable",
        "ProviderTimeout",
        "InvalidInput",
        "ProviderRejected",
        "AuthenticationFailed",
        "DestinationForbidden",
        "OutputTooLarge",
    ),
    function=Function(memory_mb=256, timeout_seconds=30, reach=(Reach.INTERNET,)),
)
