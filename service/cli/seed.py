"""`guanjia seed`: the demo offices."""

import click

from service.cli.context import CreateApp, refuse, running_app
from service.usecases.seed.load_demo import load_demo

NOT_YET = (
    "按规模生成数据（--rooms、--seed）还没有做好。Made-up companies (--rooms, --seed) are not there yet."
)
HAS_DATA = "数据库里已有管理处，未作任何改动。The database has offices already; nothing was changed."


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing, and succeed, when there is an office already.")
@click.option("--bare", is_flag=True, help="Without tickets: offices, people and books only.")
@click.option("--rooms", type=int, help="Not there yet.")
@click.option("--seed", "number", type=int, help="Not there yet.")
@click.pass_obj
def seed(create_app: CreateApp, if_empty: bool, bare: bool, rooms: int | None, number: int | None) -> None:
    """载入演示数据。Load the demo offices into an empty database."""
    if rooms is not None or number is not None:
        refuse(NOT_YET, code=2)
    with running_app(create_app) as app:
        loaded = load_demo(app.extensions["settings"], tickets=not bare)
    if loaded:
        click.echo("guanjia: 已载入演示数据。The demo offices are loaded.")
    elif not if_empty:
        refuse(HAS_DATA)
