"""What an event source mapping is: the wire's requests, checked, and the frozen value the pollers work with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal

from infra.local.config import ACCOUNT, REGION
from infra.local.invoking import FunctionTarget
from infra.local.rest_json import AwsError

INVALID = "InvalidParameterValueException"

GroupId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[ a-zA-Z0-9\-/*:_+=.@]*$")]
Topic = Annotated[str, Field(min_length=1, max_length=249, pattern=r"^[a-zA-Z0-9\-_][a-zA-Z0-9\-_.]*$")]


class State(StrEnum):
    """Lambda's names; the transitional ones last until the poller has done what was asked."""

    CREATING = "Creating"
    ENABLING = "Enabling"
    ENABLED = "Enabled"
    DISABLING = "Disabling"
    DISABLED = "Disabled"
    UPDATING = "Updating"
    DELETING = "Deleting"


class Wire(BaseModel):
    """Named in PascalCase on the wire. What the local pollers do not do is refused, not ignored."""

    model_config = ConfigDict(alias_generator=to_pascal, extra="forbid", frozen=True)


class Endpoints(Wire):
    kafka_bootstrap_servers: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(
        alias="KAFKA_BOOTSTRAP_SERVERS", min_length=1, max_length=10
    )


class SelfManagedEventSource(Wire):
    endpoints: Endpoints


class ConsumerGroup(Wire):
    """`SelfManagedKafkaEventSourceConfig` and `AmazonManagedKafkaEventSourceConfig`."""

    consumer_group_id: GroupId | None = None


class SourceAccess(Wire):
    """Network and credentials of the real cluster: accepted, and of no use to a broker on this machine."""

    type: str
    uri: str = Field(alias="URI")


class Changes(Wire):
    """What UpdateEventSourceMapping may change; None leaves it as it is."""

    function_name: str | None = Field(default=None, max_length=256)
    enabled: bool | None = None
    batch_size: int | None = Field(default=None, ge=1, le=10_000)
    maximum_batching_window_in_seconds: int | None = Field(default=None, ge=0, le=300)
    source_access_configurations: list[SourceAccess] | None = Field(default=None, max_length=22)


class Creation(Changes):
    """Body of CreateEventSourceMapping."""

    function_name: str = Field(max_length=256)
    event_source_arn: str | None = Field(default=None, pattern=r"^arn:aws[a-z-]*:kafka:[a-z0-9-]+:\d{12}:cluster/.+$")
    self_managed_event_source: SelfManagedEventSource | None = None
    topics: list[Topic] = Field(min_length=1, max_length=1)
    starting_position: Literal["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]
    starting_position_timestamp: float | None = Field(default=None, ge=0)
    self_managed_kafka_event_source_config: ConsumerGroup | None = None
    amazon_managed_kafka_event_source_config: ConsumerGroup | None = None
    tags: dict[str, str] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.event_source_arn is None) == (self.self_managed_event_source is None):
            raise ValueError("give either EventSourceArn (an MSK cluster) or SelfManagedEventSource")
        managed = self.event_source_arn is not None
        if self.self_managed_kafka_event_source_config if managed else self.amazon_managed_kafka_event_source_config:
            raise ValueError("the consumer group's configuration is that of the other kind of Kafka")
        if (self.starting_position == "AT_TIMESTAMP") != (self.starting_position_timestamp is not None):
            raise ValueError("StartingPositionTimestamp goes with StartingPosition AT_TIMESTAMP, and only with it")
        return self

    @property
    def consumer_group_id(self) -> str | None:
        config = self.amazon_managed_kafka_event_source_config or self.self_managed_kafka_event_source_config
        return config.consumer_group_id if config else None


