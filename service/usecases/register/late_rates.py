"""A new rate of late charges counts from its day on; what the days before it cost stays as it was.

Law: Civil Code 585, a penalty is what was agreed. Who was late before the day owes what the rate was then.
"""

from datetime import date
from typing import Any, LiteralString

from service.errors import invalid_field
from service.transaction import Row, Work
from service.visibility import Caller

TODAY: LiteralString = """
SELECT (guanjia_now() AT TIME ZONE o.zone)::date AS today
  FROM charge_item i JOIN office o ON o.id = i.office_id WHERE i.id = %(item)s
"""
# What counted on the day before `since` ends there; what was to count later never does.
KEEP: LiteralString = """
WITH later AS (DELETE FROM late_rate WHERE item_id = %(item)s AND until > %(since)s RETURNING until, late_ppm)
INSERT INTO late_rate (item_id, until, late_ppm)
SELECT %(item)s, %(since)s, coalesce((SELECT late_ppm FROM later ORDER BY until LIMIT 1), i.late_ppm)
  FROM charge_item i WHERE i.id = %(item)s
ON CONFLICT (item_id, until) DO NOTHING
"""


def keep_late_rate(work: Work, changes: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    """The changes without `late_since`, the day from which `late_ppm` counts: by default today.

    Raises Invalid where the day is still to come, or where it stands without a rate.
    """
    since: date | None = changes.get("late_since")
    rest = {name: value for name, value in changes.items() if name != "late_since"}
    if "late_ppm" not in rest:
        if since is not None:
            raise invalid_field(
                "late_since", "请同时填写 late_ppm。", "Say which late_ppm counts from that day."
            )
        return rest
    if since is None and rest["late_ppm"] == row["late_ppm"]:
        return rest
    asked: dict[str, Any] = {"item": row["id"]}
    today: Any = work.sql.one(TODAY, asked)
    if since is not None and since > today["today"]:
        raise invalid_field("late_since", "日期不能晚于今天。", "The day must not be in the future.")
    work.sql.execute(KEEP, asked | {"since": since or today["today"]})
    return rest
