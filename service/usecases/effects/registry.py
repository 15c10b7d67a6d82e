"""Every kind of effect and who does it; a test holds this against the list that the tables may name."""

from collections.abc import Mapping
from typing import Final

from service.usecases.callbacks.apply_callback import apply_callback
from service.usecases.effects.ask_gateway import ask_gateway
from service.usecases.effects.cancel_visits import cancel_visits
from service.usecases.effects.charge_rooms import charge_rooms
from service.usecases.effects.copies import copy_desk
from service.usecases.effects.distribute import distribute
from service.usecases.effects.fire_parent import fire_parent
from service.usecases.effects.incident import incident
from service.usecases.effects.notices import tell_assignee, tell_desk
from service.usecases.effects.open_child import open_child
from service.usecases.effects.open_complaint import open_complaint
from service.usecases.effects.open_next_step import open_next_step
from service.usecases.effects.open_visit import open_visit
from service.usecases.effects.pay_refund import pay_refund
from service.usecases.effects.payment_booked import payment_booked
from service.usecases.effects.send_demand import send_demand
from service.usecases.effects.shape import Does
from service.usecases.effects.tell_customer import tell_customer
from service.usecases.register_imports.read_import import read_import
from service.usecases.register_imports.save_import import save_import

EFFECTS: Final[Mapping[str, Does]] = {
    "tell_customer": tell_customer,
    "tell_desk": tell_desk,
    "tell_assignee": tell_assignee,
    "copy_desk": copy_desk,
    "open_visit": open_visit,
    "cancel_visits": cancel_visits,
    "fire_parent": fire_parent,
    "open_child": open_child,
    "open_complaint": open_complaint,
    "open_next_step": open_next_step,
    "send_demand": send_demand,
    "pay_refund": pay_refund,
    "ask_gateway": ask_gateway,
    "incident": incident,
    # By what a policy says of the state's duties.
    "distribute": distribute,
    # Not demanded by a move: by a partner, by money at the desk, by whoever starts a charge run.
    "apply_callback": apply_callback,
    "payment_booked": payment_booked,
    # Lists of the office that somebody sends in.
    "read_import": read_import,
    "save_import": save_import,
    "charge_rooms": charge_rooms,
}
