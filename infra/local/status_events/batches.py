"""Status changes as the SQS batch that a Lambda function receives, and what its answer says about each message.

Source: Lambda developer guide, "Using Lambda with Amazon SQS" (example event) and "Reporting batch item failures".
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from infra.local.config import ACCOUNT, REGION

QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:statewright-execution-events"


@dataclass(slots=True, eq=False)
class Message:
    """One status change in the queue. `body` is its JSON; `sent_at` and `first_received_at` are epoch milliseconds.

    `delivered_before`: how many messages had been delivered in all when this one came. `blamed`: it failed by itself,
    not only in company.
    """

    id: str
    body: str
    sent_at: int
    delivered_before: int = 0
    receives: int = 0
    first_received_at: int = 0
    blamed: bool = False


def payload(messages: Sequence[Message]) -> bytes:
    """The event of one invocation."""
    return orjson.dumps({"Records": [_record(message) for message in messages]})


def _record(message: Message) -> dict[str, Any]:
    return {
        "messageId": message.id,
        "receiptHandle": f"{message.id}#{message.receives}",
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": str(message.sent_at),
            "SenderId": "events.amazonaws.com",
            "ApproximateFirstReceiveTimestamp": str(message.first_received_at),
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE_ARN,
        "awsRegion": REGION,
    }


class MalformedAnswer(ValueError):
    """The answer is none: Lambda treats every message of the batch as failed."""


def failed_ids(answer: bytes, sent: Sequence[Message]) -> frozenset[str]:
    """Ids of the messages that the function reported as failed; raises `MalformedAnswer`.

    As on AWS nothing, null and an empty list mean success; an id that was not sent fails the whole batch.
    """
    try:
        body = orjson.loads(answer or b"null")
    except orjson.JSONDecodeError as error:
        raise MalformedAnswer(f"not JSON: {error}") from error
    failures = body.get("batchItemFailures") if isinstance(body, dict) else None
    if failures is None:
        return frozenset()
    if not isinstance(failures, list):
        raise MalformedAnswer("batchItemFailures is not a list")
    known = {message.id for message in sent}
    ids = frozenset(str(item.get("itemIdentifier")) if isinstance(item, dict) else "" for item in failures)
    if unknown := ids - known:
        raise MalformedAnswer(f"batchItemFailures names messages that were not sent: {sorted(unknown)[:3]}")
    return ids
