"""Request bodies, checked field by field as Step Functions does (ValidationException) before anything is looked up."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from infra.local.stepfunctions.errors import ServiceError

MAX_DATA: Final = 262_144
MAX_DEFINITION: Final = 1_048_576
_NAME: Final = re.compile(r"[^\x00-\x20<>{}\[\]?*\"#%\\^|~`$&,;:/\x7f-\x9f\ufffe\uffff]{1,80}")
"""Source: API reference, CreateStateMachine and StartExecution, `name`."""

Kind = Literal["STANDARD", "EXPRESS"]
Arn = Annotated[str, Field(min_length=1, max_length=256)]
LongArn = Annotated[str, Field(min_length=1, max_length=2000)]
Text = Annotated[str, Field(max_length=256)]


class Request(BaseModel):
    """Base of all requests; what AWS knows and this place does not need is let through."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Page(Request):
    maxResults: Annotated[int, Field(ge=0, le=1000)] = 100  # noqa: N815 - wire name
    nextToken: Annotated[str, Field(max_length=1024)] | None = None  # noqa: N815

    @property
    def size(self) -> int:
        """0 means the default."""
        return self.maxResults or 100


class Tag(Request):
    key: Annotated[str, Field(max_length=128)]
    value: Annotated[str, Field(max_length=256)]


class CreateStateMachine(Request):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    definition: Annotated[str, Field(min_length=1)]
    roleArn: Arn  # noqa: N815
    type: Kind = "STANDARD"
    publish: bool = False
    versionDescription: Text | None = None  # noqa: N815
    tags: list[Tag] = []
    loggingConfiguration: dict[str, Any] | None = None  # noqa: N815
    tracingConfiguration: dict[str, Any] | None = None  # noqa: N815
    encryptionConfiguration: dict[str, Any] | None = None  # noqa: N815


class UpdateStateMachine(Request):
    stateMachineArn: Arn  # noqa: N815
    definition: Annotated[str, Field(min_length=1)] | None = None
    roleArn: Arn | None = None  # noqa: N815
    publish: bool = False
    versionDescription: Text | None = None  # noqa: N815
    loggingConfiguration: dict[str, Any] | None = None  # noqa: N815
    tracingConfiguration: dict[str, Any] | None = None  # noqa: N815
    encryptionConfiguration: dict[str, Any] | None = None  # noqa: N815


class MachineArn(Request):
    stateMachineArn: Arn  # noqa: N815


class MachinePage(Page):
    stateMachineArn: Arn  # noqa: N815


class PublishVersion(MachineArn):
    revisionId: str | None = None  # noqa: N815
    description: Text = ""


class VersionArn(Request):
    stateMachineVersionArn: Arn  # noqa: N815


class Route(Request):
    stateMachineVersionArn: Arn  # noqa: N815
    weight: Annotated[int, Field(ge=0, le=100)]


class CreateAlias(Request):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_\-.]*[a-zA-Z_\-.][a-zA-Z0-9_\-.]*$", max_length=80)]
    description: Text = ""
    routingConfiguration: Annotated[list[Route], Field(min_length=1, max_length=2)]  # noqa: N815


class UpdateAlias(Request):
    stateMachineAliasArn: Arn  # noqa: N815
    description: Text | None = None
    routingConfiguration: Annotated[list[Route], Field(min_length=1, max_length=2)] | None = None  # noqa: N815


class AliasArn(Request):
    stateMachineAliasArn: Arn  # noqa: N815


class ValidateDefinition(Request):
    definition: Annotated[str, Field(min_length=1, max_length=MAX_DEFINITION)]
    type: Kind = "STANDARD"
    severity: Literal["ERROR", "WARNING"] = "ERROR"
    maxResults: Annotated[int, Field(ge=0, le=100)] = 100  # noqa: N815


class StartExecution(Request):
    stateMachineArn: Arn  # noqa: N815
    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    input: str = "{}"


