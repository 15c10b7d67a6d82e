"""Turns the personal fields of a body into the sealed columns of their row."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service.crypto.places import CUSTOMER_ID, CUSTOMER_PHONE, Place
from service.crypto.vault import vault
from service.transaction import Sql

OF_CUSTOMER: Final[Mapping[str, Place]] = {"phone": CUSTOMER_PHONE, "id_number": CUSTOMER_ID}


def sealed_columns(
    sql: Sql, asked: Mapping[str, Any], places: Mapping[str, Place], *, office_id: UUID, row_id: UUID
) -> dict[str, Any]:
    """`asked` with each personal field replaced by its columns; None clears them. In a transaction."""
    columns = {name: value for name, value in asked.items() if name not in places}
    for name in asked.keys() & places.keys():
        value, place = asked[name], places[name]
        sealed = None if value is None else vault().seal(sql, office_id, place, row_id, value)
        columns |= place.columns(sealed)
    return columns
