"""The network: who may open a connection to what."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct
from statewright.core.specs import Reach

from infra.aws.settings import Settings

PORTS = {Reach.DATABASE: 5432, Reach.REDIS: 6379, Reach.KAFKA: 9098}
HTTPS = 443


class Network(Construct):
    """A VPC of two zones. Each server has a security group that takes connections from its clients' group only.

    A function gets the client group of everything in its `reach`; nothing else is open to it.
    """

    def __init__(self, scope: Construct, id: str, *, settings: Settings) -> None:  # noqa: A002
        super().__init__(scope, id)
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=2,
            nat_gateways=settings.nat_gateways,
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="public", subnet_type=ec2.SubnetType.PUBLIC, cidr_mask=24),
                ec2.SubnetConfiguration(name="functions", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=20),
                ec2.SubnetConfiguration(name="data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24),
            ],
            flow_logs={
                "rejected": ec2.FlowLogOptions(
                    destination=ec2.FlowLogDestination.to_cloud_watch_logs(
                        logs.LogGroup(self, "FlowLogs", retention=logs.RetentionDays.ONE_MONTH)
                    ),
                    traffic_type=ec2.FlowLogTrafficType.REJECT,
                )
            },
        )
        # Large results go to S3 past the NAT gateway, which bills by the gigabyte.
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        self.functions = ec2.SubnetSelection(subnet_group_name="functions")
        self.data = ec2.SubnetSelection(subnet_group_name="data")
        self._servers: dict[Reach, ec2.SecurityGroup] = {}
        self._clients: dict[Reach, ec2.SecurityGroup] = {}
        for reach, port in PORTS.items():
            self._pair(reach, port)
        # An event source mapping polls with the cluster's own group.
        kafka = self._servers[Reach.KAFKA]
        kafka.add_ingress_rule(kafka, ec2.Port.tcp(PORTS[Reach.KAFKA]))
        kafka.add_egress_rule(kafka, ec2.Port.tcp(PORTS[Reach.KAFKA]))
        kafka.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(HTTPS))
        internet = self._group("InternetClients", "Functions that call other services")
        # Authors call services on whatever port these listen. The servers here take connections from their own clients
        # only, and the guard in the code refuses private addresses.
        internet.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.all_tcp())
        self._clients[Reach.INTERNET] = internet
        self._aws = self._group("AwsClients", "Functions that call the APIs of AWS")
        self._aws.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(HTTPS))

    def server(self, reach: Reach) -> ec2.SecurityGroup:
        """The group of the servers behind `reach`."""
        return self._servers[reach]

    def clients(self, reach: Sequence[Reach], *, calls_aws: bool) -> list[ec2.ISecurityGroup]:
        """The groups of a function that connects to `reach`, and to AWS's APIs if it `calls_aws`."""
        groups: list[ec2.ISecurityGroup] = [self._clients[one] for one in reach]
        return [*groups, self._aws] if calls_aws else groups

    def _pair(self, reach: Reach, port: int) -> None:
        name = reach.value.title()
        server = self._group(f"{name}Server", f"{name} takes connections from its clients only")
        client = self._group(f"{name}Clients", f"Functions that connect to {reach.value}")
        client.add_egress_rule(server, ec2.Port.tcp(port))
        server.add_ingress_rule(client, ec2.Port.tcp(port))
        self._servers[reach], self._clients[reach] = server, client

    def _group(self, id: str, description: str) -> ec2.SecurityGroup:  # noqa: A002
        return ec2.SecurityGroup(self, id, vpc=self.vpc, description=description, allow_all_outbound=False)
