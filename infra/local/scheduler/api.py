"""EventBridge Scheduler's API, for a plain boto3 client.

Source: EventBridge Scheduler API reference. Tags are not kept; a flexible time window must be OFF.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_pascal

from infra.local.rest_json import Request, Response, RestJson, Route, parse_body
from infra.local.scheduler.model import DEFAULT_GROUP, Definition, group_arn, invalid
from infra.local.scheduler.scheduler import Scheduler, utc_now

NAME = re.compile(r"[0-9a-zA-Z\-_.]{1,64}")
PAGE = 100


class GroupRequest(BaseModel):
    """Body of CreateScheduleGroup."""

    model_config = ConfigDict(alias_generator=to_pascal)

    client_token: str | None = None


def _name(value: str, what: str = "Name") -> str:
    if not NAME.fullmatch(value):
        raise invalid(f"{what}: {value[:80]!r} must be 1 to 64 of 0-9 a-z A-Z - _ .")
    return value


def _limit(query: dict[str, str]) -> int:
    text = query.get("MaxResults", str(PAGE))
    if not re.fullmatch(r"\d{1,3}", text) or not 1 <= int(text) <= PAGE:
        raise invalid(f"MaxResults: {text[:20]!r} must be a number from 1 to {PAGE}")
    return int(text)


def _position(query: dict[str, str], parts: int) -> list[str]:
    """Where a list goes on: the key behind `NextToken`, or the smallest key there is."""
    token = query.get("NextToken")
    if token is None:
        return [""] * parts
    try:
        position = orjson.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError) as error:
        raise invalid("NextToken: not a token of this list") from error
    if not (isinstance(position, list) and len(position) == parts and all(isinstance(part, str) for part in position)):
        raise invalid("NextToken: not a token of this list")
    return position


def _token(*position: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(position)).decode()


class SchedulerApi:
    """The operations on one `Scheduler`; `app` is the ASGI application."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        schedule, group = re.compile(r"/schedules/(?P<name>[^/]+)"), re.compile(r"/schedule-groups/(?P<name>[^/]+)")
        schedules, groups = re.compile(r"/schedules"), re.compile(r"/schedule-groups")
        self.app = RestJson(
            (
                Route("POST", schedule, self.create_schedule),
                Route("PUT", schedule, self.update_schedule),
                Route("GET", schedule, self.get_schedule),
                Route("DELETE", schedule, self.delete_schedule),
                Route("GET", schedules, self.list_schedules),
                Route("POST", group, self.create_group),
                Route("GET", group, self.get_group),
                Route("DELETE", group, self.delete_group),
                Route("GET", groups, self.list_groups),
            ),
            invalid="ValidationException",
            internal="InternalServerException",
        )

    async def create_schedule(self, request: Request) -> Response:
        definition = parse_body(Definition, request.body, "ValidationException")
        schedule = await self._scheduler.create(_name(request.path["name"]), definition)
        return Response({"ScheduleArn": schedule.arn})

    async def update_schedule(self, request: Request) -> Response:
        definition = parse_body(Definition, request.body, "ValidationException")
        schedule = await self._scheduler.update(_name(request.path["name"]), definition)
        return Response({"ScheduleArn": schedule.arn})

    async def get_schedule(self, request: Request) -> Response:
        group = _name(request.query.get("groupName", DEFAULT_GROUP), "GroupName")
        return Response((await self._scheduler.store.get(group, _name(request.path["name"]))).wire())

    async def delete_schedule(self, request: Request) -> Response:
        group = _name(request.query.get("groupName", DEFAULT_GROUP), "GroupName")
        await self._scheduler.delete(group, _name(request.path["name"]))
        return Response({})

    async def list_schedules(self, request: Request) -> Response:
        query = dict(request.query)
        group = _name(query["ScheduleGroup"], "GroupName") if "ScheduleGroup" in query else None
        state = query.get("State")
        if state not in {None, "ENABLED", "DISABLED"}:
            raise invalid("State: must be ENABLED or DISABLED")
        limit = _limit(query)
        after_group, after_name = _position(query, 2)
        found = await self._scheduler.store.page(
            group, query.get("NamePrefix", ""), state, (after_group, after_name), limit + 1
        )
        body: dict[str, Any] = {"Schedules": [schedule.summary() for schedule in found[:limit]]}
        if len(found) > limit:
            last = found[limit - 1]
            body["NextToken"] = _token(last.definition.group_name, last.name)
        return Response(body)

    async def create_group(self, request: Request) -> Response:
        name = _name(request.path["name"])
        body = parse_body(GroupRequest, request.body, "ValidationException")
        await self._scheduler.store.create_group(name, body.client_token, utc_now())
        return Response({"ScheduleGroupArn": group_arn(name)})

    async def get_group(self, request: Request) -> Response:
        return Response(_group(await self._scheduler.store.get_group(_name(request.path["name"]))))

    async def delete_group(self, request: Request) -> Response:
        name = _name(request.path["name"])
        if name == DEFAULT_GROUP:
            raise invalid("The default schedule group cannot be deleted.")
        await self._scheduler.store.delete_group(name)
        return Response({})

    async def list_groups(self, request: Request) -> Response:
        query = dict(request.query)
        limit = _limit(query)
        (after,) = _position(query, 1)
        found = await self._scheduler.store.list_groups(query.get("NamePrefix", ""), after, limit + 1)
        body: dict[str, Any] = {"ScheduleGroups": [_group(row) for row in found[:limit]]}
        if len(found) > limit:
            body["NextToken"] = _token(found[limit - 1]["name"])
        return Response(body)


def _group(row: dict[str, Any]) -> dict[str, Any]:
    created = row["created_at"].timestamp()
    times = {"CreationDate": created, "LastModificationDate": created}
    return {"Arn": group_arn(row["name"]), "Name": row["name"], "State": "ACTIVE", **times}
