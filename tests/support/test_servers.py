from __future__ import annotations

import psycopg
import redis
from kafka import KafkaAdminClient
from kafka.admin import NewTopic


def test_a_database_of_its_own_for_each_test(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT current_database(), uuidv7() IS NOT NULL").fetchone()
    assert row is not None
    assert row[0].startswith("t_")
    assert row[1] is True


def test_valkey_answers(valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url) as client:
        assert client.ping() is True


def test_the_broker_creates_topics(kafka_brokers: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=kafka_brokers)
    try:
        admin.create_topics([NewTopic("servers-test", 1, 1)])
        assert "servers-test" in admin.list_topics()
    finally:
        admin.close()
