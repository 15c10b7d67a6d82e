"""`guanjia appoint`: gives a desk, for whoever may run commands on this machine anyway."""

import click

from service.cli.context import CreateApp, refuse, running_app
from service.transaction import statements
from service.usecases.register.appoint import appoint as give


@click.command()
@click.argument("username")
@click.argument("desk")
@click.argument("office")
@click.pass_obj
def appoint(create_app: CreateApp, username: str, desk: str, office: str) -> None:
    """任命岗位（无第二人可确认时）。Give a desk where no second person could confirm it."""
    with running_app(create_app), statements() as sql:
        given = give(sql, username, desk, office)
    if not given:
        refuse("没有该账号、岗位或管理处。There is no such account, desk or office.")
    click.echo(f"{username}: {desk} @ {office}")
