"""The front end: a private bucket behind CloudFront, with the API on the same origin."""

from __future__ import annotations

import json
from typing import Final

from aws_cdk import Fn, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.aws.acknowledge import acknowledge
from infra.aws.settings import ROOT

_PUBLIC: Final = ROOT / "frontend" / "public"
"""What Vite copies to the top of the build; everything that it makes itself, but for index.html, is below assets/."""


class Website(Construct):
    """Everything under one domain, so the browser needs no CORS: pages from S3, `/api` and `/hooks` from the API."""

    def __init__(self, scope: Construct, id: str, *, api_url: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        logs = s3.Bucket(
            self,
            "Logs",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            # CloudFront writes its logs by ACL.
            object_ownership=s3.ObjectOwnership.OBJECT_WRITER,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.bucket = s3.Bucket(
            self,
            "Pages",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            server_access_logs_bucket=logs,
            server_access_logs_prefix="bucket/",
            removal_policy=RemovalPolicy.RETAIN,
        )
        api = origins.HttpOrigin(Fn.select(2, Fn.split("/", api_url)))
        through = cloudfront.BehaviorOptions(
            origin=api,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="Statewright",
            default_root_object="index.html",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
                function_associations=[
                    cloudfront.FunctionAssociation(
                        function=self._page_addresses(), event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                    )
                ],
            ),
            additional_behaviors={"/api/*": through, "/hooks/*": through},
            enable_logging=True,
            log_bucket=logs,
            log_file_prefix="distribution/",
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        )
        acknowledge(self.distribution, "AwsSolutions-CFR1", "People work from anywhere")
        acknowledge(
            self.distribution, "AwsSolutions-CFR2", "The API throttles; a web ACL is the account owner's choice"
        )
        acknowledge(self.distribution, "AwsSolutions-CFR4", "CloudFront's own domain has its own certificate")

    def _page_addresses(self) -> cloudfront.Function:
        # An error page would lead to index.html too, but would hide the API's own 404.
        return cloudfront.Function(
            self,
            "PageAddresses",
            code=cloudfront.FunctionCode.from_inline(_page_addresses()),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )


def _page_addresses() -> str:
    """A CloudFront function: the build's files by name, index.html for every address of the router.

    The local gateway decides the same way (`infra/local/gateway/frontend.py`). Execution ids hold a dot, as file names
    do: who asks for a page says so in `Accept`, who asks for a file that is missing does not.
    """
    files = sorted(f"/{path.relative_to(_PUBLIC).as_posix()}" for path in _PUBLIC.rglob("*") if path.is_file())
    return f"""\
const files = {json.dumps(files)};
function handler(event) {{
  const request = event.request, uri = request.uri, accept = request.headers.accept;
  if (uri.startsWith('/assets/') || files.includes(uri)) return request;
  const isPage = accept !== undefined && accept.value.includes('text/html');
  if (isPage || !uri.slice(uri.lastIndexOf('/')).includes('.')) request.uri = '/index.html';
  return request;
}}
"""
