"""A customer who objects or disputes gets a complaint, linked to the ticket it is about."""

from service.door.opening import Order
from service.transaction import statements
from service.usecases.effects.about import About, about
from service.usecases.effects.open_visit import opened
from service.usecases.effects.shape import Effect, Outcome, Partners

CHANNEL_OF = {"phone": "phone", "letter": "letter", "message": "wechat", "link": "app"}


def open_complaint(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        found = about(sql, effect)
    return opened(_complaint(found), effect)


def _complaint(found: About) -> Order:
    ticket = found.ticket
    details = {
        "category": "费用争议",
        "severity": "normal",
        "channel": CHANNEL_OF.get(found.form.get("said_by", ""), "counter"),
        "text": f"{ticket['number']}：{found.form.get('reason') or '客户有异议'}"[:5000],
    }
    return Order(
        workflow="complaint",
        office=found.office,
        subject=f"对 {ticket['number']} 的异议",
        details=details,
        room=(ticket["room"] or {}).get("id"),
        customer=found.customer,
        parent=ticket["id"],
    )
