"""Bringing in lists from workbooks: send, look at what would become of each row, confirm."""

from typing import Any

from flask import Response, request

from schemas.imports import ImportQuery, TemplateQuery
from schemas.json_text import NotJson, parse_json
from schemas.words import IMPORT_KINDS
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import raw_body
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import asked_query, refuse_query
from service.api.register.import_shapes import IMPORT_FORM, IMPORT_ROW
from service.api.register.rows import list_rows, read_row
from service.api.shapes import listed
from service.api.work import unit_of_work
from service.errors import FieldError, Invalid, UnsupportedMediaType
from service.queries.register.imports import IMPORTS, IMPORTS_LISTED, import_shown
from service.queries.register.listing import shown
from service.transaction import Sql, statements
from service.usecases.register_imports.confirm_import import confirm_import
from service.usecases.register_imports.kinds import KINDS
from service.usecases.register_imports.take_import import NewImport, take_import
from service.usecases.register_imports.template import template
from service.visibility import Caller
from service.workbooks.reading import MOST_BYTES
from service.workbooks.writing import MEDIA_TYPE

area = Area("imports", "Bringing in lists from workbooks")
FORM = "multipart/form-data"
# The form's own lines around the file, and the mapping.
ENVELOPE = 64 * 1024
FIELDS = ("kind", "office", "mapping")
ALL_DESKS = tuple(dict.fromkeys(desk for kind in KINDS.values() for desk in kind.desks))


@area.call("GET", "/imports", query=ImportQuery, answer=listed(IMPORT_ROW), listed=True)
def list_imports() -> Response:
    """What was brought in, and what is on its way; of each the first 20 errors."""
    return list_rows(
        IMPORTS_LISTED, "import", desks=ALL_DESKS, told=lambda row: import_shown(row, language())
    )


@area.call("GET", "/imports/<import_id>", answer=IMPORT_ROW)
def get_import(import_id: str) -> Response:
    """How far it has come, what is wrong with which row, and the first rows as they would be saved."""
    caller = current_caller()
    with statements() as sql:
        read_row(sql, IMPORTS, import_id, caller, ALL_DESKS)
        return answer(_shown(sql, import_id, caller))


@area.call(
    "POST",
    "/imports",
    body=IMPORT_FORM,
    body_type=FORM,
    limit=MOST_BYTES + ENVELOPE,
    answer=IMPORT_ROW,
    status=202,
)
def create_an_import() -> Response:
    """Send a list (desks as for a single row). Nothing is saved before it is confirmed."""
    caller = current_caller()
    order = _order(caller)
    with unit_of_work() as work:
        made = take_import(work.sql, order, actor=caller)
        row = _shown(work.sql, str(made), caller)
    return answer(row, 202, location=f"/api/v1/imports/{made}")


@area.call("POST", "/imports/<import_id>/confirm", answer=IMPORT_ROW, status=202)
def confirm_an_import(import_id: str) -> Response:
    """Save all rows that can be saved, in one step; none if one of them no longer can."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, IMPORTS, import_id, offices=caller.offices)
        confirm_import(work.sql, row["id"], actor=caller)
        after = _shown(work.sql, import_id, caller)
    return answer(after, 202)


@area.call(
    "GET",
    "/imports/template.xlsx",
    query=TemplateQuery,
    answer={"type": "string", "format": "binary"},
    answer_type=MEDIA_TYPE,
)
def get_import_template() -> Response:
    """An empty workbook with the columns of this kind of list, and what each takes."""
    current_caller()
    kind = asked_query()["kind"]
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    return Response(template(KINDS[kind], language()), content_type=MEDIA_TYPE, headers=headers)


def _shown(sql: Sql, import_id: str, caller: Caller) -> dict[str, Any]:
    return import_shown(shown(sql, IMPORTS, import_id, offices=caller.offices), language())


def _order(caller: Caller) -> NewImport:
    raw_body()
    if request.mimetype != FORM:
        raise UnsupportedMediaType(headers={"Accept": FORM})
    caller.must_hold(*ALL_DESKS)
    refuse_query()
    wrong = [*_strange(), *_wrong_fields()]
    if wrong:
        raise Invalid(errors=wrong)
    part = request.files["file"]
    return NewImport(
        kind=request.form["kind"],
        name=part.filename or "",
        content=part.read(),
        mapping=_mapping(),
        office=request.form.get("office") or None,
    )


def _strange() -> list[FieldError]:
    names = [
        *(name for name in request.form if name not in FIELDS),
        *(name for name in request.files if name != "file"),
    ]
    return [FieldError(name[:100], "没有这个字段。", "There is no such field.") for name in names]


def _wrong_fields() -> list[FieldError]:
    found = []
    if request.form.get("kind") not in IMPORT_KINDS:
        said = ", ".join(IMPORT_KINDS)
        found.append(FieldError("kind", f"应为以下之一：{said}。", f"This must be one of: {said}."))
    if len(request.files.getlist("file")) != 1:
        found.append(FieldError("file", "请附一个文件。", "Send one file."))
    return found


def _mapping() -> dict[str, Any] | None:
    said = request.form.get("mapping")
    if not said:
        return None
    try:
        found: Any = parse_json(said.encode())
    except NotJson as error:
        raise Invalid(errors=[FieldError("mapping", error.sentence_zh, error.sentence_en)]) from None
    return found if isinstance(found, dict) else {}
