"""Many timers behind one."""

from __future__ import annotations

import asyncio

from infra.local.stepfunctions.timers import Timers


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


class Fired:
    """Collects what fired; `live` is what has not been cancelled."""

    def __init__(self, expected: int) -> None:
        self.live: set[tuple[int, int]] = set()
        self.order: list[tuple[int, int]] = []
        self.expected = expected
        self.all = asyncio.Event()

    def fire(self, execution: int, timer: int) -> None:
        self.order.append((execution, timer))
        if len(self.order) == self.expected:
            self.all.set()

    def is_live(self, execution: int, timer: int) -> bool:
        return (execution, timer) in self.live


async def test_due_timers_fire_in_order_of_their_time_and_others_wait() -> None:
    clock, fired = Clock(), Fired(3)
    timers = Timers(clock, fired.fire, fired.is_live)
    for execution, delay in ((1, -10), (2, -30), (3, 3_600_000), (4, -20)):
        fired.live.add((execution, 1))
        timers.start(execution, 1, clock.now + delay)

    await fired.all.wait()

    assert fired.order == [(2, 1), (4, 1), (1, 1)]
    assert len(timers) == 1
    timers.stop()


async def test_a_cancelled_timer_does_not_fire() -> None:
    clock, fired = Clock(), Fired(1)
    timers = Timers(clock, fired.fire, fired.is_live)
    timers.start(1, 1, clock.now - 10)
    timers.cancelled()
    fired.live.add((1, 2))
    timers.start(1, 2, clock.now)

    await fired.all.wait()

    assert fired.order == [(1, 2)]
    timers.stop()


async def test_cancelled_timers_do_not_pile_up() -> None:
    clock, fired = Clock(), Fired(1)
    timers = Timers(clock, fired.fire, fired.is_live)
    for number in range(20_000):
        timers.start(number, 1, clock.now + 86_400_000)
        timers.cancelled()

    assert len(timers) < 5_000
    timers.stop()
