"""Opens a ticket for each record of a list, as the person named would, and says what came of each."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from service.door.admit import Asked
from service.errors import Duplicate, Problem
from service.transaction import statements
from service.usecases.access.issue_token import new_token
from service.usecases.imports.csv_file import Record
from service.usecases.imports.mapping import ImportMapping
from service.usecases.imports.translate import body_of
from service.usecases.imports.words import Sentence, Unfit, Unusable
from service.usecases.tickets.open_ticket import open_ticket

Came = Literal["opened", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Reason:
    field: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """`known`: its external reference is there already, so nothing was done."""

    line: int
    came: Came
    reasons: tuple[Reason, ...] = ()


def import_tickets(records: Iterable[Record], mapping: ImportMapping, *, username: str) -> Iterator[Outcome]:
    """Each record by itself: a refusal keeps none of the others out. Raises Unusable for no such account."""
    with _logged_in(username) as digest:
        for record in records:
            yield _imported(record, mapping, digest)


@contextmanager
def _logged_in(username: str) -> Iterator[bytes]:
    """The door reads the person's rights anew for every ticket, so this person has a token meanwhile."""
    with statements() as sql:
        account = sql.one("SELECT id FROM account WHERE username = %s", [username])
        row = new_token(sql, account_id=account["id"])[1] if account else None
    if row is None:
        raise Unusable(f"没有账号 {username}。", f"There is no account {username}.")
    digest = bytes(row["digest"])
    try:
        yield digest
    finally:
        with statements() as sql:
            sql.execute("DELETE FROM token WHERE digest = %s", [digest])


def _imported(record: Record, mapping: ImportMapping, digest: bytes) -> Outcome:
    if record.broken is not None:
        return Outcome(record.line, "refused", (Reason("", record.broken),))
    try:
        body = body_of(record, mapping)
        asked = Asked(ref="", digest=digest, body=body, path="/api/v1/tickets", body_digest="")
        open_ticket(asked, place="import")
    except Unfit as error:
        return Outcome(record.line, "refused", (Reason(error.field, error.sentence),))
    except Duplicate:
        return Outcome(record.line, "known")
    except Problem as problem:
        return Outcome(record.line, "refused", _reasons(problem))
    return Outcome(record.line, "opened")


def _reasons(problem: Problem) -> tuple[Reason, ...]:
    """Each wrong field or failed rule; else the sentence of the refusal itself."""
    errors = problem.extra.get("errors") or ()
    rules = problem.extra.get("rules") or ()
    named = [(each.field, each.sentences) for each in errors] + [
        (each.rule, each.sentences) for each in rules
    ]
    said = named or [(problem.code, problem.sentences)]
    return tuple(Reason(name, Sentence(told["zh"], told["en"])) for name, told in said)