class MockedError(Request):
    error: Annotated[str, Field(max_length=256)]
    cause: Annotated[str, Field(max_length=32_768)] | None = None


class Mock(Request):
    result: str | None = None
    errorOutput: MockedError | None = None  # noqa: N815


class StateConfiguration(Request):
    retrierRetryCount: Annotated[int, Field(ge=0)] = 0  # noqa: N815
    errorCausedByState: str | None = None  # noqa: N815
    mapIterationFailureCount: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    mapItemReaderData: str | None = None  # noqa: N815


class TestState(Request):
    definition: Annotated[str, Field(min_length=1, max_length=MAX_DEFINITION)]
    input: str = "{}"
    inspectionLevel: Literal["INFO", "DEBUG", "TRACE"] = "INFO"  # noqa: N815
    variables: str | None = None
    stateName: Annotated[str, Field(min_length=1, max_length=80)] | None = None  # noqa: N815
    mock: Mock | None = None
    context: str | None = None
    stateConfiguration: StateConfiguration = StateConfiguration()  # noqa: N815


class RedriveExecution(Request):
    executionArn: Arn  # noqa: N815
    clientToken: Annotated[str, Field(min_length=1, max_length=64, pattern="^[!-~]+$")] | None = None  # noqa: N815


class ExecutionArn(Request):
    executionArn: Arn  # noqa: N815


class StopExecution(ExecutionArn):
    error: Annotated[str, Field(max_length=256)] | None = None
    cause: Annotated[str, Field(max_length=32_768)] | None = None


class ListExecutions(Page):
    """Of a state machine or of a Map Run."""

    stateMachineArn: Arn | None = None  # noqa: N815
    mapRunArn: LongArn | None = None  # noqa: N815
    statusFilter: Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"] | None = None  # noqa: N815
    redriveFilter: Literal["REDRIVEN", "NOT_REDRIVEN"] | None = None  # noqa: N815


class MapRunArn(Request):
    mapRunArn: LongArn  # noqa: N815


class UpdateMapRun(MapRunArn):
    maxConcurrency: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    toleratedFailureCount: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    toleratedFailurePercentage: Annotated[float, Field(ge=0, le=100)] | None = None  # noqa: N815


class ListMapRuns(Page):
    executionArn: Arn  # noqa: N815


class GetHistory(Page):
    executionArn: Arn  # noqa: N815
    reverseOrder: bool = False  # noqa: N815
    includeExecutionData: bool = True  # noqa: N815


class TaskToken(Request):
    taskToken: Annotated[str, Field(min_length=1, max_length=2048)]  # noqa: N815


class TaskSuccess(TaskToken):
    output: str


class TaskFailure(TaskToken):
    error: Annotated[str, Field(max_length=256)] | None = None
    cause: Annotated[str, Field(max_length=32_768)] | None = None


class ResourceArn(Request):
    resourceArn: Arn  # noqa: N815


class TagResource(ResourceArn):
    tags: list[Tag]


class UntagResource(ResourceArn):
    tagKeys: list[str]  # noqa: N815


Model = TypeVar("Model", bound=Request)


def parse(model: type[Model], body: bytes) -> Model:
    """Read a request; raises ValidationException naming every field that is wrong."""
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        problems = [
            f"Value at '{'.'.join(map(str, problem['loc'])) or 'body'}' failed to satisfy constraint: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        ]
        found = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected"
        raise ServiceError("ValidationException", f"{found}: {'; '.join(problems)}") from error


def check_name(name: str) -> str:
    """Raises InvalidName."""
    if _NAME.fullmatch(name) is None:
        raise ServiceError("InvalidName", f"Invalid Name: '{name[:100]}'")
    return name


def check_json(text: str, code: str, what: str) -> bytes:
    """The bytes of a JSON document of at most 256 KiB; raises the error `code`."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_DATA:
        raise ServiceError(code, f"{what} exceeds the maximum number of bytes: {len(data)} of {MAX_DATA}")
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ServiceError(code, f"{what} is not JSON: {error}") from error
    return data
