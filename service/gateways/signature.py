"""Standard Webhooks signatures, because anybody can post to a callback address.

The clock is this process's own: the five minutes are about the transport, not about the days that tests move.
"""

from collections.abc import Mapping
from datetime import datetime

from standardwebhooks import Webhook, WebhookVerificationError
from standardwebhooks.webhooks import EmptyWebhookSecretError

from service.clock import utc_now

REQUIRED_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class BadSignature(Exception):
    """The message is not from whom it claims, or its signature is more than five minutes off."""


def verify(secrets: str, headers: Mapping[str, str], raw: bytes) -> None:
    """Passes if any secret fits; there are several, by space or comma, while one is being replaced."""
    signed = {name.lower(): value for name, value in headers.items() if name.lower() in REQUIRED_HEADERS}
    if not any(_fits(key, signed, raw) for key in read_secrets(secrets)):
        raise BadSignature("no secret fits these headers and this body")


def sign(secrets: str, *, webhook_id: str, raw: bytes, at: datetime | None = None) -> dict[str, str]:
    """The three headers; one signature for each secret, so that the receiver may know either."""
    # The library takes the digits of the time it is given for UTC, whatever its zone.
    when = datetime.fromtimestamp(int((at or utc_now()).timestamp()), tz=utc_now().tzinfo)
    signatures = [key.sign(webhook_id, when, raw.decode()) for key in read_secrets(secrets)]
    if not signatures:
        raise ValueError("there is no secret to sign with")
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def read_secrets(secrets: str) -> tuple[Webhook, ...]:
    """Raises ValueError for a secret that is not base64: our mistake, to be found when the service starts."""
    try:
        return tuple(Webhook(one) for one in secrets.replace(",", " ").split())
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ValueError("a webhook secret is not base64 behind whsec_") from error


def _fits(key: Webhook, headers: dict[str, str], raw: bytes) -> bool:
    try:
        key.verify(raw, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        # ValueError: broken base64, a part without comma, bytes that are no UTF-8 fall through the library.
        return False
    return True
