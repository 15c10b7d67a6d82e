"""What was just written, as the next read will bring it: so the answer needs no third statement."""

from datetime import UTC, datetime
from typing import Any

from service.door.hashing import plain


def as_read(said: Any) -> Any:
    """As PostgreSQL will write it when it is read again: its moments end in no zeros."""
    match said:
        case datetime():
            return _moment(said)
        case dict():
            return {
                name: _moment(value) if type(value) is datetime else plain(value)
                for name, value in said.items()
            }
    return plain(said)


def _moment(said: datetime) -> str:
    text = said.astimezone(UTC).isoformat()
    return text[:-6].rstrip("0") + text[-6:] if said.microsecond else text
