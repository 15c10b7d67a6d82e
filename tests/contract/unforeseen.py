"""What Schemathesis calls a failure and the contract does not, each with its reason.

Above all 422 to data that fits its schema: where a schema cannot say what is wrong, and only there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import (
    AllowHeaderMismatch,
    EnsureResourceAvailability,
    RejectedPositiveData,
)

from schemas import sentences
from schemas.characters import BARRED_IN_TEXT
from schemas.sentences import Sentence

# A rule of the house said no, not a schema.
RULED = frozenset({"not_so", "measure_prohibited", "key_reused"})
# Fields that name something: it may not exist, or not in this office. A cursor names a place in a list.
REFERENCES = frozenset(
    "office parent building room customer person who to cursor deposit prepayment charge charges"
    " code end superior steward action as item items standard developer"
    " handover transfer move repair meter handler".split()
)
# A fixed name where a pattern takes ids: `Allow` lists the methods of both.
NAMES_BESIDE_IDS = frozenset(
    {
        "/api/v1/work-items/batch",
        "/api/v1/work-items/next",
        "/api/v1/imports/template.xlsx",
        "/api/v1/moves/batch",
    }
)
# Members of a policy whose names the workflow closes.
OF_A_WORKFLOW = frozenset(
    {"approvals", "timers", "clocks", "evidence", "copies", "distribution", "batchable"}
)
Error = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trials:
    """What dry runs answered as if it had been made: whoever asks for it afterwards rightly finds nothing."""

    ids: set[str] = field(default_factory=set)

    def hear(self, response: Response) -> None:
        tried = bool(response.headers.get("dry-run")) and response.status_code in (200, 201, 202)
        said = response.json() if tried else None
        if isinstance(said, Mapping) and isinstance(said.get("id"), str):
            self.ids.add(said["id"])

    def explain(self, failure: Failure, case: Case) -> bool:
        asked = set((case.path_parameters or {}).values())
        return isinstance(failure, EnsureResourceAvailability) and not self.ids.isdisjoint(asked)


def is_a_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """False for what is by contract."""
    if isinstance(failure, AllowHeaderMismatch):
        return case.operation.path not in NAMES_BESIDE_IDS and not case.operation.path.endswith(
            "/export.xlsx"
        )
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
        return True
    said = response.json()
    return said["code"] not in RULED and not all(is_unforeseen(each, case) for each in said["errors"])


def is_unforeseen(error: Error, case: Case) -> bool:
    return _named(error) in REFERENCES or any(holds(error, case) for holds in REASONS)


def _named(error: Error) -> str:
    """`items` of `items.0`."""
    return next((part for part in reversed(error["field"].split(".")) if not part.isdigit()), "")


def _says(error: Error, *said: Sentence) -> bool:
    return error["detail"] in {each.zh for each in said}


def _whole_float(error: Error, case: Case) -> bool:
    """JSON Schema calls 1.0 an integer; here a float is refused, whatever it holds."""
    return _says(error, sentences.NOT_WHOLE, sentences.NOT_FEN) and any(
        isinstance(each, float) for each in _leaves(case.body)
    )


def _out_of_bounds(error: Error, case: Case) -> bool:
    """A schema has no way to bound a date or a duration."""
    return _says(error, sentences.YEAR_RANGE, sentences.DURATION_TOO_LONG, sentences.WEEKS_OF_WORK)


def _noncharacter(error: Error, case: Case) -> bool:
    """Those above U+FFFF have no portable pattern."""
    texts = [each for each in _leaves(case.body) if isinstance(each, str)]
    return _says(error, sentences.CONTROL) and any(
        ord(found) > 0xFFFF for each in texts for found in BARRED_IN_TEXT.findall(each)
    )


def _policy_of_a_workflow(error: Error, case: Case) -> bool:
    """Which approvals, facts, timers, clocks and triggers there are depends on the workflow in the path."""
    named = error["field"].split(".", 1)[0]
    return case.operation.path == "/api/v1/policies/{workflow}" and named in OF_A_WORKFLOW


def _moment_to_come(error: Error, case: Case) -> bool:
    """A schema does not know what time it is."""
    return _says(error, sentences.NOT_FUTURE)


def _order_of_dates(error: Error, case: Case) -> bool:
    """A schema looks at one field at a time."""
    if _named(error) != "until" or not isinstance(case.body, Mapping):
        return False
    details = case.body.get("details")
    said = case.body.keys() | (details.keys() if isinstance(details, Mapping) else set())
    return "until" in said and not said.isdisjoint({"since", "from", "on", "day"})


def _days_of_a_run(error: Error, case: Case) -> bool:
    """In its month, within a year of it, not years ahead: two fields at once, or the time that it is."""
    dated = ("due_on", "payer_on", "period")
    return case.operation.path == "/api/v1/charge-runs" and error["field"] in dated


def _who_lets(error: Error, case: Case) -> bool:
    """Only a tenancy has somebody who lets it; which stay is one, the row or another field says."""
    return error["field"] == "lessor"


def _who_is_in_a_room(error: Error, case: Case) -> bool:
    """Who may be meant depends on who is there; a line of a page may fail by any rule."""
    return (case.operation.path == "/api/v1/moves" and error["field"] == "nature") or (
        case.operation.path == "/api/v1/moves/batch" and error["field"].startswith("moves.")
    )


def _dates_of_a_fee(error: Error, case: Case) -> bool:
    """Which dates and which basis a fee needs depends on the kind of its item, which is a row."""
    return (
        case.operation.path in ("/api/v1/tariffs", "/api/v1/tariffs/{tariff}", "/api/v1/standards")
        and error["field"] in ("begins_on", "ends_on", "basis")
    ) or (case.operation.path == "/api/v1/subsidies" and error["field"] == "ends_on")


def _day_to_come(error: Error, case: Case) -> bool:
    """A schema does not know which day it is, nor which of two comes first."""
    named = {"/api/v1/late-charges": ("on",), "/api/v1/dunning-logs": ("happened_on", "promised_on")}
    return error["field"] in named.get(case.operation.path, ())


def _day_in_sight(error: Error, case: Case) -> bool:
    """Two years from today: the same."""
    return error["detail"].startswith("日期不能晚于") and "年内" in error["detail"]


def _same_twice(error: Error, case: Case) -> bool:
    """`uniqueItems` would compare whole entries, here one member of each counts."""
    return _says(error, sentences.SAME_TWICE) and error["field"] == "skills"


def _form_of_a_move(error: Error, case: Case) -> bool:
    """What it takes depends on the ticket: `GET /tickets/{ref}/moves` says it, this description cannot."""
    return case.operation.path == "/api/v1/tickets/{ref}/triggers/{trigger}"


def _action_of_a_workflow(error: Error, case: Case) -> bool:
    """Which actions there are to ask about depends on the ticket's workflow, like the form of a move."""
    return case.operation.path == "/api/v1/tickets/{ref}/why-not" and error["field"] == "action"


