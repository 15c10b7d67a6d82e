"""`guanjia migrate`: the database gets the form that this code needs."""

import click
import psycopg

from service.cli.context import refuse, settings_now
from service.crypto.master import NoKey, master_of
from service.crypto.vault import Vault
from service.embedded.folders import Unusable
from service.embedded.servers import borrowed_database
from service.transaction import Sql
from service.up.migration import bring_up_to_date
from service.up.sealing import between
from service.usecases.policies.install_defaults import install_defaults


@click.command()
def migrate() -> None:
    """升级数据库（先备份）。Bring the database up to date, after a dump of old data."""
    try:
        with borrowed_database(settings_now()) as settings:
            dumps = settings.data.resolve() / "dumps"
            sealing = between(Vault(lambda: master_of(settings)))
            bring_up_to_date(settings.database_url, dumps=dumps, between=sealing)
            with psycopg.connect(settings.database_url, autocommit=True) as connection:
                install_defaults(Sql(connection))
    except (Unusable, NoKey) as error:
        refuse(str(error))
