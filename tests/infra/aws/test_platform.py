"""What would be deployed: the whole catalog, each function with its rights and no more."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from typing import Any

import pytest
from statewright.core import catalog as catalogs
from statewright.core.catalog import DeployedFunction
from statewright.core.names import EXECUTION_EVENTS, FAILED_EXECUTIONS, REGISTER_WAIT, SYNC_ROUTES

from tests.support.assembly import Assembly

CATALOG = catalogs.load()
FUNCTIONS = pytest.mark.parametrize("function", CATALOG.functions, ids=lambda function: function.name)

# Written out by hand from the specs' meaning, so that a slip in the generating code shows.
EVERYONE = {"logs:CreateLogStream", "logs:PutLogEvents", "xray:*"}
REACH = {
    "database": {"rds-db:connect", "ec2:*"},
    "redis": {"ec2:*"},
    "kafka": {"ec2:*", "kafka-cluster:Connect", "kafka-cluster:DescribeTopic"},
    "internet": set(),
}
GRANTS = {
    "start_executions": {"states:StartExecution"},
    "stop_executions": {"states:StopExecution"},
    "redrive_executions": {"states:RedriveExecution"},
    "answer_tasks": {"states:SendTaskSuccess"},
    "describe_executions": {"states:DescribeExecution"},
    "read_executions": {"states:ListExecutions", "states:DescribeExecution", "states:GetExecutionHistory"},
    "manage_state_machines": {
        "states:CreateStateMachine",
        "states:UpdateStateMachine",
        "states:PublishStateMachineVersion",
        "states:CreateStateMachineAlias",
        "states:UpdateStateMachineAlias",
        "iam:PassRole",
    },
    "retire_state_machines": {
        "states:DeleteStateMachine",
        "states:DeleteStateMachineVersion",
        "states:ListStateMachineVersions",
        "states:ListStateMachineAliases",
        "states:DescribeStateMachineAlias",
    },
    "manage_schedules": {
        "scheduler:CreateSchedule",
        "scheduler:UpdateSchedule",
        "scheduler:DeleteSchedule",
        "iam:PassRole",
    },
    "manage_event_sources": {
        "lambda:CreateAlias",
        "lambda:DeleteAlias",
        "lambda:CreateEventSourceMapping",
        "lambda:UpdateEventSourceMapping",
        "lambda:DeleteEventSourceMapping",
        "lambda:ListEventSourceMappings",
    },
    "read_payloads": {"s3:GetObject", "s3:ListBucket"},
    "send_email": {"secretsmanager:GetSecretValue"},
    "sign_callbacks": {"secretsmanager:GetSecretValue"},
    "invoke_actions": {"lambda:InvokeFunction"},
    "invoke_system": {"lambda:InvokeFunction"},
}
# Actions write to topics; for triggers Lambda itself reads them, and looks at the cluster and its network first.
KAFKA = {
    "action": {"kafka-cluster:WriteData"},
    "trigger": {
        "kafka-cluster:DescribeClusterDynamicConfiguration",
        "kafka-cluster:ReadData",
        "kafka-cluster:DescribeGroup",
        "kafka-cluster:AlterGroup",
        "kafka:DescribeClusterV2",
        "kafka:GetBootstrapBrokers",
        "ec2:DescribeVpcs",
        "ec2:DescribeSecurityGroups",
    },
}
# Lambda itself puts what it gives up into a queue, with the function's role.
KEPT_FAILURES = {"statewright-trigger-schedule", SYNC_ROUTES} | {
    job.function for job in CATALOG.system if job.source == "schedule"
}
QUEUES = {
    job.function: {"execution_events": EXECUTION_EVENTS, "failed_executions": FAILED_EXECUTIONS}[job.source]
    for job in CATALOG.system
    if job.source in ("execution_events", "failed_executions")
}


def deployed(assembly: Assembly, function: DeployedFunction) -> dict[str, Any]:
    (found,) = [f for f in assembly.resources("AWS::Lambda::Function") if f.get("FunctionName") == function.name]
    return found


def statements(assembly: Assembly, function: DeployedFunction) -> list[dict[str, Any]]:
    """Every statement of the role of a function."""
    role = deployed(assembly, function)["Role"]["Fn::GetAtt"][0]
    policies = [p for p in assembly.resources("AWS::IAM::Policy") if {"Ref": role} in p["Roles"]]
    assert "ManagedPolicyArns" not in assembly.stacks["StatewrightPlatform"][role]["Properties"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """A CloudFormation value as one string, references as `<name>`."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        return "".join(map(text, value["Fn::Join"][1]))
    return f"<{json.dumps(value)}>"