def _type_of_the_office(error: Error, case: Case) -> bool:
    """Which types of tenants there are, each office says itself."""
    return case.operation.path == "/api/v1/customers/{customer}/tenant-type" and error["field"] == "type"


def _content_of_a_file(error: Error, case: Case) -> bool:
    return case.operation.path == "/api/v1/tickets/{ref}/attachments" and error["field"] == "file"


def _part_of_a_form(error: Error, case: Case) -> bool:
    """The parts of a form are texts; what the mapping's text says depends on the file beside it."""
    return case.operation.path == "/api/v1/imports" and error["field"].split(".", 1)[0] in ("file", "mapping")


REASONS: tuple[Callable[[Error, Case], bool], ...] = (
    _whole_float,
    _out_of_bounds,
    _moment_to_come,
    _noncharacter,
    _policy_of_a_workflow,
    _order_of_dates,
    _days_of_a_run,
    _who_lets,
    _who_is_in_a_room,
    _dates_of_a_fee,
    _day_to_come,
    _day_in_sight,
    _same_twice,
    _form_of_a_move,
    _action_of_a_workflow,
    _type_of_the_office,
    _content_of_a_file,
    _part_of_a_form,
)


def _leaves(said: Any) -> list[Any]:
    if isinstance(said, Mapping):
        return [leaf for value in said.values() for leaf in _leaves(value)]
    if isinstance(said, list):
        return [leaf for value in said for leaf in _leaves(value)]
    return [said]
