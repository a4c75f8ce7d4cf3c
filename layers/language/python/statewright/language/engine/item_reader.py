"""ItemReader: from the text of an S3 object to the items of a distributed Map.

Source: Step Functions developer guide, "ItemReader (Map)".
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import orjson
from statewright.language.engine.errors import ITEM_READER_FAILED, StateError
from statewright.language.engine.states import Reader

DELIMITERS: Final = {"COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"}
"""Values of `CSVDelimiter`."""
LIST_OBJECTS: Final = "arn:aws:states:::s3:listObjectsV2"
GET_OBJECT: Final = "arn:aws:states:::s3:getObject"


def read_items(reader: Reader, answer: Any, limit: int | None) -> list[Any]:
    """At most `limit` items of `s3:getObject`'s answer, `{"Body": text}`. Raises States.ItemReaderFailed."""
    body = answer.get("Body") if isinstance(answer, dict) else None
    if not isinstance(body, str):
        raise failed("The object has no text.")
    text = body.removeprefix("\ufeff")
    read = {"CSV": _rows, "JSON": _members, "JSONL": _lines}.get(reader.input_type or "")
    if read is None:
        raise failed(f"InputType {reader.input_type} is not supported.")
    found = read(reader, text)
    return (Members if isinstance(found, Members) else list)(itertools.islice(found, limit))


def read_page(answer: Any) -> tuple[list[Any], str | None]:
    """Objects on one page of `s3:listObjectsV2`'s answer, and the token of the next page."""
    contents = answer.get("Contents", []) if isinstance(answer, dict) else None
    if not isinstance(contents, list):
        raise failed("The list of objects has no Contents.")
    token = answer.get("NextContinuationToken")
    return contents, token if isinstance(token, str) else None


class Members(list[Any]):
    """The members of an object as items, `{"Key", "Value"}` each."""

    @classmethod
    def of(cls, value: dict[str, Any]) -> Members:
        """The members of `value`."""
        return cls({"Key": key, "Value": member} for key, member in value.items())


def source_of(reader: Reader, arguments: dict[str, Any]) -> str:
    """`Map.Item.Source`: the URI of the object, or of the bucket whose objects are listed."""
    bucket = f"S3://{arguments.get('Bucket')}"
    return bucket if reader.resource == LIST_OBJECTS else f"{bucket}/{arguments.get('Key')}"


def failed(cause: str) -> StateError:
    return StateError(ITEM_READER_FAILED, cause)


def _rows(reader: Reader, text: str) -> Iterator[dict[str, str]]:
    rows = _csv(text, reader.delimiter)
    headers: Sequence[str] = reader.headers if reader.headers is not None else next(rows, [])
    if len(set(headers)) < len(headers):
        raise failed("CSV headers cannot contain duplicates.")
    for row in rows:
        # missing fields are empty, further ones are left out
        yield dict(itertools.zip_longest(headers, row[: len(headers)], fillvalue=""))


def _csv(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[delimiter], strict=True)
    except csv.Error as error:
        raise failed(f"The CSV file cannot be read: {error}.") from error


def _members(reader: Reader, text: str) -> Iterable[Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise failed(f"The object is not JSON: {error}.") from error
    for step in (reader.pointer or "").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise failed(f"The ItemsPointer {reader.pointer} leads to nothing.")
    if isinstance(found, dict):
        return Members.of(found)
    if not isinstance(found, list):
        raise failed("The items must be a JSON array or object.")
    return found


def _lines(_: Reader, text: str) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise failed(f"Line {number} is not JSON: {error}.") from error
