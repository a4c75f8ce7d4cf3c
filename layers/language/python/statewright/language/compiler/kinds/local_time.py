"""The next moment of a local time, as JSONata.

Where clocks go forward past that time it is as much later as they were put forward (02:30 becomes 03:30); where it
comes twice the first one counts. That is what `zoneinfo` does with `fold=0`. A moment that is now is past: the next
one is a day or more away.
"""

from __future__ import annotations

from typing import Any, Final

from statewright.language.compiler.kinds.rules import literal
from statewright.language.compiler.timezones import rules
from statewright.language.expressions import is_expression

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY: Final = 86_400_000
_NEXT: Final = """\
(function($zone, $now) {(
  $change := function($year, $rule) {(
    $first := $toMillis($year & $rule.on & 'T00:00:00.000Z') / 86400000;
    86400000 * ($first + (($rule.weekday - $first - 4) %% 7 + 7) %% 7) + $rule.at
  )};
  $offset := function($at) {
    $zone.low = $zone.high ? $zone.low : (
      $year := $substring($fromMillis($at), 0, 4);
      $up := $change($year, $zone.up);
      $down := $change($year, $zone.down);
      ($up < $down ? $at >= $up and $at < $down : $at >= $up or $at < $down) ? $zone.high : $zone.low
    )
  };
  $today := $floor(($now + $offset($now)) / 86400000);
  $fromMillis($min($map([-1, 0, 1, 2, 3, 4, 5, 6, 7], function($days) {(
    $early := 86400000 * ($today + $days) + %(time)d - $zone.high;
    $at := $offset($early) = $zone.high ? $early : $early + $zone.high - $zone.low;
    $at > $now%(weekdays)s ? $at
  )})))
)})(%(zone)s, $millis())"""


def next_local_time(local_time: str, timezone: str, weekdays: list[str] | None = None) -> str:
    """`{% ... %}` for the next `HH:MM` in a zone (a name or an expression), on one of the weekdays, as a timestamp."""
    hours, _, minutes = local_time.partition(":")
    chosen = sorted(WEEKDAYS.index(name) for name in weekdays or WEEKDAYS)
    # the epoch was a Thursday
    only = "" if len(set(chosen)) == len(WEEKDAYS) else f" and (($today + $days + 3) % 7) in {chosen}"
    parts = {"time": (60 * int(hours) + int(minutes)) * 60_000, "weekdays": only, "zone": _zone(timezone)}
    return "{% " + _joined(_NEXT % parts) + " %}"


def _joined(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())


def _zone(timezone: str) -> str:
    if not is_expression(timezone):
        return literal(rules()[timezone].as_json())
    numbers: dict[Any, int] = {}
    zones = {name: numbers.setdefault(rule, len(numbers)) for name, rule in sorted(rules().items())}
    table = literal([rule.as_json() for rule in numbers])
    return (
        f"(function($name, $rules) {{($number := $lookup({literal(zones)}, $name); $exists($number) ? $rules[$number] "
        f": $error('there is no time zone `' & $string($name) & '`'))}})({literal(timezone)}, {table})"
    )
