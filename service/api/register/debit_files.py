"""The file that a bank draws by (银行扣款): looked at masked, downloaded in full."""

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.guard import current_caller
from service.api.register.customer_asked import NewDebitFile
from service.api.register.customer_shapes import DEBIT_FILE
from service.api.work import unit_of_work
from service.usecases.register.debit_file import DEBIT_DESKS, debit, shown_debit, written_debit
from service.usecases.register.trail import leave_trail_of_list

area = Area("debit-files", "The file that a bank draws by (银行扣款)")


@area.call("POST", "/debit-files", body=NewDebitFile, answer=DEBIT_FILE, trail=True)
def look_at_debit_file() -> Response:
    """Who would be drawn on how much, on the primary account; who has none is named with the reason."""
    caller, value = current_caller(), parsed_body()
    caller.must_hold(*DEBIT_DESKS)
    asked = loaded(value, NewDebitFile)
    with unit_of_work() as work:
        found = debit(work.sql, asked["due_by"], office=asked.get("office"), actor=caller)
        leave_trail_of_list(work.sql, "list", "debit_file", [found.office_id], actor=caller, asked=asked)
    return answer(shown_debit(found))


@area.call(
    "POST",
    "/debit-files/download",
    body=NewDebitFile,
    answer={"type": "string"},
    answer_type="text/csv",
    trail=True,
)
def download_debit_file() -> Response:
    """The same as CSV with the numbers in full; every number is kept in the trail (desk finance)."""
    caller, value = current_caller(), parsed_body()
    caller.must_hold(*DEBIT_DESKS)
    asked = loaded(value, NewDebitFile)
    with unit_of_work() as work:
        found = debit(work.sql, asked["due_by"], office=asked.get("office"), actor=caller)
        text = written_debit(work, found, actor=caller)
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="debit.csv"'
    return response
