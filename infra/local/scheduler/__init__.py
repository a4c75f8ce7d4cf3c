"""EventBridge Scheduler on a PostgreSQL table.

scheduler = Scheduler(database_url, invoke_lambda, start_execution)
await scheduler.start()
app = SchedulerApi(scheduler).app      # ASGI, for boto3's `scheduler` client
await scheduler.stop()
"""

from infra.local.scheduler.api import SchedulerApi
from infra.local.scheduler.scheduler import Counts, Scheduler, StartExecution

__all__ = ["Counts", "Scheduler", "SchedulerApi", "StartExecution"]
