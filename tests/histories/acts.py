"""What the twelve do: moves they may make, moves they may not, operations on duties, time, callbacks."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from service.transaction import Row, statements
from tests.histories.life import PEOPLE, Life
from tests.stage import answer
from tests.workflows import oracle

# False: there was nothing to do this with.
Act = Callable[[Life, Row], bool]
# Ends and ways back come seldom, or no history would come far.
SELDOM = {
    *("cancel", "reject", "withdraw", "amend", "return", "force_finish", "out_of_scope", "refuse"),
    *("reclassify", "escalate", "reject_invalid", "dispute"),
}
REASON = {"reason": "原因"}


def makes_a_move(life: Life, ticket: Row) -> bool:
    """One that the ticket itself says is possible, by somebody whom it names."""
    heard = life.stage.send("above", "GET", f"/tickets/{ticket['id']}/moves")
    able = [
        (item["trigger"], user)
        for item in answer(heard, 200)["items"]
        for place in item["who_could"]
        for user in place["users"]
        if (item["trigger"] in SELDOM) == (life.chance.random() < 0.1)
    ]
    if able:
        trigger, user = life.chance.choice(able)
        fires(life, ticket, name_of(life, user), trigger)
    return True


def tries_anything(life: Life, ticket: Row) -> bool:
    """Whatever the workflow knows, by anybody, now and then with a version that was never seen."""
    trigger = life.chance.choice(oracle.triggers(ticket["workflow"]))
    fires(life, ticket, life.anybody(), trigger, off=life.chance.choice([0, 0, 0, -1, 1]))
    return True


def fires(life: Life, ticket: Row, who: str, trigger: str, *, off: int = 0) -> None:
    path = f"/tickets/{ticket['id']}/triggers/{trigger}"
    form = life.form(ticket, trigger)
    if "to" in form:
        form = form | {"to": life.stage.who(life.anybody()).username}
    life.note(trigger, life.send(who, path, form, version=ticket["version"] + off))


def name_of(life: Life, username: str) -> str:
    return next(name for name, who in life.stage.people.items() if who.username == username)


def on_a_duty(operation: str, form: Callable[[Life, Row], Row]) -> Act:
    """Mostly by its holder or by somebody of its desk; where it cannot work, mostly a move instead."""

    def act(life: Life, ticket: Row) -> bool:
        fitting = [each for each in ticket["work_items"] if WORKS[operation](each)]
        if not fitting and (life.chance.random() < 0.8 or not ticket["work_items"]):
            return False
        item = life.chance.choice(fitting or ticket["work_items"])
        path, who, said = f"/work-items/{item['id']}/{operation}", near(life, item), form(life, item)
        life.note(operation, life.send(who, path, said, version=ticket["version"]))
        return True

    return act


def adds_a_signer(life: Life, ticket: Row) -> bool:
    """One of two thinks again at once, or somebody else takes the signer away."""
    votes = [each for each in ticket["work_items"] if each["kind"] == "vote"]
    if not votes:
        return False
    item = life.chance.choice(votes)
    who, path = near(life, item), f"/work-items/{item['id']}"
    said = {"who": colleague(life, item), "where": life.chance.choice(["before", "after", "parallel"])}
    added = life.note("add-signer", life.send(who, f"{path}/add-signer", said, version=ticket["version"]))
    if added is not None and life.chance.random() < 0.5:
        other = life.chance.choice([who, who, "supervisor", life.anybody()])
        gone = life.send(other, f"{path}/remove-signer", {"who": said["who"]}, version=added["version"])
        life.note("remove-signer", gone)
    return True


# Where it can work at all, if there is such a duty.
WORKS: Mapping[str, Callable[[Row], bool]] = {
    "claim": lambda item: item["holder"] is None,
    "release": lambda item: item["status"] == "claimed",
    "dispatch": lambda item: item["holder"] is None,
    "transfer": lambda item: item["holder"] is not None,
    "delegate": lambda item: item["holder"] is not None,
    "opinion": lambda item: item["kind"] == "opinion",
    "start": lambda item: item["kind"] != "opinion",
    "urge": lambda item: True,
}


def near(life: Life, item: Row) -> str:
    holder = item["holder"]
    if life.chance.random() < 0.25:
        return life.anybody()
    if holder:
        return name_of(life, holder["username"])
    of_desk = [name for name, desks in PEOPLE.items() if item["desk"] in desks.split()]
    return life.chance.choice(of_desk or list(PEOPLE))


def on_the_ticket(operation: str, form: Callable[[Life, Row], Row]) -> Act:
    def act(life: Life, ticket: Row) -> bool:
        who = life.chance.choice(["supervisor", life.anybody()])
        path = f"/tickets/{ticket['id']}/{operation}"
        life.note(operation, life.send(who, path, form(life, ticket), version=ticket["version"]))
        return True

    return act


def nothing(life: Life, about: Row) -> Row:
    return {}


def reasoned(life: Life, about: Row) -> Row:
    return dict(REASON)


def colleague(life: Life, item: Row) -> str:
    """Mostly somebody of the duty's desk."""
    desk = item["desk"] or "tech"
    of_desk = [name for name, desks in PEOPLE.items() if desk in desks.split()]
    chosen = life.chance.choice(of_desk) if of_desk and life.chance.random() < 0.7 else life.anybody()
    return life.stage.who(chosen).username


