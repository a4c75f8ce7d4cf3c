"""Valkey, serverless."""

from __future__ import annotations

from aws_cdk import aws_elasticache as elasticache
from constructs import Construct
from statewright.core.specs import Reach

from infra.aws.constructs.network import Network


class Cache(Construct):
    """ElastiCache Serverless for Valkey: TLS always, cluster mode always, reachable by its clients' group only."""

    def __init__(self, scope: Construct, id: str, *, network: Network) -> None:  # noqa: A002
        super().__init__(scope, id)
        self._cache = elasticache.CfnServerlessCache(
            self,
            "Cache",
            engine="valkey",
            major_engine_version="8",
            serverless_cache_name="statewright",
            description="Live contexts, idempotency claims, routes",
            subnet_ids=network.vpc.select_subnets(subnet_group_name="data").subnet_ids,
            security_group_ids=[network.server(Reach.REDIS).security_group_id],
            cache_usage_limits=elasticache.CfnServerlessCache.CacheUsageLimitsProperty(
                data_storage=elasticache.CfnServerlessCache.DataStorageProperty(maximum=10, unit="GB"),
            ),
            daily_snapshot_time="03:00",
            snapshot_retention_limit=1,
        )

    @property
    def url(self) -> str:
        """`rediss://` URL."""
        return f"rediss://{self._cache.attr_endpoint_address}:{self._cache.attr_endpoint_port}/0"
