"""Lambda's wire protocol over the function host, for plain boto3: Invoke, functions, versions and aliases.

Source: Lambda API reference. Event source mappings are another application's, below the same address.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import parse_qsl, unquote

import orjson
import psycopg
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from infra.local.functions_host.aliases import Aliases, FunctionAlias
from infra.local.functions_host.host import FunctionEntry, FunctionHost
from infra.local.functions_host.invocation import (
    MAX_REQUEST_BYTES,
    FunctionNotFound,
    PayloadTooLarge,
    TooManyRequests,
)
from infra.local.invoking import FunctionTarget
from infra.local.rest_json import Receive, Scope, Send

log = logging.getLogger(__name__)

MAX_ASYNC_BYTES: Final = 1_048_576
"""Largest payload of an asynchronous invocation (1 MB). Source: Lambda quotas."""
MAX_ASYNC_INVOCATIONS: Final = 1_000
_ASYNC_RETRIES: Final = 2
_ASYNC_RETRY_SECONDS: Final = (60.0, 120.0)
"""Lambda repeats a failed asynchronous invocation twice: after a minute, then after two."""
_EVENT_SOURCES: Final = "/2015-03-31/event-source-mappings"

Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Model = TypeVar("Model", bound=BaseModel)
Headers = list[tuple[bytes, bytes]]


class LambdaError(Exception):
    """An error as Lambda names it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and extra headers."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] | None = None


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class CreateAlias(_Body):
    Name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]*[a-zA-Z_-][a-zA-Z0-9_-]*$", max_length=128)]
    FunctionVersion: Annotated[str, Field(pattern=r"^(\$LATEST|[0-9]+)$", max_length=1024)]
    Description: Annotated[str, Field(max_length=256)] = ""


class UpdateAlias(_Body):
    FunctionVersion: Annotated[str, Field(pattern=r"^(\$LATEST|[0-9]+)$", max_length=1024)] | None = None
    Description: Annotated[str, Field(max_length=256)] | None = None
    RevisionId: str | None = None


class PublishVersion(_Body):
    Description: Annotated[str, Field(max_length=256)] = ""


@dataclass(frozen=True, slots=True)
class _Request:
    function: str
    qualifier: str | None
    alias: str | None
    query: Mapping[str, str]
    headers: Mapping[bytes, bytes]
    body: bytes