def needs(value: Any) -> set[str]:
    """Logical ids that a resource, or a part of one, refers to or waits for."""
    if isinstance(value, list):
        return set[str]().union(*map(needs, value))
    if not isinstance(value, dict):
        return set()
    found = set(listed(value.get("DependsOn", [])))
    if isinstance(value.get("Ref"), str):
        found.add(value["Ref"])
    if "Fn::GetAtt" in value:
        found.add(value["Fn::GetAtt"][0])
    return found.union(*map(needs, value.values()))


def queue_of(assembly: Assembly, arn: Any) -> str:
    """Name of the queue whose ARN this is."""
    return str(assembly.stacks["StatewrightPlatform"][arn["Fn::GetAtt"][0]]["Properties"]["QueueName"])


@FUNCTIONS
def test_every_function_of_the_catalog_is_deployed_as_its_spec_says(
    assembly: Assembly, function: DeployedFunction
) -> None:
    found = deployed(assembly, function)
    assert (found["Handler"], found["MemorySize"], found["Timeout"]) == (
        function.handler,
        function.memory_mb,
        function.timeout_seconds,
    )
    assert (found["Runtime"], found["Architectures"]) == ("python3.13", ["arm64"])
    assert len(found["Layers"]) == len(function.layers) + bool(function.requirements)


@FUNCTIONS
def test_a_function_may_do_what_it_declares_and_nothing_else(assembly: Assembly, function: DeployedFunction) -> None:
    allowed = [action for s in statements(assembly, function) for action in listed(s["Action"])]
    declared = EVERYONE.union(*(REACH[r] for r in function.reach), *(GRANTS[g] for g in function.grants))
    declared |= KAFKA[function.kind] if "kafka" in function.reach else set()
    declared |= {"sqs:*"} if function.name in QUEUES else set()
    declared |= {"sqs:SendMessage"} if function.name in KEPT_FAILURES else set()
    declared |= {"s3:PutObject", "s3:GetObject", "s3:ListBucket"} if function.kind == "action" else set()
    undeclared = [action for action in allowed if not any(fnmatchcase(action, pattern) for pattern in declared)]
    assert undeclared == []
    unused = [pattern for pattern in declared if not any(fnmatchcase(action, pattern) for action in allowed)]
    assert unused == []


def test_kafka_is_written_by_the_action_that_publishes_and_read_by_the_trigger(assembly: Assembly) -> None:
    """Given a producer that writes idempotently, Then it may write to every topic of the cluster and read none."""
    found = {
        function.kind: {
            action.removeprefix("kafka-cluster:"): text(statement["Resource"]).partition(":kafka:")[2]
            for statement in statements(assembly, function)
            for action in listed(statement["Action"])
            if action.startswith("kafka-cluster:") and "*" in text(statement["Resource"])
        }
        for function in CATALOG.functions
        if "kafka" in function.reach
    }
    resources = {kind: {what: r.rpartition(":")[2] for what, r in rights.items()} for kind, rights in found.items()}
    topics, groups = "topic/statewright/*", "group/statewright/*"
    assert resources == {
        "action": {"DescribeTopic": topics, "WriteData": topics},
        "trigger": {"DescribeTopic": topics, "ReadData": topics, "DescribeGroup": groups, "AlterGroup": groups},
    }


@FUNCTIONS
def test_wildcards_stay_within_our_own_names(assembly: Assembly, function: DeployedFunction) -> None:
    """Given any statement, Then a bare `*` is only where the API takes no resource, or a condition narrows it."""
    no_resource = {"xray", "ec2", "lambda:ListEventSourceMappings"}
    for statement in statements(assembly, function):
        assert statement["Effect"] == "Allow"
        for resource in map(text, listed(statement["Resource"])):
            if resource == "*":
                actions = listed(statement["Action"])
                free = all(action in no_resource or action.partition(":")[0] in no_resource for action in actions)
                assert free or "lambda:FunctionArn" in statement["Condition"]["ArnLike"]
            elif "*" in resource:
                assert "statewright" in resource


