"""Every area of the interface, in the order of its description: the one list a new area is added to."""

from service.api import people, tickets, tokens, work_items
from service.api.register import customers, money, places, users

AREAS = (
    tokens.area,
    people.area,
    tickets.area,
    work_items.area,
    users.area,
    places.area,
    customers.area,
    money.area,
)
