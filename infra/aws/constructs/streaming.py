"""Kafka: MSK Serverless."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_msk as msk
from aws_cdk import custom_resources as custom
from constructs import Construct
from statewright.core.specs import Reach

from infra.aws.constructs.network import Network
from infra.aws.constructs.rights import Right

NAME = "statewright"
_CHOSEN = "Topics and groups are workflow authors' choice; the cluster is Statewright's own"


class Streaming(Construct):
    """The cluster. MSK Serverless authenticates by IAM only, so each client's rights are in its own role."""

    def __init__(self, scope: Construct, id: str, *, network: Network) -> None:  # noqa: A002
        super().__init__(scope, id)
        cluster = msk.CfnServerlessCluster
        self._cluster = cluster(
            self,
            "Cluster",
            cluster_name=NAME,
            client_authentication=cluster.ClientAuthenticationProperty(
                sasl=cluster.SaslProperty(iam=cluster.IamProperty(enabled=True))
            ),
            vpc_configs=[
                cluster.VpcConfigProperty(
                    # Event source mappings poll from the cluster's own subnets, and have to reach Lambda from there.
                    subnet_ids=network.vpc.select_subnets(subnet_group_name="functions").subnet_ids,
                    security_groups=[network.server(Reach.KAFKA).security_group_id],
                )
            ],
        )
        call = custom.AwsSdkCall(
            service="kafka",
            action="getBootstrapBrokers",
            parameters={"ClusterArn": self.arn},
            physical_resource_id=custom.PhysicalResourceId.of("bootstrap-brokers"),
        )
        # CloudFormation does not tell the addresses of a serverless cluster.
        self._brokers = custom.AwsCustomResource(
            self,
            "Brokers",
            on_create=call,
            on_update=call,
            install_latest_aws_sdk=False,
            policy=custom.AwsCustomResourcePolicy.from_sdk_calls(resources=[self.arn]),
        )

    @property
    def arn(self) -> str:
        """The cluster's ARN, as event source mappings want it."""
        return self._cluster.attr_arn

    @property
    def brokers(self) -> str:
        """`host:port`, comma-separated."""
        return self._brokers.get_response_field("BootstrapBrokerStringSaslIam")

    def writer_rights(self) -> list[Right]:
        """Connect and write topics, in this cluster only.

        Every topic: a producer may write idempotently only where it may write to all. Source: MSK developer guide,
        "Create authorization policies for the IAM role".
        """
        return [
            Right(["kafka-cluster:Connect"], [self.arn]),
            Right(["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], [self._inside("topic")], _CHOSEN),
        ]

    def reader_rights(self) -> list[Right]:
        """Connect and read topics as a consumer group, in this cluster only, and what a mapping asks of the cluster.

        Source: Lambda developer guide, "Configuring Lambda permissions for Amazon MSK event source mappings".
        """
        return [
            Right(["kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration"], [self.arn]),
            Right(["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], [self._inside("topic")], _CHOSEN),
            Right(["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"], [self._inside("group")], _CHOSEN),
            Right(["kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"], [self.arn]),
            Right(["ec2:DescribeVpcs", "ec2:DescribeSecurityGroups"], ["*"], "Describing a network takes no resource"),
        ]

    def _inside(self, resource: str) -> str:
        return Stack.of(self).format_arn(service="kafka", resource=resource, resource_name=f"{NAME}/*")
