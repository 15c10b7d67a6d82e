"""`guanjia rotate-keys`: other keys for personal data, while everybody goes on working."""

import click

from service.cli.context import CreateApp, refuse, running_app
from service.crypto.master import NoKey, put_new_master_before
from service.settings import Settings
from service.usecases.keys.rotate_keys import rewrap_keys, rotate_keys


@click.command("rotate-keys")
@click.option("--office", "offices", multiple=True, help="Only the office with this code; several times.")
@click.option("--master", is_flag=True, help="The master key instead: wrap all office keys anew.")
@click.pass_obj
def rotate_keys_(create_app: CreateApp, offices: tuple[str, ...], master: bool) -> None:
    """更换个人信息的密钥。Seal all personal data under another key; begun again, it goes on.

    \b
    --master: with a key file, a new key is put first in it; with GUANJIA_MASTER_KEY, put the new key first
    yourself, a comma and the old one behind it, and start everything again before.
    """
    try:
        with running_app(create_app) as app:
            settings: Settings = app.extensions["settings"]
            if master:
                _rotate_master(settings)
                return
            for each in rotate_keys(offices):
                click.echo(f"{each.office}: 重新加密 {each.values} 项。{each.values} values sealed anew.")
    except NoKey as error:
        refuse(str(error))


def _rotate_master(settings: Settings) -> None:
    if not settings.master_key:
        put_new_master_before(settings.master_key_file)
    count = rewrap_keys()
    click.echo(f"重新包装 {count} 把密钥。{count} keys of offices wrapped anew.")
    click.echo("重启后再运行一次，即可移除旧主密钥。Start again, run this once more, drop the old one.")
