"""The variables of each function, from what its spec says it reaches and may do (docs/reference/contracts.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from statewright.core.catalog import DeployedFunction
from statewright.core.names import EXECUTION_EVENTS
from statewright.core.specs import Grant, Reach

from infra.local.config import ACCOUNT, REGION
from infra.local.endpoints import Endpoints
from infra.local.queues import queue_url

SCHEDULE_GROUP: Final = "statewright"
PAYLOAD_BUCKET: Final = "statewright-payloads"
FUNCTION_ARN_PREFIX: Final = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
MACHINE_ARN_PREFIX: Final = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:"
_ROLE_PREFIX: Final = f"arn:aws:iam::{ACCOUNT}:role/statewright-"
SCHEDULE_ROLE_ARN: Final = f"{_ROLE_PREFIX}schedule"

_STATES_GRANTS: Final = {
    Grant.START_EXECUTIONS,
    Grant.STOP_EXECUTIONS,
    Grant.REDRIVE_EXECUTIONS,
    Grant.DESCRIBE_EXECUTIONS,
    Grant.READ_EXECUTIONS,
    Grant.ANSWER_TASKS,
    Grant.MANAGE_STATE_MACHINES,
    Grant.RETIRE_STATE_MACHINES,
}


def function_environment(
    known: Callable[[], Endpoints], allowed_destinations: tuple[str, ...], callback_secret: str
) -> Callable[[DeployedFunction], dict[str, str]]:
    """What gives a function's variables; `known` is asked each time, since addresses are known only after a start.

    A function gets the address of a service only with the grant for it: what AWS would deny has no address here.
    """

    def environment(function: DeployedFunction) -> dict[str, str]:
        endpoints = known()
        reach = {Reach(name) for name in function.reach}
        grants = {Grant(name) for name in function.grants}
        variables = {
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_ENDPOINT_URL": endpoints.aws,
            # Names, not access: reading them needs no grant.
            "STATEWRIGHT_MACHINE_ARN_PREFIX": MACHINE_ARN_PREFIX,
            "STATEWRIGHT_FUNCTION_ARN_PREFIX": FUNCTION_ARN_PREFIX,
            "POWERTOOLS_SERVICE_NAME": function.name,
            "POWERTOOLS_METRICS_NAMESPACE": "Statewright",
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "POWERTOOLS_TRACE_DISABLED": "true",
        }
        if Reach.DATABASE in reach:
            variables["STATEWRIGHT_DATABASE_URL"] = endpoints.postgres
        if Reach.REDIS in reach:
            variables["STATEWRIGHT_REDIS_URL"] = endpoints.redis
        if Reach.KAFKA in reach or Grant.MANAGE_EVENT_SOURCES in grants:
            variables["STATEWRIGHT_KAFKA_BROKERS"] = endpoints.kafka
        if Reach.INTERNET in reach:
            variables["STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS"] = ",".join(allowed_destinations)
        if Grant.SEND_EMAIL in grants:
            variables["STATEWRIGHT_SMTP_URL"] = endpoints.smtp
            variables["STATEWRIGHT_MAIL_FROM"] = "statewright@localhost.localdomain"
        if Grant.SIGN_CALLBACKS in grants:
            variables["STATEWRIGHT_CALLBACK_SECRET"] = callback_secret
            variables["STATEWRIGHT_CALLBACKS_URL"] = endpoints.callbacks
        if function.kind == "action" or Grant.READ_PAYLOADS in grants:
            variables["STATEWRIGHT_PAYLOAD_BUCKET"] = PAYLOAD_BUCKET
        if function.kind == "service":
            variables["STATEWRIGHT_TRIGGERS_URL"] = endpoints.triggers
        return variables | _aws_settings(grants, endpoints) | dict(function.environment)

    return environment


def _aws_settings(grants: set[Grant], endpoints: Endpoints) -> dict[str, str]:
    """Where the services of AWS are that the stack itself stands for, and what they are asked with."""
    variables = {}
    if grants & _STATES_GRANTS:
        variables["AWS_ENDPOINT_URL_SFN"] = endpoints.stepfunctions
    if Grant.MANAGE_STATE_MACHINES in grants:
        variables["STATEWRIGHT_MACHINE_ROLE_ARN"] = f"{_ROLE_PREFIX}machine"
        variables["STATEWRIGHT_EXECUTION_EVENTS_URL"] = queue_url(EXECUTION_EVENTS)
    if Grant.MANAGE_SCHEDULES in grants:
        variables["AWS_ENDPOINT_URL_SCHEDULER"] = endpoints.scheduler
        variables["STATEWRIGHT_SCHEDULE_ROLE_ARN"] = SCHEDULE_ROLE_ARN
        variables["STATEWRIGHT_SCHEDULE_GROUP"] = SCHEDULE_GROUP
    if grants & {Grant.MANAGE_EVENT_SOURCES, Grant.INVOKE_ACTIONS, Grant.INVOKE_SYSTEM}:
        variables["AWS_ENDPOINT_URL_LAMBDA"] = endpoints.lambda_
    return variables
