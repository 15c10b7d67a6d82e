"""What was shown is to be saved: all rows that can be, or none of them."""

from typing import Any, LiteralString
from uuid import UUID

from service.errors import NotFound, NotNow, not_so
from service.jobs import NewEffect, add_effect
from service.transaction import Row, Sql
from service.usecases.register_imports.kinds import KINDS
from service.usecases.register_imports.store import keep_mapping
from service.visibility import Caller

SAYS = {
    "reading": ("文件仍在读取中，请稍后再试。", "The file is still being read; try again in a moment."),
    "saving": ("正在保存，请稍候。", "It is being saved already."),
    "saved": ("该导入已保存。", "This import is saved already."),
    "expired": ("该导入已过期，请重新上传文件。", "This import has expired: send the file again."),
}


def confirm_import(sql: Sql, import_id: UUID, *, actor: Caller) -> None:
    """The columns as confirmed are what the next file of this kind is read by, unless it says otherwise."""
    row = sql.one(LOCK, {"id": import_id})
    if row is None:
        raise NotFound()
    actor.must_hold(*KINDS[row["kind"]].desks, office_id=row["office_id"])
    _must_be_ready(row)
    sql.execute(CONFIRM, {"id": import_id, "by": actor.account_id})
    keep_mapping(sql, row, actor.account_id)
    key = f"import:{import_id}:save:{row['attempt'] + 1}"
    add_effect(sql, NewEffect("save_import", key, argument=str(import_id)))


def _must_be_ready(row: Row) -> None:
    if row["status"] == "refused":
        said: dict[str, Any] = row["refusal"]
        raise not_so(said["rule"], said["zh"], said["en"])
    if row["status"] != "ready":
        raise NotNow(*SAYS[row["status"]], state=row["status"])
    if row["valid"] == 0:
        raise not_so("rows_valid", "没有可以保存的行。", "There is no row that could be saved.")


LOCK: LiteralString = """
SELECT id, office_id, kind, status, valid, mapping, refusal, attempt FROM import_job
 WHERE id = %(id)s FOR UPDATE
"""
CONFIRM: LiteralString = """
UPDATE import_job SET status = 'saving', done = 0, attempt = attempt + 1, confirmed_by = %(by)s
 WHERE id = %(id)s
"""
