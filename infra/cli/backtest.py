"""`statewright backtest`: recorded executions run again on a workflow file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import orjson
from statewright.core.runtime.select import select
from statewright.data.secret_fields import by_definition, mask
from statewright.language.back_test import OUTCOMES, BackTest, RecordedRun, summary
from statewright.language.compiler import Target
from statewright.language.dry_run import Stubs
from statewright.language.engine import parse_timestamp
from statewright.language.engine.simulation import SIMULATED
from statewright.language.graph import Graph, Workflow
from statewright.language.paths import nodes_of, shortened
from statewright.language.timeline import NodeRun

from infra.cli.catalog import output_schemas, registry
from infra.cli.compile import FUNCTION_ARN_PREFIX, WORKFLOW_ID, compiled_or_told
from infra.cli.output import Output
from infra.cli.problems import printable
from infra.cli.reading import read_source
from infra.cli.status import FINE, PROBLEMS, CommandError

MAX_EXPORT_BYTES: Final = 512 * 1024 * 1024
_STATUS: Final = {"succeeded": "SUCCEEDED", "failed": "FAILED", "timed_out": "TIMED_OUT"}
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the executions are: in an export, or behind the REST API at `url` (`/api` may be left out)."""

    executions: Path | None
    url: str | None
    token: str | None
    workflow: str | None
    count: int


def backtest(name: str, output: Output, where: Where) -> int:
    """Writes the report; 1 if any execution would be another one."""
    source = read_source(name)
    exported = [] if where.url is not None else _exported(where.executions)
    exported = [each for each in exported if each.get("status") in _STATUS][: where.count]
    # a `split` goes by the ids of workflow and execution: with others it would take another way
    workflow_id = next((str(each.get("id")).partition(".")[0] for each in exported), WORKFLOW_ID)
    compiled = compiled_or_told(source, output, Target(FUNCTION_ARN_PREFIX, workflow_id=workflow_id), aside=True)
    if compiled is None:
        return PROBLEMS
    if where.url is not None:
        report = _asked(where, source.value)
    else:
        workflow = Workflow.model_validate(source.value)
        nodes = {node.key: node.definition or "" for node in nodes_of(workflow.graph)}
        known = by_definition()
        graphs = {
            each.get("version") or 0: Graph.model_validate(each["graph"]) for each in exported if each.get("graph")
        }
        back_test = BackTest(
            workflow,
            compiled,
            registry(),
            Stubs(outputs=output_schemas(), select=select),
            lambda key, config: mask(config, known.get(nodes.get(key, ""), ())),
            graphs,
        )
        compared = [back_test.compare(_recorded(each)) for each in exported]
        counts, groups = summary(compared)
        report = {
            "examined": len(compared),
            "complete": True,
            "counts": dict(counts),
            "groups": groups,
            "runs": [asdict(each) for each in compared if each.outcome != "same"],
            "reinterpreted": list(back_test.reinterpreted),
            "not_compared": [asdict(each) for each in back_test.not_compared],
        }
    if output.format == "json":
        output.json(report)
    else:
        _show(report, output)
    return FINE if set(report["counts"]) <= {"same"} else PROBLEMS


def _asked(where: Where, document: Mapping[str, Any]) -> dict[str, Any]:
    import httpx  # noqa: PLC0415 - only where a stack is asked

    if where.workflow is None:
        raise CommandError("--url needs --workflow ID, as in the builder's address")
    if not _UUID.fullmatch(where.workflow):
        raise CommandError(f"--workflow: '{where.workflow}' is no ID: take the one in the builder's address")
    if where.token is None:
        raise CommandError("--url needs --token, or STATEWRIGHT_TOKEN in the environment")
    url = f"{_api(str(where.url))}/workflows/{where.workflow}/back-tests"
    body = {"count": where.count, "graph": document["graph"], "settings": document.get("settings")}
    try:
        answer = httpx.post(url, json=body, headers={"authorization": f"Bearer {where.token}"}, timeout=35)
        told: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise CommandError(f"POST {url}: {error or type(error).__name__}") from None
    if answer.status_code != 200:
        raise CommandError(f"POST {url}: {answer.status_code}: {told.get('detail')}")
    return told


def _api(url: str) -> str:
    """The REST API's address, also from its host alone."""
    base = url.rstrip("/")
    return base if base.endswith("/api") else f"{base}/api"


def _exported(path: Path | None) -> list[dict[str, Any]]:
    """Executions as `GET /executions/{id}` gives them: a list, or `{"items": [...]}`."""
    if path is None:
        raise CommandError("say where the executions are: --executions FILE or --url URL")
    try:
        if path.stat().st_size > MAX_EXPORT_BYTES:
            raise CommandError(f"{path}: over {MAX_EXPORT_BYTES:,} bytes")
        value = orjson.loads(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise CommandError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    items = value.get("items") if isinstance(value, dict) else value
    if not isinstance(items, list) or not all(isinstance(each, dict) and "nodes" in each for each in items):
        raise CommandError(f'{path}: must hold executions as GET /api/executions/ID gives them, with their "nodes"')
    return items


def _recorded(value: Mapping[str, Any]) -> RecordedRun:
    try:
        return RecordedRun(
            id=value["id"],
            version=value.get("version") or 0,
            status=_STATUS[value["status"]],
            input=value["input"],
            output=value["output"],
            error=value["error"]["name"] if value.get("error") else None,
            started_at=parse_timestamp(value["started_at"]) or 0,
            nodes=[_node(each) for each in value["nodes"]],
            context=replace(SIMULATED, execution_name=value["id"].partition(".")[2]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"an execution in the export lacks {error}: export it anew") from None


def _node(value: Mapping[str, Any]) -> NodeRun:
    started, ended = (value[name] and parse_timestamp(value[name]) for name in ("started_at", "ended_at"))
    return NodeRun(
        value["key"],
        value["iteration"],
        value["attempt"],
        value["status"],
        started,
        ended,
        value["input"],
        value["output"],
        value["error"],
        value["handle"],
    )


def _show(report: Mapping[str, Any], output: Output) -> None:
    counts = report["counts"]
    told = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in reversed(OUTCOMES) if name in counts)
    output.say(f"{report['examined']} executions: {told or 'none to compare'}")
    for group in report["groups"]:
        first = group["first"]
        at = f"`{group['node']}` " if group["node"] else ""
        said = f"{group['count']} x {group['outcome'].replace('_', ' ')}: {at}{group['field']}: "
        said += f"was {shortened(first['recorded'])}, now {shortened(first['now'])}  ({group['executions'][0]})"
        output.say(printable(said), style="red")
    if report["reinterpreted"]:
        output.say(f"recorded outputs may be out of date for {', '.join(report['reinterpreted'])}", style="yellow")
    for each in report["not_compared"]:
        why = "holds a secret" if each["reason"] == "secret" else "reads a clock or random values"
        output.say(printable(f"not compared: `{each['node']}` {each['field']} {why}"), style="yellow")
