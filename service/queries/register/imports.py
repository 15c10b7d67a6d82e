"""Imports of the caller's offices, newest last; what they hold is shown in the language of the caller."""

from collections import Counter
from dataclasses import replace
from typing import Any

from service.queries.register.listing import Listing
from service.queries.register.parts import OF_OFFICE, OFFICE, person
from service.transaction import Row

IMPORTS = Listing(
    select=f"""
SELECT x.id, {OFFICE}, x.kind, x.name, x.status, x.rows, x.valid, x.done, x.errors, x.warned, x.warnings,
       x.preview, x.columns, x.mapping, x.refusal, {person("ca", "cp", "created_by")},
       {person("sa", "sp", "confirmed_by")}, x.created_at, x.saved_at
  FROM import_job x JOIN office o ON o.id = x.office_id
  JOIN account ca ON ca.id = x.created_by JOIN person cp ON cp.id = ca.person_id
  LEFT JOIN account sa ON sa.id = x.confirmed_by LEFT JOIN person sp ON sp.id = sa.person_id
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={"office": OF_OFFICE, "status": "x.status = %(status)s", "kind": "x.kind = %(kind)s"},
)
# In a list of many, the first errors and warnings of each: one file may have a thousand.
IMPORTS_LISTED = replace(
    IMPORTS,
    select=IMPORTS.select.replace(
        "x.errors", "jsonb_path_query_array(x.errors, '$[0 to 19]') AS errors", 1
    ).replace("x.warnings", "jsonb_path_query_array(x.warnings, '$[0 to 19]') AS warnings", 1),
)


def import_shown(row: Row, lang: str) -> dict[str, Any]:
    remarks = {name: [_remark(each, lang) for each in row[name]] for name in ("errors", "warnings")}
    refused = row["refusal"]
    refusal = refused and {"rule": refused["rule"], "detail": refused[lang]}
    return {**row, **remarks, "refusal": refusal, "ignored": _ignored(row)}


def _remark(kept: Row, lang: str) -> dict[str, Any]:
    return {name: kept[name] for name in ("sheet", "row", "column")} | {"message": kept[lang]}


def _ignored(row: Row) -> list[str]:
    """Titles of the columns that fill no field, as often as they are left; of two alike one counts."""
    used: set[str] = set((row["mapping"] or {}).values())
    left = Counter[str](row["columns"]) - Counter(used)
    return list(left.elements())