@FUNCTIONS
def test_a_role_is_passed_only_to_the_service_it_is_for(assembly: Assembly, function: DeployedFunction) -> None:
    for statement in statements(assembly, function):
        if "iam:PassRole" in listed(statement["Action"]):
            service = statement["Condition"]["StringEquals"]["iam:PassedToService"]
            assert service in {"states.amazonaws.com", "scheduler.amazonaws.com"}
            assert "*" not in text(statement["Resource"])


@FUNCTIONS
def test_settings_follow_from_reach_and_hold_no_secret(assembly: Assembly, function: DeployedFunction) -> None:
    variables = {key: text(value) for key, value in deployed(assembly, function)["Environment"]["Variables"].items()}
    assert ("STATEWRIGHT_DATABASE_URL" in variables) == ("database" in function.reach)
    assert ("STATEWRIGHT_REDIS_URL" in variables) == ("redis" in function.reach)
    assert ("STATEWRIGHT_MACHINE_ROLE_ARN" in variables) == ("manage_state_machines" in function.grants)
    assert ("STATEWRIGHT_SCHEDULE_ROLE_ARN" in variables) == ("manage_schedules" in function.grants)
    assert ("STATEWRIGHT_SMTP_SECRET_ARN" in variables) == ("send_email" in function.grants)
    assert ("STATEWRIGHT_PAYLOAD_BUCKET" in variables) == (
        function.kind == "action" or "read_payloads" in function.grants
    )
    assert ("STATEWRIGHT_MAIL_FROM" in variables) == ("send_email" in function.grants)
    for value in variables.values():
        assert "resolve:secretsmanager" not in value
        assert not re.search(r"//[^/@]*:[^/@]*@", value), "a URL with a password"


def test_who_misses_routes_may_invoke_their_rebuild_only(assembly: Assembly) -> None:
    for function in CATALOG.functions:
        if "invoke_system" in function.grants:
            (invoke,) = [s for s in statements(assembly, function) if s["Action"] == "lambda:InvokeFunction"]
            assert text(invoke["Resource"]).endswith(":function:statewright-system-sync-routes")


@FUNCTIONS
def test_the_network_is_open_to_what_is_reached_only(assembly: Assembly, function: DeployedFunction) -> None:
    groups = json.dumps(deployed(assembly, function).get("VpcConfig", {}).get("SecurityGroupIds", []))
    for reach in ("Database", "Redis", "Kafka"):
        assert (f"{reach}Clients" in groups) == (reach.lower() in function.reach)
    inside = bool(set(function.reach) - {"internet"})
    assert (groups != "[]") == inside
    assert ("InternetClients" in groups) == (inside and "internet" in function.reach)


def test_the_internet_is_open_to_every_tcp_port_and_only_to_who_reaches_it(assembly: Assembly) -> None:
    """Given `https://host:8443` or `smtp://host:587`, Then a function that reaches the internet may connect there."""
    anywhere = {
        group["GroupDescription"]: [
            (rule["IpProtocol"], rule["FromPort"], rule["ToPort"])
            for rule in group.get("SecurityGroupEgress", [])
            if rule.get("CidrIp") == "0.0.0.0/0"
        ]
        for group in assembly.resources("AWS::EC2::SecurityGroup")
    }
    assert anywhere.pop("Functions that call other services") == [("tcp", 0, 65535)]
    https = {"Functions that call the APIs of AWS", "Kafka takes connections from its clients only"}
    assert {name for name, rules in anywhere.items() if ("tcp", 443, 443) in rules} == https
    assert all(rules == [("tcp", 443, 443)] for name, rules in anywhere.items() if name in https)


def test_the_mail_servers_secret_is_made_empty_for_the_operator(assembly: Assembly) -> None:
    (secret,) = [s for s in assembly.resources("AWS::SecretsManager::Secret") if "mail server" in s["Description"]]
    assert not secret.keys() & {"SecretString", "GenerateSecretString"}


def test_the_rest_api_wants_a_token_and_hooks_do_not(assembly: Assembly) -> None:
    routes = {r["RouteKey"]: r["AuthorizationType"] for r in assembly.resources("AWS::ApiGatewayV2::Route")}
    api = {key: kind for key, kind in routes.items() if "/api/" in key}
    assert {key for key, kind in routes.items() if kind == "NONE" and "/api/" not in key} == {
        "ANY /hooks/{proxy+}",
        "ANY /callbacks/{proxy+}",
    }
    assert {key for key, kind in api.items() if kind != "JWT"} == {"ANY /api/openapi.json"}
    prefixes = {prefix for service in CATALOG.services for prefix in service.routes}
    assert prefixes == {key.removeprefix("ANY /api/").removesuffix("/{proxy+}") for key in api}
    (authorizer,) = assembly.resources("AWS::ApiGatewayV2::Authorizer")
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["JwtConfiguration"]["Audience"]


