"""Powertools Logger, Metrics and Tracer for the wrappers: one line of EMF per invocation, a log line when it failed.

The EMF line is also the success log: execution, node and attempt are its properties, so Logs Insights finds a run
without a second line to write and to pay for. No line holds a configuration value.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

NAMESPACE: Final = "Statewright"


@lru_cache(maxsize=1)
def logger() -> Logger:
    """The function's JSON logger; level and service come from `POWERTOOLS_*`."""
    return Logger(use_rfc3339=True)


@lru_cache(maxsize=1)
def _metrics() -> Metrics:
    return Metrics(namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE))


def count(dimensions: Mapping[str, str], metrics: Mapping[str, tuple[MetricUnit, float]], **properties: str) -> None:
    """Write one EMF line. Dimensions cost money per combination: few values each; the rest goes into properties."""
    line = _metrics()
    for name, value in dimensions.items():
        line.add_dimension(name, value)
    for name, (unit, number) in metrics.items():
        line.add_metric(name, unit, number)
    for name, value in properties.items():
        line.add_metadata(name, value)
    line.flush_metrics()


def _tracing() -> bool:
    return "_X_AMZN_TRACE_ID" in os.environ and os.environ.get("POWERTOOLS_TRACE_DISABLED", "").lower() not in {
        "1",
        "true",
        "yes",
        "on",
        "y",
    }


@lru_cache(maxsize=1)
def _tracer() -> Any:
    from aws_lambda_powertools.tracing import Tracer  # noqa: PLC0415  brings the X-Ray SDK: only where it is on

    return Tracer(auto_patch=False)


@contextlib.contextmanager
def _subsegment(name: str, annotations: Mapping[str, str]) -> Any:
    with _tracer().provider.in_subsegment(name=f"## {name}") as subsegment:
        for key, value in annotations.items():
            subsegment.put_annotation(key=key, value=value)
        yield


def traced(name: str, annotations: Mapping[str, str]) -> contextlib.AbstractContextManager[None]:
    """An X-Ray subsegment around the body when tracing is on, nothing otherwise."""
    return _subsegment(name, annotations) if _tracing() else contextlib.nullcontext()
