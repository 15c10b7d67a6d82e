"""The closed lists of consequences: what follows a move after its commit, what moves in the same write."""

from typing import Final

EFFECTS: Final[dict[str, str]] = {
    "tell_customer": "a message to the customer, by template",
    "tell_desk": "a notice to the holders of a desk in the ticket's office",
    "tell_assignee": "a notice to the assignee",
    "copy_desk": "a copy to the holders of a desk that the policy names, once a person",
    "open_visit": "the visit of this round is opened",
    "cancel_visits": "visits of this ticket older than the event are cancelled by the system",
    "fire_parent": "the parent, where there is one, is told how this ticket ended",
    "open_child": "a repair is opened from the event's form, or the one it names is linked",
    "open_complaint": "a complaint linked to this ticket",
    "open_next_step": "the dunning request of `next_measure`, opened as draft",
    "send_demand": "the demand goes out by the detail `channel`",
    "pay_refund": "the payment instruction is sent",
    "ask_gateway": "the gateway is asked how the payment ended, until it says so",
    "incident": "an incident is opened, by kind",
}
BOOKS: Final[dict[str, str]] = {
    "freeze": "the slip's amount is frozen on its row",
    "refreeze": "the frozen amount follows the amended slip",
    "unfreeze": "the row is free again, an open instruction void",
    "instruct": "the payment instruction of this try is made",
    "instruction_failed": "the instruction ended without money",
    "instruction_unknown": "the gateway contradicts itself about the instruction",
    "book_refund": "amount and deduction leave the row",
    "receive_payment": "the payment of the quote is written",
    "charge_quote": "the quote becomes a charge of the customer",
    "stop_outbound": "waiting messages and letters of this ticket are taken back",
    "limitation": "a limitation event on every charge of the ticket: demand, promise, payment or judgment",
    "reduce_charges": "the charges named in the form are reduced",
    "write_off_charges": "what is left of the ticket's charges is written off",
    "no_visits": "the customer is not visited for 90 days",
    "change_occupancy": "who owns, rents or lives in the room from that day on, and who no more",
    "pass_code": "the old owner's code goes to the new one",
    "carry_money": "arrears and prepayment that were asked to go over stand on rows of the newcomer",
    "bill_meters": "the final readings are kept, and charged to who paid for the room until then",
    "reverse_change": "relations, money and codes as they were before the change",
    "rename_customer": "the customer bears the new name; the old one is history",
}
# What takes hold of money, and what lets it go again: one of them stands on every way to an end.
HOLDS: Final[dict[str, frozenset[str]]] = {"freeze": frozenset({"unfreeze", "book_refund"})}
# What sends money on its way, or binds people outside from its day on; and what has paid it out or given
# it up for good.
SENDING: Final = frozenset({"instruct", "change_occupancy"})
SPENDING: Final = frozenset({"book_refund", "write_off_charges"})
