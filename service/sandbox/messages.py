"""The SMS provider's book: what was sent to whom, for the demo to show, and what is told about it.

Rows: `received`, `delivered`, `failed`, `reply`, `callback`. The file holds numbers and
texts, as a provider's does: mode 0600.
"""

from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Literal

from service.sandbox.announcement import Announcement, new_webhook_id, stamp
from service.sandbox.journal import Journal, Row

NEVER_REACHED = "0000"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; numbers that end in 0000 are never reached."""

    message_id: str
    to: str
    text: str
    provider_ref: str
    received_at: str
    status: Literal["sent", "delivered", "failed"] = "sent"
    replies: tuple[str, ...] = ()


class OtherMessage(Exception):
    """The id is known with another text or number."""


class MessageBook:
    """In memory what the journal says; written first, believed afterwards."""

    def __init__(self, journal: Journal, *, callback_url: str) -> None:
        self._journal = journal
        self._callback_url = callback_url
        self._lock = Lock()
        self._messages: dict[str, Message] = {}
        self.untold: dict[str, Announcement] = {}
        for row in journal.rows:
            self._believe(row)

    def receive(self, message_id: str, *, to: str, text: str) -> tuple[Message, bool]:
        """The message, and whether it is new."""
        with self._lock:
            known = self._messages.get(message_id)
            if known is None:
                ref = f"sandbox-{new_webhook_id()[-16:]}"
                self._write("received", message_id, to=to, text=text, provider_ref=ref)
            elif (known.to, known.text) != (to, text):
                raise OtherMessage(message_id)
            return self._messages[message_id], known is None

    def in_order(self) -> list[Message]:
        with self._lock:
            return list(self._messages.values())

    def report(self, message_id: str) -> Announcement | None:
        """Delivered or not; None when that was said before."""
        with self._lock:
            message = self._messages[message_id]
            if message.status != "sent":
                return None
            return self._announce("failed" if message.to.endswith(NEVER_REACHED) else "delivered", message_id)

    def reply(self, message_id: str, *, text: str) -> Announcement | None:
        """None when there is no such message."""
        with self._lock:
            return self._announce("reply", message_id, text=text) if message_id in self._messages else None

    def note_told(self, announcement: Announcement, *, heard: bool, tries: int) -> None:
        with self._lock:
            message_id, webhook_id = announcement.facts["message_id"], announcement.webhook_id
            self._write("callback", message_id, webhook_id=webhook_id, heard=heard, tries=tries)

    def _announce(self, event: str, message_id: str, **more: Any) -> Announcement:
        webhook_id = new_webhook_id()
        self._write(event, message_id, webhook_id=webhook_id, **more)
        return self.untold[webhook_id]

    def _write(self, event: str, message_id: str, **more: Any) -> None:
        row = {"event": event, "message_id": message_id, "at": stamp(), **more}
        self._journal.append(row)
        self._believe(row)

    def _believe(self, row: Row) -> None:
        if row["event"] == "callback":
            self.untold.pop(row["webhook_id"], None)
            return
        message = _message_after(row, self._messages.get(row["message_id"]))
        self._messages[message.message_id] = message
        if row["event"] != "received":
            self.untold[row["webhook_id"]] = _announcement(message, row, url=self._callback_url)


def _message_after(row: Row, message: Message | None) -> Message:
    if message is None:
        names = ("message_id", "to", "text", "provider_ref")
        return Message(received_at=row["at"], **{name: row[name] for name in names})
    if row["event"] == "reply":
        return replace(message, replies=(*message.replies, row["text"]))
    return replace(message, status=row["event"])


def _announcement(message: Message, row: Row, *, url: str) -> Announcement:
    facts: dict[str, Any] = {"message_id": message.message_id, "at": row["at"]}
    if row["event"] == "reply":
        facts |= {"from": message.to, "text": row["text"]}
    else:
        facts["provider_ref"] = message.provider_ref
    if row["event"] == "failed":
        facts["reason"] = "number not reached"
    return Announcement(row["webhook_id"], url, f"sms.{row['event']}", row["at"], facts)
