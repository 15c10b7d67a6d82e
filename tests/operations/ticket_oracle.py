"""What the documents answer to operations on a ticket, typed by hand like `oracle.py`, in its words."""

from tests.matrix.expected import SIGNING
from tests.operations.oracle import grid_of, in_both
from tests.workflows import oracle
from workflows.words import DESKS

# `works` has a desk that the table or a level names; then the desks that may do this to anybody's ticket.
POWERS = ("works", "supervisor", "admin", "pm", "clerk")
# asked: its approval waits for votes.
OF_TICKETS = ("working", "asked", "suspended", "ended")
TICKET_GRIDS = {
    # Who holds an open duty, or a supervisor. An opinion is no such duty.
    "suspend": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   ok  403  no        ok          -     no      403       no   403   ok         no    no  no
        asked     ok  403  no        ok          ok    no      403       no   403   ok         no    no  no
        suspended 409 409  no        409         409   no      409       no   409   409        no    no  no
        ended     -   -    -         -           -     -       409       no   409   409        no    no  no
    """,
    "resume": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   409 409  no        409         -     no      409       no   409   409        no    no  no
        asked     409 409  no        409         409   no      409       no   409   409        no    no  no
        suspended ok  403  no        ok          ok    no      403       no   403   ok         no    no  no
        ended     -   -    -         -           -     -       409       no   409   409        no    no  no
    """,
    # The desks admin and pm, in person.
    "terminate": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      no        no   no    no         ok    ok  no
        asked     no  no   no        no          no    no      no        no   no    no         ok    ok  no
        suspended no  no   no        no          no    no      no        no   no    no         ok    ok  no
        ended     -   -    -         -           -     -       no        no   no    no         409   409 no
    """,
    "jump": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      no        no   no    no         ok    ok  no
        asked     no  no   no        no          no    no      no        no   no    no         ok    ok  no
        suspended no  no   no        no          no    no      no        no   no    no         409   409 no
        ended     -   -    -         -           -     -       no        no   no    no         409   409 no
    """,
    "skip": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      no        no   no    no         409   409 no
        asked     no  no   no        no          no    no      no        no   no    no         ok    ok  no
        suspended no  no   no        no          no    no      no        no   no    no         409   409 no
        ended     -   -    -         -           -     -       no        no   no    no         409   409 no
    """,
    # Of what somebody else proposed. Only they withdraw it.
    "proposals/<proposal>/confirm": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      no        no   no    no         ok    ok  no
        asked     no  no   no        no          no    no      no        no   no    no         ok    ok  no
        suspended no  no   no        no          no    no      no        no   no    no         ok    ok  no
        ended     -   -    -         -           -     -       no        no   no    no         409   409 no
    """,
    "proposals/<proposal>/refuse": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      no        no   no    no         ok    ok  no
        asked     no  no   no        no          no    no      no        no   no    no         ok    ok  no
        suspended no  no   no        no          no    no      no        no   no    no         ok    ok  no
        ended     -   -    -         -           -     -       no        no   no    no         409   409 no
    """,
    "proposals/<proposal>/withdraw": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      no        no   no    no         403   403 no
        asked     no  no   no        no          no    no      no        no   no    no         403   403 no
        suspended no  no   no        no          no    no      no        no   no    no         403   403 no
        ended     -   -    -         -           -     -       no        no   no    no         409   409 no
    """,
    # Who opened it, a clerk (for the customer), a supervisor or the pm.
    "reopen": """
        -         own pool delegated substituted added revoked submitter none works supervisor admin pm  clerk
        working   no  no   no        no          -     no      409       no   no    409        no    409 409
        asked     no  no   no        no          no    no      409       no   no    409        no    409 409
        suspended no  no   no        no          no    no      409       no   no    409        no    409 409
        ended     -   -    -         -           -     -       ok        no   no    ok         no    ok  ok
    """,
}
IN_PERSON = tuple(name for name in TICKET_GRIDS if name not in ("suspend", "resume"))
# Whoever may not decide for the ticket may not decide around its deciders.
AROUND_VOTES = ("terminate", "jump", "skip", "proposals/<proposal>/confirm", "proposals/<proposal>/refuse")

ON_TICKETS = {operation: grid_of(text) for operation, text in TICKET_GRIDS.items()}


def on_ticket(operation: str, row: str, own: set[str], absent: set[str], *, opened: bool = False) -> str:
    rights = (own, set[str]() if operation in IN_PERSON else absent)
    return in_both(ON_TICKETS[operation], row, rights, opened and operation in AROUND_VOTES)


def works_here(workflow: str) -> set[str]:
    """Desks that the table or a level of the default policy names."""
    named = {who for row in oracle.flat(workflow) for who in row[3].split()} & DESKS
    return named | set(SIGNING[workflow].split()) | {"clerk"}
