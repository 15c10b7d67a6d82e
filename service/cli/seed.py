"""`guanjia seed`: the demo offices."""

from importlib import import_module

import click

from service.cli.context import CreateApp, running_app
from service.transaction import statements

DEMO = "service.usecases.seed.load_demo"


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there is an office already.")
@click.pass_obj
def seed(create_app: CreateApp, if_empty: bool) -> None:
    """载入演示数据。Load the demo offices."""
    with running_app(create_app):
        if if_empty and has_offices():
            return
        click.echo("guanjia: 载入演示数据 … Loading the demo offices …")
        load_demo()


def has_offices() -> bool:
    with statements() as sql:
        row = sql.execute("SELECT EXISTS (SELECT FROM office) AS found").fetchone()
    return bool(row and row["found"])


def load_demo() -> None:
    import_module(DEMO).load_demo()
