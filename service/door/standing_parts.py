"""The pieces of SQL about stand-ins: whom somebody stands in for now, with that person's own rights."""

from typing import LiteralString

from service.door.read_parts import DESKS, LOAD

# A substitution `s` that counts at this moment. Served by the partial index `substitution_receiver`.
ACTIVE: LiteralString = "s.ended_at IS NULL AND s.begins_at <= guanjia_now() AND s.ends_at > guanjia_now()"
OF_WORKFLOW: LiteralString = "(s.workflows IS NULL OR {workflow} = ANY(s.workflows))"

# The desks are those the absent person holds now, never what that person has by standing in: depth one.
STANDS: LiteralString = (
    """
    (SELECT json_agg(json_build_object('id', b.id, 'username', b.username, 'name', bp.name, 'person', bp.id,
            'cap_fen', s.cap_fen, 'desks', """
    + DESKS.format(account="b.id")
    + """, 'load', """
    + LOAD.format(account="b.id")
    + """) ORDER BY s.created_at, s.id)
       FROM substitution s JOIN account b ON b.id = s.absent_id JOIN person bp ON bp.id = b.person_id
      WHERE s.receiver_person = {person} AND """
    + ACTIVE
    + " AND "
    + OF_WORKFLOW.format(workflow="{workflow}")
    + """ AND b.disabled_at IS NULL)
"""
)

# Only the persons: for whoever is named in a form.
STOOD_FOR: LiteralString = (
    """
    (SELECT json_agg(s.absent_person) FROM substitution s WHERE s.receiver_person = {person} AND """
    + ACTIVE
    + " AND "
    + OF_WORKFLOW.format(workflow="{workflow}")
    + ")"
)
