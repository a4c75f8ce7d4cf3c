"""The bucket in which steps keep large results, in an S3 of this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws
from statewright.core.runtime import aws

BUCKET: Final = "statewright-payloads"
REGION: Final = "eu-central-1"


@contextmanager
def payload_bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """While it is open, functions keep payloads in it; gives a client."""
    for name, value in {
        "STATEWRIGHT_PAYLOAD_BUCKET": BUCKET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    aws._client.cache_clear()
    with mock_aws():
        client = boto3.client("s3", region_name=REGION)
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield client
    aws._client.cache_clear()
