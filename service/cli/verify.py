"""`guanjia verify`: proves the live database, and says exactly what is not as it must be."""

import click

from service.cli.context import CreateApp, running_app
from service.usecases.audit.verify import verify as find

MOST_SHOWN = 1000


@click.command()
@click.pass_obj
def verify(create_app: CreateApp) -> None:
    """核对流水、账目与后台任务。Replay every ticket, recompute every hash, add up every book."""
    with running_app(create_app):
        found = 0
        for finding in find():
            found += 1
            if found <= MOST_SHOWN:
                click.echo(str(finding))
    if found:
        click.echo(f"guanjia: 发现 {found} 处不符。{found} findings.", err=True)
        raise SystemExit(1)
    click.echo("核对无误。Everything adds up.")
