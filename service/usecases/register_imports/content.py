"""The file on its way: sealed under the office's key like the numbers that stand in it."""

import base64
from typing import Any
from uuid import UUID

from service.crypto.places import IMPORT_CONTENT
from service.crypto.vault import vault
from service.transaction import Row, Sql


def sealed_content(sql: Sql, office_id: UUID, import_id: UUID, content: bytes) -> dict[str, Any]:
    """The columns to write. In a transaction."""
    text = base64.b64encode(content).decode()
    return IMPORT_CONTENT.columns(vault().seal(sql, office_id, IMPORT_CONTENT, import_id, text))


def opened_content(sql: Sql, row: Row) -> bytes:
    return base64.b64decode(vault().open(sql, IMPORT_CONTENT, row["id"], row["content_sealed"]))
