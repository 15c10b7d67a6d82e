"""Runs the migrations on the connection of the app's own engine, in one transaction each."""

from alembic import context
from flask import current_app

from service.db import Base
from service.models.every import MODELS


def run() -> None:
    if not MODELS:
        raise RuntimeError("the tables are not known")
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()


run()
