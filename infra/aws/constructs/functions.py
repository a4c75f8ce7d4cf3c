"""Every function of the catalog as a Lambda: its code, its layers, its rights, its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Duration, IgnoreMode, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct
from statewright.core.catalog import Catalog, DeployedFunction
from statewright.core.specs import Grant, Reach

from infra.aws.acknowledge import acknowledge
from infra.aws.constructs import grants
from infra.aws.constructs.cache import Cache
from infra.aws.constructs.callbacks import Callbacks
from infra.aws.constructs.database import Database
from infra.aws.constructs.grants import Roles, Secrets
from infra.aws.constructs.mail import Mail
from infra.aws.constructs.names import SCHEDULE_GROUP, Arns
from infra.aws.constructs.network import Network
from infra.aws.constructs.rights import TRACING, Right, give
from infra.aws.constructs.streaming import Streaming
from infra.aws.settings import Settings

_RETENTION = {7: logs.RetentionDays.ONE_WEEK, 30: logs.RetentionDays.ONE_MONTH, 90: logs.RetentionDays.THREE_MONTHS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backends:
    """What functions connect to."""

    network: Network
    database: Database
    cache: Cache
    streaming: Streaming | None
    mail: Mail
    callbacks: Callbacks


class Functions(Construct):
    """One Lambda per entry of the catalog; `by_name` and `roles` by its name. Nothing here knows any one of them."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        catalog: Catalog,
        settings: Settings,
        backends: Backends,
        roles: Roles,
        api_url: str,
    ) -> None:
        super().__init__(scope, id)
        self._settings = settings
        self._backends = backends
        self._roles = roles
        self._arns = Arns.of(self)
        self._api_url = api_url
        self._layers = {name: self._layer(name) for name in sorted({n for f in catalog.functions for n in f.layers})}
        self.roles: dict[str, iam.Role] = {}
        self.by_name: Mapping[str, lambda_.Function] = {
            function.name: self._function(function)
            for function in catalog.functions
            if settings.kafka or Reach.KAFKA not in function.reach
        }

    def _layer(self, name: str) -> lambda_.LayerVersion:
        folder = self._settings.layers / name
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is missing: run `make layers`")
        return lambda_.LayerVersion(
            self,
            f"Layer-{name}",
            code=lambda_.Code.from_asset(str(folder)),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.ARM_64],
        )

    def _function(self, function: DeployedFunction) -> lambda_.Function:
        role = self.roles[function.name] = self._role(function)
        network = self._backends.network
        connects = [Reach(reach) for reach in function.reach]
        inside = any(reach is not Reach.INTERNET for reach in connects)
        made = lambda_.Function(
            self,
            function.name,
            function_name=function.name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler=function.handler,
            code=code_of(self._settings.functions, function.path),
            layers=self._layers_of(function),
            memory_size=function.memory_mb,
            timeout=Duration.seconds(function.timeout_seconds),
            # What the role may do is stated in `_rights` and by `give` alone: the CDK adds nothing on its own.
            role=role.without_policy_updates(),
            tracing=lambda_.Tracing.ACTIVE,
            environment=self._environment(function),
            log_group=self._log_group(function),
            logging_format=lambda_.LoggingFormat.JSON,
            vpc=network.vpc if inside else None,
            vpc_subnets=network.functions if inside else None,
            security_groups=network.clients(connects, calls_aws=True) if inside else None,
        )
        made.node.add_dependency(role)
        acknowledge(made, "AwsSolutions-L1", "Python 3.13 is what the layers' wheels are built for")
        return made

    def _layers_of(self, function: DeployedFunction) -> list[lambda_.ILayerVersion]:
        shared: list[lambda_.ILayerVersion] = [self._layers[name] for name in function.layers]
        if not function.requirements:
            return shared
        return [*shared, self._layer(own_layer(function))]

    def _log_group(self, function: DeployedFunction) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            f"{function.name}-logs",
            log_group_name=f"/aws/lambda/{function.name}",
            retention=_RETENTION[self._settings.log_retention_days],
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _role(self, function: DeployedFunction) -> iam.Role:
        role = iam.Role(
            self,
            f"{function.name}-role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"{function.name}: {', '.join(function.grants) or 'no grants'}",
        )
        give(role, self._rights(function))
        return role

    def _rights(self, function: DeployedFunction) -> list[Right]:
        log_group = self._arns.log_group(f"/aws/lambda/{function.name}")
        rights = [
            Right(
                ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group}:*"], "The streams of its own log group"
            ),
            TRACING,
        ]
        reach = {Reach(one) for one in function.reach}
        if reach - {Reach.INTERNET}:
            rights.append(_NETWORK_INTERFACES)
        if Reach.DATABASE in reach:
            rights.append(self._backends.database.sign_in)
        streaming = self._backends.streaming
        if Reach.KAFKA in reach and streaming is not None:
            rights += streaming.reader_rights() if function.kind == "trigger" else streaming.writer_rights()
        if function.kind == "action":
            rights += grants.payload_rights(self._arns, "s3:PutObject", "s3:GetObject")
        secrets = Secrets(smtp=self._backends.mail.secret_arn, callbacks=self._backends.callbacks.secret_arn)
        for name in function.grants:
            rights += grants.rights(Grant(name), self._arns, self._roles, secrets)
        return rights

    def _environment(self, function: DeployedFunction) -> dict[str, str]:
        """Settings as docs/reference/contracts.md names them; only what the function's reach and grants ask for."""
        reach, granted = {Reach(one) for one in function.reach}, {Grant(one) for one in function.grants}
        environment = {
            "POWERTOOLS_SERVICE_NAME": function.name,
            "POWERTOOLS_METRICS_NAMESPACE": "Statewright",
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "STATEWRIGHT_FUNCTION_ARN_PREFIX": self._arns.function_prefix,
            "STATEWRIGHT_MACHINE_ARN_PREFIX": self._arns.machine_prefix,
            **function.environment,
        }
        if Reach.DATABASE in reach:
            environment |= {
                "STATEWRIGHT_DATABASE_URL": self._backends.database.url,
                "STATEWRIGHT_DATABASE_AUTH": "iam",
            }
        if Reach.REDIS in reach:
            environment["STATEWRIGHT_REDIS_URL"] = self._backends.cache.url
        streaming = self._backends.streaming
        if streaming is not None and (Reach.KAFKA in reach or Grant.MANAGE_EVENT_SOURCES in granted):
            environment |= {
                "STATEWRIGHT_KAFKA_BROKERS": streaming.brokers,
                "STATEWRIGHT_KAFKA_AUTH": "iam",
                "STATEWRIGHT_KAFKA_CLUSTER_ARN": streaming.arn,
            }
        if Grant.MANAGE_STATE_MACHINES in granted:
            environment["STATEWRIGHT_MACHINE_ROLE_ARN"] = self._roles.machine
            environment["STATEWRIGHT_EXECUTION_EVENTS_URL"] = self._arns.execution_events_url
        if Grant.MANAGE_SCHEDULES in granted:
            environment |= {
                "STATEWRIGHT_SCHEDULE_ROLE_ARN": self._roles.schedule,
                "STATEWRIGHT_SCHEDULE_GROUP": SCHEDULE_GROUP,
            }
        if Grant.SEND_EMAIL in granted:
            environment["STATEWRIGHT_SMTP_SECRET_ARN"] = self._backends.mail.secret_arn
            if self._backends.mail.sender is not None:
                environment["STATEWRIGHT_MAIL_FROM"] = self._backends.mail.sender
        if function.kind == "action" or Grant.READ_PAYLOADS in granted:
            environment["STATEWRIGHT_PAYLOAD_BUCKET"] = self._arns.payload_bucket
        if function.kind == "service":
            environment["STATEWRIGHT_TRIGGERS_URL"] = f"{self._api_url}/hooks"
        if Grant.SIGN_CALLBACKS in granted:
            environment |= {
                "STATEWRIGHT_CALLBACK_SECRET_ARN": self._backends.callbacks.secret_arn,
                "STATEWRIGHT_CALLBACKS_URL": f"{self._api_url}/callbacks",
            }
        return environment


_NETWORK_INTERFACES = Right(
    [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    ],
    ["*"],
    "Lambda itself needs it to reach a VPC: developer guide, 'Required IAM permissions'",
)


def own_layer(function: DeployedFunction) -> str:
    """Folder of a function's own packages below the layers' folder, as scripts/build_layers.py names it."""
    return "function-" + "-".join(Path(function.path).parts[-2:]).replace("_", "-")


def code_of(functions: Path, path: str) -> lambda_.Code:
    """One folder under its own path, so that a change to a sibling does not change this function."""
    _, kind, name = Path(path).parts
    return lambda_.Code.from_asset(
        str(functions),
        exclude=["/*", f"!/{kind}", f"/{kind}/*", f"!/{kind}/{name}", "__pycache__", "*.pyc", "requirements.txt"],
        ignore_mode=IgnoreMode.GIT,
    )
