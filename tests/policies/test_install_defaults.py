"""Every new database holds the policy that each workflow begins with, once."""

from psycopg import connect
from psycopg.rows import dict_row

from service.policy import DEFAULTS
from service.transaction import Sql
from service.usecases.policies.install_defaults import install_defaults

INSTALLED = "SELECT workflow, version, body FROM policy WHERE office_id IS NULL ORDER BY workflow, version"


def test_a_migrated_database_has_every_default_once(fresh_database_url: str) -> None:
    with connect(fresh_database_url, autocommit=True, row_factory=dict_row) as connection:
        install_defaults(Sql(connection))
        found = connection.execute(INSTALLED).fetchall()
    assert {row["workflow"]: row["body"] for row in found} == DEFAULTS
    assert {row["version"] for row in found} == {1}


def test_a_default_changed_by_a_release_is_a_further_version(fresh_database_url: str) -> None:
    with connect(fresh_database_url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("UPDATE policy SET body = body || '{\"load_limit\": 3}' WHERE workflow = 'refund'")
        install_defaults(Sql(connection))
        found = connection.execute(INSTALLED).fetchall()
    refunds = [(row["version"], row["body"]["load_limit"]) for row in found if row["workflow"] == "refund"]
    assert refunds == [(1, 3), (2, DEFAULTS["refund"]["load_limit"])]
    assert len(found) == len(DEFAULTS) + 1
