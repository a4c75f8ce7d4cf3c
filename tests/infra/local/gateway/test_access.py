"""Who may call what: tokens for the REST API, names the gateway answers to, tokens for this origin only."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.gateway.http import ProblemError
from infra.local.gateway.tokens import Tokens, load_key

from .conftest import Function


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def test_a_valid_token_reaches_the_service_with_its_claims_as_strings(
    client: httpx.AsyncClient, function: Function, tokens: Tokens
) -> None:
    answer = await client.get("/api/workflows/1?limit=5", headers=bearer(tokens.issue()))

    assert answer.status_code == 200
    name, event = function.calls[0]
    assert name == "statewright-service-workflows"
    assert event["routeKey"] == "ANY /api/{proxy+}"
    assert event["pathParameters"] == {"proxy": "workflows/1"}
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    assert claims["email"] == "developer@localhost"
    assert claims["exp"].isdigit()


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer  x", "Basic abc", "Bearer a.b.c", "Bearer " + "x" * 900]
)
async def test_without_a_token_nothing_is_invoked(
    client: httpx.AsyncClient, function: Function, header: str | None
) -> None:
    answer = await client.get("/api/workflows", headers={} if header is None else {"authorization": header})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert function.calls == []


async def test_tokens_that_are_not_ours_are_refused(
    client: httpx.AsyncClient, function: Function, tokens: Tokens, signing_key: rsa.RSAPrivateKey
) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = jwt.decode(tokens.issue(), options={"verify_signature": False})
    expired = tokens.issue(lifetime_seconds=-1)
    refused = [
        expired,
        jwt.encode(claims, stranger, algorithm="RS256"),
        jwt.encode(claims | {"aud": "someone-else"}, signing_key, algorithm="RS256"),
        jwt.encode(claims | {"iss": "https://elsewhere.example"}, signing_key, algorithm="RS256"),
        jwt.encode({key: value for key, value in claims.items() if key != "exp"}, signing_key, algorithm="RS256"),
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, "x" * 32, algorithm="HS256"),
        tokens.issue()[:-6] + "AAAAAA",
    ]

    answers = [await client.get("/api/workflows", headers=bearer(token)) for token in refused]

    assert [answer.status_code for answer in answers] == [401] * len(refused)
    assert "expired" in answers[0].json()["detail"]
    assert function.calls == []


def test_a_token_that_was_accepted_before_is_refused_once_it_has_expired(tokens: Tokens) -> None:
    expired = tokens.issue(lifetime_seconds=-1)
    tokens._checked[expired] = (time.time() - 1, {"sub": "remembered"})

    with pytest.raises(ProblemError) as caught:
        tokens.check(f"Bearer {expired}")

    assert caught.value.response.status == 401


async def test_the_openapi_document_needs_no_token(client: httpx.AsyncClient, function: Function) -> None:
    answer = await client.get("/api/openapi.json")

    assert answer.status_code == 200
    assert function.calls[0][0] == "statewright-service-registry"
    assert "authorizer" not in function.event["requestContext"]


async def test_a_path_nobody_serves_is_a_problem(client: httpx.AsyncClient, tokens: Tokens) -> None:
    answer = await client.get("/api/nonsense", headers=bearer(tokens.issue()))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/api/nonsense" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/hooks/x", "/api/workflows", "/_local/config.json"])
async def test_another_host_name_is_refused(client: httpx.AsyncClient, function: Function, path: str) -> None:
    answer = await client.get(path, headers={"host": "attacker.example"})

    assert answer.status_code == 421
    assert "--allow-host attacker.example" in answer.json()["detail"]
    assert function.calls == []


async def test_a_page_of_this_origin_gets_a_token_that_works(client: httpx.AsyncClient) -> None:
    given = await client.post(
        "/_local/token", headers={"origin": str(client.base_url), "sec-fetch-site": "same-origin"}
    )

    assert given.status_code == 200
    assert given.json()["expires_in"] == 3600
    answer = await client.get("/api/workflows", headers=bearer(given.json()["access_token"]))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://attacker.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_page_elsewhere_gets_no_token(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/_local/token", headers=headers)

    assert answer.status_code == 403
    assert "access_token" not in answer.text


async def test_tokens_are_not_given_to_reads(client: httpx.AsyncClient) -> None:
    assert (await client.get("/_local/token")).status_code == 405


async def test_the_published_keys_verify_a_token(client: httpx.AsyncClient, tokens: Tokens) -> None:
    discovery = (await client.get("/_local/.well-known/openid-configuration")).json()
    keys = (await client.get("/_local/.well-known/jwks.json")).json()
    token = tokens.issue()
    key = next(key for key in keys["keys"] if key["kid"] == jwt.get_unverified_header(token)["kid"])

    claims = jwt.decode(token, jwt.PyJWK.from_json(json.dumps(key)), algorithms=["RS256"], audience="statewright-local")

    assert claims["iss"] == discovery["issuer"]
    assert discovery["jwks_uri"] == f"{discovery['issuer']}/.well-known/jwks.json"


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "signing-key.pem"

    made, loaded = load_key(path), load_key(path)

    assert made.private_numbers() == loaded.private_numbers()
    assert path.stat().st_mode & 0o777 == 0o600
