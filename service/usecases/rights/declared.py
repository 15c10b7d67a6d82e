"""Every operation on a duty or a ticket as the enforcer declares it: to be asked about like a trigger."""

from collections.abc import Mapping
from typing import Final

from service.usecases.tickets.exceptional import JUMP, SKIP, TERMINATE
from service.usecases.tickets.operate import TicketOperation
from service.usecases.tickets.suspend_ticket import RESUME_TICKET, SUSPEND
from service.usecases.work_items.add_signer import ADD
from service.usecases.work_items.ask_opinion import DELEGATE, OPINION
from service.usecases.work_items.decline_offer import DECLINE
from service.usecases.work_items.give_duty import DISPATCH, TRANSFER
from service.usecases.work_items.operate import Operation
from service.usecases.work_items.own_duty import CLAIM, RELEASE
from service.usecases.work_items.remove_signer import REMOVE
from service.usecases.work_items.start_duty import START
from service.usecases.work_items.take_back import TAKE_BACK
from service.usecases.work_items.urge_holder import URGING

# By the last part of its address; `operation.name` is what the log calls it.
OF_ITEMS: Final[Mapping[str, Operation]] = {
    "claim": CLAIM,
    "release": RELEASE,
    "dispatch": DISPATCH,
    "transfer": TRANSFER,
    "delegate": DELEGATE,
    "opinion": OPINION,
    "urge": URGING,
    "decline": DECLINE,
    "add-signer": ADD,
    "remove-signer": REMOVE,
    "take-back": TAKE_BACK,
    "start": START,
}
OF_TICKETS: Final[Mapping[str, TicketOperation]] = {
    "suspend": SUSPEND,
    "resume": RESUME_TICKET,
    "terminate": TERMINATE,
    "jump": JUMP,
    "skip": SKIP,
}
TICKET_OPERATIONS: Final = {operation.name: operation for operation in OF_TICKETS.values()}
ITEM_OPERATIONS: Final = {operation.name: operation for operation in OF_ITEMS.values()}
