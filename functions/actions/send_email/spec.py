"""What `send_email` says about itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from statewright.core.mail_addresses import PATTERN
from statewright.core.specs import ActionSpec, Function, Grant, Reach

Address = Annotated[
    str,
    Field(
        pattern=PATTERN,
        max_length=500,
        examples=["ada@example.com"],
        json_schema_extra={"pattern_help": "an e-mail address, such as ada@example.com"},
    ),
]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Several = Annotated[list[Address], Field(max_length=50)]
_Some = Annotated[list[Address], Field(min_length=1, max_length=50)]
Addresses = Annotated[_Several, BeforeValidator(_as_list, json_schema_input_type=_Several | Address)]
"""A list of addresses; a single one, as an expression often gives it, is taken as a list of one."""
Recipients = Annotated[_Some, BeforeValidator(_as_list, json_schema_input_type=_Some | Address)]
"""The same, and at least one."""


class Config(BaseModel):
    """The message to send."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Recipients = Field(
        title="To",
        description="Who receives the message.",
        examples=[["{% $trigger.body.email %}"]],
        json_schema_extra={"widget": "template"},
    )
    subject: str = Field(
        title="Subject",
        description="One line.",
        examples=["Welcome!", "{% 'Welcome, ' & $trigger.body.name %}"],
        pattern=r"^[^\r\n\x00]*$",
        min_length=1,
        max_length=500,
        json_schema_extra={"widget": "template", "pattern_help": "one line, without line breaks"},
    )
    text: str = Field(
        title="Message",
        description="The text of the message, without formatting.",
        min_length=1,
        json_schema_extra={"widget": "template", "multiline": True},
    )
    html: str = Field(
        "",
        title="Formatted message (HTML)",
        description="Shown instead of the text by mail programs that can.",
        json_schema_extra={"widget": "template", "multiline": True},
    )
    cc: Addresses = Field(
        default_factory=list,
        title="Copy",
        description="Who gets a copy.",
        json_schema_extra={"advanced": True},
    )
    bcc: Addresses = Field(
        default_factory=list,
        title="Blind copy",
        description="Who gets a copy without the others knowing.",
        json_schema_extra={"advanced": True},
    )
    sender: Address | None = Field(
        None,
        title="From",
        description="Who the message comes from. Leave it empty to use your organisation's address.",
        examples=["Shop <hello@example.com>"],
        json_schema_extra={"advanced": True},
    )
    reply_to: Address | None = Field(
        None,
        title="Reply to",
        description="Where answers go, if not to the sender.",
        json_schema_extra={"advanced": True},
    )


class Output(BaseModel):
    """What the mail server took."""

    message_id: str = Field(title="Message id", description="The same for every attempt of one step.")
    accepted: list[str] = Field(title="Accepted", description="Addresses the mail server took the message for.")
    refused: dict[str, str] = Field(title="Refused", description="Addresses it refused, and why.")


SPEC = ActionSpec(
    name="send_email",
    title="Send an email",
    description="Send a message to one or more people.",
    icon="mail",
    category="Messages",
    Config=Config,
    Output=Output,
    errors=(
        "RateLimited",
        "ProviderUnavailable",
        "ProviderTimeout",
        "InvalidInput",
        "ProviderRejected",
        "AuthenticationFailed",
    ),
    function=Function(memory_mb=256, timeout_seconds=30, reach=(Reach.INTERNET,), grants=(Grant.SEND_EMAIL,)),
)
