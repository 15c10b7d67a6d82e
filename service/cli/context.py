"""What a subcommand works with: the app, on whichever database this data folder has."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn

import click
from flask import Flask

from service.embedded.folders import Unusable
from service.embedded.servers import borrowed_database
from service.production import WillNotStart
from service.settings import Settings, read_settings

# `service.app` stands above this floor: it hands its function over as click's `obj`.
CreateApp = Callable[[Settings], Flask]


@contextmanager
def running_app(create_app: CreateApp) -> Iterator[Flask]:
    """In its app context; a running `guanjia up` lends its database, otherwise one is started meanwhile."""
    try:
        with borrowed_database(settings_now()) as settings:
            app = create_app(replace(settings, lock_seconds=0))
            with app.app_context():
                yield app
    except (Unusable, WillNotStart) as error:
        refuse(str(error))


def settings_now() -> Settings:
    try:
        return read_settings(os.environ)
    except ValueError as error:
        refuse(str(error))


def refuse(sentence: str, *, code: int = 1) -> NoReturn:
    click.echo(f"guanjia: {sentence}", err=True)
    raise SystemExit(code)
