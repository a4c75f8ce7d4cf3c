"""What Step Functions cannot carry: results of steps that are kept in S3 (docs/adr/0014)."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.aws.acknowledge import acknowledge
from infra.aws.constructs.names import Arns

KEPT = Duration.days(400)
"""A run may last a year, and what it refers to must be there to its end."""


class Payloads(Construct):
    """A private bucket that only actions write, and who tells what loops did with it reads."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=Arns.of(self).payload_bucket,
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=KEPT,
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                    transitions=[
                        s3.Transition(
                            storage_class=s3.StorageClass.INFREQUENT_ACCESS, transition_after=Duration.days(30)
                        )
                    ],
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(bucket, "AwsSolutions-S1", "Its objects are named by run, and runs are on record")
