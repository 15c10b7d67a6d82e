"""A ticket in somebody's eyes, by the door's own read: what is told here is what is enforced there."""

from service.door.admit import CHALLENGE
from service.door.holders import holders
from service.door.read import Question, Row, read_ticket
from service.door.seen import Seen, seen
from service.errors import NotFound, NotYou, Unauthenticated, invalid_field
from service.transaction import Sql

# Who answers for others' work may ask in their name.
ASKING = ("supervisor", "pm", "admin", "auditor")


def in_eyes_of(sql: Sql, ref: str, digest: bytes, whom: str | None, *, field: str = "as") -> Seen:
    """The caller's own where `whom` names nobody, or the caller.

    Raises Unauthenticated, NotFound; NotYou for who may ask for nobody else; Invalid for a stranger.
    """
    row = read_ticket(sql, Question(ref=ref, digest=digest))
    me = row["me"]
    if me is None:
        raise Unauthenticated(headers=CHALLENGE)
    if row["ticket"] is None or not row["desks"]:
        raise NotFound()
    if whom is None or whom in (me["id"], me["username"]):
        return seen(row)
    _check_may_ask(sql, row)
    theirs = read_ticket(sql, Question(ref=ref, account=whom))
    if theirs["me"] is None or not theirs["desks"]:
        raise invalid_field(field, "本管理处没有这个人。", "There is no such person in this office.")
    return seen(theirs)


def _check_may_ask(sql: Sql, row: Row) -> None:
    if not set(row["desks"]) & set(ASKING):
        raise NotYou(
            "只有主管、项目经理、审核和管理员可以查看他人的权限。",
            "Only supervisor, pm, auditor and admin may ask what somebody else may do.",
            who_could=holders(sql, seen(row), ASKING),
        )
