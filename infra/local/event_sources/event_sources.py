"""All event source mappings of the stack, each with its poller while it is enabled."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import Sequence
from typing import Any

from infra.local.event_sources.model import Changes, Creation, Mapping, State, changed, utc_now
from infra.local.event_sources.poller import NOTHING_YET, Poller
from infra.local.event_sources.store import Store, missing
from infra.local.invoking import InvokeLambda, Outcome, attempt

STARTED_BY_USER = "USER_INITIATED"


class Entry:
    """One mapping and its poller. `pending` is the transition under way, None when it has settled."""

    def __init__(self, mapping: Mapping, pending: State | None) -> None:
        self.mapping = mapping
        self.poller: Poller | None = None
        self.pending = pending
        self.changing = asyncio.Lock()
        self.last_result = NOTHING_YET

    @property
    def state(self) -> State:
        if self.pending is not None:
            return self.pending
        if self.poller is None:
            return State.DISABLED
        return State.ENABLED if self.poller.status.ready else State.ENABLING

    def wire(self) -> dict[str, Any]:
        last_result = self.poller.status.last_result if self.poller else self.last_result
        return self.mapping.wire(self.state, STARTED_BY_USER, last_result)


class EventSources:
    """Create, change and run event source mappings. Bound to the event loop it is started on.

    `brokers` (`host:port`, comma-separated) is the local cluster, which every mapping reads whatever cluster it names.
    """

    def __init__(self, database_url: str, brokers: str, invoke: InvokeLambda) -> None:
        self._store = Store(database_url)
        self._brokers = brokers
        self._invoke = invoke
        self._entries: dict[uuid.UUID, Entry] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Read the stored mappings and go on with the enabled ones."""
        for mapping in await self._store.prepare():
            entry = self._entries[mapping.id] = Entry(mapping, None)
            self._poll(entry)

    async def stop(self) -> None:
        """Stop every poller at once; batches in flight are delivered again after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        pollers = [entry.poller for entry in self._entries.values() if entry.poller]
        await asyncio.gather(*(poller.stop(abandon=True) for poller in pollers))

    def list(self) -> Sequence[Entry]:
        return sorted(self._entries.values(), key=lambda entry: entry.mapping.id)

    def get(self, identity: str) -> Entry:
        """Raises `ResourceNotFoundException`."""
        try:
            return self._entries[uuid.UUID(identity)]
        except (ValueError, KeyError) as error:
            raise missing(identity[:80]) from error

    async def create(self, creation: Creation) -> dict[str, Any]:
        """Store a mapping and start to poll; its topic is created if there is none, a convenience of this stack."""
        mapping = Mapping.of(uuid.uuid4(), creation, utc_now())
        await self._store.insert(mapping)
        entry = self._entries[mapping.id] = Entry(mapping, State.CREATING)
        answer = entry.wire()
        self._converge(entry)
        return answer

    async def update(self, identity: str, changes: Changes) -> dict[str, Any]:
        entry = self.get(identity)
        was_enabled = entry.mapping.enabled
        mapping = dataclasses.replace(entry.mapping, **changed(entry.mapping, changes, utc_now()))
        await self._store.update(mapping)
        entry.mapping = mapping
        if mapping.enabled == was_enabled:
            entry.pending = State.UPDATING
        else:
            entry.pending = State.ENABLING if mapping.enabled else State.DISABLING
        answer = entry.wire()
        self._converge(entry)
        return answer

    async def delete(self, identity: str) -> dict[str, Any]:
        """Delete a mapping. Its group's offsets stay in the broker, as with any Kafka."""
        entry = self.get(identity)
        await self._store.delete(entry.mapping.id)
        entry.mapping = dataclasses.replace(entry.mapping, enabled=False)
        entry.pending = State.DELETING
        answer = entry.wire()
        self._converge(entry)
        return answer

    def _converge(self, entry: Entry) -> None:
        task = asyncio.get_running_loop().create_task(self._settle(entry, entry.pending))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _settle(self, entry: Entry, transition: State | None) -> None:
        """Replace the poller by one that fits the mapping. Several changes settle one after the other."""
        async with entry.changing:
            if entry.poller is not None:
                await entry.poller.stop()
                entry.last_result = entry.poller.status.last_result
                entry.poller = None
            self._poll(entry)
            if transition is State.DELETING:
                self._entries.pop(entry.mapping.id, None)
            elif entry.pending is transition:
                entry.pending = None

    def _poll(self, entry: Entry) -> None:
        if entry.mapping.enabled:
            entry.poller = Poller(entry.mapping, self._brokers, self._deliver)
            entry.poller.start()

    async def _deliver(self, mapping: Mapping, payload: bytes) -> Outcome:
        target = mapping.target
        return await attempt(self._invoke, target.name, payload, target.qualifier)
