"""What was just written, as the next read will bring it: so the answer needs no third statement."""

import re
from datetime import datetime
from typing import Any

from service.door.hashing import plain


def as_read(said: Any) -> Any:
    """As PostgreSQL will write it when it is read again: its moments end in no zeros."""
    match said:
        case datetime():
            return _TAIL.sub("", plain(said))
        case dict():
            return {
                name: as_read(value) if type(value) is datetime else plain(value)
                for name, value in said.items()
            }
    return plain(said)


_TAIL = re.compile(r"\.?0+(?=\+00:00$)")
