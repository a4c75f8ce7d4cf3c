"""Event triggers: one event source mapping each, with its own consumer group, on an alias named after the instance.

The mapping reads from the MSK cluster `STATEWRIGHT_KAFKA_CLUSTER_ARN` when that is set, else from the brokers in
`STATEWRIGHT_KAFKA_BROKERS` (a self-managed cluster). Topic, consumer group and starting position cannot be changed on
a mapping: another topic or position makes another mapping.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from statewright.activation.routes import route_json
from statewright.core import names
from statewright.core.runtime import aws, cache
from statewright.data.triggers import TriggerInstance

if TYPE_CHECKING:
    from mypy_boto3_lambda.type_defs import (
        CreateEventSourceMappingRequestTypeDef,
        EventSourceMappingConfigurationTypeDef,
    )

FUNCTION: Final = names.function_name("trigger", "event")
DEFAULT_BATCH_SIZE: Final = 100
TRANSITION_PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds between attempts to change a mapping that Lambda is still creating, enabling, disabling or updating."""
T = TypeVar("T")


def start(instance: TriggerInstance, route: dict[str, Any]) -> dict[str, Any]:
    # The route first: a record may arrive as soon as the mapping is there.
    cache.shared().call("SET", names.trigger_route_key(instance.id), route_json(route))
    _ensure_alias(instance)
    client = aws.functions()
    wanted = _mapping_request(instance)
    found = _mapping(instance)
    if found and not _reads_the_same(found, wanted):
        _delete(found["UUID"])
        found = None
    if found:
        mapping, batch_size = found["UUID"], wanted["BatchSize"]
        _once_settled(lambda: client.update_event_source_mapping(UUID=mapping, Enabled=True, BatchSize=batch_size))
        return {"mapping": mapping}
    return {"mapping": client.create_event_source_mapping(**wanted)["UUID"]}


def pause(instance: TriggerInstance) -> dict[str, Any]:
    found = _mapping(instance)
    if found:
        mapping = found["UUID"]
        _once_settled(lambda: aws.functions().update_event_source_mapping(UUID=mapping, Enabled=False))
    return dict(instance.resource)


def remove(instance: TriggerInstance) -> None:
    client = aws.functions()
    found = _mapping(instance)
    if found:
        _delete(found["UUID"])
    with suppress(client.exceptions.ResourceNotFoundException):
        client.delete_alias(FunctionName=FUNCTION, Name=_alias(instance))
    cache.shared().call("DEL", names.trigger_route_key(instance.id))


def _delete(mapping: str) -> None:
    _once_settled(lambda: aws.functions().delete_event_source_mapping(UUID=mapping))


def _once_settled(change: Callable[[], T]) -> T:
    """`change`, again while Lambda answers that the mapping is in transition; raises its last refusal."""
    for pause_seconds in TRANSITION_PAUSES:
        try:
            return change()
        except aws.functions().exceptions.ResourceInUseException:
            time.sleep(pause_seconds)
    return change()


def _alias(instance: TriggerInstance) -> str:
    return f"i-{instance.id}"


def _target(instance: TriggerInstance) -> str:
    return f"{os.environ['STATEWRIGHT_FUNCTION_ARN_PREFIX']}{FUNCTION}:{_alias(instance)}"


def _ensure_alias(instance: TriggerInstance) -> None:
    client = aws.functions()
    with suppress(client.exceptions.ResourceConflictException):
        client.create_alias(FunctionName=FUNCTION, Name=_alias(instance), FunctionVersion="$LATEST")


def _mapping(instance: TriggerInstance) -> EventSourceMappingConfigurationTypeDef | None:
    """The instance's mapping: asked for, not remembered, so that a repetition makes no second one."""
    client = aws.functions()
    try:
        found = client.list_event_source_mappings(FunctionName=_target(instance))
    except client.exceptions.ResourceNotFoundException:
        return None
    return next((item for item in found["EventSourceMappings"] if item.get("State") != "Deleting"), None)


def _reads_the_same(
    found: EventSourceMappingConfigurationTypeDef, wanted: CreateEventSourceMappingRequestTypeDef
) -> bool:
    """Whether what cannot be changed on a mapping is as wanted."""
    return (
        found.get("Topics") == wanted["Topics"]
        and found.get("StartingPosition") == wanted["StartingPosition"]
        and found.get("EventSourceArn") == wanted.get("EventSourceArn")
    )


def _mapping_request(instance: TriggerInstance) -> CreateEventSourceMappingRequestTypeDef:
    # Group ids are unique per account, and a deleted mapping gives its own back only after a while.
    group = f"{instance.id}-{instance.generation}"
    request: CreateEventSourceMappingRequestTypeDef = {
        "FunctionName": _target(instance),
        "Topics": [instance.config["topic"]],
        "StartingPosition": instance.config.get("starting_position") or "LATEST",
        "BatchSize": int(instance.config.get("batch_size") or DEFAULT_BATCH_SIZE),
        "Enabled": True,
    }
    cluster = os.environ.get("STATEWRIGHT_KAFKA_CLUSTER_ARN")
    if cluster:
        request["EventSourceArn"] = cluster
        request["AmazonManagedKafkaEventSourceConfig"] = {"ConsumerGroupId": group}
    else:
        brokers = os.environ["STATEWRIGHT_KAFKA_BROKERS"].split(",")
        request["SelfManagedEventSource"] = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": brokers}}
        request["SelfManagedKafkaEventSourceConfig"] = {"ConsumerGroupId": group}
    return request
