"""JSON Schema of what is answered, for shapes that no other floor needs."""

from typing import Any

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
ID: Shape = {"type": "string", "format": "uuid"}


def strict(**properties: Shape) -> Shape:
    """An object that always has all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def moment() -> Shape:
    return {"type": "string", "format": "date-time"}


def array(item: Shape) -> Shape:
    return {"type": "array", "items": item}


def listed(item: Shape) -> Shape:
    """The envelope of every list."""
    following: Shape = {"type": ["string", "null"], "description": "The cursor of the next page."}
    return strict(items=array(item), next=following)


OFFICE = strict(id=ID, code=TEXT, name=TEXT)
DESK = strict(desk=TEXT, office=OFFICE)
DESKS: Shape = array(DESK)
