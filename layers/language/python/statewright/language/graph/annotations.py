"""What people write beside a drawing: it travels with the graph and means nothing to a run."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MAX_ANNOTATIONS: Final = 500

Coordinate = Annotated[float, Field(ge=-10_000_000, le=10_000_000)]
Length = Annotated[float, Field(ge=16, le=100_000)]


class Place(BaseModel):
    """Upper left corner on the canvas, in its units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    x: Coordinate = 0
    y: Coordinate = 0


class Extent(BaseModel):
    """Width and height, in the canvas's units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: Length
    height: Length


class Annotation(BaseModel):
    """A sticky note, or a frame around nodes with its title in `text`. No node or edge has the same id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["note", "group"]
    text: Annotated[str, Field(max_length=10_000, description="Of a note: Markdown of a few kinds.")] = ""
    color: Literal["yellow", "green", "blue", "purple", "red", "gray"] = "yellow"
    position: Place = Place()
    size: Extent


def _distinct(annotations: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
    if len({annotation.id for annotation in annotations}) < len(annotations):
        raise ValueError("two annotations have the same id")
    return annotations


Annotations = Annotated[tuple[Annotation, ...], Field(max_length=MAX_ANNOTATIONS), AfterValidator(_distinct)]
