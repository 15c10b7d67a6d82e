"""The ground of every answer: all fields are there unless said otherwise, and nothing else is."""

from __future__ import annotations

from typing import Any, cast

from marshmallow import INCLUDE
from marshmallow.fields import Field

from schemas import sentences
from schemas.base import Base
from schemas.house import HouseField, Shape, wrong
from schemas.many import Inside, Listed

MAY_LACK = {"may_lack": True}


class View(Base):
    """Loading an answer through its view proves that row and description agree."""

    def on_bind_field(self, field_name: str, field_obj: Field[Any]) -> None:
        field_obj.required = "may_lack" not in field_obj.metadata


class OpenView(View):
    """An answer that may carry more than is named here."""

    class Meta(Base.Meta):
        unknown = INCLUDE


class Said(HouseField[str]):
    """Any text: what we answer was checked when it came in."""

    def taken(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(sentences.NOT_TEXT)
        return value

    def shape(self) -> Shape:
        return {"type": "string"}


def nullable(view: type[View], **rest: Any) -> Inside:
    return Inside(view, allow_none=True, **rest)


def many(view: type[View], **rest: Any) -> Listed:
    return Listed(Inside(view), most=10_000, **rest)


def page_of(row: type[View]) -> type[View]:
    """The envelope of a list of `row`."""
    parts: dict[str, Any] = {"items": Listed(Inside(row), most=200), "next": Said(allow_none=True)}
    made = View.from_dict(parts, name=f"{row.__name__.removesuffix('Row')}Page")
    return cast("type[View]", made)
