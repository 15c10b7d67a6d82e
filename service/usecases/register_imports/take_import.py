"""A file is taken in: looked at while the sender waits, then read and tried row by row by a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import NotSo, TooLarge, not_so
from service.jobs import NewEffect, add_effect
from service.transaction import Sql
from service.usecases.register.references import office_for
from service.usecases.register_imports.columns import checked_mapping, find_columns
from service.usecases.register_imports.content import sealed_content
from service.usecases.register_imports.kinds import KINDS
from service.usecases.register_imports.store import as_json, kept_mapping
from service.usecases.tickets.file_names import clean_name
from service.visibility import Caller
from service.workbooks.reading import GLANCE, MOST_BYTES, Refusal, Sheet, read_workbook


@dataclass(frozen=True, slots=True)
class NewImport:
    """`mapping` is `{field: column}`, or None where the office's own or the columns' names will do."""

    kind: str
    name: str
    content: bytes
    mapping: Mapping[str, Any] | None = None
    office: str | None = None


def take_import(sql: Sql, order: NewImport, *, actor: Caller) -> UUID:
    """Raises NotYou, TooLarge, Invalid for a mapping, NotSo with the reason why the file cannot be read."""
    kind = KINDS[order.kind]
    office_id = office_for(sql, actor, kind.desks, order.office)
    mapping = None if order.mapping is None else checked_mapping(order.mapping, kind)
    if len(order.content) > MOST_BYTES:
        raise TooLarge("文件超过 20 MB。", "The file has more than 20 MB.")
    name = clean_name(order.name)
    seen = read_workbook(name, order.content, GLANCE)
    if isinstance(seen, Refusal):
        raise unusable(seen)
    if isinstance(seen, Sheet):
        find_columns(seen, kind, said=mapping, kept=kept_mapping(sql, office_id, order.kind))
    import_id = new_id()
    made = {
        "id": import_id,
        "office": office_id,
        "kind": order.kind,
        "name": name,
        "mapping": None if mapping is None else as_json(mapping),
        "by": actor.account_id,
    }
    made |= sealed_content(sql, office_id, import_id, order.content)
    sql.execute(TAKE, made)
    add_effect(sql, NewEffect("read_import", f"import:{import_id}:read", argument=str(import_id)))
    return import_id


def unusable(refused: Refusal) -> NotSo:
    return not_so(refused.rule, refused.zh, refused.en)


TAKE: LiteralString = """
INSERT INTO import_job (id, office_id, kind, name, content_sealed, content_masked, mapping, created_by)
VALUES (%(id)s, %(office)s, %(kind)s, %(name)s, %(content_sealed)b, %(content_masked)s, %(mapping)s::jsonb,
        %(by)s)
"""
