"""What an error workflow is told of the run that failed: the `$trigger` of its run, and a sample of it to draw with."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class FailedWorkflow(_Part):
    id: str
    name: str
    version: int = Field(description="The one that the run is pinned to.")


class FailedExecution(_Part):
    id: str
    arn: str
    name: str
    started_at: str | None = Field(description="RFC 3339, in UTC, with milliseconds.")
    ended_at: str | None
    status: Literal["failed", "timed_out"]


class FailedStep(_Part):
    id: str
    key: str
    name: str


class Failure(_Part):
    name: str = Field(description="Name of the error: of those that retries and reports tell failures apart by.")
    message: str
    node: FailedStep | None = Field(description="The step that failed, where that is known.")


class FailedRun(_Part):
    """The run that failed, its workflow and its error."""

    workflow: FailedWorkflow
    execution: FailedExecution
    error: Failure


SAMPLE: Final = FailedRun(
    workflow=FailedWorkflow(id="0197a0c2-5d3e-7f60-8a41-2b9c6d1e4f70", name="Order welcome", version=3),
    execution=FailedExecution(
        id="0197a0c2-5d3e-7f60-8a41-2b9c6d1e4f70.api-4c1d",
        arn="arn:aws:states:eu-central-1:123456789012:execution:sw-0197a0c2-5d3e-7f60-8a41-2b9c6d1e4f70:api-4c1d",
        name="api-4c1d",
        started_at="2030-01-31T09:00:00.000Z",
        ended_at="2030-01-31T09:00:04.120Z",
        status="failed",
    ),
    error=Failure(
        name="ProviderRejected",
        message="POST https://api.example.com/orders answered 422: the total is missing",
        node=FailedStep(id="n-place-order", key="place_order", name="Place the order"),
    ),
)