def function_arn(value: str) -> str:
    """The full ARN of a function given by name or ARN, its qualifier kept. Raises `AwsError`."""
    target = FunctionTarget.parse(value)
    if target is None:
        message = f"FunctionName: {value[:100]!r} is neither a function's name nor its ARN"
        raise AwsError(HTTPStatus.BAD_REQUEST, INVALID, message)
    qualifier = f":{target.qualifier}" if target.qualifier else ""
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{target.name}{qualifier}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A stored event source mapping. `event_source_arn` is None for a self-managed cluster.

    `starting_timestamp` is in milliseconds; `batching_window` in seconds; `enabled` is what was asked for, the state
    the world is in is known to its poller.
    """

    id: uuid.UUID
    function_arn: str
    topic: str
    consumer_group: str
    starting_position: str
    starting_timestamp: int | None
    batch_size: int
    batching_window: int
    enabled: bool
    event_source_arn: str | None
    bootstrap_servers: tuple[str, ...]
    source_access: tuple[dict[str, str], ...]
    modified_at: datetime

    @property
    def target(self) -> FunctionTarget:
        target = FunctionTarget.parse(self.function_arn)
        if target is None:
            raise ValueError(f"{self.function_arn!r} is not a function ARN")
        return target

    @classmethod
    def of(cls, identity: uuid.UUID, creation: Creation, now: datetime) -> Mapping:
        timestamp = creation.starting_position_timestamp
        source = creation.self_managed_event_source
        return cls(
            id=identity,
            function_arn=function_arn(creation.function_name),
            topic=creation.topics[0],
            consumer_group=creation.consumer_group_id or str(identity),
            starting_position=creation.starting_position,
            starting_timestamp=None if timestamp is None else int(timestamp * 1000),
            batch_size=100 if creation.batch_size is None else creation.batch_size,
            batching_window=creation.maximum_batching_window_in_seconds or 0,
            enabled=creation.enabled is not False,
            event_source_arn=creation.event_source_arn,
            bootstrap_servers=tuple(source.endpoints.kafka_bootstrap_servers) if source else (),
            source_access=_access(creation.source_access_configurations),
            modified_at=now,
        )

    def wire(self, state: State, reason: str, last_result: str) -> dict[str, Any]:
        """`EventSourceMappingConfiguration`."""
        group = {"ConsumerGroupId": self.consumer_group}
        body: dict[str, Any] = {
            "UUID": str(self.id),
            "EventSourceMappingArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{self.id}",
            "FunctionArn": self.function_arn,
            "Topics": [self.topic],
            "StartingPosition": self.starting_position,
            "BatchSize": self.batch_size,
            "MaximumBatchingWindowInSeconds": self.batching_window,
            "SourceAccessConfigurations": list(self.source_access),
            "State": str(state),
            "StateTransitionReason": reason,
            "LastProcessingResult": last_result,
            "LastModified": self.modified_at.timestamp(),
        }
        if self.starting_timestamp is not None:
            body["StartingPositionTimestamp"] = self.starting_timestamp / 1000
        if self.event_source_arn is not None:
            return body | {"EventSourceArn": self.event_source_arn, "AmazonManagedKafkaEventSourceConfig": group}
        endpoints = {"KAFKA_BOOTSTRAP_SERVERS": list(self.bootstrap_servers)}
        return body | {
            "SelfManagedEventSource": {"Endpoints": endpoints},
            "SelfManagedKafkaEventSourceConfig": group,
        }


def changed(mapping: Mapping, changes: Changes, now: datetime) -> dict[str, Any]:
    """The fields of `mapping` that an update replaces."""
    given: dict[str, Any] = {
        "function_arn": None if changes.function_name is None else function_arn(changes.function_name),
        "enabled": changes.enabled,
        "batch_size": changes.batch_size,
        "batching_window": changes.maximum_batching_window_in_seconds,
    }
    if changes.source_access_configurations is not None:
        given["source_access"] = _access(changes.source_access_configurations)
    return {name: value for name, value in given.items() if value is not None} | {"modified_at": now}


def _access(configurations: list[SourceAccess] | None) -> tuple[dict[str, str], ...]:
    return tuple({"Type": configuration.type, "URI": configuration.uri} for configuration in configurations or ())


def utc_now() -> datetime:
    return datetime.now(UTC)
