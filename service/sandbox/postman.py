"""Callbacks are told again and again until somebody says 202, as a partner would, with the same id."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import requests
from standardwebhooks import Webhook

from service.clock import utc_now
from service.sandbox.announcement import Announcement
from service.sandbox.schedule import Schedule

log = logging.getLogger(__name__)

PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
TRIES = 120  # about an hour


@dataclass(frozen=True, slots=True)
class Postman:
    """`note(announcement, heard=…, tries=…)` is told the end of each."""

    secret: str
    schedule: Schedule
    note: Callable[..., None]

    def tell(self, announcement: Announcement, *, tries: int = 1) -> None:
        self.schedule.after(0, partial(self._try, announcement, tries))

    def _try(self, announcement: Announcement, tries: int) -> None:
        heard = self._heard(announcement)
        if heard or tries >= TRIES:
            if not heard:
                log.warning("callback %s given up after %s tries", announcement.webhook_id, tries)
            self.note(announcement, heard=heard, tries=tries)
            return
        pause = PAUSES[min(tries, len(PAUSES)) - 1]
        self.schedule.after(pause, partial(self._try, announcement, tries + 1))

    def _heard(self, announcement: Announcement) -> bool:
        raw = announcement.raw()
        try:
            # No proxy from the environment: the listener is on this machine.
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    announcement.url,
                    data=raw,
                    headers=self._headers(announcement.webhook_id, raw),
                    timeout=(3, 10),
                    allow_redirects=False,
                    stream=True,
                )
        except requests.RequestException as error:
            log.debug("callback %s not heard: %s", announcement.webhook_id, type(error).__name__)
            return False
        if answer.status_code != 202:
            log.debug("callback %s not heard: %s", announcement.webhook_id, answer.status_code)
        return answer.status_code == 202

    def _headers(self, webhook_id: str, raw: bytes) -> dict[str, str]:
        now = utc_now()
        # The newest of several secrets, the first: the receiver accepts all.
        secret = Webhook(self.secret.replace(",", " ").split()[0])
        return {
            "Content-Type": "application/json; charset=utf-8",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": secret.sign(webhook_id, now, raw.decode()),
        }
