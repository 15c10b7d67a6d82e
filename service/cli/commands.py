"""The list of subcommands: a new one is a file of its own and a line here."""

import click

from service.cli.appoint import appoint
from service.cli.check import check
from service.cli.diagrams import diagrams
from service.cli.import_tickets import import_
from service.cli.migrate import migrate
from service.cli.migrate_workflow import migrate_workflow_
from service.cli.rotate_keys import rotate_keys_
from service.cli.seed import seed
from service.cli.token import token
from service.cli.up import up
from service.cli.verify import verify

COMMANDS: tuple[click.Command, ...] = (
    up,
    migrate,
    seed,
    check,
    verify,
    token,
    appoint,
    import_,
    diagrams,
    migrate_workflow_,
    rotate_keys_,
)


def operator_command() -> click.Group:
    """Called with `obj=create_app`."""
    return click.Group(
        "guanjia", commands=COMMANDS, help="管家：物业工单与审批。Guanjia: tickets and approvals."
    )
