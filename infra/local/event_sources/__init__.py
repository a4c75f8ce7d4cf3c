"""Lambda's event source mappings for Kafka, on the local broker.

sources = EventSources(database_url, brokers, invoke_lambda)
await sources.start()
api = EventSourcesApi(sources)         # api.app: ASGI; api.routes: to be served with the rest of Lambda
await sources.stop()
"""

from infra.local.event_sources.api import EventSourcesApi
from infra.local.event_sources.event_sources import EventSources

__all__ = ["EventSources", "EventSourcesApi"]