def test_callback_links_are_throttled_and_their_key_is_generated(assembly: Assembly) -> None:
    (stage,) = assembly.resources("AWS::ApiGatewayV2::Stage")
    assert stage["RouteSettings"]["ANY /callbacks/{proxy+}"]["ThrottlingRateLimit"] == 100
    (key,) = [s for s in assembly.resources("AWS::SecretsManager::Secret") if "callback" in s["Description"]]
    assert key["GenerateSecretString"]["PasswordLength"] == 64


def test_status_changes_reach_the_recorder_and_failures_what_starts_error_workflows(assembly: Assembly) -> None:
    rules = {queue_of(assembly, r["Targets"][0]["Arn"]): r for r in assembly.resources("AWS::Events::Rule")}
    mappings = {
        queue_of(assembly, m["EventSourceArn"]): m for m in assembly.resources("AWS::Lambda::EventSourceMapping")
    }
    queues = {queue["QueueName"]: queue for queue in assembly.resources("AWS::SQS::Queue")}
    assert rules.keys() == mappings.keys() == set(QUEUES.values())
    for function, name in QUEUES.items():
        assert rules[name]["EventPattern"]["source"] == ["aws.states"]
        (prefix,) = rules[name]["EventPattern"]["detail"]["stateMachineArn"]
        assert text(prefix["prefix"]).endswith(":stateMachine:statewright-")
        mapping = mappings[name]
        batch = 100 if name == EXECUTION_EVENTS else 10
        assert (mapping["BatchSize"], mapping["FunctionResponseTypes"]) == (batch, ["ReportBatchItemFailures"])
        assert queues[name]["VisibilityTimeout"] >= 6 * CATALOG.function(function).timeout_seconds
        assert queues[name]["RedrivePolicy"]["deadLetterTargetArn"]
    assert {name: rule["EventPattern"]["detail"].get("status") for name, rule in rules.items()} == {
        "statewright-execution-events": None,
        "statewright-failed-executions": ["FAILED", "TIMED_OUT"],
    }


@pytest.mark.parametrize(("function", "queue"), QUEUES.items())
def test_who_is_told_of_status_changes_may_read_its_queue(assembly: Assembly, function: str, queue: str) -> None:
    """Given a mapping that polls with the function's role, Then that role may receive from and delete in its queue."""
    reads = [s for s in statements(assembly, CATALOG.function(function)) if "sqs:ReceiveMessage" in s["Action"]]
    assert [queue_of(assembly, statement["Resource"]) for statement in reads] == [queue]
    assert {"sqs:DeleteMessage", "sqs:GetQueueAttributes"} <= set(reads[0]["Action"])


@FUNCTIONS
def test_a_function_is_made_after_its_rights(assembly: Assembly, function: DeployedFunction) -> None:
    """Lambda refuses a function in a VPC whose role may not make network interfaces yet."""
    resources = assembly.stacks["StatewrightPlatform"]
    (found,) = [r for r in resources.values() if r.get("Properties", {}).get("FunctionName") == function.name]
    role = found["Properties"]["Role"]["Fn::GetAtt"][0]
    policies = [
        name
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Policy" and {"Ref": role} in resource["Properties"]["Roles"]
    ]
    assert policies
    assert set(policies) <= set(found["DependsOn"])


def test_migrations_run_with_the_deployment_before_routes_are_written(assembly: Assembly) -> None:
    resources = assembly.stacks["StatewrightPlatform"]
    runs = {name: r for name, r in resources.items() if r["Type"] == "Custom::Trigger"}
    (routes,) = [r for name, r in runs.items() if "syncroutes" in name]
    (migrate,) = [name for name in runs if "migratedatabase" in name]
    assert migrate in routes["DependsOn"]


@pytest.mark.parametrize("stack", ["StatewrightData", "StatewrightPlatform", "StatewrightWeb"])
def test_what_a_stack_makes_has_an_order(assembly: Assembly, stack: str) -> None:
    """CloudFormation refuses resources that wait for each other, and the CDK does not look."""
    resources = assembly.stacks[stack]
    waits_for = {name: needs(resource) & resources.keys() for name, resource in resources.items()}
    assert set(TopologicalSorter(waits_for).static_order()) == resources.keys()


