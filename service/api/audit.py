"""The audit over HTTP, for the desk auditor."""

from uuid import UUID

from flask import Response

from schemas.queries import RefusalQuery
from schemas.views.operations import RefusalPage
from service.api.answers import answer, page
from service.api.area import Area
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.register.people_bodies import TrailQuery
from service.api.register.people_shapes import TRAIL_ROW
from service.api.register.rows import list_rows
from service.api.shapes import TEXT, array, listed, strict
from service.queries.audit.refusals import RefusalFilter, refusals_page
from service.queries.register.people_log import TRAIL
from service.usecases.audit.verify import verify_offices

area = Area("audit", "Audit: what was refused")
ORDER = "refusal"
VERIFIED = strict(
    ok={"type": "boolean"},
    tickets={"type": "integer"},
    findings=array(strict(invariant=TEXT, row=TEXT, what=TEXT)),
)


@area.call("GET", "/audit/refusals", query=RefusalQuery, answer=RefusalPage, listed=True)
def list_refusals() -> Response:
    """Prohibited measures that somebody asked for, the last first (desk auditor)."""
    caller = current_caller()
    caller.must_hold("auditor")
    asked = asked_query()
    after = keys_of(asked["cursor"], ORDER, (UUID,))
    wanted = RefusalFilter(asked["office"], asked["workflow"], asked["ticket"], asked["rule"])
    offices = caller.offices_of("auditor")
    found, more = refusals_page(offices, wanted, after=after[0] if after else None, limit=asked["limit"])
    return page(found, cursor_of(ORDER, found[-1]["id"]) if more else None)


@area.call("GET", "/audit/register", query=TrailQuery, answer=listed(TRAIL_ROW), listed=True)
def list_register_trail() -> Response:
    """Who looked at, made, changed or revealed what in the register, the last first (desk auditor)."""
    current_caller().must_hold("auditor")
    return list_rows(TRAIL, "trail", desks=("auditor",))


@area.call("GET", "/audit/verify", answer=VERIFIED)
def verify_logs() -> Response:
    """Replay the logs of your offices' tickets and recompute their hashes (desk auditor)."""
    caller = current_caller()
    caller.must_hold("auditor")
    found = verify_offices(caller.offices_of("auditor"))
    said = [{"invariant": each.invariant, "row": each.row, "what": each.what} for each in found.findings]
    return answer({"ok": not said, "tickets": found.tickets, "findings": said})
