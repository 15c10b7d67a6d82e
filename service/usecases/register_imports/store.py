"""The statements around an import: each moves it one step and misses when somebody else already did."""

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import orjson

from service.transaction import Row, Sql
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.try_rows import Tried
from service.workbooks.reading import Refusal


def the_import(sql: Sql, import_id: UUID | str, status: str) -> Row | None:
    """With its content; None when it has another status by now."""
    return sql.one(FIND, {"id": import_id, "status": status})


def kept_mapping(sql: Sql, office_id: UUID, kind: str) -> dict[str, str] | None:
    found = sql.one(KEPT, {"office": office_id, "kind": kind})
    return found["mapping"] if found else None


def keep_mapping(sql: Sql, row: Row, account_id: UUID) -> None:
    named = {"office": row["office_id"], "kind": row["kind"], "account": account_id}
    sql.execute(KEEP, named | {"mapping": as_json(row["mapping"])})


def note_progress(sql: Sql, import_id: UUID, effect_id: UUID, *, done: int, lease: int) -> None:
    """Also that the worker lives: otherwise somebody else would be given a long one."""
    sql.execute(BEAT, {"id": import_id, "done": done, "effect": effect_id, "lease": lease})


def note_tried(sql: Sql, import_id: UUID, columns: Columns, tried: Tried, *, was: str) -> None:
    sql.execute(
        TRIED,
        {
            "id": import_id,
            "was": was,
            "mapping": as_json(columns.mapping),
            "columns": as_json([title for title in columns.header if title]),
            "rows": len(columns.rows),
            "valid": len(columns.rows) - len(tried.wrong_rows),
            "errors": as_json([each.kept() for each in tried.errors]),
            "wrong": as_json(tried.wrong_rows),
            "warnings": as_json([each.kept() for each in tried.warnings]),
            "warned": tried.warned,
            "preview": as_json(tried.preview),
        },
    )


def note_refused(sql: Sql, import_id: UUID, refused: Refusal) -> None:
    said = {"rule": refused.rule, "zh": refused.zh, "en": refused.en}
    sql.execute(REFUSED, {"id": import_id, "refusal": as_json(said)})


def note_saved(sql: Sql, import_id: UUID, *, done: int) -> None:
    sql.execute(SAVED, {"id": import_id, "done": done})


def as_json(value: dict[str, Any] | Sequence[Any]) -> str:
    return orjson.dumps(value).decode()


FIND: LiteralString = """
SELECT id, office_id, kind, name, content_sealed, mapping, wrong_rows, attempt, created_by, confirmed_by
  FROM import_job WHERE id = %(id)s::uuid AND status = %(status)s
"""
KEPT: LiteralString = "SELECT mapping FROM import_mapping WHERE office_id = %(office)s AND kind = %(kind)s"
KEEP: LiteralString = """
INSERT INTO import_mapping (office_id, kind, mapping, account_id)
VALUES (%(office)s, %(kind)s, %(mapping)s::jsonb, %(account)s)
ON CONFLICT (office_id, kind) DO UPDATE
   SET mapping = EXCLUDED.mapping, account_id = EXCLUDED.account_id, at = guanjia_now()
"""
BEAT: LiteralString = """
WITH alive AS (
    UPDATE outbox SET lease_until = guanjia_now() + make_interval(secs => %(lease)s)
     WHERE id = %(effect)s AND status = 'running')
UPDATE import_job SET done = %(done)s WHERE id = %(id)s AND status IN ('reading', 'saving')
"""
TRIED: LiteralString = """
UPDATE import_job SET status = 'ready', mapping = %(mapping)s::jsonb, columns = %(columns)s::jsonb,
       rows = %(rows)s, valid = %(valid)s, done = %(rows)s, errors = %(errors)s::jsonb,
       wrong_rows = %(wrong)s::jsonb, warnings = %(warnings)s::jsonb, warned = %(warned)s,
       preview = %(preview)s::jsonb
 WHERE id = %(id)s AND status = %(was)s
"""
REFUSED: LiteralString = """
UPDATE import_job SET status = 'refused', refusal = %(refusal)s::jsonb, content_sealed = NULL,
       content_masked = NULL
 WHERE id = %(id)s AND status IN ('reading', 'saving')
"""
SAVED: LiteralString = """
UPDATE import_job SET status = 'saved', done = %(done)s, preview = '[]', content_sealed = NULL,
       content_masked = NULL, saved_at = guanjia_now()
 WHERE id = %(id)s AND status = 'saving'
"""
