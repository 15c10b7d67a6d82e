"""What has had its time goes, in small pieces: old answers to retries, dead tokens, files not confirmed."""

from collections.abc import Mapping
from typing import Final, LiteralString

from service.transaction import Sql, statements

PIECE = 1000


def clean_up() -> Mapping[str, int]:
    """How many rows of each went."""
    with statements() as sql:
        return {name: _clear(sql, statement) for name, statement in DELETE.items()}


def _clear(sql: Sql, statement: LiteralString) -> int:
    gone = 0
    while (found := sql.execute(statement, [PIECE]).rowcount) > 0:
        gone += found
    return gone


DELETE: Final[Mapping[str, LiteralString]] = {
    "idempotency": """
        DELETE FROM idempotency WHERE ctid = ANY(ARRAY(SELECT ctid FROM idempotency
         WHERE created_at < guanjia_now() - interval '24 hours' LIMIT %s))""",
    "token": """
        DELETE FROM token WHERE ctid = ANY(ARRAY(SELECT ctid FROM token
         WHERE expires_at < guanjia_now() LIMIT %s))""",
    # Files full of names that nobody confirmed.
    "import_job": """
        UPDATE import_job SET status = 'expired', content_sealed = NULL, content_masked = NULL,
               errors = '[]', warnings = '[]', preview = '[]'
         WHERE id = ANY(ARRAY(SELECT id FROM import_job
                 WHERE status IN ('reading', 'ready') AND created_at < guanjia_now() - interval '7 days'
                 LIMIT %s))""",
}
