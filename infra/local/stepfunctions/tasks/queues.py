"""`sqs:sendMessage`: the queues that the local stack has.

Source: Step Functions developer guide, "Perform operations on Amazon SQS": a MessageBody that is no text is sent as its
JSON.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import orjson

from infra.local.queues import Sent
from infra.local.stepfunctions.tasks.calls import Answer, Failure, Outcome, TaskCall

SEND: Final = "arn:aws:states:::sqs:sendMessage"
MAX_MESSAGE: Final = 262_144
"""Bytes of a body: also what the payload of a task may have."""

Send = Callable[[str], Awaitable[Sent]]
Queues = Mapping[str, Send]
"""By URL."""


async def perform(call: TaskCall, queues: Queues) -> Outcome:
    """Send the message: what SQS answers, or how Step Functions reports its refusal."""
    arguments = call.arguments
    if not isinstance(arguments, dict) or "MessageBody" not in arguments:
        return Failure("States.Runtime", "sqs:sendMessage needs Arguments with a QueueUrl and a MessageBody")
    send = queues.get(str(arguments.get("QueueUrl")))
    if send is None:
        return Failure("Sqs.QueueDoesNotExistException", f"there is no queue {arguments.get('QueueUrl')}")
    body = arguments["MessageBody"]
    text = body if isinstance(body, str) else orjson.dumps(body).decode()
    if len(text.encode()) > MAX_MESSAGE:
        reason = f"One or more parameters are invalid. Reason: Message must be shorter than {MAX_MESSAGE} bytes."
        return Failure("Sqs.SqsException", reason)
    sent = await send(text)
    return Answer.of({"MD5OfMessageBody": sent.md5, "MessageId": sent.message_id})
