"""Step Functions, Scheduler and Lambda as far as functions speak to them, over HTTP, with their own errors.

Only what boto3 sends and reads is modelled; `calls` lists the operations in order, and `refuse` makes the next call
of an operation fail, to see what is left behind.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str = "refused") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class FakeAws:
    """The state behind the endpoints."""

    def __init__(self) -> None:
        self.machines: dict[str, list[str]] = {}
        self.types: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.schedules: dict[str, dict[str, Any]] = {}
        self.mappings: dict[str, dict[str, Any]] = {}
        self.function_aliases: set[str] = set()
        self.secrets: dict[str, str] = {}
        self.invoked: list[tuple[str, str]] = []
        self.executions: dict[str, dict[str, Any]] = {}
        self.stopped: list[dict[str, Any]] = []
        self.redriven: list[dict[str, Any]] = []
        self.listed: list[dict[str, Any]] = []
        self.described: list[str] = []
        self.histories: dict[str, list[dict[str, Any]]] = {}
        self.calls: list[str] = []
        self.refuse: dict[str, Refusal] = {}

    def do(self, operation: str, request: dict[str, Any]) -> Any:
        self.calls.append(operation)
        if operation in self.refuse:
            raise self.refuse.pop(operation)
        return getattr(self, re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())(request)

    # Step Functions

    def create_state_machine(self, request: dict[str, Any]) -> Any:
        arn = f"arn:aws:states:eu-central-1:000000000000:stateMachine:{request['name']}"
        if self.machines.get(arn, [request["definition"]])[-1] != request["definition"]:
            raise Refusal(400, "StateMachineAlreadyExists")
        self.machines.setdefault(arn, [request["definition"]])
        self.types[arn] = request["type"]
        return {"stateMachineArn": arn, "creationDate": 0, "stateMachineVersionArn": f"{arn}:1"}

    def update_state_machine(self, request: dict[str, Any]) -> Any:
        versions = self.machines[request["stateMachineArn"]]
        if versions[-1] != request["definition"]:
            versions.append(request["definition"])
        return {"updateDate": 0, "stateMachineVersionArn": f"{request['stateMachineArn']}:{len(versions)}"}

    def update_state_machine_alias(self, request: dict[str, Any]) -> Any:
        if request["stateMachineAliasArn"] not in self.aliases:
            raise Refusal(400, "ResourceNotFound")
        self.aliases[request["stateMachineAliasArn"]] = request["routingConfiguration"][0]["stateMachineVersionArn"]
        return {"updateDate": 0}

    def create_state_machine_alias(self, request: dict[str, Any]) -> Any:
        version = request["routingConfiguration"][0]["stateMachineVersionArn"]
        arn = f"{version.rpartition(':')[0]}:{request['name']}"
        self.aliases[arn] = version
        return {"stateMachineAliasArn": arn, "creationDate": 0}

    def start_execution(self, request: dict[str, Any]) -> Any:
        machine, _, version = request["stateMachineArn"].rpartition(":")
        known = version.isdigit() and int(version) <= len(self.machines.get(machine, []))
        if request["stateMachineArn"] not in self.aliases and not known:
            raise Refusal(400, "StateMachineDoesNotExist")
        self.executions[request["name"]] = request
        return {"executionArn": f"arn:execution:{request['name']}", "startDate": 0}

    def stop_execution(self, request: dict[str, Any]) -> Any:
        self.stopped.append(request)
        return {"stopDate": 0}

    def redrive_execution(self, request: dict[str, Any]) -> Any:
        self.redriven.append(request)
        return {"redriveDate": 0}

    def list_executions(self, request: dict[str, Any]) -> Any:
        """`listed` in pages of two; the token is where the next one starts."""
        start, wanted = int(request.get("nextToken", 0)), request.get("statusFilter")
        listed = [item for item in self.listed if wanted in (None, item["status"])]
        page: dict[str, Any] = {"executions": listed[start : start + 2]}
        return page | ({"nextToken": str(start + 2)} if start + 2 < len(listed) else {})

    def describe_execution(self, request: dict[str, Any]) -> Any:
        """The item of `listed`, which may have more members than ListExecutions gives."""
        self.described.append(request["executionArn"].rpartition(":")[2])
        for item in self.listed:
            if item["executionArn"] == request["executionArn"]:
                return item
        raise Refusal(400, "ExecutionDoesNotExist")

    def get_execution_history(self, request: dict[str, Any]) -> Any:
        if request["executionArn"] not in self.histories:
            raise Refusal(400, "ExecutionDoesNotExist")
        return {"events": self.histories[request["executionArn"]]}

    # Scheduler

    def create_schedule(self, request: dict[str, Any]) -> Any:
        self.schedules[request["Name"]] = request
        return {"ScheduleArn": "arn"}

    def update_schedule(self, request: dict[str, Any]) -> Any:
        if request["Name"] not in self.schedules:
            raise Refusal(404, "ResourceNotFoundException")
        return self.create_schedule(request)

    def delete_schedule(self, request: dict[str, Any]) -> Any:
        if self.schedules.pop(request["Name"], None) is None:
            raise Refusal(404, "ResourceNotFoundException")
        return {}

    # Lambda

    def invoke(self, request: dict[str, Any]) -> Any:
        self.invoked.append((request["FunctionName"], request["InvocationType"]))
        return {}

    def create_alias(self, request: dict[str, Any]) -> Any:
        if request["Name"] in self.function_aliases:
            raise Refusal(409, "ResourceConflictException")
        self.function_aliases.add(request["Name"])
        return {}

    def delete_alias(self, request: dict[str, Any]) -> Any:
        self.function_aliases.discard(request["Name"])
        return {}

    def create_event_source_mapping(self, request: dict[str, Any]) -> Any:
        mapping = {"UUID": str(uuid.uuid4()), "State": "Enabled", **request}
        self.mappings[mapping["UUID"]] = mapping
        return mapping

    def list_event_source_mappings(self, request: dict[str, Any]) -> Any:
        return {
            "EventSourceMappings": [
                item for item in self.mappings.values() if item["FunctionName"] == request["FunctionName"]
            ]
        }

    def update_event_source_mapping(self, request: dict[str, Any]) -> Any:
        self.mappings[request["UUID"]].update(request)
        return self.mappings[request["UUID"]]

    def delete_event_source_mapping(self, request: dict[str, Any]) -> Any:
        return self.mappings.pop(request["UUID"])

    # Secrets Manager

    def get_secret_value(self, request: dict[str, Any]) -> Any:
        if request["SecretId"] not in self.secrets:
            raise Refusal(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value")
        return {"ARN": request["SecretId"], "SecretString": self.secrets[request["SecretId"]]}


_REST = (
    ("POST", r"/schedules/(?P<Name>[^/]+)", "CreateSchedule"),
    ("PUT", r"/schedules/(?P<Name>[^/]+)", "UpdateSchedule"),
    ("DELETE", r"/schedules/(?P<Name>[^/]+)", "DeleteSchedule"),
    ("POST", r"/2015-03-31/functions/(?P<FunctionName>[^/]+)/invocations", "Invoke"),
    ("POST", r"/2015-03-31/functions/[^/]+/aliases", "CreateAlias"),
    ("DELETE", r"/2015-03-31/functions/[^/]+/aliases/(?P<Name>[^/]+)", "DeleteAlias"),
    ("POST", r"/2015-03-31/event-source-mappings/?", "CreateEventSourceMapping"),
    ("GET", r"/2015-03-31/event-source-mappings/?", "ListEventSourceMappings"),
    ("PUT", r"/2015-03-31/event-source-mappings/(?P<UUID>[^/]+)", "UpdateEventSourceMapping"),
    ("DELETE", r"/2015-03-31/event-source-mappings/(?P<UUID>[^/]+)", "DeleteEventSourceMapping"),
)


@contextmanager
def serve(aws: FakeAws) -> Iterator[str]:
    """The endpoint's URL."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = json.loads(body) if body else {}
            target = self.headers.get("X-Amz-Target")
            url = urlsplit(self.path)
            if target:
                operation = target.rpartition(".")[2]
            else:
                operation, found = next(
                    (name, match.groupdict())
                    for method, path, name in _REST
                    if method == self.command and (match := re.fullmatch(path, unquote(url.path)))
                )
                request |= found | {name: values[0] for name, values in parse_qs(url.query).items()}
                if operation == "Invoke":
                    request["InvocationType"] = self.headers["X-Amz-Invocation-Type"]
            try:
                status, result, code = 200, aws.do(operation, request), ""
            except Refusal as refusal:
                status, code = refusal.status, refusal.code
                result = {"__type": code, "message": refusal.message, "Message": refusal.message}
            data = json.dumps(result).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(data)))
            if code:
                self.send_header("x-amzn-ErrorType", code)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the base class's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
