"""What a partner tells by callback, kept with its id until it was heard."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.clock import utc_now


@dataclass(frozen=True, slots=True)
class Announcement:
    """The same `webhook_id` and the same bytes, however often it must be sent."""

    webhook_id: str
    url: str
    type: str
    at: str
    facts: Mapping[str, Any]

    def raw(self) -> bytes:
        body = {"type": self.type, "timestamp": self.at, "data": self.facts}
        return json.dumps(body, ensure_ascii=False).encode()


def new_webhook_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


def stamp() -> str:
    return utc_now().isoformat(timespec="milliseconds")