class LambdaApi:
    """`app` is the ASGI application. `event_sources_app` gets everything below `/2015-03-31/event-source-mappings`."""

    def __init__(self, host: FunctionHost, aliases: Aliases, event_sources_app: Application | None = None) -> None:
        self._host = host
        self._aliases = aliases
        self._event_sources = event_sources_app
        self._background: set[asyncio.Task[None]] = set()
        function = r"/2015-03-31/functions/(?P<function>[^/]+)"
        alias = rf"{function}/aliases/(?P<alias>[^/]+)"
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[[_Request], Awaitable[Answer]]], ...] = (
            ("POST", re.compile(rf"{function}/invocations"), self._invoke),
            ("GET", re.compile(r"/2015-03-31/functions"), self._list_functions),
            ("GET", re.compile(function), self._get_function),
            ("GET", re.compile(rf"{function}/configuration"), self._get_configuration),
            ("POST", re.compile(rf"{function}/versions"), self._publish_version),
            ("GET", re.compile(rf"{function}/versions"), self._list_versions),
            ("POST", re.compile(rf"{function}/aliases"), self._create_alias),
            ("GET", re.compile(rf"{function}/aliases"), self._list_aliases),
            ("GET", re.compile(alias), self._get_alias),
            ("PUT", re.compile(alias), self._update_alias),
            ("DELETE", re.compile(alias), self._delete_alias),
        )

    async def stop(self) -> None:
        """Give up asynchronous invocations that run or wait for a retry."""
        for task in list(self._background):
            task.cancel()
        if self._background:
            await asyncio.wait(list(self._background))

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served here: only http")
        if scope["path"].startswith(_EVENT_SOURCES) and self._event_sources is not None:
            await self._event_sources(scope, receive, send)
            return
        try:
            answer = await self._answer(scope, receive)
        except LambdaError as error:
            body = orjson.dumps({"Type": "User", "Message": str(error)})
            answer = Answer(body, error.status, {"x-amzn-errortype": error.code})
        except psycopg.Error:
            log.exception("%s %s: the database did not take it", scope["method"], scope["path"])
            body = orjson.dumps({"Type": "Service", "Message": "the local stack's database did not take the request"})
            answer = Answer(body, 500, {"x-amzn-errortype": "ServiceException"})
        headers: Headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer.body)).encode()),
            (b"x-amzn-requestid", str(uuid.uuid4()).encode()),
            *[(name.lower().encode(), value.encode()) for name, value in (answer.headers or {}).items()],
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("ascii", "replace").partition("?")[0].rstrip("/")
        body = await _read(receive)
        for method, pattern, handle in self._routes:
            found = pattern.fullmatch(path)
            if found is None or method != scope["method"]:
                continue
            named = found.groupdict()
            query = dict(parse_qsl(scope["query_string"].decode("ascii", "replace")))
            function, qualifier = self._target(unquote(named["function"])) if "function" in named else ("", None)
            alias = unquote(named["alias"]) if "alias" in named else None
            headers = dict(scope["headers"])
            return await handle(_Request(function, qualifier or query.get("Qualifier"), alias, query, headers, body))
        raise LambdaError(404, "UnknownOperationException", f"no operation at {scope['method']} {path}")

    def _target(self, value: str) -> tuple[str, str | None]:
        target = FunctionTarget.parse(value)
        if target is None or target.name not in self._host.functions:
            raise LambdaError(404, "ResourceNotFoundException", f"Function not found: {value[:140]}")
        return target.name, target.qualifier

    def _entry(self, request: _Request) -> FunctionEntry:
        qualifier = request.qualifier
        if qualifier is not None and not self._aliases.knows(request.function, qualifier):
            arn = f"{self._host.arn(request.function)}:{qualifier}"
            raise LambdaError(404, "ResourceNotFoundException", f"Function not found: {arn}")
        return self._host.functions[request.function]

    # Invoke

    async def _invoke(self, request: _Request) -> Answer:
        self._entry(request)
        kind = request.headers.get(b"x-amz-invocation-type", b"RequestResponse")
        if kind == b"DryRun":
            return Answer(b"", 204)
        _check_json(request.body)
        if kind == b"Event":
            return self._invoke_later(request)
        if kind != b"RequestResponse":
            raise LambdaError(
                400, "InvalidParameterValueException", f"InvocationType {kind.decode('ascii', 'replace')!r}"
            )
        try:
            done = await self._host.invoke(request.function, request.body or b"{}", request.qualifier)
        except FunctionNotFound as error:
            raise LambdaError(404, "ResourceNotFoundException", str(error)) from error
        except PayloadTooLarge as error:
            raise LambdaError(413, "RequestTooLargeException", str(error)) from error
        except TooManyRequests as error:
            raise LambdaError(429, "TooManyRequestsException", str(error)) from error
        headers = {"x-amz-executed-version": done.executed_version}
        if done.function_error is not None:
            headers["x-amz-function-error"] = done.function_error
        if request.headers.get(b"x-amz-log-type") == b"Tail":
            headers["x-amz-log-result"] = base64.b64encode(self._host.log_tail(request.function)).decode()
        return Answer(done.payload, 200, headers)

    def _invoke_later(self, request: _Request) -> Answer:
        if len(request.body) > MAX_ASYNC_BYTES:
            message = f"{len(request.body)} byte payload is too large for an asynchronous invocation"
            raise LambdaError(413, "RequestTooLargeException", f"{message} (limit {MAX_ASYNC_BYTES} bytes)")
        if len(self._background) >= MAX_ASYNC_INVOCATIONS:
            raise LambdaError(
                429, "TooManyRequestsException", "too many asynchronous invocations wait: try again later"
            )
        task = asyncio.get_running_loop().create_task(self._run_event(request))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return Answer(b"", 202)

    async def _run_event(self, request: _Request) -> None:
        for attempt in range(_ASYNC_RETRIES + 1):
            try:
                done = await self._host.invoke(request.function, request.body or b"{}", request.qualifier)
            except (FunctionNotFound, TooManyRequests) as error:
                log.warning("asynchronous invocation of %s: %s", request.function, error)
            else:
                if done.function_error is None:
                    return
            if attempt < _ASYNC_RETRIES:
                await asyncio.sleep(_ASYNC_RETRY_SECONDS[attempt])
        log.error("asynchronous invocation of %s failed %d times: see its log", request.function, _ASYNC_RETRIES + 1)

    # Functions and versions

    async def _list_functions(self, _request: _Request) -> Answer:
        entries = [self._host.functions[name] for name in sorted(self._host.functions)]
        return _json({"Functions": [self._configuration(entry, None) for entry in entries]})

    async def _get_function(self, request: _Request) -> Answer:
        configuration = self._configuration(self._entry(request), request.qualifier)
        return _json({"Configuration": configuration, "Code": {"RepositoryType": "local"}, "Tags": {}})

    async def _get_configuration(self, request: _Request) -> Answer:
        return _json(self._configuration(self._entry(request), request.qualifier))

    async def _publish_version(self, request: _Request) -> Answer:
        body = _parse(PublishVersion, request.body)
        number = await self._aliases.publish(request.function, body.Description)
        entry = self._host.functions[request.function]
        return _json(self._configuration(entry, str(number)) | {"Description": body.Description}, 201)

    async def _list_versions(self, request: _Request) -> Answer:
        entry = self._host.functions[request.function]
        numbers = ["$LATEST", *map(str, self._aliases.versions(request.function))]
        return _json({"Versions": [self._configuration(entry, number) for number in numbers]})

    def _configuration(self, entry: FunctionEntry, qualifier: str | None) -> dict[str, Any]:
        arn = self._host.arn(entry.name)
        return {
            "FunctionName": entry.name,
            "FunctionArn": f"{arn}:{qualifier}" if qualifier else arn,
            "Runtime": "python3.13",
            "Handler": entry.handler,
            "MemorySize": entry.memory_mb,
            "Timeout": entry.timeout_seconds,
            "Version": qualifier if qualifier and qualifier.isdigit() else "$LATEST",
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "PackageType": "Zip",
            "Architectures": ["arm64"],
        }

    # Aliases

    async def _create_alias(self, request: _Request) -> Answer:
        body = _parse(CreateAlias, request.body)
        if self._aliases.get(request.function, body.Name) is not None:
            arn = f"{self._host.arn(request.function)}:{body.Name}"
            raise LambdaError(409, "ResourceConflictException", f"Alias already exists: {arn}")
        self._check_version(request.function, body.FunctionVersion)
        alias = await self._aliases.put(request.function, body.Name, body.FunctionVersion, body.Description)
        return _json(self._describe(alias), 201)

    async def _list_aliases(self, request: _Request) -> Answer:
        version = request.query.get("FunctionVersion")
        aliases = [alias for alias in self._aliases.of(request.function) if version in (None, alias.version)]
        return _json({"Aliases": [self._describe(alias) for alias in aliases]})

    async def _get_alias(self, request: _Request) -> Answer:
        return _json(self._describe(self._alias(request)))

    async def _update_alias(self, request: _Request) -> Answer:
        body = _parse(UpdateAlias, request.body)
        alias = self._alias(request)
        if body.RevisionId not in (None, alias.revision_id):
            raise LambdaError(
                412, "PreconditionFailedException", "The RevisionId provided does not match the latest one"
            )
        version = alias.version if body.FunctionVersion is None else body.FunctionVersion
        self._check_version(request.function, version)
        description = alias.description if body.Description is None else body.Description
        return _json(self._describe(await self._aliases.put(request.function, alias.name, version, description)))

    async def _delete_alias(self, request: _Request) -> Answer:
        await self._aliases.delete(request.function, request.alias or "")
        return Answer(b"", 204)

    def _alias(self, request: _Request) -> FunctionAlias:
        alias = self._aliases.get(request.function, request.alias or "")
        if alias is None:
            arn = f"{self._host.arn(request.function)}:{request.alias}"
            raise LambdaError(404, "ResourceNotFoundException", f"Cannot find alias arn: {arn}")
        return alias

    def _check_version(self, function: str, version: str) -> None:
        if not self._aliases.knows(function, version):
            raise LambdaError(
                404, "ResourceNotFoundException", f"Function not found: {self._host.arn(function)}:{version}"
            )

    def _describe(self, alias: FunctionAlias) -> dict[str, Any]:
        return {
            "AliasArn": f"{self._host.arn(alias.function)}:{alias.name}",
            "Name": alias.name,
            "FunctionVersion": alias.version,
            "Description": alias.description,
            "RevisionId": alias.revision_id,
        }


def _json(value: Mapping[str, Any], status: int = 200) -> Answer:
    return Answer(orjson.dumps(value), status)


def _parse(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, p['loc'])) or 'body'}: {p['msg']}" for p in error.errors())
        raise LambdaError(400, "InvalidParameterValueException", problems) from error


def _check_json(body: bytes) -> None:
    try:
        orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        message = f"Could not parse request body into json: {error}"
        raise LambdaError(400, "InvalidRequestContentException", message) from error


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_REQUEST_BYTES:
            message_ = f"Request must be smaller than {MAX_REQUEST_BYTES} bytes for the InvokeFunction operation"
            raise LambdaError(413, "RequestTooLargeException", message_)
        if not message.get("more_body", False):
            return b"".join(parts)
