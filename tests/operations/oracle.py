"""What the documents answer to every operation, by kind of duty and relation: typed by hand.

`ok`; `409` not its time; `403` not this person now; `no` never this person, so 403 before the version is
looked at; `404` not seen at all; `-` there is no such cell. A grid is read by its first line: the relations.

own          holds it: claimed it, or it is theirs by name
pool         holds its desk; somebody else has claimed what is claimed
delegated    was asked for an opinion on it
substituted  stands in for its holder, or for somebody of its desk
added        is an added signer of its level, on a seat beside
revoked      claimed it, and has lost its desk since
other_office holds its desk, in another office
submitter    opened the ticket
none         has nothing to do with it; `supervisor` is such a person with that desk
"""

RELATIONS = tuple("own pool delegated substituted added revoked other_office submitter none".split())

# Whose duty a state is: a desk's pool, `@` a person by relation, `!` the votes of a level; `-` nobody's.
DUTIES = {
    "complaint": "registered clerk, invalid_pending supervisor, accepted supervisor, investigating @assignee,"
    " waiting_customer @assignee, waiting_repair @assignee, plan_review !supervisor, executing @assignee,"
    " resolved -, reopened supervisor",
    "repair": "reported dispatcher, pending_dispatch dispatcher, dispatched @assignee, accepted @assignee,"
    " on_site @assignee, quote_review !supervisor, waiting_quote -, in_progress @assignee,"
    " suspended @assignee, completed -, waiting_payment cashier, visiting -",
    "dunning": "draft @submitter, pending_approval !supervisor, approved clerk, executing clerk,"
    " waiting_payment clerk, promised clerk, disputed supervisor, adjusting finance, pending_write_off !hq",
    "refund": "draft @submitter, inspection engineering_lead, cooling -, second_inspection engineering_lead,"
    " deduction_proposed -, disputed pm, pending_approval !supervisor, approved finance, paying -,"
    " pay_failed finance, reconcile finance, paid -",
    "visit": "planned supervisor, assigned @assignee, attempting @assignee",
    "rename": "draft @submitter, submitted auditor, auditing !auditor",
    **dict.fromkeys(
        ("move", "handover", "transfer"),
        "draft @submitter, precheck -, pending_approval !supervisor, effective_pending -, effective clerk,"
        " settling finance, pending_reversal !pm",
    ),
}

# What a duty is like. pool: unclaimed; offered: to who asks here; reserved: to others; personal, named: by
# name, a task and a vote; voting: a vote that is claimed; done, gone: over, of a pool and of a person; voted:
# a vote that was given, on the level that is still asked.
OF_POOL = ("pool", "offered", "reserved", "claimed", "opinion", "done")
OF_PERSON = ("personal", "opinion", "gone")
OF_VOTE = ("vote", "vote_offered", "vote_reserved", "voting", "named", "voted", "opinion", "done")

