"""A message to the customer; nothing of a failure here may hold up the ticket."""

from service.transaction import statements
from service.usecases.effects.about import about
from service.usecases.effects.send_sms import send_sms
from service.usecases.effects.shape import Done, Effect, Outcome, Partners


def tell_customer(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        found = about(sql, effect)
    return Done(send_sms(effect, partners, found, effect.argument).outcome)
