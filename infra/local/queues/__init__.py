"""An SQS queue with one consumer: what `sqs:sendMessage` puts into it reaches a function, whatever crashes between.

queue = Queue(dsn, "statewright-execution-events", status_events.deliver_bodies)
await queue.start()
sent = await queue.send(body)       # durable
await queue.stop()
"""

from infra.local.queues.queue import Queue, Sent, queue_url

__all__ = ["Queue", "Sent", "queue_url"]
