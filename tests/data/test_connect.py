from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from statewright.data.connect import Database, sign_in

URL = "postgresql://app@cluster.example:5433/statewright"


def test_a_connection_is_reused_and_replaced_after_it_was_cut(postgres_url: str) -> None:
    database = Database(postgres_url)
    first = database.connection()
    assert database.connection() is first

    first.close()

    assert database.connection() is not first
    assert database.connection().execute("SHOW statement_timeout").fetchone() == ("20s",)
    database.close()


def test_a_transaction_is_whole_or_nothing(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.connection().execute("CREATE TABLE t (x int)")

    def fail_after_a_change() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO t VALUES (1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_a_change()

    assert database.connection().execute("SELECT count(*) FROM t").fetchone() == (0,)
    database.close()


def test_without_iam_the_url_says_everything() -> None:
    assert sign_in(URL) == {}


def test_with_iam_each_connection_has_a_token_and_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "STATEWRIGHT_DATABASE_AUTH": "iam",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)

    found = sign_in(URL)

    token = urlsplit(f"https://{found['password']}")
    assert token.netloc == "cluster.example:5433"
    assert parse_qs(token.query)["DBUser"] == ["app"]
    assert parse_qs(token.query)["Action"] == ["connect"]
    assert found["sslmode"] == "require"
