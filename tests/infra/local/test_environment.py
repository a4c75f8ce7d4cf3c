"""A function gets the addresses its spec asks for, and no other."""

from __future__ import annotations

import pytest
from statewright.core import catalog

from infra.local.endpoints import Endpoints
from infra.local.environment import function_environment

ENDPOINTS = Endpoints(
    builder="http://127.0.0.1:8700/",
    api="http://127.0.0.1:8700/api",
    triggers="http://127.0.0.1:8700/hooks",
    callbacks="http://127.0.0.1:8700/callbacks",
    stepfunctions="http://127.0.0.1:1",
    lambda_="http://127.0.0.1:2",
    scheduler="http://127.0.0.1:3",
    aws="http://127.0.0.1:4",
    postgres="postgresql://postgres:secret@127.0.0.1:5/statewright",
    redis="redis://:secret@127.0.0.1:6/0",
    kafka="127.0.0.1:7",
    smtp="smtp://127.0.0.1:8",
    mail="http://127.0.0.1:8700/_local/mail",
)


def variables(function: str) -> dict[str, str]:
    given = function_environment(lambda: ENDPOINTS, ("127.0.0.1:8700", "127.0.0.1:9000"), "signing secret")
    return given(catalog.load().function(function))


@pytest.mark.parametrize(
    ("function", "has", "has_not"),
    [
        (
            "statewright-action-api-call",
            {"STATEWRIGHT_REDIS_URL", "STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS"},
            {"STATEWRIGHT_DATABASE_URL", "STATEWRIGHT_KAFKA_BROKERS", "STATEWRIGHT_SMTP_URL", "AWS_ENDPOINT_URL_SFN"},
        ),
        (
            "statewright-action-send-email",
            {"STATEWRIGHT_SMTP_URL", "STATEWRIGHT_MAIL_FROM"},
            {"STATEWRIGHT_DATABASE_URL", "AWS_ENDPOINT_URL_SFN"},
        ),
        (
            "statewright-trigger-api",
            {"AWS_ENDPOINT_URL_SFN", "STATEWRIGHT_REDIS_URL"},
            {"STATEWRIGHT_DATABASE_URL", "AWS_ENDPOINT_URL_SCHEDULER", "STATEWRIGHT_MACHINE_ROLE_ARN"},
        ),
        (
            "statewright-service-workflows",
            {
                "STATEWRIGHT_DATABASE_URL",
                "STATEWRIGHT_MACHINE_ROLE_ARN",
                "STATEWRIGHT_SCHEDULE_GROUP",
                "STATEWRIGHT_TRIGGERS_URL",
                "STATEWRIGHT_KAFKA_BROKERS",
                "AWS_ENDPOINT_URL_SFN",
                "AWS_ENDPOINT_URL_LAMBDA",
                "AWS_ENDPOINT_URL_SCHEDULER",
            },
            {"STATEWRIGHT_SMTP_URL"},
        ),
        (
            "statewright-system-register-wait",
            {
                "STATEWRIGHT_DATABASE_URL",
                "STATEWRIGHT_SMTP_URL",
                "STATEWRIGHT_CALLBACK_SECRET",
                "STATEWRIGHT_CALLBACKS_URL",
            },
            {"STATEWRIGHT_KAFKA_BROKERS", "STATEWRIGHT_MACHINE_ROLE_ARN"},
        ),
        (
            "statewright-service-simulation",
            {"STATEWRIGHT_DATABASE_URL", "STATEWRIGHT_REDIS_URL", "AWS_ENDPOINT_URL_LAMBDA"},
            {"STATEWRIGHT_KAFKA_BROKERS", "AWS_ENDPOINT_URL_SFN", "STATEWRIGHT_CALLBACK_SECRET"},
        ),
    ],
)
def test_reach_and_grants_become_variables(function: str, has: set[str], has_not: set[str]) -> None:
    given = variables(function).keys()

    assert has <= given
    assert not has_not & given


def test_actions_may_call_the_echo_address_and_what_was_allowed() -> None:
    allowed = variables("statewright-action-api-call")["STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS"]

    assert allowed == "127.0.0.1:8700,127.0.0.1:9000"


def test_every_function_of_the_catalog_gets_an_environment_of_strings() -> None:
    for function in catalog.load().functions:
        given = variables(function.name)
        assert given["POWERTOOLS_SERVICE_NAME"] == function.name
        assert all(isinstance(value, str) for value in given.values())
