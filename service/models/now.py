"""Time is the database's, read through one SQL function that tests and the demo may shift."""

from sqlalchemy import event

from service.db import Base
from service.models.columns import statement

# A single row at most. In production the service refuses to start while a row is here.
CLOCK_OFFSET = """
CREATE TABLE IF NOT EXISTS clock_offset (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    by interval NOT NULL
)
"""
# STABLE, so that `due_at <= guanjia_now()` can use an index; the statement's time, so that it moves
# inside a transaction.
GUANJIA_NOW = """
CREATE OR REPLACE FUNCTION guanjia_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT statement_timestamp() + coalesce((SELECT by FROM clock_offset), interval '0')
$$
"""
for sql in (CLOCK_OFFSET, GUANJIA_NOW):
    event.listen(Base.metadata, "before_create", statement(sql))
