"""`aws-sdk:<service>:<operation>`: any other AWS operation, through boto3 against the local stack's AWS emulator.

Source: Step Functions developer guide, "Learning to use AWS service SDK integrations": operations are camelCase and all
members PascalCase, whatever the service's own spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from botocore import xform_name
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.response import StreamingBody

from infra.local.stepfunctions.tasks.aws_clients import AwsClients
from infra.local.stepfunctions.tasks.calls import MAX_DATA, Answer, Failure, Outcome, TaskCall

PREFIX: Final = "arn:aws:states:::aws-sdk:"
_OWN: Final = frozenset({"sfn", "lambda", "scheduler"})
"""Other parts of the local stack serve these, not the emulator."""
_BOTO_NAMES: Final = {"cloudwatchlogs": "logs", "eventbridge": "events"}


async def perform(call: TaskCall, clients: AwsClients) -> Outcome:
    """Call the operation that the resource names."""
    service, _, operation = call.resource.removeprefix(PREFIX).removesuffix(".waitForTaskToken").partition(":")
    if service in _OWN:
        return Failure("States.TaskFailed", f"the local Step Functions does not run {call.resource}")
    return await clients.run(_BOTO_NAMES.get(service, service), lambda client: _call(client, operation, call.arguments))


def _call(client: Any, operation: str, arguments: Any) -> Outcome:
    model = client.meta.service_model
    name = f"{operation[:1].upper()}{operation[1:]}"
    if name not in model.operation_names:
        return Failure("States.Runtime", f"{model.service_name} has no operation {operation}")
    response = getattr(client, xform_name(name))(**_to_boto(arguments or {}, model.operation_model(name).input_shape))
    del response["ResponseMetadata"]
    answer = Answer.of(_from_boto(response))
    if len(answer.body) > MAX_DATA:
        cause = f"The result of {model.service_name}:{operation} exceeds the maximum number of bytes service limit."
        return Failure("States.DataLimitExceeded", cause)
    return answer


def _to_boto(value: Any, shape: Shape | None) -> Any:
    """A request with the members' names as the service's model spells them."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        spelled: dict[str, str] = {member.lower(): member for member in shape.members}
        names: dict[str, str] = {name: spelled.get(str(name).lower(), str(name)) for name in value}
        return {names[name]: _to_boto(item, shape.members.get(names[name])) for name, item in value.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_to_boto(item, shape.member) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return {name: _to_boto(item, shape.value) for name, item in value.items()}
    return value


def _from_boto(value: Any) -> Any:
    """A response as JSON."""
    if isinstance(value, Mapping):
        return {f"{name[:1].upper()}{name[1:]}": _from_boto(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_from_boto(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StreamingBody):
        value = value.read(MAX_DATA + 1)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