GRIDS = {
    # A member of the pool takes it; exactly one.
    "claim": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    ok   -         ok          -     -       no        no   no
        offered        -    ok   -         ok          -     -       no        no   no
        reserved       -    403  -         403         -     -       no        no   no
        claimed        409  403  no        409         -     409     no        no   no
        personal       409  -    no        409         -     -       no        no   no
        opinion        409  -    -         no          -     -       no        no   no
        done           409  409  -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    ok   -         ok          no    -       no        no   no
        vote_offered   -    ok   -         ok          no    -       no        no   no
        vote_reserved  -    403  -         403         no    -       no        no   no
        voting         409  403  no        409         no    409     no        no   no
        named          409  -    no        409         no    -       no        no   no
        voted          409  409  -         409         no    409     no        no   no
    """,
    # Who holds it gives it back, also when they have lost the desk: it must not stay with them.
    "release": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    409  -         409         -     -       no        no   no
        offered        -    409  -         409         -     -       no        no   no
        reserved       -    409  -         409         -     -       no        no   no
        claimed        ok   403  no        ok          -     ok      no        no   no
        personal       409  -    no        409         -     -       no        no   no
        opinion        409  -    -         no          -     -       no        no   no
        done           409  409  -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    409  -         409         no    -       no        no   no
        vote_offered   -    409  -         409         no    -       no        no   no
        vote_reserved  -    409  -         409         no    -       no        no   no
        voting         ok   403  no        ok          no    ok      no        no   no
        named          409  -    no        409         no    -       no        no   no
        voted          409  409  -         409         no    409     no        no   no
    """,
    # The holder, or whoever may claim it.
    "start": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    ok   -         ok          -     -       no        no   no
        offered        -    ok   -         ok          -     -       no        no   no
        reserved       -    403  -         403         -     -       no        no   no
        claimed        ok   403  no        ok          -     403     no        no   no
        personal       ok   -    no        ok          -     -       no        no   no
        opinion        409  -    -         no          -     -       no        no   no
        done           409  409  -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    ok   -         ok          no    -       no        no   no
        vote_offered   -    ok   -         ok          no    -       no        no   no
        vote_reserved  -    403  -         403         no    -       no        no   no
        voting         ok   403  no        ok          no    403     no        no   no
        named          ok   -    no        ok          no    -       no        no   no
        voted          409  409  -         409         no    409     no        no   no
    """,
    # A supervisor allocates what lies in a pool.
    "dispatch": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    no   -         no          -     -       no        no   ok
        offered        -    no   -         no          -     -       no        no   ok
        reserved       -    no   -         no          -     -       no        no   ok
        claimed        no   no   no        no          -     no      no        no   409
        personal       no   -    no        no          -     -       no        no   409
        opinion        no   -    -         no          -     -       no        no   409
        done           no   no   -         no          -     no      no        no   409
        gone           no   -    -         no          -     -       no        no   409
        vote           -    no   -         no          no    -       no        no   ok
        vote_offered   -    no   -         no          no    -       no        no   ok
        vote_reserved  -    no   -         no          no    -       no        no   ok
        voting         no   no   no        no          no    no      no        no   409
        named          no   -    no        no          no    -       no        no   409
        voted          no   no   -         no          no    no      no        no   409
    """,
    # The holder or a supervisor; an opinion is nobody else's.
    "transfer": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    403  -         403         -     -       no        no   ok
        offered        -    403  -         403         -     -       no        no   ok
        reserved       -    403  -         403         -     -       no        no   ok
        claimed        ok   403  no        ok          -     ok      no        no   ok
        personal       ok   -    no        ok          -     -       no        no   ok
        opinion        409  -    -         no          -     -       no        no   409
        done           409  409  -         409         -     409     no        no   409
        gone           409  -    -         409         -     -       no        no   409
        vote           -    403  -         403         no    -       no        no   ok
        vote_offered   -    403  -         403         no    -       no        no   ok
        vote_reserved  -    403  -         403         no    -       no        no   ok
        voting         ok   403  no        ok          no    ok      no        no   ok
        named          ok   -    no        ok          no    -       no        no   ok
        voted          409  409  -         409         no    409     no        no   409
    """,
    # The holder, who keeps it.
    "delegate": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    409  -         409         -     -       no        no   no
        offered        -    409  -         409         -     -       no        no   no
        reserved       -    409  -         409         -     -       no        no   no
        claimed        ok   403  no        ok          -     403     no        no   no
        personal       ok   -    no        ok          -     -       no        no   no
        opinion        409  -    -         no          -     -       no        no   no
        done           409  409  -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    409  -         409         no    -       no        no   no
        vote_offered   -    409  -         409         no    -       no        no   no
        vote_reserved  -    409  -         409         no    -       no        no   no
        voting         ok   403  no        ok          no    403     no        no   no
        named          ok   -    no        ok          no    -       no        no   no
        voted          409  409  -         409         no    409     no        no   no
    """,
    # Who was asked, and no stand-in.
    "opinion": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    no   -         no          -     -       no        no   no
        offered        -    no   -         no          -     -       no        no   no
        reserved       -    no   -         no          -     -       no        no   no
        claimed        409  no   no        409         -     409     no        no   no
        personal       409  -    no        409         -     -       no        no   no
        opinion        ok   -    -         no          -     -       no        no   no
        done           409  no   -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    no   -         no          no    -       no        no   no
        vote_offered   -    no   -         no          no    -       no        no   no
        vote_reserved  -    no   -         no          no    -       no        no   no
        voting         409  no   no        409         no    409     no        no   no
        named          409  -    no        409         no    -       no        no   no
        voted          409  no   -         409         no    409     no        no   no
    """,
    # To whom it was offered; what is not on offer is not declined.
    "decline": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    409  -         409         -     -       no        no   no
        offered        -    ok   -         ok          -     -       no        no   no
        reserved       -    403  -         403         -     -       no        no   no
        claimed        409  409  no        409         -     no      no        no   no
        personal       no   -    no        no          -     -       no        no   no
        opinion        no   -    -         no          -     -       no        no   no
        done           409  409  -         409         -     no      no        no   no
        gone           no   -    -         no          -     -       no        no   no
        vote           -    409  -         409         no    -       no        no   no
        vote_offered   -    ok   -         ok          no    -       no        no   no
        vote_reserved  -    403  -         403         no    -       no        no   no
        voting         409  409  no        409         no    no      no        no   no
        named          no   -    no        no          no    -       no        no   no
        voted          409  409  -         409         no    no      no        no   no
    """,
    # The holder of a vote; out of a pool it is claimed with that.
    "add-signer": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    409  -         409         -     -       no        no   no
        offered        -    409  -         409         -     -       no        no   no
        reserved       -    409  -         409         -     -       no        no   no
        claimed        409  409  no        409         -     409     no        no   no
        personal       409  -    no        409         -     -       no        no   no
        opinion        409  -    -         no          -     -       no        no   no
        done           409  409  -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    ok   -         ok          no    -       no        no   no
        vote_offered   -    ok   -         ok          no    -       no        no   no
        vote_reserved  -    403  -         403         no    -       no        no   no
        voting         ok   403  no        ok          no    403     no        no   no
        named          ok   -    no        ok          no    -       no        no   no
        voted          409  409  -         409         no    409     no        no   no
    """,
    # Who added the signer: the holder of the vote, here; or a supervisor whom nothing bars.
    "remove-signer": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    409  -         409         -     -       no        no   409
        offered        -    409  -         409         -     -       no        no   409
        reserved       -    409  -         409         -     -       no        no   409
        claimed        409  409  no        409         -     409     no        no   409
        personal       409  -    no        409         -     -       no        no   409
        opinion        409  -    -         no          -     -       no        no   409
        done           409  409  -         409         -     409     no        no   409
        gone           409  -    -         409         -     -       no        no   409
        vote           -    403  -         403         no    -       no        no   ok
        vote_offered   -    403  -         403         no    -       no        no   ok
        vote_reserved  -    403  -         403         no    -       no        no   ok
        voting         ok   403  no        ok          no    ok      no        no   ok
        named          403  -    no        403         no    -       no        no   ok
        voted          ok   403  -         ok          no    ok      no        no   ok
    """,
    # Who gave the last vote, as long as they may still vote.
    "take-back": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    409  -         409         -     -       no        no   no
        offered        -    409  -         409         -     -       no        no   no
        reserved       -    409  -         409         -     -       no        no   no
        claimed        409  409  no        409         -     409     no        no   no
        personal       409  -    no        409         -     -       no        no   no
        opinion        409  -    -         no          -     -       no        no   no
        done           409  409  -         409         -     409     no        no   no
        gone           409  -    -         409         -     -       no        no   no
        vote           -    409  -         409         no    -       no        no   no
        vote_offered   -    409  -         409         no    -       no        no   no
        vote_reserved  -    409  -         409         no    -       no        no   no
        voting         409  409  no        409         no    409     no        no   no
        named          409  -    no        409         no    -       no        no   no
        voted          ok   403  -         ok          no    403     no        no   no
    """,
    # Who opened the ticket, or a supervisor; it is the ticket's people who are reminded.
    "urge": """
        -              own  pool delegated substituted added revoked submitter none supervisor
        pool           -    no   -         no          -     -       ok        no   ok
        offered        -    no   -         no          -     -       ok        no   ok
        reserved       -    no   -         no          -     -       ok        no   ok
        claimed        no   no   no        no          -     no      ok        no   ok
        personal       no   -    no        no          -     -       ok        no   ok
        opinion        no   -    -         no          -     -       ok        no   ok
        done           no   no   -         no          -     no      409       no   409
        gone           no   -    -         no          -     -       409       no   409
        vote           -    no   -         no          no    -       ok        no   ok
        vote_offered   -    no   -         no          no    -       ok        no   ok
        vote_reserved  -    no   -         no          no    -       ok        no   ok
        voting         no   no   no        no          no    no      ok        no   ok
        named          no   -    no        no          no    -       ok        no   ok
        voted          no   no   -         no          no    no      409       no   409
    """,
}
# Four eyes: not by who opened the ticket, in an approval; nor does that person pay a refund or take an audit.
FOUR_EYES = ("claim", "start", "add-signer", "remove-signer")
NOT_OPENER = {("refund", "approved"), ("refund", "pay_failed"), ("rename", "submitted")}
# One person has one seat in a round.
ONE_SEAT = ("claim", "start", "add-signer")

Grid = dict[tuple[str, str], str]


def grid_of(text: str) -> Grid:
    """(row, relation) → answer."""
    (_, *names), *rows = (line.split() for line in text.strip().splitlines())
    return {(row[0], name): said for row in rows for name, said in zip(names, row[1:], strict=True)}


ON_ITEMS = {operation: grid_of(text) for operation, text in GRIDS.items()}


def duty_of(workflow: str, state: str) -> str:
    return dict(pair.split() for pair in DUTIES[workflow].split(", ")).get(state, "-")


def rows_of(workflow: str, state: str) -> tuple[str, ...]:
    """What duties are like in a state; at an end, and where nobody has one, those that are over."""
    whose = duty_of(workflow, state)
    return {"-": ("done", "gone"), "@": OF_PERSON, "!": OF_VOTE}.get(whose[0], OF_POOL)


def on_item(operation: str, row: str, own: set[str], absent: set[str], *, barred: bool = False) -> str:
    """The answer to somebody who is all of `own`, and all of `absent` in another's right.

    One right is enough. With none of them it is said why not in their own, where that is near it at all.
    """
    return in_both(ON_ITEMS[operation], row, (own, absent), barred)


def in_both(grid: Grid, row: str, rights: tuple[set[str], set[str]], barred: bool) -> str:
    mine, theirs = (_best(grid, row, each, barred) for each in rights)
    return mine if mine == "ok" or (theirs != "ok" and mine != "no") else theirs


def _best(grid: Grid, row: str, relations: set[str], barred: bool) -> str:
    """Whatever they are, the time is said before the person."""
    found = {grid.get((row, relation), "no") for relation in relations} | {"no"}
    best = min(found - {"-"}, key=("ok", "409", "403", "no").index)
    return "403" if barred and best == "ok" else best


def bars(operation: str, workflow: str, state: str, relation: str) -> bool:
    """Of a vote, a payment or an audit, whatever desk they hold."""
    is_vote = duty_of(workflow, state)[0] == "!"
    if relation == "submitter" and (is_vote or (workflow, state) in NOT_OPENER):
        return operation in FOUR_EYES
    return relation == "added" and is_vote and operation in ONE_SEAT
