"""What the twelve do: moves they may make, moves they may not, operations on duties, time, callbacks."""

from collections.abc import Callable, Mapping

from service.transaction import Row, statements
from tests.histories.life import PEOPLE, Life
from tests.stage import answer
from tests.workflows import oracle

Act = Callable[[Life, Row], None]
# Ends and ways back come seldom, or no history would come far.
SELDOM = {
    *("cancel", "reject", "withdraw", "amend", "return", "force_finish", "out_of_scope", "refuse"),
    *("reclassify", "escalate", "reject_invalid", "dispute"),
}
REASON = {"reason": "原因"}


def makes_a_move(life: Life, ticket: Row) -> None:
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


def tries_anything(life: Life, ticket: Row) -> None:
    """Whatever the workflow knows, by anybody, now and then with a version that was never seen."""
    trigger = life.chance.choice(oracle.triggers(ticket["workflow"]))
    fires(life, ticket, life.anybody(), trigger, off=life.chance.choice([0, 0, 0, -1, 1]))


def fires(life: Life, ticket: Row, who: str, trigger: str, *, off: int = 0) -> None:
    path = f"/tickets/{ticket['id']}/triggers/{trigger}"
    form = life.form(ticket, trigger)
    if "to" in form:
        form = form | {"to": life.stage.who(life.anybody()).username}
    life.note(trigger, life.send(who, path, form, version=ticket["version"] + off))


def name_of(life: Life, username: str) -> str:
    return next(name for name, who in life.stage.people.items() if who.username == username)


def on_a_duty(operation: str, form: Callable[[Life], Row]) -> Act:
    """Half of the time by its holder or by somebody of its desk."""

    def act(life: Life, ticket: Row) -> None:
        items = [each for each in ticket["work_items"] if WORKS[operation](each)] or ticket["work_items"]
        if not items:
            return
        item = life.chance.choice(items)
        path = f"/work-items/{item['id']}/{operation}"
        life.note(operation, life.send(near(life, item), path, form(life), version=ticket["version"]))

    return act


# Where it can work at all, if there is such a duty.
WORKS: Mapping[str, Callable[[Row], bool]] = {
    "claim": lambda item: item["holder"] is None,
    "release": lambda item: item["status"] == "claimed",
    "dispatch": lambda item: item["holder"] is None,
    "transfer": lambda item: item["holder"] is not None,
    "delegate": lambda item: item["holder"] is not None,
    "opinion": lambda item: item["kind"] == "opinion",
}


def near(life: Life, item: Row) -> str:
    holder = item["holder"]
    if life.chance.random() < 0.5:
        return life.anybody()
    if holder:
        return name_of(life, holder["username"])
    of_desk = [name for name, desks in PEOPLE.items() if item["desk"] in desks.split()]
    return life.chance.choice(of_desk or list(PEOPLE))


def on_the_ticket(operation: str, form: Callable[[Life], Row]) -> Act:
    def act(life: Life, ticket: Row) -> None:
        path = f"/tickets/{ticket['id']}/{operation}"
        life.note(operation, life.send(life.anybody(), path, form(life), version=ticket["version"]))

    return act


def nothing(life: Life) -> Row:
    return {}


def reasoned(life: Life) -> Row:
    return dict(REASON)


def somebody(name: str, **more: object) -> Callable[[Life], Row]:
    return lambda life: {name: life.stage.who(life.anybody()).username, **more}


def time_passes(life: Life, ticket: Row) -> None:
    """Hours or weeks; what is due then fires."""
    life.house.shift(life.chance.choice([0, 1, 3, 8]))
    fired = life.house.tick()
    life.told["timers"] += fired


def the_gateway_answers(life: Life, ticket: Row) -> None:
    """Well, badly, with another amount, and now and then twice."""
    newest = life.house.refund_no(ticket["id"])
    if newest is None:
        return
    refund_no, fen = newest
    word = life.chance.choice(["succeeded", "succeeded", "failed"])
    for _ in range(life.chance.choice([1, 1, 2])):
        said = fen + life.chance.choice([0, 0, 0, 1])
        assert life.house.tell(refund_no, word, said) == 202
        life.told[f"callback {word}"] += 1


def a_desk_is_taken_away_and_given_back(life: Life, ticket: Row) -> None:
    """Rights are read anew: a claim held by somebody who lost the desk is worth nothing."""
    account = life.stage.who(life.anybody()).id
    end = (
        "UPDATE desk_holding SET until = NULL WHERE account_id = %s"
        if life.chance.random() < 0.7
        else ("UPDATE desk_holding SET until = since + interval '1 s' WHERE account_id = %s AND desk <> 'hq'")
    )
    with statements() as sql:
        sql.execute(end, [account])


ON_DUTIES: Mapping[str, Callable[[Life], Row]] = {
    "claim": nothing,
    "release": nothing,
    "dispatch": somebody("to", override_reason="急"),
    "transfer": somebody("to", reason="休假"),
    "delegate": somebody("to"),
    "opinion": lambda life: {"text": "可以"},
}
ON_TICKETS: Mapping[str, Callable[[Life], Row]] = {}

ACTS: Mapping[str, tuple[int, Act]] = {
    "makes a move": (30, makes_a_move),
    "tries anything": (8, tries_anything),
    "time passes": (2, time_passes),
    "the gateway answers": (5, the_gateway_answers),
    **{name: (4, on_a_duty(name, form)) for name, form in ON_DUTIES.items()},
    **{name: (2, on_the_ticket(name, form)) for name, form in ON_TICKETS.items()},
}
