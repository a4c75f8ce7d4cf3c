"""The built front end and the stack's own pages."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from infra.local.servers.mailbox import Mailbox

MAIL = (
    b"From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p onclick=alert(1)>html</p>\r\n--x--\r\n"
)


@pytest.mark.parametrize("path", ["/", "/workflows/42", "/executions"])
async def test_application_routes_get_the_index_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 200
    assert "<title>Statewright</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_assets_are_compressed_and_kept_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/index-abc123.js", headers={"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 1000
    assert len(answer.text) == 5003
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_an_unchanged_file_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/")

    second = await client.get("/", headers={"if-none-match": first.headers["etag"]})

    assert second.status_code == 304
    assert second.content == b""


async def test_a_new_build_is_served_at_once(client: httpx.AsyncClient, dist: Path) -> None:
    await client.get("/")
    (dist / "assets" / "index-def456.js").write_text("new")
    (dist / "index.html").write_text("<title>Newer</title>")

    assert "Newer" in (await client.get("/")).text
    assert (await client.get("/assets/index-def456.js")).text == "new"


@pytest.mark.parametrize(
    "path",
    ["/assets/missing.js", "/favicon.ico", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"],
)
async def test_an_unknown_file_is_a_problem_and_no_path_leads_out(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "not for you" not in answer.text


async def test_an_address_with_a_dot_is_a_page_for_who_asks_for_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/executions/w.api-run", headers={"accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


async def test_pages_are_read_only(client: httpx.AsyncClient) -> None:
    assert (await client.post("/workflows")).status_code == 405


async def test_without_a_build_the_page_says_how_to_get_one(client: httpx.AsyncClient, dist: Path) -> None:
    (dist / "index.html").unlink()

    answer = await client.get("/")

    assert answer.status_code == 503
    assert "--no-frontend-build" in answer.text


async def test_the_front_end_learns_how_to_sign_in(client: httpx.AsyncClient) -> None:
    answer = await client.get("/_local/config.json")

    assert answer.json() == {"auth": {"mode": "local", "token_url": "/_local/token"}}


async def test_echo_gives_back_what_it_got(client: httpx.AsyncClient) -> None:
    answer = await client.put("/_local/echo?a=1", json={"x": [1]})

    echoed = answer.json()
    assert (echoed["method"], echoed["query"], echoed["body"]) == ("PUT", "a=1", {"x": [1]})


async def test_the_mailbox_lists_and_shows_mail_whose_html_can_do_nothing(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    mail_id = mailbox.add(MAIL)

    listed = (await client.get("/_local/mail")).json()["items"]
    shown = (await client.get(f"/_local/mail/{mail_id}")).json()
    html = await client.get(f"/_local/mail/{mail_id}/html")

    assert [(mail["id"], mail["subject"]) for mail in listed] == [(mail_id, "Grüße")]
    assert shown["text"].strip() == "plain"
    assert "<p" in html.text
    assert "sandbox" in html.headers["content-security-policy"]
    assert "default-src 'none'" in html.headers["content-security-policy"]
    assert (await client.get("/_local/mail/..%2f..%2fsigning-key")).status_code == 404


async def test_a_functions_log_can_be_read(client: httpx.AsyncClient) -> None:
    assert (await client.get("/_local/functions/statewright-trigger-api")).json()["log"] == "a line"
    assert (await client.get("/_local/functions/nonsense")).status_code == 404


async def test_unknown_pages_are_problems(client: httpx.AsyncClient) -> None:
    answer = await client.get("/_local/nonsense")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
