"""The bank's book: each `refund_no` is paid at most once, whatever is sent, pressed or killed.

Rows: `received`, `paid` (once), `failed`, `claimed` (a knob says something without moving money),
`callback` (what became of an announcement). All but the first and the last announce something.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Literal

from service.sandbox.announcement import Announcement, new_webhook_id, stamp
from service.sandbox.journal import Journal, Row

Knob = Literal["succeed", "fail", "wrong_amount"]
KNOBS: tuple[Knob, ...] = ("succeed", "fail", "wrong_amount")


@dataclass(frozen=True, slots=True)
class Payment:
    """One refund as the bank knows it; of the payee only the last four digits."""

    refund_no: str
    amount_fen: int
    account_last4: str
    provider_ref: str
    callback_url: str
    received_at: str
    status: Literal["pending", "succeeded", "failed"] = "pending"
    touched: bool = False


class OtherRefund(Exception):
    """The number is known with another amount or payee."""


class PaymentBook:
    """In memory what the journal says; written first, believed afterwards."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = Lock()
        self._payments: dict[str, Payment] = {}
        self.untold: dict[str, Announcement] = {}
        for row in journal.rows:
            self._believe(row)

    def receive(
        self, refund_no: str, *, amount_fen: int, account_last4: str, callback_url: str
    ) -> tuple[Payment, bool]:
        """The payment, and whether it is new."""
        with self._lock:
            known = self._payments.get(refund_no)
            if known is None:
                self._write(
                    {
                        "event": "received",
                        "refund_no": refund_no,
                        "amount_fen": amount_fen,
                        "account_last4": account_last4,
                        "provider_ref": f"sandbox-{new_webhook_id()[-16:]}",
                        "callback_url": callback_url,
                    }
                )
            elif (known.amount_fen, known.account_last4) != (amount_fen, account_last4):
                raise OtherRefund(refund_no)
            return self._payments[refund_no], known is None

    def find(self, refund_no: str) -> Payment | None:
        return self._payments.get(refund_no)

    def in_order(self) -> list[Payment]:
        with self._lock:
            return list(self._payments.values())

    def press(self, refund_no: str, knob: Knob, *, only_untouched: bool = False) -> Announcement | None:
        """What is to be told now; None when the number is unknown or a knob was faster."""
        with self._lock:
            payment = self._payments.get(refund_no)
            if payment is None or (only_untouched and payment.touched):
                return None
            row = _row_of(payment, knob)
            self._write(row)
            return self.untold[row["webhook_id"]]

    def note_told(self, announcement: Announcement, *, heard: bool, tries: int) -> None:
        with self._lock:
            self._write(
                {
                    "event": "callback",
                    "refund_no": announcement.facts["refund_no"],
                    "amount_fen": announcement.facts["amount_fen"],
                    "webhook_id": announcement.webhook_id,
                    "type": announcement.type,
                    "heard": heard,
                    "tries": tries,
                }
            )

    def _write(self, row: dict[str, Any]) -> None:
        row["at"] = stamp()
        self._journal.append(row)
        self._believe(row)

    def _believe(self, row: Row) -> None:
        if row["event"] == "received":
            self._payments[row["refund_no"]] = _received(row)
        elif row["event"] == "callback":
            self.untold.pop(row["webhook_id"], None)
        else:
            payment = replace(self._payments[row["refund_no"]], touched=True)
            if row["event"] != "claimed":
                payment = replace(payment, status="succeeded" if row["event"] == "paid" else "failed")
            self._payments[payment.refund_no] = payment
            self.untold[row["webhook_id"]] = _announcement(payment, row)


def _row_of(payment: Payment, knob: Knob) -> dict[str, Any]:
    return {
        "event": _event_of(payment, knob),
        "refund_no": payment.refund_no,
        "amount_fen": payment.amount_fen + (knob == "wrong_amount"),
        "webhook_id": new_webhook_id(),
        "type": "refund.failed" if knob == "fail" else "refund.succeeded",
    }


def _event_of(payment: Payment, knob: Knob) -> str:
    """Money that moved stays moved: what is said against it later is only said."""
    if knob == "succeed" and payment.status != "succeeded":
        return "paid"
    return "failed" if knob == "fail" and payment.status == "pending" else "claimed"


def _received(row: Row) -> Payment:
    names = ("refund_no", "amount_fen", "account_last4", "provider_ref", "callback_url")
    return Payment(received_at=row["at"], **{name: row[name] for name in names})


def _announcement(payment: Payment, row: Row) -> Announcement:
    facts: dict[str, Any] = {
        "refund_no": payment.refund_no,
        "amount_fen": row["amount_fen"],
        "provider_ref": payment.provider_ref,
    }
    more: Mapping[str, Any] = {"reason": "refused by the sandbox bank", "final": True}
    facts |= more if row["type"] == "refund.failed" else {"paid_at": row["at"]}
    return Announcement(row["webhook_id"], payment.callback_url, row["type"], row["at"], facts)
