"""One person a relation, brought there by the calls of the interface, and what each of them is to a duty."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from service.transaction import Row, statements
from tests.operations import oracle, ticket_oracle
from tests.patterns.office import Office
from tests.stage import answer
from workflows.words import DESKS

BYSTANDERS = ("guard", "supervisor", "admin", "pm", "clerk")


@dataclass(frozen=True, slots=True)
class Somebody:
    """`absent`: the desks of whom they stand in for, who may be `for_submitter`."""

    name: str
    relation: str
    desks: frozenset[str]
    absent: frozenset[str] = frozenset()
    submits: bool = False
    for_submitter: bool = False

    def relations(self, desk: str | None, workflow: str) -> tuple[set[str], set[str]]:
        """In their own right, and in the absent person's."""
        own = _are(self.desks, desk, workflow) | ({self.relation} - {"substituted"})
        own |= {"submitter"} if self.submits else set()
        theirs = _are(self.absent, desk, workflow) | ({self.relation} & {"substituted"})
        return own, theirs | ({"submitter"} if self.for_submitter else set())


def _are(desks: frozenset[str], desk: str | None, workflow: str) -> set[str]:
    held = set(desks) & set(ticket_oracle.POWERS)
    held |= {"pool"} if desk in desks else set()
    return held | ({"works"} if desks & ticket_oracle.works_here(workflow) else set())


@dataclass(slots=True)
class House:
    """An office, and another one whose people see nothing of it."""

    office: Office
    elsewhere: Office
    stands: dict[str, str] = field(default_factory=dict)
    signers: dict[str, str] = field(default_factory=dict)
    made: int = 10

    def __post_init__(self) -> None:
        """Whom nobody holds the desk of is not asked to sign."""
        for desk in DESKS:
            self.office.who(f"{desk}2")

    def new(self, desk: str) -> str:
        self.made += 1
        self.office.who(f"{desk}{self.made}")
        return f"{desk}{self.made}"

    def stand_in(self, absent: str) -> str:
        """Somebody whose own desk is nothing here; appointed once."""
        if absent not in self.stands:
            self.stands[absent] = self.new("guard")
            now = datetime.now(UTC)
            to = self.office.who(self.stands[absent]).username
            span = {"from": now - timedelta(days=1), "until": now + timedelta(days=7)}
            body = {"to": to, **{name: at.isoformat() for name, at in span.items()}}
            answer(self.office.send(absent, "POST", "/substitutions", body), 201)
        return self.stands[absent]

    def lose(self, name: str, desk: str) -> None:
        """They stay in the office by another desk."""
        self.office.also(name, "guard")
        with statements() as sql:
            sql.execute(
                "UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s AND desk = %s",
                [self.office.who(name).id, desk],
            )


def bystanders(house: House, workflow: str) -> Iterator[Somebody]:
    """Nothing to do with the duty: by desk; of another office; who opened the ticket."""
    yield from (Somebody(f"{desk}9", "none", frozenset({desk})) for desk in BYSTANDERS)
    yield Somebody("supervisor9", "other_office", frozenset({"supervisor"}))
    opener = "supervisor" if workflow == "visit" else "clerk"
    yield Somebody(f"{opener}2", "submitter", frozenset({opener}), submits=True)


def of_pool(house: House, desk: str) -> Iterator[Somebody]:
    yield Somebody(f"{desk}3", "pool", frozenset({desk}))
    stand_in = house.stand_in(f"{desk}4")
    yield Somebody(stand_in, "substituted", frozenset({"guard"}), frozenset({desk}))


def of_holder(house: House, ticket: Row, item: Row, holder: Somebody) -> Iterator[Somebody]:
    """Who holds it asks for an opinion, is stood in for and, of a vote, brings in a further signer."""
    office = house.office
    asked, now = house.new("cashier"), {**item, "version": office.read(ticket)["version"]}
    office.done(holder.name, now, "delegate", office.named(asked))
    yield holder
    yield Somebody(asked, "delegated", frozenset({"cashier"}))
    stand_in = house.stand_in(holder.name)
    yield Somebody(stand_in, "substituted", frozenset({"guard"}), holder.desks, for_submitter=holder.submits)
    if item["kind"] == "vote":
        signer = house.signers[item["id"]] = house.new("dispatcher")
        now = {**item, "version": office.read(ticket)["version"]}
        body = {"who": office.who(signer).username, "where": "parallel"}
        office.done(holder.name, now, "add-signer", body)
        yield Somebody(signer, "added", frozenset({"dispatcher"}))


def is_barred(operation: str, ticket: Row, person: Somebody) -> bool:
    relation = "submitter" if person.submits else person.relation
    return oracle.bars(operation, ticket["workflow"], ticket["state"], relation)