def to_a(whom: Callable[[Life, Row], str], name: str = "to", **more: object) -> Callable[[Life, Row], Row]:
    return lambda life, item: {name: whom(life, item), **more}


def time_passes(life: Life, ticket: Row) -> bool:
    """Hours or weeks; what is due then fires."""
    life.house.shift(life.chance.choice([0, 1, 3, 8]))
    fired = life.house.tick()
    life.told["timers"] += fired
    return True


def the_gateway_answers(life: Life, ticket: Row) -> bool:
    """Well, badly, with another amount, and now and then twice."""
    newest = life.house.refund_no(ticket["id"])
    if newest is None:
        return False
    refund_no, fen = newest
    word = life.chance.choice(["succeeded", "succeeded", "failed"])
    for _ in range(life.chance.choice([1, 1, 2])):
        said = fen + life.chance.choice([0, 0, 0, 1])
        assert life.house.tell(refund_no, word, said) == 202
        life.told[f"callback {word}"] += 1
    return True


def a_desk_is_taken_away_and_given_back(life: Life, ticket: Row) -> bool:
    """Rights are read anew: a claim held by somebody who lost the desk is worth nothing."""
    account = life.stage.who(life.anybody()).id
    end = (
        "UPDATE desk_holding SET until = NULL WHERE account_id = %s"
        if life.chance.random() < 0.7
        else ("UPDATE desk_holding SET until = since + interval '1 s' WHERE account_id = %s AND desk <> 'hq'")
    )
    with statements() as sql:
        sql.execute(end, [account])
    return True


def takes_back(life: Life, ticket: Row) -> bool:
    """Who decided last, or somebody who did not."""
    with statements() as sql:
        last = sql.one(LAST_DECISION, [ticket["id"]])
    if last is None:
        return False
    named = [name for name, who in life.stage.people.items() if who.id == last["account"]]
    who = life.chance.choice([*named, *named, life.anybody()])
    life.note("take-back", life.send(who, f"/work-items/{last['item']}/take-back", version=ticket["version"]))
    return True


LAST_DECISION = """SELECT w.id::text AS item, w.decided_by::text AS account FROM work_item w
 WHERE w.ticket_id = %s AND w.status = 'done' AND w.kind = 'vote' ORDER BY w.ended_at DESC, w.id LIMIT 1"""


def decides_a_proposal(life: Life, ticket: Row) -> bool:
    """A second person, the first one, or somebody whom it does not concern."""
    made = life.proposals.get(ticket["id"])
    if made is None:
        return False
    word = life.chance.choice(["confirm", "confirm", "confirm", "refuse", "withdraw"])
    who = life.chance.choice(["pm", "pm2", "above", life.anybody()])
    path = f"/tickets/{ticket['id']}/proposals/{made}/{word}"
    life.note(f"{word} a proposal", life.send(who, path, version=ticket["version"]))
    return True


