"""Every area of the interface, in the order of its description: the one list a new area is added to."""

from service.api import (
    audit,
    callbacks,
    operations,
    people,
    policies,
    substitutions,
    ticket_comments,
    ticket_exceptions,
    ticket_files,
    ticket_lists,
    ticket_log,
    ticket_watchers,
    tickets,
    tokens,
    work_items,
    workflows,
)
from service.api.register import customers, money, places, users

AREAS = (
    tokens.area,
    people.area,
    tickets.area,
    ticket_lists.area,
    ticket_log.area,
    ticket_exceptions.area,
    ticket_comments.area,
    ticket_files.area,
    ticket_watchers.area,
    work_items.area,
    substitutions.area,
    workflows.area,
    policies.area,
    users.area,
    places.area,
    customers.area,
    money.area,
    audit.area,
    callbacks.area,
    operations.area,
)
