"""boto3's client of a Step Functions that runs on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


@contextlib.contextmanager
def sfn_client(endpoint: str) -> Iterator[SFNClient]:
    client: SFNClient = boto3.client(
        "stepfunctions",
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with contextlib.closing(client):
        yield client