def goes_beside_the_table(kind: str, form: Callable[[Life, Row], Row]) -> Act:
    def act(life: Life, ticket: Row) -> bool:
        if kind == "skip" and "vote" not in [item["kind"] for item in ticket["work_items"]]:
            return False
        who = life.chance.choice(["pm", "pm2", "above", life.anybody()])
        path = f"/tickets/{ticket['id']}/{kind}"
        told = life.note(kind, life.send(who, path, form(life, ticket), version=ticket["version"]))
        if told is not None and "expires_at" in told:
            life.proposals[ticket["id"]] = told["id"]
        return True

    return act


def to_anywhere(life: Life, ticket: Row) -> Row:
    states = " ".join(oracle.STATES[ticket["workflow"]]).split()
    return {"to": life.chance.choice(states), **REASON}


def reopens(life: Life, ticket: Row) -> bool:
    path = f"/tickets/{ticket['id']}/reopen"
    again = life.note("reopen", life.send("clerk", path, REASON, version=ticket["version"]))
    if again is not None:
        life.tickets.append(again)
    return True


def somebody_stands_in(life: Life, ticket: Row) -> bool:
    """For an hour or a week, now and then only up to an amount; one of two ends it again."""
    if life.stands_in and life.chance.random() < 0.5:
        made, who = life.stands_in.pop()
        heard = life.stage.send(who, "DELETE", f"/substitutions/{made}")
        assert heard.status_code in (204, 403, 404), heard.get_data(as_text=True)
        return True
    absent, other = life.chance.sample(sorted(PEOPLE), 2)
    now = life.now()
    said = {"to": life.stage.who(other).username, "from": now.isoformat()}
    said["until"] = (now + life.chance.choice([HOUR, WEEK])).isoformat()
    said |= life.chance.choice([{}, {"cap_fen": 300_000}, {"workflows": ["refund"]}])
    told = life.note("stand-in", life.send(absent, "/substitutions", said))
    if told is not None:
        life.stands_in.append((told["id"], absent))
    return True


def hands_everything_over(life: Life, ticket: Row) -> bool:
    one, other = life.chance.sample(sorted(PEOPLE), 2)
    path = f"/users/{life.stage.who(one).id}/handover"
    heard = life.send("above", path, {"to": life.stage.who(other).username})
    assert heard.status_code < 500, heard.get_data(as_text=True)
    life.told["handover" if heard.status_code == 207 else "handover refused"] += 1
    return True


HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
ON_DUTIES: Mapping[str, Callable[[Life, Row], Row]] = {
    "claim": nothing,
    "release": nothing,
    "start": nothing,
    "dispatch": to_a(colleague, override_reason="急"),
    "transfer": to_a(colleague, reason="休假"),
    "delegate": to_a(colleague),
    "opinion": lambda life, item: {"text": "可以"},
    "urge": nothing,
}
ON_TICKETS: Mapping[str, Callable[[Life, Row], Row]] = {
    "suspend": lambda life, ticket: {"code": life.chance.choice(["waiting_customer", "internal"]), **REASON},
    "resume": nothing,
}
BESIDE: Mapping[str, Callable[[Life, Row], Row]] = {
    "terminate": reasoned,
    "jump": to_anywhere,
    "skip": reasoned,
}

ACTS: Mapping[str, tuple[int, Act]] = {
    "makes a move": (36, makes_a_move),
    "tries anything": (6, tries_anything),
    "time passes": (2, time_passes),
    "the gateway answers": (4, the_gateway_answers),
    "a desk comes and goes": (1, a_desk_is_taken_away_and_given_back),
    "add-signer": (9, adds_a_signer),
    "take-back": (3, takes_back),
    "decides a proposal": (3, decides_a_proposal),
    "stand-in": (3, somebody_stands_in),
    "handover": (1, hands_everything_over),
    "reopen": (2, reopens),
    **{name: (3, on_a_duty(name, form)) for name, form in ON_DUTIES.items()},
    **{name: (2, on_the_ticket(name, form)) for name, form in ON_TICKETS.items()},
    **{name: (2, goes_beside_the_table(name, form)) for name, form in BESIDE.items()},
}
