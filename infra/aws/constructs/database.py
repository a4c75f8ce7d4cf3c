"""Aurora PostgreSQL Serverless v2, and the role that functions sign in with."""

from __future__ import annotations

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import custom_resources as custom
from constructs import Construct
from statewright.core.specs import Reach

from infra.aws.acknowledge import acknowledge
from infra.aws.constructs.network import Network
from infra.aws.constructs.rights import Right
from infra.aws.settings import Settings

NAME = "statewright"
ROLE = "statewright"
PORT = 5432
_CREATE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} LOGIN; END IF;
  GRANT rds_iam TO {ROLE};
  GRANT CREATE, CONNECT ON DATABASE {NAME} TO {ROLE};
  GRANT ALL ON SCHEMA public TO {ROLE};
END $$
"""


class Database(Construct):
    """The cluster. Functions sign in as `ROLE` with a token of their own role: there is no password to keep."""

    def __init__(self, scope: Construct, id: str, *, network: Network, settings: Settings) -> None:  # noqa: A002
        super().__init__(scope, id)
        self._key = kms.Key(self, "Key", enable_key_rotation=True, description="Statewright's database")
        self.cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_5),
            vpc=network.vpc,
            vpc_subnets=network.data,
            security_groups=[network.server(Reach.DATABASE)],
            port=PORT,
            cluster_identifier=NAME,
            default_database_name=NAME,
            credentials=rds.Credentials.from_generated_secret("owner", encryption_key=self._key),
            iam_authentication=True,
            enable_data_api=True,
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            serverless_v2_min_capacity=settings.minimum_capacity,
            serverless_v2_max_capacity=settings.maximum_capacity,
            serverless_v2_auto_pause_duration=Duration.minutes(5) if settings.minimum_capacity == 0 else None,
            storage_encrypted=True,
            storage_encryption_key=self._key,
            backup=rds.BackupProps(retention=Duration.days(14)),
            cloudwatch_logs_exports=["postgresql"],
            deletion_protection=True,
            removal_policy=RemovalPolicy.SNAPSHOT,
            copy_tags_to_snapshot=True,
        )
        acknowledge(
            self.cluster,
            "AwsSolutions-SMG4",
            "The owner's password is used once, by the deployment, through the Data API",
        )
        self._create_role()

    @property
    def url(self) -> str:
        """libpq URL without a password; functions add a token, see `STATEWRIGHT_DATABASE_AUTH` in the contracts."""
        host = self.cluster.cluster_endpoint.hostname
        return f"postgresql://{ROLE}@{host}:{PORT}/{NAME}?sslmode=require"

    @property
    def sign_in(self) -> Right:
        """The right to sign in as `ROLE`, and nothing else."""
        user = Stack.of(self).format_arn(
            service="rds-db",
            resource="dbuser",
            resource_name=f"{self.cluster.cluster_resource_identifier}/{ROLE}",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        return Right(["rds-db:connect"], [user])

    def _create_role(self) -> None:
        secret = self.cluster.secret
        if secret is None:
            raise ValueError("the cluster has no generated owner secret")
        call = custom.AwsSdkCall(
            service="rds-data",
            action="executeStatement",
            parameters={
                "resourceArn": self.cluster.cluster_arn,
                "secretArn": secret.secret_arn,
                "database": NAME,
                "sql": _CREATE_ROLE,
            },
            physical_resource_id=custom.PhysicalResourceId.of(ROLE),
        )
        created = custom.AwsCustomResource(
            self,
            "Role",
            on_create=call,
            on_update=call,
            install_latest_aws_sdk=False,
            policy=custom.AwsCustomResourcePolicy.from_statements(
                [iam.PolicyStatement(actions=["rds-data:ExecuteStatement"], resources=[self.cluster.cluster_arn])]
            ),
        )
        secret.grant_read(created)
        created.node.add_dependency(self.cluster)
