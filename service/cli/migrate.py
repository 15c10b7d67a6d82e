"""`guanjia migrate`: the database gets the form that this code needs."""

import click

from service.cli.context import refuse, settings_now
from service.embedded.folders import Unusable
from service.embedded.servers import borrowed_database
from service.up.migration import bring_up_to_date


@click.command()
def migrate() -> None:
    """升级数据库（先备份）。Bring the database up to date, after a dump of old data."""
    try:
        with borrowed_database(settings_now()) as settings:
            dumps = settings.data.resolve() / "dumps"
            bring_up_to_date(settings.database_url, dumps=dumps)
    except Unusable as error:
        refuse(str(error))
