"""Somebody leaves (离职转办): what they have goes to a colleague, and nothing is left behind."""

from uuid import UUID

from service.door.handover import Leaver
from service.errors import invalid_field, not_so
from service.transaction import Work
from service.usecases.handover.names import end_substitutions, lonely_desks, rename_places, rename_policies
from service.usecases.handover.shape import Receiver, Result
from service.usecases.handover.tickets import hand_over_tickets
from service.usecases.substitutions.parties import party, party_of
from service.visibility import Caller


def hand_over(work: Work, leaver: UUID, to: str, *, actor: Caller, digest: bytes) -> list[Result]:
    """In the offices that the caller administers; what failed can be tried again."""
    who, offices = party_of(work.sql, leaver), actor.offices_of("admin")
    receiver = party(work.sql, to, actor)
    if receiver is None:
        raise invalid_field("to", "您的管理处里没有这个人。", "There is no such person in your offices.")
    if receiver.person == who.person:
        raise not_so("receiver_not_self", "不能交给本人。", "Nobody takes over from themselves.")
    leaves = Leaver(str(who.account), str(who.person), who.username)
    takes = Receiver(receiver.account, receiver.person, receiver.username)
    return [
        *hand_over_tickets(leaves, takes, digest=digest, offices=offices),
        *end_substitutions(work.sql, leaves, actor),
        *rename_policies(work.sql, leaves, takes, actor, offices),
        *rename_places(work.sql, leaves, takes, offices),
        *lonely_desks(work.sql, leaves, offices),
    ]
