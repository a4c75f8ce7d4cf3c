"""What steps keep in S3, for who reconstructs their run or runs it again: only payloads of the runs that are meant."""

from __future__ import annotations

from statewright.core import names
from statewright.core.runtime import aws, payloads
from statewright.language.payloads import PayloadUnread, ReadPayload


def payload_reader(*execution_ids: str) -> ReadPayload:
    """What reads the payloads of these executions, of at most 16 MiB each."""
    prefixes = tuple(map(names.payloads_of, execution_ids))

    def read(bucket: str, key: str) -> str:
        if not payloads.is_own(bucket, key, prefixes):
            raise PayloadUnread(f"{key} is no payload of this run")
        try:
            found = payloads.fetch(bucket, key, payloads.MAX_READ_BYTES)
        except aws.AwsMissing:
            raise PayloadUnread(f"the payload {key} is no longer in S3") from None
        except aws.AwsError as error:
            raise PayloadUnread(f"the payload {key} cannot be read: {error}") from None
        if len(found) > payloads.MAX_READ_BYTES:
            raise PayloadUnread(f"the payload {key} is over {payloads.MAX_READ_BYTES // 1024**2} MiB")
        return found.decode()

    return read
