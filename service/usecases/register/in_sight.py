"""A slip of the year (2206 for 2026) bars a room for everybody: no day of a move lies far ahead."""

from datetime import date
from uuid import UUID

from service.errors import invalid_field
from service.transaction import Work
from workflows.moving_rules import YEARS_AHEAD, latest_day

TODAY = "SELECT (guanjia_now() AT TIME ZONE zone)::date AS day FROM office WHERE id = %(id)s"


def must_be_in_sight(work: Work, office_id: UUID, day: date, *, field: str) -> None:
    """422 `invalid` on that field for a day more than two years after today in the office."""
    latest = latest_day((work.sql.one(TODAY, {"id": office_id}) or {})["day"])
    if day > latest:
        zh = f"日期不能晚于 {latest}（{YEARS_AHEAD} 年内），请核对年份。"
        raise invalid_field(field, zh, f"The day may not be later than {latest}: check the year.")
