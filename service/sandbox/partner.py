"""Bank and SMS provider in one: takes orders, decides when it is time, tells by callback."""

from functools import partial
from typing import Any

from service.sandbox.announcement import Announcement
from service.sandbox.journal import Journal
from service.sandbox.messages import Message, MessageBook
from service.sandbox.options import Options
from service.sandbox.payments import Knob, Payment, PaymentBook
from service.sandbox.postman import Postman
from service.sandbox.schedule import Schedule

LONGEST_DELIVERY = 0.3


class Partner:
    """What it promised before it was killed, it does after it was started again."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._journals = [Journal(options.folder / name) for name in ("payments.jsonl", "messages.jsonl")]
        self.payments = PaymentBook(self._journals[0])
        self.messages = MessageBook(self._journals[1], callback_url=options.sms_callback_url)
        self._schedule = Schedule()
        self._bank = Postman(options.payment_secret, self._schedule, self.payments.note_told)
        self._sms = Postman(options.sms_secret, self._schedule, self.messages.note_told)
        self._resume()

    def receive_refund(self, refund_no: str, **order: Any) -> Payment:
        payment, new = self.payments.receive(refund_no, **order)
        if new:
            self._decide_later(payment)
        return payment

    def receive_message(self, message_id: str, *, to: str, text: str) -> Message:
        message, new = self.messages.receive(message_id, to=to, text=text)
        if new:
            self._report_later(message)
        return message

    def press(self, refund_no: str, knob: Knob) -> Announcement | None:
        announcement = self.payments.press(refund_no, knob)
        if announcement:
            self._bank.tell(announcement)
        return announcement

    def reply(self, message_id: str, *, text: str) -> Announcement | None:
        announcement = self.messages.reply(message_id, text=text)
        if announcement:
            self._sms.tell(announcement)
        return announcement

    def stop(self) -> None:
        self._schedule.stop()
        for journal in self._journals:
            journal.close()

    def _resume(self) -> None:
        for announcement in list(self.payments.untold.values()):
            self._bank.tell(announcement)
        for announcement in list(self.messages.untold.values()):
            self._sms.tell(announcement)
        for payment in self.payments.in_order():
            if not payment.touched:
                self._decide_later(payment)
        for message in self.messages.in_order():
            if message.status == "sent":
                self._report_later(message)

    def _decide_later(self, payment: Payment) -> None:
        if self._options.mode == "auto":
            self._schedule.after(self._options.delay, partial(self._decide, payment.refund_no))

    def _decide(self, refund_no: str) -> None:
        announcement = self.payments.press(refund_no, "succeed", only_untouched=True)
        if announcement:
            self._bank.tell(announcement)

    def _report_later(self, message: Message) -> None:
        self._schedule.after(
            min(self._options.delay, LONGEST_DELIVERY), partial(self._report, message.message_id)
        )

    def _report(self, message_id: str) -> None:
        announcement = self.messages.report(message_id)
        if announcement:
            self._sms.tell(announcement)
