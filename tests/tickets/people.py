"""Calls that the demo's desks do not have a word for."""

import io
from typing import Any

from werkzeug.test import TestResponse

from tests.demo_house import Desk, House, Json, answered

PDF = b"%PDF-1.7 made up"


def patch(desk: Desk, ticket: Json, body: Any, *, version: int | str | None = None) -> TestResponse:
    tag = f'"v{ticket["version"]}"' if version is None else version
    headers = desk.headers | ({"If-Match": f'"v{tag}"' if isinstance(tag, int) else tag} if tag else {})
    return desk.client.patch(f"/api/v1/tickets/{ticket['id']}", json=body, headers=headers)


def delete(desk: Desk, path: str) -> TestResponse:
    return desk.client.delete(f"/api/v1{path}", headers=desk.headers)


def upload(desk: Desk, ticket: Json, *files: tuple[bytes, str], **fields: str) -> TestResponse:
    parts: dict[str, Any] = {"file": [(io.BytesIO(content), name) for content, name in files], **fields}
    path = f"/api/v1/tickets/{ticket['id']}/attachments"
    form = "multipart/form-data"
    return desk.client.post(path, data=parts, headers=desk.headers, content_type=form)


def listed(desk: Desk, **query: Any) -> list[Json]:
    found: list[Json] = answered(search(desk, **query), 200)["items"]
    return found


def search(desk: Desk, **query: Any) -> TestResponse:
    return desk.client.get("/api/v1/tickets", query_string=query, headers=desk.headers)


def crawl(desk: Desk, *, limit: int, between: Any = None, **query: Any) -> list[Json]:
    """Every row, page by page; `between` is called after each page."""
    rows: list[Json] = []
    cursor: Json = {}
    while True:
        page = answered(search(desk, limit=limit, **query, **cursor), 200)
        rows += page["items"]
        if page["next"] is None:
            return rows
        cursor = {"cursor": page["next"]}
        if between is not None:
            between()


def repair(house: House, **parts: Any) -> Json:
    details = {"category": "水", "urgency": "normal", "place": "common", "text": "走廊漏水"}
    return house["clerk"].open("repair", details, **parts)
