"""The fields that only a distributed Map has: ItemReader, ItemBatcher, ResultWriter and Label."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from statewright.language.engine.fields import INVALID_LABEL, Fields
from statewright.language.engine.item_reader import DELIMITERS, GET_OBJECT, LIST_OBJECTS
from statewright.language.engine.result_writer import PUT_OBJECT
from statewright.language.engine.states import Batcher, Reader, Writer

_NO_RESULT: Final = frozenset({"result", "errorOutput"})
_LABEL: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f?*<>{}\[\]:;,\\|^~$#%&`\"/]{1,40}")
_INPUT_TYPES: Final = ("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")
_CSV_FIELDS: Final = ("CSVHeaderLocation", "CSVHeaders", "CSVDelimiter")
_READER_CONFIG: Final = frozenset(
    {"InputType", "MaxItems", "ItemsPointer", "Transformation", "ManifestType", *_CSV_FIELDS}
)
MAX_ITEMS: Final = 100_000_000
"""Source: Step Functions developer guide, "ItemReader (Map)"."""


def label(fields: Fields, name: str) -> str:
    """The state's Label; without one, its name where that may stand in an ARN."""
    given = fields.text("Label")
    if given is None:
        return name if _LABEL.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:32]
    if not _LABEL.fullmatch(given):
        what = "must be 1 to 40 characters, without spaces, brackets, wildcards and special characters"
        fields.problem(what, "Label", INVALID_LABEL)
    return given


def reader(fields: Fields) -> Reader | None:
    """`ItemReader`."""
    inner = fields.inner("ItemReader")
    if inner is None:
        return None
    inner.only(frozenset({"Resource", "Arguments", "ReaderConfig"}))
    resource = inner.text("Resource", required=True) or ""
    if resource not in (GET_OBJECT, LIST_OBJECTS, ""):
        inner.problem(f"must be {GET_OBJECT} or {LIST_OBJECTS}", "Resource")
    config = inner.inner("ReaderConfig") or inner.empty("ReaderConfig")
    config.only(_READER_CONFIG)
    input_type = config.choice("InputType", _INPUT_TYPES) if resource == GET_OBJECT else None
    if resource == GET_OBJECT and "InputType" not in config.values:
        config.missing("InputType")
    transformation = config.choice("Transformation", ("NONE", "LOAD_AND_FLATTEN")) or "NONE"
    if input_type in ("PARQUET", "MANIFEST") or transformation != "NONE":
        what = f"InputType {input_type}" if transformation == "NONE" else f"Transformation {transformation}"
        config.problem(f"asks for {what}, which this engine does not read: use CSV, JSON or JSONL")
    return Reader(
        resource=resource,
        arguments=inner.template("Arguments", _NO_RESULT),
        input_type=input_type,
        headers=_headers(config, input_type),
        delimiter=config.choice("CSVDelimiter", tuple(DELIMITERS)) or "COMMA",
        pointer=_pointer(config),
        max_items=config.whole("MaxItems", _NO_RESULT, 1, MAX_ITEMS),
    )


def _pointer(config: Fields) -> str | None:
    pointer = config.text("ItemsPointer")
    if pointer is not None and not pointer.startswith("/"):
        config.problem("must be a JSON pointer that begins with /", "ItemsPointer")
    return pointer


def _headers(config: Fields, input_type: str | None) -> tuple[str, ...] | None:
    """Given headers; None if the first row has them."""
    if input_type != "CSV":
        for name in _CSV_FIELDS:
            if name in config.values:
                config.problem("is for InputType CSV", name)
        return None
    location = config.choice("CSVHeaderLocation", ("FIRST_ROW", "GIVEN"))
    if "CSVHeaderLocation" not in config.values:
        config.missing("CSVHeaderLocation")
    headers = config.values.get("CSVHeaders")
    if location != "GIVEN":
        if headers is not None:
            config.problem("needs 'CSVHeaderLocation': 'GIVEN'", "CSVHeaders")
        return None
    if not isinstance(headers, list) or not headers or not all(isinstance(name, str) for name in headers):
        config.problem("must be a non-empty array of strings", "CSVHeaders")
        return ()
    return tuple(headers)


def batcher(fields: Fields) -> Batcher | None:
    """`ItemBatcher`."""
    inner = fields.inner("ItemBatcher")
    if inner is None:
        return None
    inner.only(frozenset({"MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"}))
    if not inner.values.keys() & {"MaxItemsPerBatch", "MaxInputBytesPerBatch"}:
        inner.problem("must have 'MaxItemsPerBatch' or 'MaxInputBytesPerBatch'")
    return Batcher(
        max_items=inner.whole("MaxItemsPerBatch", _NO_RESULT, 1, MAX_ITEMS),
        max_bytes=inner.whole("MaxInputBytesPerBatch", _NO_RESULT, 1, 262_144),
        input=inner.template("BatchInput", _NO_RESULT),
    )


def writer(fields: Fields) -> Writer | None:
    """`ResultWriter`."""
    inner = fields.inner("ResultWriter")
    if inner is None:
        return None
    inner.only(frozenset({"Resource", "Arguments", "WriterConfig"}))
    config = inner.inner("WriterConfig") or inner.empty("WriterConfig")
    config.only(frozenset({"Transformation", "OutputType"}))
    resource = inner.text("Resource")
    if resource not in (PUT_OBJECT, None):
        inner.problem(f"must be {PUT_OBJECT}", "Resource")
    if ("Resource" in inner.values) != ("Arguments" in inner.values):
        inner.problem("must have both 'Resource' and 'Arguments', or neither")
    if "Resource" not in inner.values and "WriterConfig" not in inner.values:
        inner.problem("must have 'Resource' with 'Arguments', or 'WriterConfig'")
    return Writer(
        resource=resource,
        arguments=inner.template("Arguments", _NO_RESULT),
        transformation=config.choice("Transformation", ("NONE", "COMPACT", "FLATTEN")) or "NONE",
        lines=config.choice("OutputType", ("JSON", "JSONL")) == "JSONL",
    )
