"""What is asked about customers: codes to take, profile, drill-through, actions, directory, earlier ones."""

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.asked import asked_body
from service.api.guard import current_caller
from service.api.query import Paged, asked_query
from service.api.register.customer_asked import (
    DirectoryQuery,
    PastQuery,
    SearchBody,
    SuggestionQuery,
)
from service.api.register.customer_shapes import (
    ACTIONS_ROW,
    DIRECTORY_ROW,
    DRILL_COUNTS,
    FOUND_ROW,
    PAST_ROW,
    PROFILE,
    SUGGESTION,
)
from service.api.register.nouns import Noun, add
from service.api.register.revealing import office_of
from service.api.register.rows import list_parts
from service.api.shapes import listed, strict
from service.errors import NotFound
from service.queries.register.drill import DRILLS, MONEY_DRILLS, drill_counts
from service.queries.register.listing import shown
from service.queries.register.people import CUSTOMERS
from service.queries.register.profile import actions_for, profile_parts
from service.queries.register.readers import MONEY
from service.queries.register.residents import DIRECTORY, PAST
from service.queries.register.search import found_in_register
from service.queries.register.suggestion import free_code
from service.transaction import statements
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import office_for, room_named
from service.usecases.register.trail import leave_trail, leave_trail_of_list

area = Area("customer-views", "About customers: profile, drill-through, directory, search")


@area.call("GET", "/customer-codes", query=SuggestionQuery, answer=SUGGESTION)
def suggest_code() -> Response:
    """The first free code: the one wished for, the room's, or one with a "-1" behind it."""
    caller, asked = current_caller(), asked_query()
    with statements() as sql:
        office_id = office_for(sql, caller, DATA_DESKS, asked["office"])
        wish = asked["code"] or room_named(sql, [office_id], asked["room"] or "")["code"]
        code = free_code(sql, office_id, wish)
    return answer({"code": code, "taken": code != wish})


@area.call("GET", "/customers/<customer>/profile", answer=PROFILE)
def get_profile(customer: str) -> Response:
    """Who it is, what was done for them, what they said; numbers masked.

    `payments` is null for desks that read no money.
    """
    caller = current_caller()
    with statements() as sql:
        basic = shown(sql, CUSTOMERS, customer, offices=caller.offices)
        parts = profile_parts(sql, basic["id"], caller.offices)
        leave_trail(sql, "view", "profile", basic["id"], office=office_of(basic), actor=caller)
    if not caller.holds(*MONEY, office_id=office_of(basic)):
        parts["payments"] = None
    return answer({"basic": basic, **parts})


@area.call("GET", "/customers/<customer>/drill", answer=DRILL_COUNTS)
def count_drills(customer: str) -> Response:
    """How many rooms, members, complaints, moves, leases, charges and arrears there are to drill to.

    `charges` and `arrears` are null for desks that read no money.
    """
    caller = current_caller()
    with statements() as sql:
        row = shown(sql, CUSTOMERS, customer, offices=caller.offices)
        counts: dict[str, int | None] = {**drill_counts(sql, row["id"], caller.offices)}
    if not caller.holds(*MONEY, office_id=office_of(row)):
        counts |= dict.fromkeys(MONEY_DRILLS)
    return answer(counts)


@area.call(
    "GET",
    "/customers/<customer>/drill/<what>",
    query=Paged,
    answer=listed({"type": "object"}),
    listed=True,
)
def drill(customer: str, what: str) -> Response:
    """One of them: rooms, members, complaints, moves, leases, charges, arrears (联查)."""
    if what not in DRILLS:
        raise NotFound()
    desks = MONEY if what in MONEY_DRILLS else ()
    return list_parts(DRILLS[what], f"drill_{what}", CUSTOMERS, customer, desks=desks, trail="drill")


@area.call("GET", "/customers/<customer>/actions", answer=ACTIONS_ROW)
def list_actions(customer: str) -> Response:
    """What the caller may begin for this customer: payment, prepayment, write_off, refund, sms."""
    caller = current_caller()
    with statements() as sql:
        row = shown(sql, CUSTOMERS, customer, offices=caller.offices)
    return answer({"actions": actions_for(caller, office_of(row))})


DIRECTORY_ENTRY = Noun(
    address="directory",
    one="directory",
    listing=DIRECTORY,
    row=DIRECTORY_ROW,
    query=DirectoryQuery,
    lists="Who lives where today, and how to reach them; phones masked.",
    traced=True,
)
PAST_CUSTOMER = Noun(
    address="past-customers",
    one="past",
    listing=PAST,
    row=PAST_ROW,
    query=PastQuery,
    lists="Owners, tenants and residents of earlier days, with the days of coming and going.",
    traced=True,
)
add(area, DIRECTORY_ENTRY)
add(area, PAST_CUSTOMER)


@area.call("POST", "/search", body=SearchBody, answer=strict(items=FOUND_ROW), trail=True)
def search_register() -> Response:
    """Customers and rooms by code, name, or part of a phone that the caller may see."""
    caller = current_caller()
    asked = asked_body()
    with statements() as sql:
        found = found_in_register(sql, caller, asked["q"], limit=asked["limit"])
        met = (office_of(row) for row in found if row["kind"] == "customer")
        leave_trail_of_list(sql, "list", "search", met, actor=caller, asked={"q": asked["q"]})
    return answer({"items": found})
