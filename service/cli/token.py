"""`guanjia token`: a token without a password, for whoever may run commands on this machine anyway."""

import click

from service.cli.context import CreateApp, refuse, running_app
from service.transaction import statements
from service.usecases.access.issue_token import token_for


@click.command()
@click.argument("username")
@click.pass_obj
def token(create_app: CreateApp, username: str) -> None:
    """为账号签发令牌（12 小时）。Issue a bearer token of twelve hours for an account."""
    with running_app(create_app), statements() as sql:
        issued = token_for(sql, username)
    if issued is None:
        refuse(f"没有可用的账号 {username}。There is no such enabled account: {username}.")
    click.echo(issued)
