"""Puts the house together: one Flask application from one set of settings."""

import service.collector  # noqa: F401

# isort: split

import gc
import os

from flask import Flask

from service.api.areas import AREAS
from service.api.docs import docs
from service.api.failures import register_failures
from service.api.health import health
from service.api.limits import Counter, read_quota
from service.api.porch import Porch
from service.cli.commands import operator_command
from service.crypto.master import Master, NoKey, master_of
from service.crypto.vault import Vault
from service.db import db, engine_options, sqlalchemy_url
from service.logs import configure_logs
from service.models.every import MODELS
from service.production import WillNotStart, refuse_demo_rows, refuse_to_start
from service.settings import Settings, read_settings
from service.transaction import statements
from service.usecases.audit.check import refuse_unsound_tables
from service.web.landing import landing
from service.web.sandbox_proxy import sandbox_proxy

MOST_BYTES = 1_000_000

# All that is imported lives as long as the process: the collector need not look at it.
gc.freeze()


def create_app(settings: Settings | None = None) -> Flask:
    """Without settings they are read from the environment: so granian calls it."""
    settings = settings or read_settings(os.environ)
    refuse_to_start(settings, os.environ)
    refuse_unsound_tables()
    configure_logs()
    app = Flask("service", static_folder=None)
    app.extensions["settings"] = settings
    app.extensions["models"] = MODELS
    _configure(app, settings)
    app.extensions["vault"] = _vault(settings)
    db.init_app(app)
    if settings.production:
        with app.app_context(), statements() as sql:
            refuse_demo_rows(sql)
    register_failures(app)
    _porch(settings).stand_before(app)
    for blueprint in (*AREAS, health, docs, landing, sandbox_proxy(settings)):
        if blueprint is not None:
            app.register_blueprint(blueprint)
    return app


def main() -> None:
    """The console script `guanjia`."""
    operator_command()(obj=create_app)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SQLALCHEMY_DATABASE_URI=sqlalchemy_url(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(
            settings.database_url, pool_size=settings.pool_size, lock_seconds=settings.lock_seconds
        ),
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1000,
    )
    app.url_map.merge_slashes = False
    app.jinja_env.autoescape = True


def _vault(settings: Settings) -> Vault:
    try:
        if settings.master_key:
            Master.read(settings.master_key)
        return Vault(lambda: master_of(settings))
    except NoKey as error:
        raise WillNotStart(f"Guanjia does not start: {error}.") from error


def _porch(settings: Settings) -> Porch:
    quota = read_quota(settings.rate_limit, workers=settings.web_workers)
    return Porch(Counter(quota) if quota else None, settings.production)
