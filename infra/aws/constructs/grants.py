"""What each `Grant` and `Reach` of a function's spec means in IAM: least privilege, stated once.

Actions and their resource types: AWS service authorization reference.
"""

from __future__ import annotations

from dataclasses import dataclass

from statewright.core.names import SYNC_ROUTES, function_name
from statewright.core.specs import Grant

from infra.aws.constructs.names import EVENT_TRIGGER, Arns
from infra.aws.constructs.rights import Right


@dataclass(frozen=True, slots=True)
class Roles:
    """ARNs of the roles that functions hand to what they create."""

    machine: str
    schedule: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """ARNs of what functions read from Secrets Manager: the mail server's URL, the key that signs callback links."""

    smtp: str
    callbacks: str


_RUN_TIME = "Workflows' machines and executions are made at run time; the names are Statewright's own"


def rights(grant: Grant, arns: Arns, roles: Roles, secrets: Secrets) -> list[Right]:
    """What one grant allows."""
    return {
        Grant.START_EXECUTIONS: [Right(["states:StartExecution"], [arns.machines], _RUN_TIME)],
        Grant.STOP_EXECUTIONS: [Right(["states:StopExecution"], [arns.executions], _RUN_TIME)],
        Grant.REDRIVE_EXECUTIONS: [Right(["states:RedriveExecution"], [arns.executions], _RUN_TIME)],
        Grant.ANSWER_TASKS: [
            # the token names the execution; source: Service Authorization Reference, "AWS Step Functions"
            Right(["states:SendTaskSuccess"], [arns.machines], _RUN_TIME)
        ],
        Grant.DESCRIBE_EXECUTIONS: [Right(["states:DescribeExecution"], [arns.executions], _RUN_TIME)],
        Grant.READ_EXECUTIONS: [
            Right(["states:ListExecutions"], [arns.machines], _RUN_TIME),
            Right(["states:DescribeExecution", "states:GetExecutionHistory"], [arns.executions], _RUN_TIME),
        ],
        Grant.MANAGE_STATE_MACHINES: [*_manage_state_machines(arns), _pass_role(roles.machine, "states.amazonaws.com")],
        Grant.RETIRE_STATE_MACHINES: [
            Right(
                [
                    "states:DeleteStateMachine",
                    "states:DeleteStateMachineVersion",
                    "states:ListStateMachineVersions",
                    "states:ListStateMachineAliases",
                    "states:DescribeStateMachineAlias",
                ],
                [arns.machines],
                _RUN_TIME,
            )
        ],
        Grant.MANAGE_SCHEDULES: [
            Right(
                [f"scheduler:{verb}Schedule" for verb in ("Create", "Update", "Delete")],
                [arns.schedules],
                "Trigger schedules are made at run time, in Statewright's own group",
            ),
            _pass_role(roles.schedule, "scheduler.amazonaws.com"),
        ],
        Grant.MANAGE_EVENT_SOURCES: _manage_event_sources(arns),
        Grant.SEND_EMAIL: [Right(["secretsmanager:GetSecretValue"], [secrets.smtp])],
        Grant.SIGN_CALLBACKS: [Right(["secretsmanager:GetSecretValue"], [secrets.callbacks])],
        Grant.INVOKE_ACTIONS: [
            Right(
                ["lambda:InvokeFunction"],
                [arns.function(function_name("action", "*"))],
                "Every action there is; their names are Statewright's own",
            )
        ],
        Grant.READ_PAYLOADS: payload_rights(arns, "s3:GetObject"),
        Grant.INVOKE_SYSTEM: [Right(["lambda:InvokeFunction"], [arns.function(SYNC_ROUTES)])],
    }[grant]


def payload_rights(arns: Arns, *actions: str) -> list[Right]:
    """Those on what lies in the payload bucket."""
    return [
        Right([*actions], [arns.payloads], "Payloads are made at run time, named by workflow and run"),
        # Without it S3 says of an object that is gone that access is denied.
        Right(["s3:ListBucket"], [arns.payload_bucket_arn]),
    ]


def _manage_state_machines(arns: Arns) -> list[Right]:
    actions = [
        "states:CreateStateMachine",
        "states:UpdateStateMachine",
        # what `publish` in these two asks for
        "states:PublishStateMachineVersion",
        "states:CreateStateMachineAlias",
        "states:UpdateStateMachineAlias",
    ]
    return [Right(actions, [arns.machines], _RUN_TIME)]


def _manage_event_sources(arns: Arns) -> list[Right]:
    target = arns.function(EVENT_TRIGGER)
    return [
        Right(["lambda:CreateAlias", "lambda:DeleteAlias"], [target]),
        Right(
            [f"lambda:{verb}EventSourceMapping" for verb in ("Create", "Update", "Delete")],
            ["*"],
            "A mapping has no ARN before it exists; the condition ties it to the event trigger's function",
            {"ArnLike": {"lambda:FunctionArn": [target, f"{target}:*"]}},
        ),
        Right(["lambda:ListEventSourceMappings"], ["*"], "Listing takes no resource"),
    ]


def _pass_role(role: str, service: str) -> Right:
    return Right(["iam:PassRole"], [role], conditions={"StringEquals": {"iam:PassedToService": service}})
