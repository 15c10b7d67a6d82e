"""`guanjia seed`: the demo offices, or a made-up company of any size."""

import click
from flask import Flask

from service.cli.context import CreateApp, refuse, running_app
from service.settings import Settings
from service.usecases.seed.company.load_company import NotBeside, Wanted, load_company
from service.usecases.seed.load_demo import load_demo

HAS_DATA = "数据库里已有管理处，未作任何改动。The database has offices already; nothing was changed."
AGAIN = (
    "虚构公司（{codes}）已经载入，未作任何改动。"
    "The made-up company ({codes}) is there already; nothing was changed."
)
BESIDE = (
    "数据库里已有其他管理处（{codes}），虚构公司只能载入空库或只有演示管理处的库，未作任何改动。"
    "There are offices of others ({codes}); a made-up company goes into an empty database, or beside the demo"
    " only. Nothing was changed."
)
LOADED = "已载入虚构公司，共 {rooms:,} 间房。A made-up company of {rooms:,} rooms is loaded."
NOT_HERE = "生产环境不载入虚构数据。Made-up data are not loaded in production."


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing, and succeed, when there is an office already.")
@click.option("--bare", is_flag=True, help="Without tickets: offices, people and books only.")
@click.option("--rooms", type=click.IntRange(1, 5_000_000), help="A made-up company with so many rooms.")
@click.option("--seed", "number", type=int, default=1, help="Another number, another company. Default: 1.")
@click.pass_obj
def seed(create_app: CreateApp, if_empty: bool, bare: bool, rooms: int | None, number: int) -> None:
    """载入演示数据或虚构公司。Load the demo offices, or a made-up company (--rooms)."""
    with running_app(create_app) as app:
        if rooms is not None:
            _company(app, Wanted(rooms, number, tickets=not bare), if_empty=if_empty)
        elif load_demo(app.extensions["settings"], tickets=not bare):
            click.echo("guanjia: 已载入演示数据。The demo offices are loaded.")
        elif not if_empty:
            refuse(HAS_DATA)


def _company(app: Flask, wanted: Wanted, *, if_empty: bool) -> None:
    settings: Settings = app.extensions["settings"]
    if settings.production:
        refuse(NOT_HERE)
    try:
        digest = load_company(wanted, lambda text: click.echo(f"guanjia: {text}", err=True))
    except NotBeside as found:
        if if_empty:
            return
        refuse((AGAIN if found.is_again else BESIDE).format(codes=", ".join(found.codes)))
    click.echo(f"guanjia: {LOADED.format(rooms=wanted.rooms)}\nsha256 {digest}")
