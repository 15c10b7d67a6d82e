"""Copies (抄送) that a policy makes: a desk's holders watch the ticket, and are told once."""

from typing import LiteralString

from service.transaction import transaction
from service.usecases.effects.notices import HOLDERS
from service.usecases.effects.shape import Done, Effect, Outcome, Partners


def copy_desk(effect: Effect, partners: Partners) -> Outcome:
    """Watching grants no right: it is a notice and a line in the box `watching`."""
    told = 0
    with transaction() as work:
        work.sql.execute(ONE_AT_A_TIME, [f"copies {effect.ticket}"])
        for holder in work.sql.all(HOLDERS, {"ticket": effect.ticket, "desk": effect.argument}):
            account = holder["account_id"]
            named = {
                "ticket": effect.ticket,
                "account": account,
                "id": effect.id_of(f"copy:{account}"),
                "desk": effect.argument,
            }
            told += work.sql.one(COPY, named) is not None
    return Done("told" if told else "nobody")


ONE_AT_A_TIME: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
# Once a person and ticket, whichever of their accounts watches already, and whoever made the first copy.
COPY: LiteralString = """
WITH added AS (
    INSERT INTO watcher (ticket_id, account_id, added_by, at)
    SELECT %(ticket)s, a.id, NULL, guanjia_now() FROM account a WHERE a.id = %(account)s
       AND NOT EXISTS (SELECT FROM watcher w JOIN account o ON o.id = w.account_id
                        WHERE w.ticket_id = %(ticket)s AND o.person_id = a.person_id)
    ON CONFLICT DO NOTHING RETURNING account_id)
INSERT INTO notice (id, account_id, ticket_id, desk, template)
SELECT %(id)s, account_id, %(ticket)s, %(desk)s, 'copied' FROM added
ON CONFLICT (id) DO NOTHING RETURNING id
"""
