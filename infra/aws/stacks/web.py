"""The front end's stack."""

from __future__ import annotations

from typing import Any

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.aws.constructs.http_api import RestApi
from infra.aws.constructs.website import Website


class WebStack(Stack):
    """Bucket and distribution; the built pages are copied to the bucket with `aws s3 sync frontend/dist`."""

    def __init__(self, scope: Construct, id: str, *, api: RestApi, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(scope, id, **kwargs)
        self.website = Website(self, "Website", api_url=api.url)
        CfnOutput(self, "Builder", value=f"https://{self.website.distribution.distribution_domain_name}")
        CfnOutput(self, "PagesBucket", value=self.website.bucket.bucket_name)
