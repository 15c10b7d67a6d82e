"""A workbook as an answer."""

from typing import Any, Final

from flask import Response

from service.workbooks.writing import LIMIT, MEDIA_TYPE, Workbook

SHEET: Final[dict[str, Any]] = {
    "type": "string",
    "format": "binary",
    "description": f"At most {LIMIT} rows; `Guanjia-Truncated: true` says that there were more.",
}


def downloaded(book: Workbook, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    if book.truncated:
        headers["Guanjia-Truncated"] = "true"
    return Response(book.content, content_type=MEDIA_TYPE, headers=headers)