@FUNCTIONS
def test_what_uses_the_database_is_changed_after_the_migration(assembly: Assembly, function: DeployedFunction) -> None:
    """Given new code that asks for a new column, Then it is not there before the column is."""
    resources = assembly.stacks["StatewrightPlatform"]
    (migrate,) = [name for name in resources if name.startswith("Runmigratedatabase")]
    (found,) = [r for r in resources.values() if r.get("Properties", {}).get("FunctionName") == function.name]
    # What runs the two at deployment is made after them; of sync_routes the run waits (see above).
    run_at_deployment = {"statewright-system-migrate-database", SYNC_ROUTES}
    waits = "database" in function.reach and function.name not in run_at_deployment
    assert (migrate in found["DependsOn"]) == waits


def test_scheduled_jobs_run_as_the_catalog_says(assembly: Assembly) -> None:
    found = {
        text(s["Target"]["Arn"]).rpartition(":")[2]: s["ScheduleExpression"]
        for s in assembly.resources("AWS::Scheduler::Schedule")
    }
    assert found == {job.function: job.schedule_expression for job in CATALOG.system if job.schedule_expression}


def test_a_machine_may_invoke_actions_run_workflows_read_payloads_and_tell_of_itself_only(assembly: Assembly) -> None:
    (role,) = [
        name
        for name, resource in assembly.stacks["StatewrightPlatform"].items()
        if resource["Type"] == "AWS::IAM::Role" and "states.amazonaws.com" in json.dumps(resource)
    ]
    (policy,) = [p for p in assembly.resources("AWS::IAM::Policy") if {"Ref": role} in p["Roles"]]
    invoke, start, watch, read, tell, rule, tracing = policy["PolicyDocument"]["Statement"]
    names = {text(resource).rpartition(":")[2] for resource in listed(invoke["Resource"])}
    assert names == {REGISTER_WAIT, *(action.function for action in CATALOG.actions if action.function)}
    assert start["Action"] == "states:StartExecution"
    assert text(start["Resource"]).endswith(":stateMachine:statewright-*")
    assert watch["Action"] == ["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"]
    assert text(watch["Resource"]).endswith(":execution:statewright-*:*")
    assert read["Action"] == "s3:GetObject"
    assert re.search(r":s3:::statewright-payloads-[^/]+/\*$", text(read["Resource"]))
    assert (tell["Action"], text(tell["Resource"]).rpartition(":")[2]) == ("sqs:SendMessage", EXECUTION_EVENTS)
    assert rule["Action"] == ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
    assert text(rule["Resource"]).endswith(":rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")
    assert all(action.startswith("xray:") for action in tracing["Action"])


def test_what_keeps_data_is_encrypted_and_kept(assembly: Assembly) -> None:
    (cluster,) = assembly.resources("AWS::RDS::DBCluster")
    assert cluster["StorageEncrypted"]
    assert cluster["DeletionProtection"]
    assert cluster["EnableIAMDatabaseAuthentication"]
    assert all(bucket["BucketEncryption"] for bucket in assembly.resources("AWS::S3::Bucket"))
    assert all(group["RetentionInDays"] for group in assembly.resources("AWS::Logs::LogGroup"))


def test_payloads_outlive_their_runs_and_not_for_ever(assembly: Assembly) -> None:
    (bucket,) = [each for each in assembly.resources("AWS::S3::Bucket") if "LifecycleConfiguration" in each]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] > 366
    assert all(bucket["PublicAccessBlockConfiguration"].values())


def test_no_server_takes_connections_from_anywhere(assembly: Assembly) -> None:
    groups = assembly.resources("AWS::EC2::SecurityGroup")
    ingress = [rule for group in groups for rule in group.get("SecurityGroupIngress", [])]
    ingress += assembly.resources("AWS::EC2::SecurityGroupIngress")
    assert ingress
    assert all("CidrIp" not in rule and "SourceSecurityGroupId" in rule for rule in ingress)


def test_the_rule_checks_pass_and_every_exception_has_its_reason(assembly: Assembly) -> None:
    (nag,) = [plugin for plugin in assembly.report["pluginReports"] if plugin["pluginName"] == "AwsSolutions"]
    assert (nag["conclusion"], nag["violations"]) == ("success", [])
    assert all(len(accepted["reason"]) > 20 for accepted in nag["suppressedViolations"])
